package io.wasmtier.runtime.interp;

/// What one function has done so far, as the interpreter counted it, by the byte offset of its
/// instructions in the module.
///
/// Racy by design: the counters are plain words in the code, which any number of threads may
/// increment at once, so some increments get lost; they wrap around at 2^32. Read them as hints. A
/// profile is a view: it reads the counters anew each time. Making one that looks at instructions
/// costs a translation.
public final class Profile {
  private static final int[] NO_COUNTS = {};

  private final CodeTable table;
  private final int function;
  private @org.jspecify.annotations.Nullable PositionTable positions;

  Profile(CodeTable table, int function) {
    this.table = table;
    this.function = function;
  }

  private int[] code() {
    int[] code = table.codes[function];
    return code == null ? NO_COUNTS : code;
  }

  /// {@return how often the function was called, unsigned; 0 if it has no code yet}
  public int calls() {
    int[] code = code();
    return code.length == 0 ? 0 : code[Op.CALLS];
  }

  /// {@return how often a loop began another trip, over all loops of the function}
  public long backEdges() {
    int[] code = code();
    long sum = 0;
    for (int pc = Op.START; pc < code.length; pc += Op.length(code, pc)) {
      int counter = counter(code, pc);
      if (counter >= 0) {
        sum += code[counter + 1] <= pc ? code[counter] & 0xFFFF_FFFFL : 0;
      } else if (code[pc] == Op.BR_TABLE) {
        for (int i = 0; i < code[pc + 2]; i++) {
          int at = pc + 3 + 2 * i;
          sum += code[at + 1] <= pc ? code[at] & 0xFFFF_FFFFL : 0;
        }
      }
    }
    return sum;
  }

  /// Lets the counters of branches begin with a number.
  static void begin(int[] code, int count) {
    for (int pc = Op.START; pc < code.length; pc += Op.length(code, pc)) {
      int counter = counter(code, pc);
      if (counter >= 0) {
        code[counter] = count;
      } else if (code[pc] == Op.BR_TABLE) {
        for (int i = 0; i < code[pc + 2]; i++) {
          code[pc + 3 + 2 * i] = count;
        }
      }
    }
  }

  /// {@return how often the condition of a branch or `if` held}
  ///
  /// @param offset of `br_if`, `if`, `br_on_null` or `br_on_non_null`
  public int held(long offset) {
    return branch(offset, true);
  }

  /// {@return how often the condition of a branch or `if` did not hold}
  public int failed(long offset) {
    return branch(offset, false);
  }

  private int branch(long offset, boolean held) {
    int[] code = code();
    int at = find(code, offset, Kind.BRANCH);
    if (at < 0) {
      return 0;
    }
    int taken = counter(code, at);
    // The counter of the other way stands behind the target.
    return held != positions().isNegated(at) ? code[taken] : code[taken + 2];
  }

  /// {@return how often each label of a `br_table` was chosen, the default last; empty if it was
  /// never translated}
  public int[] choices(long offset) {
    int[] code = code();
    int at = find(code, offset, Kind.TABLE);
    if (at < 0) {
      return NO_COUNTS;
    }
    int[] counts = new int[code[at + 2]];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = code[at + 3 + 2 * i];
    }
    return counts;
  }

  /// {@return the first two targets of an indirect call in the caller's instance, as a function
  /// index (or -1) and a count each, and a count of all other targets}
  ///
  /// @param offset of a `call_indirect` or `call_ref`, or of a tail call of that kind
  public int[] targets(long offset) {
    int[] code = code();
    int at = find(code, offset, Kind.CALL);
    if (at < 0) {
      return new int[] {-1, 0, -1, 0, 0};
    }
    boolean byReference = code[at] == Op.CALL_REF || code[at] == Op.TAIL_CALL_REF;
    int first = at + (byReference ? 2 : 4);
    return new int[] {
      code[first] - 1, code[first + 1], code[first + 2] - 1, code[first + 3], code[first + 4]
    };
  }

  private enum Kind {
    BRANCH,
    TABLE,
    CALL
  }

  private PositionTable positions() {
    PositionTable known = positions;
    if (known == null) {
      known = Translator.positions(table, function);
      positions = known;
    }
    return known;
  }

  private int find(int[] code, long offset, Kind kind) {
    if (code.length == 0) {
      return -1;
    }
    PositionTable table = positions();
    for (int i = table.first(offset); i < table.count() && table.offsetAt(i) == offset; i++) {
      int at = table.indexAt(i);
      boolean fits =
          switch (kind) {
            case BRANCH -> counter(code, at) >= 0 && code[at] != Op.JUMP;
            case TABLE -> code[at] == Op.BR_TABLE;
            case CALL ->
                switch (code[at]) {
                  case Op.CALL_INDIRECT,
                      Op.CALL_INDIRECT_64,
                      Op.TAIL_CALL_INDIRECT,
                      Op.CALL_REF,
                      Op.TAIL_CALL_REF ->
                      true;
                  default -> false;
                };
          };
      if (fits) {
        return at;
      }
    }
    return -1;
  }

  /// {@return the index of the counter of a taken branch, behind which the target stands; -1 for
  /// other instructions}
  private static int counter(int[] code, int pc) {
    int op = code[pc];
    if (op == Op.JUMP) {
      return pc + 1;
    }
    if (op == Op.BR_NULL || op == Op.BR_NON_NULL) {
      return pc + 2;
    }
    boolean compares =
        op >= Op.BR_I32_EQ && op <= Op.BR_I64_GE_U_K || op >= Op.BR_IF && op < SimdOp.FIRST;
    return compares ? pc + 3 : -1;
  }
}
