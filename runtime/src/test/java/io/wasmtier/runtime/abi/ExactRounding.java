package io.wasmtier.runtime.abi;

import java.math.BigDecimal;
import java.math.BigInteger;

/// Rounds a quotient of exact numbers to the nearest `f32` or `f64`, ties to even, with integers
/// only.
record ExactRounding(int precision, int smallest, double max) {
  static final ExactRounding F32 = new ExactRounding(24, -149, Float.MAX_VALUE);
  static final ExactRounding F64 = new ExactRounding(53, -1074, Double.MAX_VALUE);

  /// {@return the number nearest to `numerator / denominator`, with the sign given if it is zero}
  double round(BigDecimal numerator, BigDecimal denominator, boolean negative) {
    BigDecimal n = numerator.abs();
    BigDecimal d = denominator.abs();
    int scale = Math.max(0, Math.max(n.scale(), d.scale()));
    double r = round(n.setScale(scale).unscaledValue(), d.setScale(scale).unscaledValue());
    return negative ? -r : r;
  }

  private double round(BigInteger n, BigInteger d) {
    if (n.signum() == 0) {
      return 0;
    }
    int e = Math.max(smallest, n.bitLength() - d.bitLength() - precision);
    if (quotient(n, d, e)[0].bitLength() > precision) {
      e++;
    }
    BigInteger[] q = quotient(n, d, e);
    BigInteger divisor = e > 0 ? d.shiftLeft(e) : d;
    int tie = q[1].shiftLeft(1).compareTo(divisor);
    BigInteger mantissa = tie > 0 || tie == 0 && q[0].testBit(0) ? q[0].add(BigInteger.ONE) : q[0];
    double r = Math.scalb(mantissa.doubleValue(), e);
    return r > max ? Double.POSITIVE_INFINITY : r;
  }

  private static BigInteger[] quotient(BigInteger n, BigInteger d, int e) {
    return e > 0 ? n.divideAndRemainder(d.shiftLeft(e)) : n.shiftLeft(-e).divideAndRemainder(d);
  }
}
