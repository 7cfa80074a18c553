package io.wasmtier.runtime.abi;

/// The meaning of the `f32` and `f64` instructions (spec: Execution, Numerics, Floating-Point
/// Operations).
///
/// Names as in [Numerics]. NaNs follow the specification: every operation but `abs`, `neg` and
/// `copysign`, which work on the sign bit alone, yields a quiet NaN, and a canonical one if all NaN
/// operands are canonical. The JVM's arithmetic does that on its own because the processor does;
/// the library's roundings and `min`/`max` sometimes hand an operand on, so their results are
/// quieted here. Sign and payload of a NaN are otherwise the processor's choice, and HotSpot may
/// swap operands.
///
/// C2 takes `x - 0`, `x * 1`, `x / 1` and `(float) (double) x` for `x`, which is right but for a
/// signaling NaN, and it may learn of the constant only after inlining. Subtraction,
/// multiplication, division and demotion are therefore quieted as well. Code that inlines the bare
/// JVM instruction must call `quiet` itself where it does not know that neither operand is such a
/// constant.
///
/// Signs are handled by bit operations: Java promises nothing about the bits of `Math.abs` or `-x`
/// on a NaN, and C2 takes `Math.abs(0 - x)` for `Math.abs(x)`.
public final class FloatNumerics {
  private FloatNumerics() {}

  // Quieting

  /// {@return the operand, with the quiet bit set if it is a NaN}
  public static float quiet(float a) {
    return Float.isNaN(a) ? Float.intBitsToFloat(Float.floatToRawIntBits(a) | 0x0040_0000) : a;
  }

  /// {@return the operand, with the quiet bit set if it is a NaN}
  public static double quiet(double a) {
    return Double.isNaN(a)
        ? Double.longBitsToDouble(Double.doubleToRawLongBits(a) | 0x0008_0000_0000_0000L)
        : a;
  }

  // f32

  /// `f32.eq`
  public static int f32Eq(float a, float b) {
    return a == b ? 1 : 0;
  }

  /// `f32.ne`
  public static int f32Ne(float a, float b) {
    return a != b ? 1 : 0;
  }

  /// `f32.lt`
  public static int f32Lt(float a, float b) {
    return a < b ? 1 : 0;
  }

  /// `f32.gt`
  public static int f32Gt(float a, float b) {
    return a > b ? 1 : 0;
  }

  /// `f32.le`
  public static int f32Le(float a, float b) {
    return a <= b ? 1 : 0;
  }

  /// `f32.ge`
  public static int f32Ge(float a, float b) {
    return a >= b ? 1 : 0;
  }

