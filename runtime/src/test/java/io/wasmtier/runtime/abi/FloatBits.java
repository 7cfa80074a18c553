package io.wasmtier.runtime.abi;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;

/// Floating-point operands as bits, so that NaNs keep theirs, and what the specification says about
/// NaN results.
final class FloatBits {
  private FloatBits() {}

  /// Bits of `f32` numbers: anything, small halves, and the numbers next to a bound.
  static final class F32 implements ArbitrarySupplier<Integer> {
    @Override
    public Arbitrary<Integer> get() {
      return Arbitraries.oneOf(
          List.of(
              Arbitraries.integers(),
              Arbitraries.integers().between(-2000, 2000).map(i -> Float.floatToRawIntBits(i / 4f)),
              Arbitraries.of(
                  0x0000_0000,
                  0x0000_0001,
                  0x007f_ffff,
                  0x0080_0000,
                  0x3f7f_ffff,
                  0x3f80_0000,
                  0x4b00_0000,
                  0x4eff_ffff,
                  0x4f00_0000,
                  0x4f7f_ffff,
                  0x4f80_0000,
                  0x5eff_ffff,
                  0x5f00_0000,
                  0x5f7f_ffff,
                  0x5f80_0000,
                  0x7f7f_ffff,
                  0x7f80_0000,
                  0x7f80_0001,
                  0x7fa0_0000,
                  0x7fc0_0000,
                  0x7fc0_0001,
                  0x7fff_ffff,
                  0xcf00_0001,
                  0xbf7f_ffff,
                  0x8000_0000,
                  0x8000_0001,
                  0xbf80_0000,
                  0xcf00_0000,
                  0xdf00_0000,
                  0xdf00_0001,
                  0xff80_0000,
                  0xffa0_0000,
                  0xffc0_0000,
                  0xffff_ffff)));
    }
  }

  /// Bits of `f64` numbers: anything, small halves, and the numbers next to a bound.
  static final class F64 implements ArbitrarySupplier<Long> {
    @Override
    public Arbitrary<Long> get() {
      return Arbitraries.oneOf(
              List.of(
                  Arbitraries.longs(),
                  Arbitraries.integers()
                      .between(-2000, 2000)
                      .map(i -> Double.doubleToRawLongBits(i / 4.0)),
                  Arbitraries.of(
                          0.0,
                          1.0,
                          Math.nextDown(1.0),
                          0x1p31,
                          0x1p31 - 0.5,
                          0x1p31 + 0.5,
                          0x1p31 + 1,
                          0x1p32,
                          0x1p32 - 0.5,
                          0x1p63,
                          Math.nextDown(0x1p63),
                          Math.nextUp(0x1p63),
                          0x1p64,
                          Math.nextDown(0x1p64),
                          0x1p52,
                          0x1p53,
                          Double.MIN_VALUE,
                          Double.MIN_NORMAL,
                          Double.MAX_VALUE,
                          Double.POSITIVE_INFINITY,
                          (double) Float.MAX_VALUE,
                          0x1.fffffefffffffp127,
                          0x1.ffffffp127,
                          (double) Float.MIN_VALUE,
                          0x1p-150)
                      .map(Double::doubleToRawLongBits),
                  Arbitraries.of(
                      0x7ff0_0000_0000_0001L,
                      0x7ff4_0000_0000_0000L,
                      0x7ff8_0000_0000_0000L,
                      0x7ff8_0000_0000_0001L,
                      Long.MAX_VALUE)))
          .flatMap(bits -> Arbitraries.of(bits, bits ^ Long.MIN_VALUE));
    }
  }

  static boolean isCanonical(float a) {
    return (Float.floatToRawIntBits(a) & 0x7fff_ffff) == 0x7fc0_0000;
  }

  static boolean isCanonical(double a) {
    return (Double.doubleToRawLongBits(a) & Long.MAX_VALUE) == 0x7ff8_0000_0000_0000L;
  }

  static boolean isQuiet(float a) {
    return Float.isNaN(a) && (Float.floatToRawIntBits(a) & 0x0040_0000) != 0;
  }

  static boolean isQuiet(double a) {
    return Double.isNaN(a) && (Double.doubleToRawLongBits(a) & 0x0008_0000_0000_0000L) != 0;
  }

  /// {@return whether a NaN result is one that the specification allows for these operands}
  static boolean isAllowedNaN(float result, float... operands) {
    for (float a : operands) {
      if (Float.isNaN(a) && !isCanonical(a)) {
        return isQuiet(result);
      }
    }
    return isCanonical(result);
  }

  /// {@return whether a NaN result is one that the specification allows for these operands}
  static boolean isAllowedNaN(double result, double... operands) {
    for (double a : operands) {
      if (Double.isNaN(a) && !isCanonical(a)) {
        return isQuiet(result);
      }
    }
    return isCanonical(result);
  }
}
