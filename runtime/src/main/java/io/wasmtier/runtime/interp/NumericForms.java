package io.wasmtier.runtime.interp;

import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;

/// Which register operations a numeric instruction has beside the general ones: tables by ordinal
/// in the opcode table.
final class NumericForms {
  /// What a numeric instruction has none of.
  static final int NONE = -1;

  private static final int SIZE = Opcode.values().length;

  /// The hot operation with slots as operands.
  static final int[] SLOTS = table();

  /// The hot operation with a slot and a constant.
  static final int[] CONSTANT = table();

  /// The branch with two slots, if the comparison holds, for the comparisons that have one.
  static final int[] BRANCH = table();

  /// The ordinal of the instruction that gives the same with its operands exchanged.
  static final int[] EXCHANGED = table();

  /// The ordinal of the comparison that holds if this one does not; for integers.
  static final int[] NEGATED = table();

  /// The letter of the first operand in the signature.
  static final byte[] OPERAND = new byte[SIZE];

  /// The type of the result.
  static final int[] RESULT = new int[SIZE];

  private NumericForms() {}

  private static int[] table() {
    int[] table = new int[SIZE];
    java.util.Arrays.fill(table, NONE);
    return table;
  }

  static {
    for (Opcode opcode : Opcode.values()) {
      String signature = opcode.signature();
      int colon = signature == null ? 0 : signature.indexOf(':');
      if (signature != null && colon > 0) {
        OPERAND[opcode.ordinal()] = (byte) signature.charAt(0);
        if (colon + 1 < signature.length() && opcode.shape() != Shape.LOAD) {
          RESULT[opcode.ordinal()] = Opcode.typeBits(signature.charAt(colon + 1), false);
        }
      }
    }
    hot(Opcode.I32_ADD, Op.I32_ADD, Op.I32_ADD_K);
    hot(Opcode.I32_SUB, Op.I32_SUB, NONE);
    hot(Opcode.I32_MUL, Op.I32_MUL, Op.I32_MUL_K);
    hot(Opcode.I32_AND, Op.I32_AND, Op.I32_AND_K);
    hot(Opcode.I32_OR, Op.I32_OR, Op.I32_OR_K);
    hot(Opcode.I32_XOR, Op.I32_XOR, Op.I32_XOR_K);
    hot(Opcode.I32_SHL, Op.I32_SHL, Op.I32_SHL_K);
    hot(Opcode.I32_SHR_U, Op.I32_SHR_U, Op.I32_SHR_U_K);
    hot(Opcode.I32_SHR_S, NONE, Op.I32_SHR_S_K);
    hot(Opcode.I32_ROTL, NONE, Op.I32_ROTL_K);
    hot(Opcode.I64_ADD, Op.I64_ADD, Op.I64_ADD_K);
    hot(Opcode.I64_SUB, Op.I64_SUB, NONE);
    hot(Opcode.I64_MUL, Op.I64_MUL, NONE);
    hot(Opcode.I64_AND, Op.I64_AND, Op.I64_AND_K);
    hot(Opcode.I64_OR, Op.I64_OR, NONE);
    hot(Opcode.I64_XOR, Op.I64_XOR, NONE);
    hot(Opcode.I64_SHL, Op.I64_SHL, Op.I64_SHL_K);
    hot(Opcode.I64_SHR_U, Op.I64_SHR_U, Op.I64_SHR_U_K);
    hot(Opcode.F64_ADD, Op.F64_ADD, NONE);
    hot(Opcode.F64_SUB, Op.F64_SUB, NONE);
    hot(Opcode.F64_MUL, Op.F64_MUL, NONE);
    hot(Opcode.F64_DIV, Op.F64_DIV, NONE);
    hot(Opcode.I64_EXTEND_I32_S, Op.I64_EXTEND_I32_S, NONE);
    hot(Opcode.I64_EXTEND_I32_U, Op.I64_EXTEND_I32_U, NONE);
    hot(Opcode.F64_CONVERT_I32_S, Op.F64_CONVERT_I32_S, NONE);

    comparisons(Opcode.I32_EQ, Op.BR_I32_EQ);
    comparisons(Opcode.I64_EQ, Op.BR_I64_EQ);
    floatComparisons(Opcode.F32_EQ);
    floatComparisons(Opcode.F64_EQ);
    for (Opcode opcode :
        new Opcode[] {
          Opcode.I32_ADD, Opcode.I32_MUL, Opcode.I32_AND, Opcode.I32_OR, Opcode.I32_XOR,
          Opcode.I64_ADD, Opcode.I64_MUL, Opcode.I64_AND, Opcode.I64_OR, Opcode.I64_XOR
        }) {
      EXCHANGED[opcode.ordinal()] = opcode.ordinal();
    }
  }

  private static void hot(Opcode opcode, int slots, int constant) {
    SLOTS[opcode.ordinal()] = slots;
    CONSTANT[opcode.ordinal()] = constant;
  }

  // The table's order: eq, ne, lt_s, lt_u, gt_s, gt_u, le_s, le_u, ge_s, ge_u.
  private static void comparisons(Opcode eq, int branchEq) {
    int first = eq.ordinal();
    int[] exchanged = {0, 1, 4, 5, 2, 3, 8, 9, 6, 7};
    int[] negated = {1, 0, 8, 9, 6, 7, 4, 5, 2, 3};
    // Distance of the branch from EQ: eq 0, ne 1, lt_s 2, ge_s 3, lt_u 4, ge_u 5; gt and le by
    // exchange.
    int[] branch = {0, 1, 2, 4, NONE, NONE, NONE, NONE, 3, 5};
    for (int i = 0; i < 10; i++) {
      EXCHANGED[first + i] = first + exchanged[i];
      NEGATED[first + i] = first + negated[i];
      BRANCH[first + i] = branch[i] == NONE ? NONE : branchEq + (branch[i] << Op.STEP);
    }
  }

  // eq, ne, lt, gt, le, ge.
  private static void floatComparisons(Opcode eq) {
    int first = eq.ordinal();
    int[] exchanged = {0, 1, 3, 2, 5, 4};
    for (int i = 0; i < 6; i++) {
      EXCHANGED[first + i] = first + exchanged[i];
    }
  }

  /// {@return whether an instruction is a comparison of two numbers}
  static boolean isComparison(int ordinal) {
    return NEGATED[ordinal] != NONE
        || EXCHANGED[ordinal] != NONE && (OPERAND[ordinal] == 'f' || OPERAND[ordinal] == 'd');
  }

  /// {@return whether an instruction does nothing to a slot: the low half of an i64, the same bits
  /// as another type}
  static boolean isIdentity(Opcode opcode) {
    return switch (opcode) {
      case I32_WRAP_I64,
          I32_REINTERPRET_F32,
          F32_REINTERPRET_I32,
          I64_REINTERPRET_F64,
          F64_REINTERPRET_I64 ->
          true;
      default -> false;
    };
  }

  /// {@return whether a constant operand fits in one word}
  static boolean fits(byte operand, long bits) {
    return switch (operand) {
      case 'i', 'f' -> true;
      case 'l' -> bits == (int) bits;
      case 'd' -> {
        double value = Double.longBitsToDouble(bits);
        yield Double.doubleToRawLongBits((float) value) == bits && !Double.isNaN(value);
      }
      default -> false;
    };
  }

  /// {@return the word of a constant operand that fits}
  static int word(byte operand, long bits) {
    return operand == 'd'
        ? Float.floatToRawIntBits((float) Double.longBitsToDouble(bits))
        : (int) bits;
  }
}