  /// `f32.abs`: clears the sign, of a NaN too; the payload survives.
  public static float f32Abs(float a) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(a) & 0x7fff_ffff);
  }

  /// `f32.neg`: flips the sign, of a NaN too; the payload survives.
  public static float f32Neg(float a) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(a) ^ 0x8000_0000);
  }

  /// `f32.ceil`
  public static float f32Ceil(float a) {
    return quiet((float) Math.ceil(a));
  }

  /// `f32.floor`
  public static float f32Floor(float a) {
    return quiet((float) Math.floor(a));
  }

  /// `f32.trunc`: rounds the magnitude down, which C2 turns into three instructions without a
  /// branch.
  public static float f32Trunc(float a) {
    return quiet(Math.copySign((float) Math.floor(Math.abs(a)), a));
  }

  /// `f32.nearest`: ties to even.
  public static float f32Nearest(float a) {
    return quiet((float) Math.rint(a));
  }

  /// `f32.sqrt`: the double root rounded once more is the correctly rounded float root.
  public static float f32Sqrt(float a) {
    return (float) Math.sqrt(a);
  }

  /// `f32.add`
  public static float f32Add(float a, float b) {
    return a + b;
  }

  /// `f32.sub`
  public static float f32Sub(float a, float b) {
    return quiet(a - b);
  }

  /// `f32.mul`
  public static float f32Mul(float a, float b) {
    return quiet(a * b);
  }

  /// `f32.div`
  public static float f32Div(float a, float b) {
    return quiet(a / b);
  }

  /// `f32.min`: -0 is below +0. `Math.min` hands a signaling NaN on as it is; the sum quiets it.
  public static float f32Min(float a, float b) {
    float r = Math.min(a, b);
    return Float.isNaN(r) ? a + b : r;
  }

  /// `f32.max`: +0 is above -0. `Math.max` hands a signaling NaN on as it is; the sum quiets it.
  public static float f32Max(float a, float b) {
    float r = Math.max(a, b);
    return Float.isNaN(r) ? a + b : r;
  }

  /// `f32.copysign`: by bits; `Math.copySign` may ignore the sign of a NaN.
  public static float f32Copysign(float a, float b) {
    return Float.intBitsToFloat(
        (Float.floatToRawIntBits(a) & 0x7fff_ffff) | (Float.floatToRawIntBits(b) & 0x8000_0000));
  }

  // f64

  /// `f64.eq`
  public static int f64Eq(double a, double b) {
    return a == b ? 1 : 0;
  }

  /// `f64.ne`
  public static int f64Ne(double a, double b) {
    return a != b ? 1 : 0;
  }

  /// `f64.lt`
  public static int f64Lt(double a, double b) {
    return a < b ? 1 : 0;
  }

  /// `f64.gt`
  public static int f64Gt(double a, double b) {
    return a > b ? 1 : 0;
  }

  /// `f64.le`
  public static int f64Le(double a, double b) {
    return a <= b ? 1 : 0;
  }

  /// `f64.ge`
  public static int f64Ge(double a, double b) {
    return a >= b ? 1 : 0;
  }

  /// `f64.abs`: clears the sign, of a NaN too; the payload survives.
  public static double f64Abs(double a) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(a) & Long.MAX_VALUE);
  }

  /// `f64.neg`: flips the sign, of a NaN too; the payload survives.
  public static double f64Neg(double a) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ Long.MIN_VALUE);
  }

  /// `f64.ceil`
  public static double f64Ceil(double a) {
    return quiet(Math.ceil(a));
  }

  /// `f64.floor`
  public static double f64Floor(double a) {
    return quiet(Math.floor(a));
  }

  /// `f64.trunc`: rounds the magnitude down, which C2 turns into three instructions without a
  /// branch.
  public static double f64Trunc(double a) {
    return quiet(Math.copySign(Math.floor(Math.abs(a)), a));
  }

  /// `f64.nearest`: ties to even.
  public static double f64Nearest(double a) {
    return quiet(Math.rint(a));
  }

  /// `f64.sqrt`
  public static double f64Sqrt(double a) {
    return Math.sqrt(a);
  }

  /// `f64.add`
  public static double f64Add(double a, double b) {
    return a + b;
  }

  /// `f64.sub`
  public static double f64Sub(double a, double b) {
    return quiet(a - b);
  }

  /// `f64.mul`
  public static double f64Mul(double a, double b) {
    return quiet(a * b);
  }

  /// `f64.div`
  public static double f64Div(double a, double b) {
    return quiet(a / b);
  }

  /// `f64.min`: -0 is below +0. `Math.min` hands a signaling NaN on as it is; the sum quiets it.
  public static double f64Min(double a, double b) {
    double r = Math.min(a, b);
    return Double.isNaN(r) ? a + b : r;
  }

  /// `f64.max`: +0 is above -0. `Math.max` hands a signaling NaN on as it is; the sum quiets it.
  public static double f64Max(double a, double b) {
    double r = Math.max(a, b);
    return Double.isNaN(r) ? a + b : r;
  }

  /// `f64.copysign`: by bits; `Math.copySign` may ignore the sign of a NaN.
  public static double f64Copysign(double a, double b) {
    return Double.longBitsToDouble(
        (Double.doubleToRawLongBits(a) & Long.MAX_VALUE)
            | (Double.doubleToRawLongBits(b) & Long.MIN_VALUE));
  }
}
