package io.wasmtier.runtime.abi;

/// The `v128` instructions whose result lanes have another width than the operand lanes: extension,
/// narrowing, extending multiplication, pairwise addition and dot products (spec: Execution,
/// Numerics, Vector Operations).
///
/// Pairwise additions and dot products are half-wise; the others move lanes between the halves
/// ([SimdForm#LO_HI]).
public final class SimdWidening {
  private SimdWidening() {}

  // Extension

  /// `i16x8.extend_low_i8x16_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtendLowI8x16SLo(long aLo, long aHi) {
    return widen8S((int) aLo);
  }

  /// `i16x8.extend_low_i8x16_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtendLowI8x16SHi(long aLo, long aHi) {
    return widen8S((int) (aLo >>> 32));
  }

  /// `i16x8.extend_low_i8x16_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtendLowI8x16ULo(long aLo, long aHi) {
    return widen8U((int) aLo);
  }

  /// `i16x8.extend_low_i8x16_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtendLowI8x16UHi(long aLo, long aHi) {
    return widen8U((int) (aLo >>> 32));
  }

  /// `i16x8.extend_high_i8x16_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtendHighI8x16SLo(long aLo, long aHi) {
    return widen8S((int) aHi);
  }

  /// `i16x8.extend_high_i8x16_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtendHighI8x16SHi(long aLo, long aHi) {
    return widen8S((int) (aHi >>> 32));
  }

  /// `i16x8.extend_high_i8x16_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtendHighI8x16ULo(long aLo, long aHi) {
    return widen8U((int) aHi);
  }

  /// `i16x8.extend_high_i8x16_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtendHighI8x16UHi(long aLo, long aHi) {
    return widen8U((int) (aHi >>> 32));
  }

  /// `i32x4.extend_low_i16x8_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtendLowI16x8SLo(long aLo, long aHi) {
    return widen16S((int) aLo);
  }

  /// `i32x4.extend_low_i16x8_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtendLowI16x8SHi(long aLo, long aHi) {
    return widen16S((int) (aLo >>> 32));
  }

  /// `i32x4.extend_low_i16x8_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtendLowI16x8ULo(long aLo, long aHi) {
    return widen16U((int) aLo);
  }

  /// `i32x4.extend_low_i16x8_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtendLowI16x8UHi(long aLo, long aHi) {
    return widen16U((int) (aLo >>> 32));
  }

  /// `i32x4.extend_high_i16x8_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtendHighI16x8SLo(long aLo, long aHi) {
    return widen16S((int) aHi);
  }

  /// `i32x4.extend_high_i16x8_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtendHighI16x8SHi(long aLo, long aHi) {
    return widen16S((int) (aHi >>> 32));
  }

  /// `i32x4.extend_high_i16x8_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtendHighI16x8ULo(long aLo, long aHi) {
    return widen16U((int) aHi);
  }

  /// `i32x4.extend_high_i16x8_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtendHighI16x8UHi(long aLo, long aHi) {
    return widen16U((int) (aHi >>> 32));
  }

  /// `i64x2.extend_low_i32x4_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtendLowI32x4SLo(long aLo, long aHi) {
    return (int) aLo;
  }

  /// `i64x2.extend_low_i32x4_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtendLowI32x4SHi(long aLo, long aHi) {
    return aLo >> 32;
  }

  /// `i64x2.extend_low_i32x4_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtendLowI32x4ULo(long aLo, long aHi) {
    return aLo & 0xffff_ffffL;
  }

  /// `i64x2.extend_low_i32x4_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtendLowI32x4UHi(long aLo, long aHi) {
    return aLo >>> 32;
  }

  /// `i64x2.extend_high_i32x4_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtendHighI32x4SLo(long aLo, long aHi) {
    return (int) aHi;
  }

  /// `i64x2.extend_high_i32x4_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtendHighI32x4SHi(long aLo, long aHi) {
    return aHi >> 32;
  }

  /// `i64x2.extend_high_i32x4_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtendHighI32x4ULo(long aLo, long aHi) {
    return aHi & 0xffff_ffffL;
  }

  /// `i64x2.extend_high_i32x4_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtendHighI32x4UHi(long aLo, long aHi) {
    return aHi >>> 32;
  }

  // Narrowing

  /// `i8x16.narrow_i16x8_s`, low half: the first operand, saturated.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16NarrowI16x8SLo(long aLo, long aHi, long bLo, long bHi) {
    return narrow16S(aLo, aHi);
  }

  /// `i8x16.narrow_i16x8_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16NarrowI16x8SHi(long aLo, long aHi, long bLo, long bHi) {
    return narrow16S(bLo, bHi);
  }

  /// `i8x16.narrow_i16x8_u`, low half: the first operand, saturated, negative numbers to 0.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16NarrowI16x8ULo(long aLo, long aHi, long bLo, long bHi) {
    return narrow16U(aLo, aHi);
  }

  /// `i8x16.narrow_i16x8_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16NarrowI16x8UHi(long aLo, long aHi, long bLo, long bHi) {
    return narrow16U(bLo, bHi);
  }

  /// `i16x8.narrow_i32x4_s`, low half: the first operand, saturated.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8NarrowI32x4SLo(long aLo, long aHi, long bLo, long bHi) {
    return narrow32S(aLo, aHi);
  }

  /// `i16x8.narrow_i32x4_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8NarrowI32x4SHi(long aLo, long aHi, long bLo, long bHi) {
    return narrow32S(bLo, bHi);
  }

  /// `i16x8.narrow_i32x4_u`, low half: the first operand, saturated, negative numbers to 0.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8NarrowI32x4ULo(long aLo, long aHi, long bLo, long bHi) {
    return narrow32U(aLo, aHi);
  }

  /// `i16x8.narrow_i32x4_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8NarrowI32x4UHi(long aLo, long aHi, long bLo, long bHi) {
    return narrow32U(bLo, bHi);
  }

  // Extending multiplication

  /// `i16x8.extmul_low_i8x16_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtmulLowI8x16SLo(long aLo, long aHi, long bLo, long bHi) {
    return extmul8S((int) aLo, (int) bLo);
  }

  /// `i16x8.extmul_low_i8x16_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtmulLowI8x16SHi(long aLo, long aHi, long bLo, long bHi) {
    return extmul8S((int) (aLo >>> 32), (int) (bLo >>> 32));
  }

  /// `i16x8.extmul_low_i8x16_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtmulLowI8x16ULo(long aLo, long aHi, long bLo, long bHi) {
    return extmul8U((int) aLo, (int) bLo);
  }

  /// `i16x8.extmul_low_i8x16_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtmulLowI8x16UHi(long aLo, long aHi, long bLo, long bHi) {
    return extmul8U((int) (aLo >>> 32), (int) (bLo >>> 32));
  }

  /// `i16x8.extmul_high_i8x16_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtmulHighI8x16SLo(long aLo, long aHi, long bLo, long bHi) {
    return extmul8S((int) aHi, (int) bHi);
  }

  /// `i16x8.extmul_high_i8x16_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtmulHighI8x16SHi(long aLo, long aHi, long bLo, long bHi) {
    return extmul8S((int) (aHi >>> 32), (int) (bHi >>> 32));
  }

  /// `i16x8.extmul_high_i8x16_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtmulHighI8x16ULo(long aLo, long aHi, long bLo, long bHi) {
    return extmul8U((int) aHi, (int) bHi);
  }

  /// `i16x8.extmul_high_i8x16_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ExtmulHighI8x16UHi(long aLo, long aHi, long bLo, long bHi) {
    return extmul8U((int) (aHi >>> 32), (int) (bHi >>> 32));
  }

  /// `i32x4.extmul_low_i16x8_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtmulLowI16x8SLo(long aLo, long aHi, long bLo, long bHi) {
    return extmul16S((int) aLo, (int) bLo);
  }

  /// `i32x4.extmul_low_i16x8_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtmulLowI16x8SHi(long aLo, long aHi, long bLo, long bHi) {
    return extmul16S((int) (aLo >>> 32), (int) (bLo >>> 32));
  }

  /// `i32x4.extmul_low_i16x8_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtmulLowI16x8ULo(long aLo, long aHi, long bLo, long bHi) {
    return extmul16U((int) aLo, (int) bLo);
  }

  /// `i32x4.extmul_low_i16x8_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtmulLowI16x8UHi(long aLo, long aHi, long bLo, long bHi) {
    return extmul16U((int) (aLo >>> 32), (int) (bLo >>> 32));
  }

  /// `i32x4.extmul_high_i16x8_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtmulHighI16x8SLo(long aLo, long aHi, long bLo, long bHi) {
    return extmul16S((int) aHi, (int) bHi);
  }

  /// `i32x4.extmul_high_i16x8_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtmulHighI16x8SHi(long aLo, long aHi, long bLo, long bHi) {
    return extmul16S((int) (aHi >>> 32), (int) (bHi >>> 32));
  }

  /// `i32x4.extmul_high_i16x8_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtmulHighI16x8ULo(long aLo, long aHi, long bLo, long bHi) {
    return extmul16U((int) aHi, (int) bHi);
  }

  /// `i32x4.extmul_high_i16x8_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ExtmulHighI16x8UHi(long aLo, long aHi, long bLo, long bHi) {
    return extmul16U((int) (aHi >>> 32), (int) (bHi >>> 32));
  }

  /// `i64x2.extmul_low_i32x4_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtmulLowI32x4SLo(long aLo, long aHi, long bLo, long bHi) {
    return (long) (int) aLo * (int) bLo;
  }

  /// `i64x2.extmul_low_i32x4_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtmulLowI32x4SHi(long aLo, long aHi, long bLo, long bHi) {
    return (aLo >> 32) * (bLo >> 32);
  }

  /// `i64x2.extmul_low_i32x4_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtmulLowI32x4ULo(long aLo, long aHi, long bLo, long bHi) {
    return (aLo & 0xffff_ffffL) * (bLo & 0xffff_ffffL);
  }

  /// `i64x2.extmul_low_i32x4_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtmulLowI32x4UHi(long aLo, long aHi, long bLo, long bHi) {
    return (aLo >>> 32) * (bLo >>> 32);
  }

  /// `i64x2.extmul_high_i32x4_s`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtmulHighI32x4SLo(long aLo, long aHi, long bLo, long bHi) {
    return (long) (int) aHi * (int) bHi;
  }

  /// `i64x2.extmul_high_i32x4_s`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtmulHighI32x4SHi(long aLo, long aHi, long bLo, long bHi) {
    return (aHi >> 32) * (bHi >> 32);
  }

  /// `i64x2.extmul_high_i32x4_u`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtmulHighI32x4ULo(long aLo, long aHi, long bLo, long bHi) {
    return (aHi & 0xffff_ffffL) * (bHi & 0xffff_ffffL);
  }

  /// `i64x2.extmul_high_i32x4_u`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ExtmulHighI32x4UHi(long aLo, long aHi, long bLo, long bHi) {
    return (aHi >>> 32) * (bHi >>> 32);
  }

  // Pairwise addition and dot products

  /// `i16x8.extadd_pairwise_i8x16_s`: adds with a bias of 128 a lane and takes twice that off
  /// again.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8ExtaddPairwiseI8x16S(long a) {
    return Swar.sub(
        i16x8ExtaddPairwiseI8x16U(a ^ Swar.HIGH_8), 0x0100_0100_0100_0100L, Swar.HIGH_16);
  }

  /// `i16x8.extadd_pairwise_i8x16_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8ExtaddPairwiseI8x16U(long a) {
    return (a & 0x00ff_00ff_00ff_00ffL) + ((a >>> 8) & 0x00ff_00ff_00ff_00ffL);
  }

  /// `i32x4.extadd_pairwise_i16x8_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4ExtaddPairwiseI16x8S(long a) {
    return Swar.pack((short) a + (short) (a >>> 16), (short) (a >>> 32) + (short) (a >>> 48));
  }

  /// `i32x4.extadd_pairwise_i16x8_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4ExtaddPairwiseI16x8U(long a) {
    return (a & 0x0000_ffff_0000_ffffL) + ((a >>> 16) & 0x0000_ffff_0000_ffffL);
  }

  /// `i32x4.dot_i16x8_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4DotI16x8S(long a, long b) {
    return Swar.pack(dot16((int) a, (int) b), dot16((int) (a >>> 32), (int) (b >>> 32)));
  }

  /// `i16x8.relaxed_dot_i8x16_i7x16_s`: both operands are signed, the sum saturates (deterministic
  /// profile). Only four times -128 reaches the bound.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8RelaxedDotI8x16I7x16S(long a, long b) {
    long r = 0;
    for (int s = 0; s < 64; s += 16) {
      int low = (byte) (a >>> s) * (byte) (b >>> s);
      int high = (byte) (a >>> (s + 8)) * (byte) (b >>> (s + 8));
      r |= (Math.min(low + high, Short.MAX_VALUE) & 0xffffL) << s;
    }
    return r;
  }

  /// `i32x4.relaxed_dot_i8x16_i7x16_add_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4RelaxedDotI8x16I7x16AddS(long a, long b, long c) {
    return Swar.add(i32x4ExtaddPairwiseI16x8S(i16x8RelaxedDotI8x16I7x16S(a, b)), c, Swar.HIGH_32);
  }

  // Four or two lanes at once

  private static long widen8U(int x) {
    long pairs = widen16U(x);
    return (pairs | (pairs << 8)) & 0x00ff_00ff_00ff_00ffL;
  }

  /// Flipping the sign bit and subtracting it extends the sign.
  private static long widen8S(int x) {
    return Swar.sub(widen8U(x ^ 0x8080_8080), 0x0080_0080_0080_0080L, Swar.HIGH_16);
  }

  private static long widen16U(int x) {
    return Swar.pack(x & 0xffff, x >>> 16);
  }

  private static long widen16S(int x) {
    return Swar.pack((short) x, x >> 16);
  }

  private static long extmul8S(int x, int y) {
    return SimdIntegers.i16x8Mul(widen8S(x), widen8S(y));
  }

  private static long extmul8U(int x, int y) {
    return SimdIntegers.i16x8Mul(widen8U(x), widen8U(y));
  }

  private static long extmul16S(int x, int y) {
    return Swar.pack((short) x * (short) y, (x >> 16) * (y >> 16));
  }

  private static long extmul16U(int x, int y) {
    return Swar.pack((x & 0xffff) * (y & 0xffff), (x >>> 16) * (y >>> 16));
  }

  private static int dot16(int x, int y) {
    return (short) x * (short) y + (x >> 16) * (y >> 16);
  }

  private static long narrow16S(long lo, long hi) {
    long r = 0;
    for (int s = 0; s < 64; s += 16) {
      int x = Math.clamp((short) (lo >>> s), Byte.MIN_VALUE, Byte.MAX_VALUE);
      int y = Math.clamp((short) (hi >>> s), Byte.MIN_VALUE, Byte.MAX_VALUE);
      r |= ((x & 0xffL) | ((y & 0xffL) << 32)) << (s >> 1);
    }
    return r;
  }

  private static long narrow16U(long lo, long hi) {
    long r = 0;
    for (int s = 0; s < 64; s += 16) {
      int x = Math.clamp((short) (lo >>> s), 0, 0xff);
      int y = Math.clamp((short) (hi >>> s), 0, 0xff);
      r |= ((x & 0xffL) | ((y & 0xffL) << 32)) << (s >> 1);
    }
    return r;
  }

  private static long narrow32S(long lo, long hi) {
    long r = 0;
    for (int s = 0; s < 64; s += 32) {
      int x = Math.clamp((int) (lo >>> s), Short.MIN_VALUE, Short.MAX_VALUE);
      int y = Math.clamp((int) (hi >>> s), Short.MIN_VALUE, Short.MAX_VALUE);
      r |= ((x & 0xffffL) | ((y & 0xffffL) << 32)) << (s >> 1);
    }
    return r;
  }

  private static long narrow32U(long lo, long hi) {
    long r = 0;
    for (int s = 0; s < 64; s += 32) {
      int x = Math.clamp((int) (lo >>> s), 0, 0xffff);
      int y = Math.clamp((int) (hi >>> s), 0, 0xffff);
      r |= ((x & 0xffffL) | ((y & 0xffffL) << 32)) << (s >> 1);
    }
    return r;
  }
}
