package io.wasmtier.runtime.interp;

/// The numeric instructions that are not hot, by ordinal, and the operations on vectors.
final class Numeric {
  private Numeric() {}

  static int execute(GuestActivation act, int op, int[] c, long[] s, int fp, int pc) {
    int ordinal = op & Op.ORDINAL_MASK;
    return switch (op & ~Op.ORDINAL_MASK) {
      case Op.UNARY -> {
        s[fp + c[pc + 1]] = NumericHandlers.unary(ordinal, s[fp + c[pc + 2]]);
        yield pc + 3;
      }
      case Op.BINARY -> {
        s[fp + c[pc + 1]] = NumericHandlers.binary(ordinal, s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
        yield pc + 4;
      }
      case Op.BINARY_K -> {
        s[fp + c[pc + 1]] = NumericHandlers.binary(ordinal, s[fp + c[pc + 2]], c[pc + 3]);
        yield pc + 4;
      }
      case Op.BINARY_D -> {
        long constant = Double.doubleToRawLongBits(Float.intBitsToFloat(c[pc + 3]));
        s[fp + c[pc + 1]] = NumericHandlers.binary(ordinal, s[fp + c[pc + 2]], constant);
        yield pc + 4;
      }
      default ->
          op >= SimdOp.FIRST
              ? Simd.execute(act, op, c, s, fp, pc)
              : Branches.generic(act, op, c, s, fp, pc);
    };
  }
}
