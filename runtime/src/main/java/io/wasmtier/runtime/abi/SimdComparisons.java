package io.wasmtier.runtime.abi;

/// The integer comparisons of `v128` (spec: Execution, Numerics, Integer Operations, lifted to
/// vectors).
///
/// All are half-wise ([SimdForm#HALVES]) and yield a mask: all bits of a lane are set for true. See
/// [SimdIntegers] for the arithmetic, [SimdFloats] for floating point.
public final class SimdComparisons {
  private SimdComparisons() {}

  // i8x16

  /// `i8x16.eq`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16Eq(long a, long b) {
    return Swar.fill(Swar.zero(a ^ b, Swar.HIGH_8), 8);
  }

  /// `i8x16.ne`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16Ne(long a, long b) {
    return ~Swar.fill(Swar.zero(a ^ b, Swar.HIGH_8), 8);
  }

  /// `i8x16.lt_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16LtS(long a, long b) {
    return Swar.fill(Swar.ltS(a, b, Swar.HIGH_8), 8);
  }

  /// `i8x16.gt_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16GtS(long a, long b) {
    return Swar.fill(Swar.ltS(b, a, Swar.HIGH_8), 8);
  }

  /// `i8x16.le_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16LeS(long a, long b) {
    return ~Swar.fill(Swar.ltS(b, a, Swar.HIGH_8), 8);
  }

  /// `i8x16.ge_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16GeS(long a, long b) {
    return ~Swar.fill(Swar.ltS(a, b, Swar.HIGH_8), 8);
  }

  /// `i8x16.lt_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16LtU(long a, long b) {
    return Swar.fill(Swar.ltU(a, b, Swar.HIGH_8), 8);
  }

  /// `i8x16.gt_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16GtU(long a, long b) {
    return Swar.fill(Swar.ltU(b, a, Swar.HIGH_8), 8);
  }

  /// `i8x16.le_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16LeU(long a, long b) {
    return ~Swar.fill(Swar.ltU(b, a, Swar.HIGH_8), 8);
  }

  /// `i8x16.ge_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i8x16GeU(long a, long b) {
    return ~Swar.fill(Swar.ltU(a, b, Swar.HIGH_8), 8);
  }

  // i16x8

  /// `i16x8.eq`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8Eq(long a, long b) {
    return Swar.fill(Swar.zero(a ^ b, Swar.HIGH_16), 16);
  }

  /// `i16x8.ne`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8Ne(long a, long b) {
    return ~Swar.fill(Swar.zero(a ^ b, Swar.HIGH_16), 16);
  }

  /// `i16x8.lt_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8LtS(long a, long b) {
    return Swar.fill(Swar.ltS(a, b, Swar.HIGH_16), 16);
  }

  /// `i16x8.gt_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8GtS(long a, long b) {
    return Swar.fill(Swar.ltS(b, a, Swar.HIGH_16), 16);
  }

  /// `i16x8.le_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8LeS(long a, long b) {
    return ~Swar.fill(Swar.ltS(b, a, Swar.HIGH_16), 16);
  }

  /// `i16x8.ge_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8GeS(long a, long b) {
    return ~Swar.fill(Swar.ltS(a, b, Swar.HIGH_16), 16);
  }

  /// `i16x8.lt_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8LtU(long a, long b) {
    return Swar.fill(Swar.ltU(a, b, Swar.HIGH_16), 16);
  }

  /// `i16x8.gt_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8GtU(long a, long b) {
    return Swar.fill(Swar.ltU(b, a, Swar.HIGH_16), 16);
  }

  /// `i16x8.le_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8LeU(long a, long b) {
    return ~Swar.fill(Swar.ltU(b, a, Swar.HIGH_16), 16);
  }

  /// `i16x8.ge_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i16x8GeU(long a, long b) {
    return ~Swar.fill(Swar.ltU(a, b, Swar.HIGH_16), 16);
  }

  // i32x4

  /// `i32x4.eq`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4Eq(long a, long b) {
    return Swar.fill(Swar.zero(a ^ b, Swar.HIGH_32), 32);
  }

  /// `i32x4.ne`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4Ne(long a, long b) {
    return ~Swar.fill(Swar.zero(a ^ b, Swar.HIGH_32), 32);
  }

  /// `i32x4.lt_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4LtS(long a, long b) {
    return Swar.fill(Swar.ltS(a, b, Swar.HIGH_32), 32);
  }

  /// `i32x4.gt_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4GtS(long a, long b) {
    return Swar.fill(Swar.ltS(b, a, Swar.HIGH_32), 32);
  }

  /// `i32x4.le_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4LeS(long a, long b) {
    return ~Swar.fill(Swar.ltS(b, a, Swar.HIGH_32), 32);
  }

  /// `i32x4.ge_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4GeS(long a, long b) {
    return ~Swar.fill(Swar.ltS(a, b, Swar.HIGH_32), 32);
  }

  /// `i32x4.lt_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4LtU(long a, long b) {
    return Swar.fill(Swar.ltU(a, b, Swar.HIGH_32), 32);
  }

  /// `i32x4.gt_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4GtU(long a, long b) {
    return Swar.fill(Swar.ltU(b, a, Swar.HIGH_32), 32);
  }

  /// `i32x4.le_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4LeU(long a, long b) {
    return ~Swar.fill(Swar.ltU(b, a, Swar.HIGH_32), 32);
  }

  /// `i32x4.ge_u`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i32x4GeU(long a, long b) {
    return ~Swar.fill(Swar.ltU(a, b, Swar.HIGH_32), 32);
  }

  // i64x2

  /// `i64x2.eq`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2Eq(long a, long b) {
    return a == b ? -1 : 0;
  }

  /// `i64x2.ne`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2Ne(long a, long b) {
    return a != b ? -1 : 0;
  }

  /// `i64x2.lt_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2LtS(long a, long b) {
    return a < b ? -1 : 0;
  }

  /// `i64x2.gt_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2GtS(long a, long b) {
    return a > b ? -1 : 0;
  }

  /// `i64x2.le_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2LeS(long a, long b) {
    return a <= b ? -1 : 0;
  }

  /// `i64x2.ge_s`
  @SimdForm.Of(SimdForm.HALVES)
  public static long i64x2GeS(long a, long b) {
    return a >= b ? -1 : 0;
  }
}
