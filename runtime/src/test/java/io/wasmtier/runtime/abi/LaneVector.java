package io.wasmtier.runtime.abi;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;

/// A vector with its lanes as numbers, for models that know nothing of halves and masks.
record LaneVector(long lo, long hi) {
  /// {@return a lane, unsigned}
  BigInteger u(int width, int lane) {
    BigInteger half = BigInteger.valueOf(width * lane < 64 ? lo : hi);
    return half.shiftRight(width * lane % 64).mod(BigInteger.ONE.shiftLeft(width));
  }

  /// {@return a lane, signed}
  BigInteger s(int width, int lane) {
    BigInteger u = u(width, lane);
    return u.testBit(width - 1) ? u.subtract(BigInteger.ONE.shiftLeft(width)) : u;
  }

  /// {@return the vector whose lanes are these numbers modulo the lane width}
  static LaneVector of(int width, IntFunction<BigInteger> lanes) {
    long[] halves = new long[2];
    for (int i = 0; i < 128 / width; i++) {
      long lane = lanes.apply(i).mod(BigInteger.ONE.shiftLeft(width)).longValue();
      halves[width * i / 64] |= lane << (width * i % 64);
    }
    return new LaneVector(halves[0], halves[1]);
  }

  @Override
  public String toString() {
    return "%016x_%016x".formatted(hi, lo);
  }

  /// Vectors that often have the lanes where things go wrong, in each width.
  static final class Any implements ArbitrarySupplier<LaneVector> {
    @Override
    public Arbitrary<LaneVector> get() {
      Arbitrary<Long> half = Arbitraries.oneOf(List.of(Arbitraries.longs(), edges()));
      return Combinators.combine(half, half).as(LaneVector::new);
    }

    private static Arbitrary<Long> edges() {
      return Combinators.combine(Arbitraries.of(8, 16, 32, 64), Arbitraries.longs())
          .as((width, seed) -> {
            Random random = new Random(seed);
            return of(width, i -> edge(width, random)).lo();
          });
    }

    private static BigInteger edge(int width, Random random) {
      BigInteger min = BigInteger.ONE.shiftLeft(width - 1);
      BigInteger base =
          switch (random.nextInt(4)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> min;
            case 2 -> min.shiftRight(width / 2);
            default -> new BigInteger(width, random);
          };
      return base.add(BigInteger.valueOf(random.nextInt(3) - 1));
    }
  }
}
