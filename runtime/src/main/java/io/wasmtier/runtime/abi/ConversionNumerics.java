package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;

/// The meaning of the conversions between `i32`, `i64`, `f32` and `f64` (spec: Execution, Numerics,
/// Conversions).
///
/// Names as in [Numerics]. A truncation that does not fit traps; its saturating form (`trunc_sat`)
/// clamps and maps NaN to 0, which is what a Java cast does for signed types. For unsigned 64-bit
/// values, Java has no cast: numbers of 2^63 and more are moved down by 2^63, which is exact,
/// converted, and moved up again.
///
/// Bounds are written as the two numbers next to the valid range, or the first valid one where the
/// type cannot represent the number before it, so that one test refuses NaN too.
public final class ConversionNumerics {
  private static final float TWO_31F = 0x1p31f;
  private static final float TWO_32F = 0x1p32f;
  private static final float TWO_63F = 0x1p63f;
  private static final float TWO_64F = 0x1p64f;
  private static final double TWO_31 = 0x1p31;
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;

  private ConversionNumerics() {}

  // Integer to integer

  /// `i32.wrap_i64`
  public static int i32WrapI64(long a) {
    return (int) a;
  }

  /// `i64.extend_i32_s`
  public static long i64ExtendI32S(int a) {
    return a;
  }

  /// `i64.extend_i32_u`
  public static long i64ExtendI32U(int a) {
    return a & 0xffff_ffffL;
  }

  // Float to integer, trapping

  /// `i32.trunc_f32_s`
  public static int i32TruncF32S(float a) {
    if (!(a >= -TWO_31F && a < TWO_31F)) {
      throw unrepresentable(a);
    }
    return (int) a;
  }

  /// `i32.trunc_f32_u`
  public static int i32TruncF32U(float a) {
    if (!(a > -1 && a < TWO_32F)) {
      throw unrepresentable(a);
    }
    return (int) (long) a;
  }

  /// `i32.trunc_f64_s`
  public static int i32TruncF64S(double a) {
    if (!(a > -TWO_31 - 1 && a < TWO_31)) {
      throw unrepresentable(a);
    }
    return (int) a;
  }

  /// `i32.trunc_f64_u`
  public static int i32TruncF64U(double a) {
    if (!(a > -1 && a < TWO_32)) {
      throw unrepresentable(a);
    }
    return (int) (long) a;
  }

  /// `i64.trunc_f32_s`
  public static long i64TruncF32S(float a) {
    if (!(a >= -TWO_63F && a < TWO_63F)) {
      throw unrepresentable(a);
    }
    return (long) a;
  }

  /// `i64.trunc_f32_u`
  public static long i64TruncF32U(float a) {
    if (!(a > -1 && a < TWO_64F)) {
      throw unrepresentable(a);
    }
    return a < TWO_63F ? (long) a : (long) (a - TWO_63F) ^ Long.MIN_VALUE;
  }

  /// `i64.trunc_f64_s`
  public static long i64TruncF64S(double a) {
    if (!(a >= -TWO_63 && a < TWO_63)) {
      throw unrepresentable(a);
    }
    return (long) a;
  }

  /// `i64.trunc_f64_u`
  public static long i64TruncF64U(double a) {
    if (!(a > -1 && a < TWO_64)) {
      throw unrepresentable(a);
    }
    return a < TWO_63 ? (long) a : (long) (a - TWO_63) ^ Long.MIN_VALUE;
  }

  // Float to integer, saturating

  /// `i32.trunc_sat_f32_s`
  public static int i32TruncSatF32S(float a) {
    return (int) a;
  }

  /// `i32.trunc_sat_f32_u`
  public static int i32TruncSatF32U(float a) {
    return (int) Math.max(0L, Math.min((long) a, 0xffff_ffffL));
  }

  /// `i32.trunc_sat_f64_s`
  public static int i32TruncSatF64S(double a) {
    return (int) a;
  }

  /// `i32.trunc_sat_f64_u`
  public static int i32TruncSatF64U(double a) {
    return (int) Math.max(0L, Math.min((long) a, 0xffff_ffffL));
  }

  /// `i64.trunc_sat_f32_s`
  public static long i64TruncSatF32S(float a) {
    return (long) a;
  }

  /// `i64.trunc_sat_f32_u`: from 2^63 the cast saturates at 2^63 - 1, which becomes 2^64 - 1.
  public static long i64TruncSatF32U(float a) {
    return a >= TWO_63F ? (long) (a - TWO_63F) ^ Long.MIN_VALUE : Math.max(0L, (long) a);
  }

  /// `i64.trunc_sat_f64_s`
  public static long i64TruncSatF64S(double a) {
    return (long) a;
  }

  /// `i64.trunc_sat_f64_u`: from 2^63 the cast saturates at 2^63 - 1, which becomes 2^64 - 1.
  public static long i64TruncSatF64U(double a) {
    return a >= TWO_63 ? (long) (a - TWO_63) ^ Long.MIN_VALUE : Math.max(0L, (long) a);
  }

  // Integer to float

  /// `f32.convert_i32_s`
  public static float f32ConvertI32S(int a) {
    return a;
  }

  /// `f32.convert_i32_u`
  public static float f32ConvertI32U(int a) {
    return a & 0xffff_ffffL;
  }

  /// `f32.convert_i64_s`
  public static float f32ConvertI64S(long a) {
    return a;
  }

  /// `f32.convert_i64_u`: halves a large number, keeping the bit that falls off as a sticky bit for
  /// the rounding.
  public static float f32ConvertI64U(long a) {
    return a >= 0 ? a : (float) ((a >>> 1) | (a & 1)) * 2;
  }

  /// `f64.convert_i32_s`
  public static double f64ConvertI32S(int a) {
    return a;
  }

  /// `f64.convert_i32_u`
  public static double f64ConvertI32U(int a) {
    return a & 0xffff_ffffL;
  }

  /// `f64.convert_i64_s`
  public static double f64ConvertI64S(long a) {
    return a;
  }

  /// `f64.convert_i64_u`: halves a large number, keeping the bit that falls off as a sticky bit for
  /// the rounding.
  public static double f64ConvertI64U(long a) {
    return a >= 0 ? a : (double) ((a >>> 1) | (a & 1)) * 2;
  }

  // Float to float

  /// `f32.demote_f64`: a NaN keeps the top of its payload and becomes quiet; the latter even where
  /// C2 takes `(float) (double) x` for `x`.
  public static float f32DemoteF64(double a) {
    return FloatNumerics.quiet((float) a);
  }

  /// `f64.promote_f32`: a NaN keeps its payload and becomes quiet.
  public static double f64PromoteF32(float a) {
    return a;
  }

  // Reinterpretation

  /// `i32.reinterpret_f32`
  public static int i32ReinterpretF32(float a) {
    return Float.floatToRawIntBits(a);
  }

  /// `i64.reinterpret_f64`
  public static long i64ReinterpretF64(double a) {
    return Double.doubleToRawLongBits(a);
  }

  /// `f32.reinterpret_i32`
  public static float f32ReinterpretI32(int a) {
    return Float.intBitsToFloat(a);
  }

  /// `f64.reinterpret_i64`
  public static double f64ReinterpretI64(long a) {
    return Double.longBitsToDouble(a);
  }

  private static Trap unrepresentable(double a) {
    return Trap.of(
        Double.isNaN(a) ? TrapKind.INVALID_CONVERSION_TO_INTEGER : TrapKind.INTEGER_OVERFLOW);
  }
}
