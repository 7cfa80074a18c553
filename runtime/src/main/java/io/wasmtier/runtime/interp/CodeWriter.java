package io.wasmtier.runtime.interp;

import java.util.Arrays;

/// Writes register code. Remembers the last instruction, so that its destination can be changed or
/// it can be taken back and fused with the next one.
final class CodeWriter {
  /// A branch target: known, or a chain of words to patch that is threaded through the words
  /// themselves.
  static final class Target {
    /// The first slot of the values a branch carries.
    final int base;

    /// Index of the target, or -1 while unknown.
    int pc = -1;

    /// The last word to patch, or -1.
    private int chain = -1;

    /// The missing or second arm of an `if`; later null.
    @org.jspecify.annotations.Nullable Target otherwise;

    /// Where a `br_table` moves values on its way; null otherwise.
    @org.jspecify.annotations.Nullable Target detour;

    /// Where the body of a `try_table` or legacy `try` begins; where that of the latter ends, or
    /// -1; its keeper.
    int start;

    int end;
    int keeper;

    /// The clauses of a `try_table`.
    java.util.List<io.wasmtier.validator.CatchClause> clauses = java.util.List.of();

    Target(int base) {
      this.base = base;
    }

    boolean isUsed() {
      return chain >= 0;
    }
  }

  int[] code = new int[512];
  int size;

  /// The start of the last instruction, or -1 if something may jump behind it.
  int last = -1;

  /// The word that names the last instruction's destination, or -1.
  int lastResult = -1;

  private final PositionTable.@org.jspecify.annotations.Nullable Recorder recorder;

  CodeWriter(PositionTable.@org.jspecify.annotations.Nullable Recorder recorder) {
    this.recorder = recorder;
  }

  private void begin(int op, int words) {
    if (size + words > code.length) {
      code = Arrays.copyOf(code, Math.max(size + words, 2 * code.length));
    }
    if (recorder != null) {
      recorder.record(size);
    }
    last = size;
    lastResult = -1;
    code[size++] = op;
  }

  /// An instruction without a destination that could be changed.
  void plain(int op) {
    begin(op, 1);
  }

  void plain(int op, int a) {
    begin(op, 2);
    code[size++] = a;
  }

  void plain(int op, int a, int b) {
    begin(op, 3);
    code[size++] = a;
    code[size++] = b;
  }

  void plain(int op, int a, int b, int c) {
    begin(op, 4);
    code[size++] = a;
    code[size++] = b;
    code[size++] = c;
  }

  void plain(int op, int a, int b, int c, int d) {
    begin(op, 5);
    code[size++] = a;
    code[size++] = b;
    code[size++] = c;
    code[size++] = d;
  }

  void plain(int op, int a, int b, int c, int d, int e) {
    begin(op, 6);
    code[size++] = a;
    code[size++] = b;
    code[size++] = c;
    code[size++] = d;
    code[size++] = e;
  }

  /// An instruction with an offset of 64 bits at its end.
  void access(int op, int a, int b, int c, int memory, long offset) {
    begin(op, 7);
    code[size++] = a;
    code[size++] = b;
    code[size++] = c;
    code[size++] = memory;
    code[size++] = (int) offset;
    code[size++] = (int) (offset >>> 32);
  }

  /// An instruction whose first word is its destination.
  void result(int op, int destination) {
    plain(op, destination);
    lastResult = last + 1;
  }

  void result(int op, int destination, int a) {
    plain(op, destination, a);
    lastResult = last + 1;
  }

  void result(int op, int destination, int a, int b) {
    plain(op, destination, a, b);
    lastResult = last + 1;
  }

  void result(int op, int destination, int a, int b, int c) {
    plain(op, destination, a, b, c);
    lastResult = last + 1;
  }

  /// Appends words to the last instruction.
  void words(int count, int value) {
    if (size + count > code.length) {
      code = Arrays.copyOf(code, Math.max(size + count, 2 * code.length));
    }
    Arrays.fill(code, size, size + count, value);
    size += count;
  }

  /// Appends the word for a target to the last instruction.
  void target(Target target) {
    if (size == code.length) {
      code = Arrays.copyOf(code, 2 * code.length);
    }
    if (target.pc >= 0) {
      code[size++] = target.pc;
    } else {
      code[size] = target.chain;
      target.chain = size++;
    }
  }

  /// Moves a number; two moves in a row become one instruction.
  void move(int to, int from) {
    if (last >= 0 && code[last] == Op.MOVE) {
      code[last] = Op.MOVE2;
      words(2, to);
      code[size - 1] = from;
      lastResult = -1;
    } else {
      plain(Op.MOVE, to, from);
    }
  }

  /// A compare and branch.
  void branch(int op, int a, int b, Target target) {
    plain(op, a, b, 0);
    target(target);
    words(1, 0);
    last = -1;
  }

  void jump(Target target) {
    plain(Op.JUMP, 0);
    target(target);
    last = -1;
  }

  /// Binds a target here. Nothing before can be changed any more.
  void bind(Target target) {
    target.pc = size;
    int at = target.chain;
    target.chain = -1;
    while (at >= 0) {
      int next = code[at];
      code[at] = size;
      at = next;
    }
    barrier();
  }

  void barrier() {
    last = -1;
    lastResult = -1;
  }

  /// Takes the last instruction back.
  void retract() {
    if (recorder != null) {
      recorder.retract(last);
    }
    size = last;
    barrier();
  }
}
