package io.wasmtier.runtime.abi;

/// The `v128` instructions that move lanes or reduce them to a scalar (spec: Execution,
/// Instructions, Vector Instructions).
///
/// Lane numbers and shuffle patterns are immediates and come last; the validator has checked their
/// range.
public final class SimdLanes {
  private SimdLanes() {}

  // Shuffling

  /// `i8x16.shuffle`, low half: byte i of the pattern says which of the 32 operand lanes lane i is.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16ShuffleLo(
      long aLo, long aHi, long bLo, long bHi, long lanesLo, long lanesHi) {
    return shuffle(aLo, aHi, bLo, bHi, lanesLo);
  }

  /// `i8x16.shuffle`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16ShuffleHi(
      long aLo, long aHi, long bLo, long bHi, long lanesLo, long lanesHi) {
    return shuffle(aLo, aHi, bLo, bHi, lanesHi);
  }

  /// `i8x16.swizzle`, low half: lane numbers from 16 give 0.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16SwizzleLo(long aLo, long aHi, long bLo, long bHi) {
    return swizzle(aLo, aHi, bLo);
  }

  /// `i8x16.swizzle`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16SwizzleHi(long aLo, long aHi, long bLo, long bHi) {
    return swizzle(aLo, aHi, bHi);
  }

  /// `i8x16.relaxed_swizzle`, low half: as `i8x16.swizzle`.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16RelaxedSwizzleLo(long aLo, long aHi, long bLo, long bHi) {
    return swizzle(aLo, aHi, bLo);
  }

  /// `i8x16.relaxed_swizzle`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16RelaxedSwizzleHi(long aLo, long aHi, long bLo, long bHi) {
    return swizzle(aLo, aHi, bHi);
  }

  // Splatting

  /// `i8x16.splat`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16SplatLo(int x) {
    return (x & 0xff) * 0x0101_0101_0101_0101L;
  }

  /// `i8x16.splat`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16SplatHi(int x) {
    return (x & 0xff) * 0x0101_0101_0101_0101L;
  }

  /// `i16x8.splat`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8SplatLo(int x) {
    return (x & 0xffff) * 0x0001_0001_0001_0001L;
  }

  /// `i16x8.splat`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8SplatHi(int x) {
    return (x & 0xffff) * 0x0001_0001_0001_0001L;
  }

  /// `i32x4.splat`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4SplatLo(int x) {
    return Swar.pack(x, x);
  }

  /// `i32x4.splat`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4SplatHi(int x) {
    return Swar.pack(x, x);
  }

  /// `i64x2.splat`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2SplatLo(long x) {
    return x;
  }

  /// `i64x2.splat`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2SplatHi(long x) {
    return x;
  }

  /// `f32x4.splat`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f32x4SplatLo(float x) {
    return i32x4SplatLo(Float.floatToRawIntBits(x));
  }

  /// `f32x4.splat`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f32x4SplatHi(float x) {
    return i32x4SplatLo(Float.floatToRawIntBits(x));
  }

  /// `f64x2.splat`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2SplatLo(double x) {
    return Double.doubleToRawLongBits(x);
  }

  /// `f64x2.splat`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2SplatHi(double x) {
    return Double.doubleToRawLongBits(x);
  }

  // Extracting a lane

  /// `i8x16.extract_lane_s`: the shift counts modulo 64.
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i8x16ExtractLaneS(long aLo, long aHi, int lane) {
    return (byte) (int) ((lane < 8 ? aLo : aHi) >>> (lane << 3));
  }

  /// `i8x16.extract_lane_u`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i8x16ExtractLaneU(long aLo, long aHi, int lane) {
    return (int) ((lane < 8 ? aLo : aHi) >>> (lane << 3)) & 0xff;
  }

  /// `i16x8.extract_lane_s`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i16x8ExtractLaneS(long aLo, long aHi, int lane) {
    return (short) (int) ((lane < 4 ? aLo : aHi) >>> (lane << 4));
  }

  /// `i16x8.extract_lane_u`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i16x8ExtractLaneU(long aLo, long aHi, int lane) {
    return (int) ((lane < 4 ? aLo : aHi) >>> (lane << 4)) & 0xffff;
  }

  /// `i32x4.extract_lane`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i32x4ExtractLane(long aLo, long aHi, int lane) {
    return (int) ((lane < 2 ? aLo : aHi) >>> (lane << 5));
  }

  /// `i64x2.extract_lane`
  @SimdForm.Of(SimdForm.SCALAR)
  public static long i64x2ExtractLane(long aLo, long aHi, int lane) {
    return lane == 0 ? aLo : aHi;
  }

  /// `f32x4.extract_lane`
  @SimdForm.Of(SimdForm.SCALAR)
  public static float f32x4ExtractLane(long aLo, long aHi, int lane) {
    return Float.intBitsToFloat(i32x4ExtractLane(aLo, aHi, lane));
  }

  /// `f64x2.extract_lane`
  @SimdForm.Of(SimdForm.SCALAR)
  public static double f64x2ExtractLane(long aLo, long aHi, int lane) {
    return Double.longBitsToDouble(lane == 0 ? aLo : aHi);
  }

  // Replacing a lane

  /// `i8x16.replace_lane`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16ReplaceLaneLo(long aLo, long aHi, int x, int lane) {
    return lane < 8 ? replace(aLo, x, 0xffL, lane << 3) : aLo;
  }

  /// `i8x16.replace_lane`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i8x16ReplaceLaneHi(long aLo, long aHi, int x, int lane) {
    return lane >= 8 ? replace(aHi, x, 0xffL, lane << 3) : aHi;
  }

  /// `i16x8.replace_lane`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ReplaceLaneLo(long aLo, long aHi, int x, int lane) {
    return lane < 4 ? replace(aLo, x, 0xffffL, lane << 4) : aLo;
  }

  /// `i16x8.replace_lane`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i16x8ReplaceLaneHi(long aLo, long aHi, int x, int lane) {
    return lane >= 4 ? replace(aHi, x, 0xffffL, lane << 4) : aHi;
  }

  /// `i32x4.replace_lane`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ReplaceLaneLo(long aLo, long aHi, int x, int lane) {
    return lane < 2 ? replace(aLo, x, 0xffff_ffffL, lane << 5) : aLo;
  }

  /// `i32x4.replace_lane`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i32x4ReplaceLaneHi(long aLo, long aHi, int x, int lane) {
    return lane >= 2 ? replace(aHi, x, 0xffff_ffffL, lane << 5) : aHi;
  }

  /// `i64x2.replace_lane`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ReplaceLaneLo(long aLo, long aHi, long x, int lane) {
    return lane == 0 ? x : aLo;
  }

  /// `i64x2.replace_lane`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long i64x2ReplaceLaneHi(long aLo, long aHi, long x, int lane) {
    return lane == 1 ? x : aHi;
  }

  /// `f32x4.replace_lane`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f32x4ReplaceLaneLo(long aLo, long aHi, float x, int lane) {
    return lane < 2 ? replace(aLo, Float.floatToRawIntBits(x), 0xffff_ffffL, lane << 5) : aLo;
  }

  /// `f32x4.replace_lane`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f32x4ReplaceLaneHi(long aLo, long aHi, float x, int lane) {
    return lane >= 2 ? replace(aHi, Float.floatToRawIntBits(x), 0xffff_ffffL, lane << 5) : aHi;
  }

  /// `f64x2.replace_lane`, low half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2ReplaceLaneLo(long aLo, long aHi, double x, int lane) {
    return lane == 0 ? Double.doubleToRawLongBits(x) : aLo;
  }

  /// `f64x2.replace_lane`, high half.
  @SimdForm.Of(SimdForm.LO_HI)
  public static long f64x2ReplaceLaneHi(long aLo, long aHi, double x, int lane) {
    return lane == 1 ? Double.doubleToRawLongBits(x) : aHi;
  }

  // Reductions

  /// `v128.any_true`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int v128AnyTrue(long aLo, long aHi) {
    return (aLo | aHi) != 0 ? 1 : 0;
  }

  /// `i8x16.all_true`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i8x16AllTrue(long aLo, long aHi) {
    return (Swar.zero(aLo, Swar.HIGH_8) | Swar.zero(aHi, Swar.HIGH_8)) == 0 ? 1 : 0;
  }

  /// `i16x8.all_true`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i16x8AllTrue(long aLo, long aHi) {
    return (Swar.zero(aLo, Swar.HIGH_16) | Swar.zero(aHi, Swar.HIGH_16)) == 0 ? 1 : 0;
  }

  /// `i32x4.all_true`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i32x4AllTrue(long aLo, long aHi) {
    return (Swar.zero(aLo, Swar.HIGH_32) | Swar.zero(aHi, Swar.HIGH_32)) == 0 ? 1 : 0;
  }

  /// `i64x2.all_true`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i64x2AllTrue(long aLo, long aHi) {
    return aLo != 0 && aHi != 0 ? 1 : 0;
  }

  /// `i8x16.bitmask`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i8x16Bitmask(long aLo, long aHi) {
    return signs8(aLo) | (signs8(aHi) << 8);
  }

  /// `i16x8.bitmask`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i16x8Bitmask(long aLo, long aHi) {
    return signs16(aLo) | (signs16(aHi) << 4);
  }

  /// `i32x4.bitmask`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i32x4Bitmask(long aLo, long aHi) {
    return signs32(aLo) | (signs32(aHi) << 2);
  }

  /// `i64x2.bitmask`
  @SimdForm.Of(SimdForm.SCALAR)
  public static int i64x2Bitmask(long aLo, long aHi) {
    return (int) ((aLo >>> 63) | ((aHi >>> 63) << 1));
  }

  private static long shuffle(long aLo, long aHi, long bLo, long bHi, long lanes) {
    long r = 0;
    for (int s = 0; s < 64; s += 8) {
      int lane = (int) (lanes >>> s) & 31;
      long half = (lane & 16) == 0 ? (lane & 8) == 0 ? aLo : aHi : (lane & 8) == 0 ? bLo : bHi;
      r |= ((half >>> (lane << 3)) & 0xff) << s;
    }
    return r;
  }

  private static long swizzle(long aLo, long aHi, long lanes) {
    long r = 0;
    for (int s = 0; s < 64; s += 8) {
      int lane = (int) (lanes >>> s) & 0xff;
      long x = ((lane < 8 ? aLo : aHi) >>> (lane << 3)) & 0xff;
      r |= (lane < 16 ? x : 0) << s;
    }
    return r;
  }

  /// The shift, as every shift of a `long`, counts modulo 64, so that lanes of both halves can be
  /// given.
  private static long replace(long half, int x, long mask, int shift) {
    return (half & ~(mask << shift)) | ((x & mask) << shift);
  }

  // The sign bits of a half as its lowest bits. The multiplication adds up copies shifted so that
  // the sign of lane i lands on bit i of the top; no two copies meet on one bit, hence there are no
  // carries.

  private static int signs8(long half) {
    return (int) ((((half & Swar.HIGH_8) >>> 7) * 0x0102_0408_1020_4080L) >>> 56);
  }

  private static int signs16(long half) {
    return (int) ((((half & Swar.HIGH_16) >>> 15) * 0x1000_2000_4000_8000L) >>> 60);
  }

  private static int signs32(long half) {
    return (int) (half >>> 63) << 1 | (int) half >>> 31;
  }
}
