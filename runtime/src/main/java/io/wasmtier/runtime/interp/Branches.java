package io.wasmtier.runtime.interp;

/// Compare and branch. Each returns the next program counter and counts which way it went; at a
/// taken branch the guest can be stopped, so every loop can.
final class Branches {
  private Branches() {}

  /// Takes a branch whose counter is at an index, with the target behind it.
  static int taken(GuestActivation act, int[] c, int at) {
    int count = c[at] + 1;
    c[at] = count;
    return (count & Interpreter.POLL_MASK) == 0 ? OnStack.poll(act, c, at) : c[at + 1];
  }

  private static int notTaken(int[] c, int pc) {
    c[pc + 5]++;
    return pc + 6;
  }

  static int i32Eq(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return (int) s[fp + c[pc + 1]] == (int) s[fp + c[pc + 2]]
        ? taken(act, c, pc + 3)
        : notTaken(c, pc);
  }

  static int i32EqK(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return (int) s[fp + c[pc + 1]] == c[pc + 2] ? taken(act, c, pc + 3) : notTaken(c, pc);
  }

  static int i32Ne(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return (int) s[fp + c[pc + 1]] != (int) s[fp + c[pc + 2]]
        ? taken(act, c, pc + 3)
        : notTaken(c, pc);
  }

  static int i32NeK(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return (int) s[fp + c[pc + 1]] != c[pc + 2] ? taken(act, c, pc + 3) : notTaken(c, pc);
  }

  static int i32LtS(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return (int) s[fp + c[pc + 1]] < (int) s[fp + c[pc + 2]]
        ? taken(act, c, pc + 3)
        : notTaken(c, pc);
  }

  static int i32LtSK(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return (int) s[fp + c[pc + 1]] < c[pc + 2] ? taken(act, c, pc + 3) : notTaken(c, pc);
  }

  static int i32GeS(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return (int) s[fp + c[pc + 1]] >= (int) s[fp + c[pc + 2]]
        ? taken(act, c, pc + 3)
        : notTaken(c, pc);
  }

  static int i32GeSK(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return (int) s[fp + c[pc + 1]] >= c[pc + 2] ? taken(act, c, pc + 3) : notTaken(c, pc);
  }

  static int i32LtU(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return Integer.compareUnsigned((int) s[fp + c[pc + 1]], (int) s[fp + c[pc + 2]]) < 0
        ? taken(act, c, pc + 3)
        : notTaken(c, pc);
  }

  static int i32LtUK(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return Integer.compareUnsigned((int) s[fp + c[pc + 1]], c[pc + 2]) < 0
        ? taken(act, c, pc + 3)
        : notTaken(c, pc);
  }

  static int i32GeU(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return Integer.compareUnsigned((int) s[fp + c[pc + 1]], (int) s[fp + c[pc + 2]]) >= 0
        ? taken(act, c, pc + 3)
        : notTaken(c, pc);
  }

  static int i32GeUK(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    return Integer.compareUnsigned((int) s[fp + c[pc + 1]], c[pc + 2]) >= 0
        ? taken(act, c, pc + 3)
        : notTaken(c, pc);
  }

  static int table(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    int index = (int) s[fp + c[pc + 1]];
    int last = c[pc + 2] - 1;
    int entry = Integer.compareUnsigned(index, last) < 0 ? index : last;
    return taken(act, c, pc + 3 + 2 * entry);
  }

  /// The 64-bit comparisons.
  static int i64(GuestActivation act, int op, int[] c, long[] s, int fp, int pc) {
    long a = s[fp + c[pc + 1]];
    int constant = op - Op.BR_I64_EQ_K;
    long b = constant >= 0 ? c[pc + 2] : s[fp + c[pc + 2]];
    boolean holds =
        switch ((constant >= 0 ? constant : op - Op.BR_I64_EQ) >> Op.STEP) {
          case 0 -> a == b;
          case 1 -> a != b;
          case 2 -> a < b;
          case 3 -> a >= b;
          case 4 -> Long.compareUnsigned(a, b) < 0;
          case 5 -> Long.compareUnsigned(a, b) >= 0;
          default -> throw new AssertionError("no operation: " + op);
        };
    return holds ? taken(act, c, pc + 3) : notTaken(c, pc);
  }

  /// The comparisons of floats, by ordinal.
  static int generic(GuestActivation act, int op, int[] c, long[] s, int fp, int pc) {
    long holds = NumericHandlers.binary(op & Op.ORDINAL_MASK, s[fp + c[pc + 1]], s[fp + c[pc + 2]]);
    return (holds != 0) == (op < Op.BR_UNLESS) ? taken(act, c, pc + 3) : notTaken(c, pc);
  }

  /// BR_NULL and BR_NON_NULL.
  static int reference(GuestActivation act, int op, int[] c, int fp, int pc) {
    boolean isNull = act.stack.references[fp + c[pc + 1]] == null;
    if (isNull == (op == Op.BR_NULL)) {
      return taken(act, c, pc + 2);
    }
    c[pc + 4]++;
    return pc + 5;
  }
}
