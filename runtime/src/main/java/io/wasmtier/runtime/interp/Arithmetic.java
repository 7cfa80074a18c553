package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.abi.ConversionNumerics;
import io.wasmtier.runtime.abi.FloatNumerics;

/// Hot numeric operations that are too long to stand in the loop: the register forms, whose meaning
/// is elsewhere. Each takes the program counter and returns the next one.
final class Arithmetic {
  private Arithmetic() {}

  static int f64Add(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] =
        Double.doubleToRawLongBits(
            FloatNumerics.f64Add(
                Double.longBitsToDouble(s[fp + c[pc + 2]]),
                Double.longBitsToDouble(s[fp + c[pc + 3]])));
    return pc + 4;
  }

  static int f64Sub(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] =
        Double.doubleToRawLongBits(
            FloatNumerics.f64Sub(
                Double.longBitsToDouble(s[fp + c[pc + 2]]),
                Double.longBitsToDouble(s[fp + c[pc + 3]])));
    return pc + 4;
  }

  static int f64Mul(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] =
        Double.doubleToRawLongBits(
            FloatNumerics.f64Mul(
                Double.longBitsToDouble(s[fp + c[pc + 2]]),
                Double.longBitsToDouble(s[fp + c[pc + 3]])));
    return pc + 4;
  }

  static int i64ExtendI32S(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = ConversionNumerics.i64ExtendI32S((int) s[fp + c[pc + 2]]);
    return pc + 3;
  }

  static int i64ExtendI32U(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = ConversionNumerics.i64ExtendI32U((int) s[fp + c[pc + 2]]);
    return pc + 3;
  }

  static int select(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = s[fp + ((int) s[fp + c[pc + 4]] != 0 ? c[pc + 2] : c[pc + 3])];
    return pc + 5;
  }

  static int f64Div(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] =
        Double.doubleToRawLongBits(
            FloatNumerics.f64Div(
                Double.longBitsToDouble(s[fp + c[pc + 2]]),
                Double.longBitsToDouble(s[fp + c[pc + 3]])));
    return pc + 4;
  }

  static int f64ConvertI32S(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] =
        Double.doubleToRawLongBits(ConversionNumerics.f64ConvertI32S((int) s[fp + c[pc + 2]]));
    return pc + 3;
  }
}
