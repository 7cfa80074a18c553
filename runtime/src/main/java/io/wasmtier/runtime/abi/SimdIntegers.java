package io.wasmtier.runtime.abi;

/// The integer lane arithmetic of `v128` (spec: Execution, Numerics, Integer Operations, lifted to
/// vectors).
///
/// Everything here is half-wise: one `long` in, one `long` out ([SimdForm#HALVES]). Where lanes can
/// be kept from disturbing one another with a few word operations, all lanes of the `long` are
/// worked on at once ([Swar]); only the multiplications go lane by lane. See [SimdComparisons] for
/// the comparisons.
public final class SimdIntegers {
  private SimdIntegers() {}

  // v128

  /// `v128.not`
  @SimdForm.Of(SimdForm.HALVES)
  public static long v128Not(long a) {
    return ~a;
  }

  /// `v128.and`
  @SimdForm.Of(SimdForm.HALVES)
  public static long v128And(long a, long b) {
    return a & b;
  }

  /// `v128.andnot`
  @SimdForm.Of(SimdForm.HALVES)
  public static long v128Andnot(long a, long b) {
    return a & ~b;
  }

  /// `v128.or`
  @SimdForm.Of(SimdForm.HALVES)
  public static long v128Or(long a, long b) {
    return a | b;
  }

  /// `v128.xor`
  @SimdForm.Of(SimdForm.HALVES)
  public static long v128Xor(long a, long b) {
    return a ^ b;
  }

  /// `v128.bitselect`: a bit of the first operand where the third has a one, else of the second.
  @SimdForm.Of(SimdForm.HALVES)
  public static long v128Bitselect(long a, long b, long c) {
    return Swar.select(c, a, b);
  }

  // i8x16

