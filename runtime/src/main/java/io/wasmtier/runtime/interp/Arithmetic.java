package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.abi.ConversionNumerics;
import io.wasmtier.runtime.abi.FloatNumerics;
import io.wasmtier.runtime.abi.Numerics;

/// The hot numeric operations of the loop: the register forms, whose meaning is elsewhere. Each takes the program counter
/// and returns the next one; `K` forms have a constant as right operand.
final class Arithmetic {
  private Arithmetic() {}

  static int i32Add(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Add((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i32Sub(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Sub((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i32Mul(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Mul((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i32And(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32And((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i32Or(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Or((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i32Xor(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Xor((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i32Shl(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Shl((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i32ShrU(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32ShrU((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i64Add(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64Add(s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i64Sub(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64Sub(s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i64Mul(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64Mul(s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i64And(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64And(s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i64Or(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64Or(s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i64Xor(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64Xor(s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i64Shl(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64Shl(s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int i64ShrU(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64ShrU(s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
    return pc + 4;
  }

  static int f64Add(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Double.doubleToRawLongBits(FloatNumerics.f64Add(Double.longBitsToDouble(s[fp + c[pc + 2]]), Double.longBitsToDouble(s[fp + c[pc + 3]])));
    return pc + 4;
  }

  static int f64Sub(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Double.doubleToRawLongBits(FloatNumerics.f64Sub(Double.longBitsToDouble(s[fp + c[pc + 2]]), Double.longBitsToDouble(s[fp + c[pc + 3]])));
    return pc + 4;
  }

  static int f64Mul(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Double.doubleToRawLongBits(FloatNumerics.f64Mul(Double.longBitsToDouble(s[fp + c[pc + 2]]), Double.longBitsToDouble(s[fp + c[pc + 3]])));
    return pc + 4;
  }

  static int i32AddK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Add((int) s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i32MulK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Mul((int) s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i32AndK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32And((int) s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i32XorK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Xor((int) s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i32ShlK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Shl((int) s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i32ShrUK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32ShrU((int) s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i32ShrSK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32ShrS((int) s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i32RotlK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i32Rotl((int) s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i64AddK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64Add(s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i64AndK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64And(s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i64ShlK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64Shl(s[fp + c[pc + 2]], c[pc + 3]);
    return pc + 4;
  }

  static int i64ShrUK(int[] c, long[] s, int fp, int pc) {
    s[fp + c[pc + 1]] = Numerics.i64ShrU(s[fp + c[pc + 2]], c[pc + 3]);
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
}
