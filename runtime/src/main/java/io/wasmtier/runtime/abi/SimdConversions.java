package io.wasmtier.runtime.abi;

import static io.wasmtier.runtime.abi.SimdFloats.hi;
import static io.wasmtier.runtime.abi.SimdFloats.lo;
import static io.wasmtier.runtime.abi.SimdFloats.pack;

/// The conversions between integer and floating-point lanes of `v128` (spec: Execution, Numerics,
/// Conversions, lifted to vectors).
///
/// Lanes of equal width are converted half-wise; the others have two methods ([SimdForm#LO_HI]).
/// Relaxed truncations saturate, as the specification's deterministic profile has it.
public final class SimdConversions {
  private SimdConversions() {}

  /// `f32x4.convert_i32x4_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4ConvertI32x4S(long a) {
    return pack(
        ConversionNumerics.f32ConvertI32S((int) a),
        ConversionNumerics.f32ConvertI32S((int) (a >>> 32)));
  }

  /// `f32x4.convert_i32x4_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long f32x4ConvertI32x4U(long a) {
    return pack(
        ConversionNumerics.f32ConvertI32U((int) a),
        ConversionNumerics.f32ConvertI32U((int) (a >>> 32)));
  }

  /// `i32x4.trunc_sat_f32x4_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4TruncSatF32x4S(long a) {
    return Swar.pack(
        ConversionNumerics.i32TruncSatF32S(lo(a)), ConversionNumerics.i32TruncSatF32S(hi(a)));
  }

  /// `i32x4.trunc_sat_f32x4_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4TruncSatF32x4U(long a) {
    return Swar.pack(
        ConversionNumerics.i32TruncSatF32U(lo(a)), ConversionNumerics.i32TruncSatF32U(hi(a)));
  }

  /// `i32x4.relaxed_trunc_f32x4_s`: saturates.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4RelaxedTruncF32x4S(long a) {
    return i32x4TruncSatF32x4S(a);
  }

  /// `i32x4.relaxed_trunc_f32x4_u`: saturates.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4RelaxedTruncF32x4U(long a) {
    return i32x4TruncSatF32x4U(a);
  }

  /// `f64x2.convert_low_i32x4_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2ConvertLowI32x4SLo(long aLo, long aHi) {
    return Double.doubleToRawLongBits(ConversionNumerics.f64ConvertI32S((int) aLo));
  }

  /// `f64x2.convert_low_i32x4_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2ConvertLowI32x4SHi(long aLo, long aHi) {
    return Double.doubleToRawLongBits(ConversionNumerics.f64ConvertI32S((int) (aLo >>> 32)));
  }

  /// `f64x2.convert_low_i32x4_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2ConvertLowI32x4ULo(long aLo, long aHi) {
    return Double.doubleToRawLongBits(ConversionNumerics.f64ConvertI32U((int) aLo));
  }

  /// `f64x2.convert_low_i32x4_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2ConvertLowI32x4UHi(long aLo, long aHi) {
    return Double.doubleToRawLongBits(ConversionNumerics.f64ConvertI32U((int) (aLo >>> 32)));
  }

  /// `i32x4.trunc_sat_f64x2_s_zero`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4TruncSatF64x2SZeroLo(long aLo, long aHi) {
    return Swar.pack(
        ConversionNumerics.i32TruncSatF64S(Double.longBitsToDouble(aLo)),
        ConversionNumerics.i32TruncSatF64S(Double.longBitsToDouble(aHi)));
  }

  /// `i32x4.trunc_sat_f64x2_s_zero`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4TruncSatF64x2SZeroHi(long aLo, long aHi) {
    return 0;
  }

  /// `i32x4.trunc_sat_f64x2_u_zero`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4TruncSatF64x2UZeroLo(long aLo, long aHi) {
    return Swar.pack(
        ConversionNumerics.i32TruncSatF64U(Double.longBitsToDouble(aLo)),
        ConversionNumerics.i32TruncSatF64U(Double.longBitsToDouble(aHi)));
  }

  /// `i32x4.trunc_sat_f64x2_u_zero`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4TruncSatF64x2UZeroHi(long aLo, long aHi) {
    return 0;
  }

  /// `i32x4.relaxed_trunc_f64x2_s_zero`, low half: saturates.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4RelaxedTruncF64x2SZeroLo(long aLo, long aHi) {
    return i32x4TruncSatF64x2SZeroLo(aLo, aHi);
  }

  /// `i32x4.relaxed_trunc_f64x2_s_zero`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4RelaxedTruncF64x2SZeroHi(long aLo, long aHi) {
    return 0;
  }

  /// `i32x4.relaxed_trunc_f64x2_u_zero`, low half: saturates.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4RelaxedTruncF64x2UZeroLo(long aLo, long aHi) {
    return i32x4TruncSatF64x2UZeroLo(aLo, aHi);
  }

  /// `i32x4.relaxed_trunc_f64x2_u_zero`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4RelaxedTruncF64x2UZeroHi(long aLo, long aHi) {
    return 0;
  }

  /// `f32x4.demote_f64x2_zero`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f32x4DemoteF64x2ZeroLo(long aLo, long aHi) {
    return pack(
        ConversionNumerics.f32DemoteF64(Double.longBitsToDouble(aLo)),
        ConversionNumerics.f32DemoteF64(Double.longBitsToDouble(aHi)));
  }

  /// `f32x4.demote_f64x2_zero`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f32x4DemoteF64x2ZeroHi(long aLo, long aHi) {
    return 0;
  }

  /// `f64x2.promote_low_f32x4`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2PromoteLowF32x4Lo(long aLo, long aHi) {
    return Double.doubleToRawLongBits(ConversionNumerics.f64PromoteF32(lo(aLo)));
  }

  /// `f64x2.promote_low_f32x4`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2PromoteLowF32x4Hi(long aLo, long aHi) {
    return Double.doubleToRawLongBits(ConversionNumerics.f64PromoteF32(hi(aLo)));
  }
}
