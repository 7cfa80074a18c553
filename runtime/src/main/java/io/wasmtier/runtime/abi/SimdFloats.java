package io.wasmtier.runtime.abi;

/// The floating-point lane arithmetic of `v128` (spec: Execution, Numerics, Floating-Point
/// Operations, lifted to vectors).
///
/// Everything here is half-wise ([SimdForm#HALVES]): a half is two `f32` lanes or one `f64` lane,
/// and each lane means what [FloatNumerics] says.
///
/// Relaxed instructions behave as the specification's deterministic profile has it: minimum and
/// maximum are the ordinary ones, multiply-add rounds twice. The latter is also the only form that
/// costs the same on every processor: `Math.fma` falls back to `BigDecimal` where there is no such
/// instruction.
public final class SimdFloats {
  private SimdFloats() {}

  // f32x4

  /// `f32x4.eq`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Eq(long a, long b) {
    return Swar.pack(lo(a) == lo(b) ? -1 : 0, hi(a) == hi(b) ? -1 : 0);
  }

  /// `f32x4.ne`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Ne(long a, long b) {
    return Swar.pack(lo(a) != lo(b) ? -1 : 0, hi(a) != hi(b) ? -1 : 0);
  }

  /// `f32x4.lt`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Lt(long a, long b) {
    return Swar.pack(lo(a) < lo(b) ? -1 : 0, hi(a) < hi(b) ? -1 : 0);
  }

  /// `f32x4.gt`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Gt(long a, long b) {
    return Swar.pack(lo(a) > lo(b) ? -1 : 0, hi(a) > hi(b) ? -1 : 0);
  }

  /// `f32x4.le`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Le(long a, long b) {
    return Swar.pack(lo(a) <= lo(b) ? -1 : 0, hi(a) <= hi(b) ? -1 : 0);
  }

  /// `f32x4.ge`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Ge(long a, long b) {
    return Swar.pack(lo(a) >= lo(b) ? -1 : 0, hi(a) >= hi(b) ? -1 : 0);
  }

  /// `f32x4.abs`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Abs(long a) {
    return a & 0x7fff_ffff_7fff_ffffL;
  }

  /// `f32x4.neg`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Neg(long a) {
    return a ^ 0x8000_0000_8000_0000L;
  }

  /// `f32x4.ceil`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Ceil(long a) {
    return pack(FloatNumerics.f32Ceil(lo(a)), FloatNumerics.f32Ceil(hi(a)));
  }

  /// `f32x4.floor`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Floor(long a) {
    return pack(FloatNumerics.f32Floor(lo(a)), FloatNumerics.f32Floor(hi(a)));
  }

  /// `f32x4.trunc`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Trunc(long a) {
    return pack(FloatNumerics.f32Trunc(lo(a)), FloatNumerics.f32Trunc(hi(a)));
  }

  /// `f32x4.nearest`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Nearest(long a) {
    return pack(FloatNumerics.f32Nearest(lo(a)), FloatNumerics.f32Nearest(hi(a)));
  }

  /// `f32x4.sqrt`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Sqrt(long a) {
    return pack(FloatNumerics.f32Sqrt(lo(a)), FloatNumerics.f32Sqrt(hi(a)));
  }

  /// `f32x4.add`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Add(long a, long b) {
    return pack(FloatNumerics.f32Add(lo(a), lo(b)), FloatNumerics.f32Add(hi(a), hi(b)));
  }

  /// `f32x4.sub`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Sub(long a, long b) {
    return pack(FloatNumerics.f32Sub(lo(a), lo(b)), FloatNumerics.f32Sub(hi(a), hi(b)));
  }

  /// `f32x4.mul`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Mul(long a, long b) {
    return pack(FloatNumerics.f32Mul(lo(a), lo(b)), FloatNumerics.f32Mul(hi(a), hi(b)));
  }

  /// `f32x4.div`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Div(long a, long b) {
    return pack(FloatNumerics.f32Div(lo(a), lo(b)), FloatNumerics.f32Div(hi(a), hi(b)));
  }

  /// `f32x4.min`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Min(long a, long b) {
    return pack(FloatNumerics.f32Min(lo(a), lo(b)), FloatNumerics.f32Min(hi(a), hi(b)));
  }

  /// `f32x4.max`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Max(long a, long b) {
    return pack(FloatNumerics.f32Max(lo(a), lo(b)), FloatNumerics.f32Max(hi(a), hi(b)));
  }

  /// `f32x4.pmin`: `b < a ? b : a`; chooses bits, so that a NaN stays as it is.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Pmin(long a, long b) {
    return Swar.pack((int) (lo(b) < lo(a) ? b : a), (int) ((hi(b) < hi(a) ? b : a) >>> 32));
  }

  /// `f32x4.pmax`: `a < b ? b : a`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4Pmax(long a, long b) {
    return Swar.pack((int) (lo(a) < lo(b) ? b : a), (int) ((hi(a) < hi(b) ? b : a) >>> 32));
  }

  /// `f32x4.relaxed_min`: as `f32x4.min`.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4RelaxedMin(long a, long b) {
    return f32x4Min(a, b);
  }

  /// `f32x4.relaxed_max`: as `f32x4.max`.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4RelaxedMax(long a, long b) {
    return f32x4Max(a, b);
  }

  /// `f32x4.relaxed_madd`: rounds the product and the sum.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4RelaxedMadd(long a, long b, long c) {
    return pack(lo(a) * lo(b) + lo(c), hi(a) * hi(b) + hi(c));
  }

  /// `f32x4.relaxed_nmadd`: rounds the product and the sum.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4RelaxedNmadd(long a, long b, long c) {
    return pack(-lo(a) * lo(b) + lo(c), -hi(a) * hi(b) + hi(c));
  }

  // f64x2

  /// `f64x2.eq`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Eq(long a, long b) {
    return f64(a) == f64(b) ? -1 : 0;
  }

  /// `f64x2.ne`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Ne(long a, long b) {
    return f64(a) != f64(b) ? -1 : 0;
  }

  /// `f64x2.lt`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Lt(long a, long b) {
    return f64(a) < f64(b) ? -1 : 0;
  }

  /// `f64x2.gt`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Gt(long a, long b) {
    return f64(a) > f64(b) ? -1 : 0;
  }

  /// `f64x2.le`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Le(long a, long b) {
    return f64(a) <= f64(b) ? -1 : 0;
  }

  /// `f64x2.ge`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Ge(long a, long b) {
    return f64(a) >= f64(b) ? -1 : 0;
  }

  /// `f64x2.abs`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Abs(long a) {
    return a & Long.MAX_VALUE;
  }

  /// `f64x2.neg`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Neg(long a) {
    return a ^ Long.MIN_VALUE;
  }

  /// `f64x2.ceil`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Ceil(long a) {
    return bits(FloatNumerics.f64Ceil(f64(a)));
  }

  /// `f64x2.floor`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Floor(long a) {
    return bits(FloatNumerics.f64Floor(f64(a)));
  }

  /// `f64x2.trunc`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Trunc(long a) {
    return bits(FloatNumerics.f64Trunc(f64(a)));
  }

  /// `f64x2.nearest`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Nearest(long a) {
    return bits(FloatNumerics.f64Nearest(f64(a)));
  }

  /// `f64x2.sqrt`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Sqrt(long a) {
    return bits(FloatNumerics.f64Sqrt(f64(a)));
  }

  /// `f64x2.add`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Add(long a, long b) {
    return bits(FloatNumerics.f64Add(f64(a), f64(b)));
  }

  /// `f64x2.sub`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Sub(long a, long b) {
    return bits(FloatNumerics.f64Sub(f64(a), f64(b)));
  }

  /// `f64x2.mul`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Mul(long a, long b) {
    return bits(FloatNumerics.f64Mul(f64(a), f64(b)));
  }

  /// `f64x2.div`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Div(long a, long b) {
    return bits(FloatNumerics.f64Div(f64(a), f64(b)));
  }

  /// `f64x2.min`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Min(long a, long b) {
    return bits(FloatNumerics.f64Min(f64(a), f64(b)));
  }

  /// `f64x2.max`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Max(long a, long b) {
    return bits(FloatNumerics.f64Max(f64(a), f64(b)));
  }

  /// `f64x2.pmin`: `b < a ? b : a`; chooses bits, so that a NaN stays as it is.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Pmin(long a, long b) {
    return f64(b) < f64(a) ? b : a;
  }

  /// `f64x2.pmax`: `a < b ? b : a`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2Pmax(long a, long b) {
    return f64(a) < f64(b) ? b : a;
  }

  /// `f64x2.relaxed_min`: as `f64x2.min`.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2RelaxedMin(long a, long b) {
    return f64x2Min(a, b);
  }

  /// `f64x2.relaxed_max`: as `f64x2.max`.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2RelaxedMax(long a, long b) {
    return f64x2Max(a, b);
  }

  /// `f64x2.relaxed_madd`: rounds the product and the sum.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2RelaxedMadd(long a, long b, long c) {
    return bits(f64(a) * f64(b) + f64(c));
  }

  /// `f64x2.relaxed_nmadd`: rounds the product and the sum.
  @SimdForm.Of(SimdForm.HALVES)
  public static long f64x2RelaxedNmadd(long a, long b, long c) {
    return bits(-f64(a) * f64(b) + f64(c));
  }

  // Lanes

  /// {@return the lower `f32` lane of a half}
  static float lo(long half) {
    return Float.intBitsToFloat((int) half);
  }

  /// {@return the upper `f32` lane of a half}
  static float hi(long half) {
    return Float.intBitsToFloat((int) (half >>> 32));
  }

  /// {@return the half with these two `f32` lanes}
  static long pack(float lo, float hi) {
    return Swar.pack(Float.floatToRawIntBits(lo), Float.floatToRawIntBits(hi));
  }

  private static double f64(long half) {
    return Double.longBitsToDouble(half);
  }

  private static long bits(double x) {
    return Double.doubleToRawLongBits(x);
  }
}