  /// `i8x16.abs`: wraps on the lowest number.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16Abs(long a) {
    return Swar.abs(a, Swar.HIGH_8, 8);
  }

  /// `i8x16.neg`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16Neg(long a) {
    return Swar.sub(0, a, Swar.HIGH_8);
  }

  /// `i8x16.popcnt`: the first steps of `Long.bitCount`.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16Popcnt(long a) {
    long pairs = a - ((a >>> 1) & 0x5555_5555_5555_5555L);
    long nibbles = (pairs & 0x3333_3333_3333_3333L) + ((pairs >>> 2) & 0x3333_3333_3333_3333L);
    return (nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f_0f0f_0f0fL;
  }

  /// `i8x16.shl`: the count is taken modulo 8.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16Shl(long a, int count) {
    return Swar.shl(a, count, Swar.HIGH_8, 8);
  }

  /// `i8x16.shr_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16ShrS(long a, int count) {
    return Swar.shrS(a, count, Swar.HIGH_8, 8);
  }

  /// `i8x16.shr_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16ShrU(long a, int count) {
    return Swar.shrU(a, count, Swar.HIGH_8, 8);
  }

  /// `i8x16.add`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16Add(long a, long b) {
    return Swar.add(a, b, Swar.HIGH_8);
  }

  /// `i8x16.sub`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16Sub(long a, long b) {
    return Swar.sub(a, b, Swar.HIGH_8);
  }

  /// `i8x16.add_sat_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16AddSatS(long a, long b) {
    return Swar.addSatS(a, b, Swar.HIGH_8, 8);
  }

  /// `i8x16.add_sat_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16AddSatU(long a, long b) {
    return Swar.addSatU(a, b, Swar.HIGH_8, 8);
  }

  /// `i8x16.sub_sat_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16SubSatS(long a, long b) {
    return Swar.subSatS(a, b, Swar.HIGH_8, 8);
  }

  /// `i8x16.sub_sat_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16SubSatU(long a, long b) {
    return Swar.subSatU(a, b, Swar.HIGH_8, 8);
  }

  /// `i8x16.min_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16MinS(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltS(a, b, Swar.HIGH_8), 8), a, b);
  }

  /// `i8x16.min_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16MinU(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltU(a, b, Swar.HIGH_8), 8), a, b);
  }

  /// `i8x16.max_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16MaxS(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltS(b, a, Swar.HIGH_8), 8), a, b);
  }

  /// `i8x16.max_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16MaxU(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltU(b, a, Swar.HIGH_8), 8), a, b);
  }

  /// `i8x16.avgr_u`: rounds half up.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16AvgrU(long a, long b) {
    return Swar.avgrU(a, b, Swar.HIGH_8, 8);
  }

  /// `i8x16.relaxed_laneselect`: selects by bits.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16RelaxedLaneselect(long a, long b, long c) {
    return Swar.select(c, a, b);
  }

  // i16x8

  /// `i16x8.abs`: wraps on the lowest number.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8Abs(long a) {
    return Swar.abs(a, Swar.HIGH_16, 16);
  }

  /// `i16x8.neg`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8Neg(long a) {
    return Swar.sub(0, a, Swar.HIGH_16);
  }

  /// `i16x8.shl`: the count is taken modulo 16.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8Shl(long a, int count) {
    return Swar.shl(a, count, Swar.HIGH_16, 16);
  }

  /// `i16x8.shr_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8ShrS(long a, int count) {
    return Swar.shrS(a, count, Swar.HIGH_16, 16);
  }

  /// `i16x8.shr_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8ShrU(long a, int count) {
    return Swar.shrU(a, count, Swar.HIGH_16, 16);
  }

  /// `i16x8.add`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8Add(long a, long b) {
    return Swar.add(a, b, Swar.HIGH_16);
  }

  /// `i16x8.sub`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8Sub(long a, long b) {
    return Swar.sub(a, b, Swar.HIGH_16);
  }

  /// `i16x8.add_sat_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8AddSatS(long a, long b) {
    return Swar.addSatS(a, b, Swar.HIGH_16, 16);
  }

  /// `i16x8.add_sat_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8AddSatU(long a, long b) {
    return Swar.addSatU(a, b, Swar.HIGH_16, 16);
  }

  /// `i16x8.sub_sat_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8SubSatS(long a, long b) {
    return Swar.subSatS(a, b, Swar.HIGH_16, 16);
  }

  /// `i16x8.sub_sat_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8SubSatU(long a, long b) {
    return Swar.subSatU(a, b, Swar.HIGH_16, 16);
  }

  /// `i16x8.mul`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8Mul(long a, long b) {
    long r = 0;
    for (int s = 0; s < 64; s += 16) {
      r |= (((a >>> s) * (b >>> s)) & 0xffff) << s;
    }
    return r;
  }

  /// `i16x8.min_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8MinS(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltS(a, b, Swar.HIGH_16), 16), a, b);
  }

  /// `i16x8.min_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8MinU(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltU(a, b, Swar.HIGH_16), 16), a, b);
  }

  /// `i16x8.max_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8MaxS(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltS(b, a, Swar.HIGH_16), 16), a, b);
  }

  /// `i16x8.max_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8MaxU(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltU(b, a, Swar.HIGH_16), 16), a, b);
  }

  /// `i16x8.avgr_u`: rounds half up.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8AvgrU(long a, long b) {
    return Swar.avgrU(a, b, Swar.HIGH_16, 16);
  }

  /// `i16x8.q15mulr_sat_s`: only -1 times -1 saturates.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8Q15mulrSatS(long a, long b) {
    long r = 0;
    for (int s = 0; s < 64; s += 16) {
      int product = ((short) (a >>> s) * (short) (b >>> s) + 0x4000) >> 15;
      r |= (Math.min(product, Short.MAX_VALUE) & 0xffffL) << s;
    }
    return r;
  }

  /// `i16x8.relaxed_q15mulr_s`: saturates.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8RelaxedQ15mulrS(long a, long b) {
    return i16x8Q15mulrSatS(a, b);
  }

  /// `i16x8.relaxed_laneselect`: selects by bits.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8RelaxedLaneselect(long a, long b, long c) {
    return Swar.select(c, a, b);
  }

  // i32x4

  /// `i32x4.abs`: wraps on the lowest number.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4Abs(long a) {
    return Swar.abs(a, Swar.HIGH_32, 32);
  }

  /// `i32x4.neg`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4Neg(long a) {
    return Swar.sub(0, a, Swar.HIGH_32);
  }

  /// `i32x4.shl`: the count is taken modulo 32.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4Shl(long a, int count) {
    return Swar.shl(a, count, Swar.HIGH_32, 32);
  }

  /// `i32x4.shr_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4ShrS(long a, int count) {
    return Swar.shrS(a, count, Swar.HIGH_32, 32);
  }

  /// `i32x4.shr_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4ShrU(long a, int count) {
    return Swar.shrU(a, count, Swar.HIGH_32, 32);
  }

  /// `i32x4.add`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4Add(long a, long b) {
    return Swar.add(a, b, Swar.HIGH_32);
  }

  /// `i32x4.sub`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4Sub(long a, long b) {
    return Swar.sub(a, b, Swar.HIGH_32);
  }

  /// `i32x4.mul`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4Mul(long a, long b) {
    return Swar.pack((int) (a * b), (int) ((a >>> 32) * (b >>> 32)));
  }

  /// `i32x4.min_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4MinS(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltS(a, b, Swar.HIGH_32), 32), a, b);
  }

  /// `i32x4.min_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4MinU(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltU(a, b, Swar.HIGH_32), 32), a, b);
  }

  /// `i32x4.max_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4MaxS(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltS(b, a, Swar.HIGH_32), 32), a, b);
  }

  /// `i32x4.max_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4MaxU(long a, long b) {
    return Swar.select(Swar.fill(Swar.ltU(b, a, Swar.HIGH_32), 32), a, b);
  }

  /// `i32x4.relaxed_laneselect`: selects by bits.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4RelaxedLaneselect(long a, long b, long c) {
    return Swar.select(c, a, b);
  }

  // i64x2

  /// `i64x2.abs`: wraps on the lowest number.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2Abs(long a) {
    return Math.abs(a);
  }

  /// `i64x2.neg`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2Neg(long a) {
    return -a;
  }

  /// `i64x2.shl`: the count is taken modulo 64.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2Shl(long a, int count) {
    return a << count;
  }

  /// `i64x2.shr_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2ShrS(long a, int count) {
    return a >> count;
  }

  /// `i64x2.shr_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2ShrU(long a, int count) {
    return a >>> count;
  }

  /// `i64x2.add`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2Add(long a, long b) {
    return a + b;
  }

  /// `i64x2.sub`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2Sub(long a, long b) {
    return a - b;
  }

  /// `i64x2.mul`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2Mul(long a, long b) {
    return a * b;
  }

  /// `i64x2.relaxed_laneselect`: selects by bits.
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2RelaxedLaneselect(long a, long b, long c) {
    return Swar.select(c, a, b);
  }
}
