package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// HotSpot's C2 takes `x - 0`, `x * 1`, `x / 1` and a widening followed by a narrowing for `x`. A
/// signaling NaN must come out quiet all the same, also when the constant is known only because the
/// method was inlined into its caller.
class QuietNaNAfterInliningTest {
  /// Enough calls for C2 to compile a loop of them.
  private static final int CALLS = 200_000;

  private static final float SIGNALING_F32 = Float.intBitsToFloat(0x7fa0_0001);
  private static final double SIGNALING_F64 = Double.longBitsToDouble(0x7ff4_0000_0000_0001L);
  private static final long SIGNALING_F32X2 = 0x7fa0_0001_7fa0_0001L;

  @Test
  void f32() {
    int quiet = 0;
    for (int i = 0; i < CALLS; i++) {
      quiet += allQuiet(SIGNALING_F32) ? 1 : 0;
    }
    assertThat(quiet).isEqualTo(CALLS);
  }

  @Test
  void f64() {
    int quiet = 0;
    for (int i = 0; i < CALLS; i++) {
      quiet += allQuiet(SIGNALING_F64) ? 1 : 0;
    }
    assertThat(quiet).isEqualTo(CALLS);
  }

  @Test
  void vectors() {
    int quiet = 0;
    for (int i = 0; i < CALLS; i++) {
      quiet += allQuiet(SIGNALING_F32X2) ? 1 : 0;
    }
    assertThat(quiet).isEqualTo(CALLS);
  }

  private static boolean allQuiet(float x) {
    return FloatBits.isQuiet(FloatNumerics.f32Sub(x, 0))
        & FloatBits.isQuiet(FloatNumerics.f32Add(x, -0f))
        & FloatBits.isQuiet(FloatNumerics.f32Mul(x, 1))
        & FloatBits.isQuiet(FloatNumerics.f32Mul(1, x))
        & FloatBits.isQuiet(FloatNumerics.f32Div(x, 1))
        & FloatBits.isQuiet(FloatNumerics.f32Min(x, x))
        & FloatBits.isQuiet(FloatNumerics.f32Max(x, Float.NEGATIVE_INFINITY))
        & FloatBits.isQuiet(FloatNumerics.f32Ceil(x))
        & FloatBits.isQuiet(FloatNumerics.f32Floor(x))
        & FloatBits.isQuiet(FloatNumerics.f32Trunc(x))
        & FloatBits.isQuiet(FloatNumerics.f32Nearest(x))
        & FloatBits.isQuiet(FloatNumerics.f32Sqrt(x))
        & FloatBits.isQuiet(FloatNumerics.f32Abs(FloatNumerics.f32Sub(0, x)))
        & FloatBits.isQuiet(ConversionNumerics.f64PromoteF32(x))
        & FloatBits.isQuiet(ConversionNumerics.f32DemoteF64(ConversionNumerics.f64PromoteF32(x)));
  }

  private static boolean allQuiet(double x) {
    return FloatBits.isQuiet(FloatNumerics.f64Sub(x, 0))
        & FloatBits.isQuiet(FloatNumerics.f64Add(x, -0d))
        & FloatBits.isQuiet(FloatNumerics.f64Mul(x, 1))
        & FloatBits.isQuiet(FloatNumerics.f64Mul(1, x))
        & FloatBits.isQuiet(FloatNumerics.f64Div(x, 1))
        & FloatBits.isQuiet(FloatNumerics.f64Min(x, x))
        & FloatBits.isQuiet(FloatNumerics.f64Max(x, Double.NEGATIVE_INFINITY))
        & FloatBits.isQuiet(FloatNumerics.f64Ceil(x))
        & FloatBits.isQuiet(FloatNumerics.f64Floor(x))
        & FloatBits.isQuiet(FloatNumerics.f64Trunc(x))
        & FloatBits.isQuiet(FloatNumerics.f64Nearest(x))
        & FloatBits.isQuiet(FloatNumerics.f64Sqrt(x))
        & FloatBits.isQuiet(FloatNumerics.f64Abs(FloatNumerics.f64Sub(0, x)))
        & FloatBits.isQuiet(ConversionNumerics.f32DemoteF64(x));
  }

  private static boolean allQuiet(long x) {
    long ones = SimdLanes.f32x4SplatLo(1);
    return isQuietF32x2(SimdFloats.f32x4Sub(x, 0))
        & isQuietF32x2(SimdFloats.f32x4Mul(x, ones))
        & isQuietF32x2(SimdFloats.f32x4Div(x, ones))
        & isQuietF32x2(SimdFloats.f32x4Min(x, ones))
        & isQuietF32x2(SimdFloats.f32x4RelaxedMadd(x, ones, 0))
        & isQuietF32x2(SimdFloats.f32x4RelaxedNmadd(x, ones, 0))
        & isQuietF32x2(
            SimdConversions.f32x4DemoteF64x2ZeroLo(
                SimdConversions.f64x2PromoteLowF32x4Lo(x, 0),
                SimdConversions.f64x2PromoteLowF32x4Hi(x, 0)));
  }

  private static boolean isQuietF32x2(long half) {
    return FloatBits.isQuiet(SimdFloats.lo(half)) & FloatBits.isQuiet(SimdFloats.hi(half));
  }
}
