package io.wasmtier.spectest.generate;

import java.util.random.RandomGenerator;

/// Numbers for generated code: those at which instructions change their ways more often than any
/// others.
final class RandomConstants {
  private static final int[] NUMBERS = {
    0, 1, 2, 7, 31, 32, 63, 64, 255, 65535, -1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE
  };
  private static final float[] FLOATS = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    0x1p33f,
    -0x1.8p31f,
    0x1p31f,
    Float.MAX_VALUE,
    Float.MIN_VALUE,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY
  };

  private final RandomGenerator random;

  RandomConstants(RandomGenerator random) {
    this.random = random;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int i32() {
    return chance(70) ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextInt();
  }

  long i64() {
    return chance(70) ? i32() : random.nextLong();
  }

  /// {@return the bits of an f32}
  int f32() {
    return chance(80)
        ? Float.floatToRawIntBits(FLOATS[random.nextInt(FLOATS.length)])
        : random.nextInt();
  }

  /// {@return the bits of an f64}
  long f64() {
    return chance(80)
        ? Double.doubleToRawLongBits(FLOATS[random.nextInt(FLOATS.length)])
        : random.nextLong();
  }

  /// {@return half of a v128}
  long half() {
    return chance(50) ? random.nextLong() : (long) f32() << 32 | f32() & 0xFFFF_FFFFL;
  }
}
