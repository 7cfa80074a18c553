package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Floating-point instructions against exact arithmetic and the specification's rules for zeros,
/// infinities and NaNs.
class FloatNumericsTest {
  private static final Map<String, RoundingMode> ROUNDINGS =
      Map.of(
          "Ceil", RoundingMode.CEILING,
          "Floor", RoundingMode.FLOOR,
          "Trunc", RoundingMode.DOWN,
          "Nearest", RoundingMode.HALF_EVEN);

  @Property(tries = 1500)
  void f32(
      @ForAll(supplier = FloatBits.F32.class) int aBits,
      @ForAll(supplier = FloatBits.F32.class) int bBits) {
    float a = Float.intBitsToFloat(aBits);
    float b = Float.intBitsToFloat(bBits);
    for (String name : new String[] {"Add", "Sub", "Mul", "Div", "Min", "Max"}) {
      float r = (float) NumericMethods.call("f32" + name, a, b);
      double expected = binary(name, a, b, ExactRounding.F32);
      assertSame(name, r, (float) expected, a, b);
    }
    ROUNDINGS.forEach((name, mode) ->
        assertSame(
            name, (float) NumericMethods.call("f32" + name, a), (float) integer(a, mode), a));
    assertSame("Sqrt", FloatNumerics.f32Sqrt(a), (float) root(a, ExactRounding.F32), a);
    compare("f32", a, b, a, b);
  }

  @Property(tries = 1500)
  void f64(
      @ForAll(supplier = FloatBits.F64.class) long aBits,
      @ForAll(supplier = FloatBits.F64.class) long bBits) {
    double a = Double.longBitsToDouble(aBits);
    double b = Double.longBitsToDouble(bBits);
    for (String name : new String[] {"Add", "Sub", "Mul", "Div", "Min", "Max"}) {
      double r = (double) NumericMethods.call("f64" + name, a, b);
      assertSame(name, r, binary(name, a, b, ExactRounding.F64), a, b);
    }
    ROUNDINGS.forEach((name, mode) ->
        assertSame(name, (double) NumericMethods.call("f64" + name, a), integer(a, mode), a));
    assertSame("Sqrt", FloatNumerics.f64Sqrt(a), root(a, ExactRounding.F64), a);
    compare("f64", a, b, a, b);
  }

  @Property
  void signsAreBits(
      @ForAll(supplier = FloatBits.F32.class) int a,
      @ForAll(supplier = FloatBits.F32.class) int b,
      @ForAll(supplier = FloatBits.F64.class) long c,
      @ForAll(supplier = FloatBits.F64.class) long d) {
    float x = Float.intBitsToFloat(a);
    assertThat(Float.floatToRawIntBits(FloatNumerics.f32Abs(x))).isEqualTo(a << 1 >>> 1);
    assertThat(Float.floatToRawIntBits(FloatNumerics.f32Neg(x))).isEqualTo(a + Integer.MIN_VALUE);
    assertThat(Float.floatToRawIntBits(FloatNumerics.f32Copysign(x, Float.intBitsToFloat(b))))
        .isEqualTo((a << 1 >>> 1) + (b >>> 31 << 31));
    double y = Double.longBitsToDouble(c);
    assertThat(Double.doubleToRawLongBits(FloatNumerics.f64Abs(y))).isEqualTo(c << 1 >>> 1);
    assertThat(Double.doubleToRawLongBits(FloatNumerics.f64Neg(y))).isEqualTo(c + Long.MIN_VALUE);
    assertThat(Double.doubleToRawLongBits(FloatNumerics.f64Copysign(y, Double.longBitsToDouble(d))))
        .isEqualTo((c << 1 >>> 1) + (d >>> 63 << 63));
  }

  private static void assertSame(String name, float actual, float expected, float... operands) {
    if (Float.isNaN(expected)) {
      assertThat(FloatBits.isAllowedNaN(actual, operands))
          .as("%s gave %x", name, Float.floatToRawIntBits(actual))
          .isTrue();
    } else {
      assertThat(Float.floatToRawIntBits(actual))
          .as("%s gave %s, not %s", name, actual, expected)
          .isEqualTo(Float.floatToRawIntBits(expected));
    }
  }

  private static void assertSame(String name, double actual, double expected, double... operands) {
    if (Double.isNaN(expected)) {
      assertThat(FloatBits.isAllowedNaN(actual, operands))
          .as("%s gave %x", name, Double.doubleToRawLongBits(actual))
          .isTrue();
    } else {
      assertThat(Double.doubleToRawLongBits(actual))
          .as("%s gave %s, not %s", name, actual, expected)
          .isEqualTo(Double.doubleToRawLongBits(expected));
    }
  }

  /// An order for which NaN has no place: what `compareTo` says of exact numbers, infinities being
  /// the ends.
  private static void compare(String type, double a, double b, Object boxedA, Object boxedB) {
    boolean ordered = !Double.isNaN(a) && !Double.isNaN(b);
    int order = ordered ? Double.compare(a + 0.0, b + 0.0) : 0;
    Map<String, Boolean> expected =
        Map.of(
            "Eq", ordered && order == 0,
            "Ne", !ordered || order != 0,
            "Lt", ordered && order < 0,
            "Gt", ordered && order > 0,
            "Le", ordered && order <= 0,
            "Ge", ordered && order >= 0);
    expected.forEach((name, holds) ->
        assertThat(NumericMethods.call(type + name, boxedA, boxedB))
            .as(name)
            .isEqualTo(holds ? 1 : 0));
  }

  private static double binary(String name, double a, double b, ExactRounding format) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Double.NaN;
    }
    boolean differ = negative(a) != negative(b);
    return switch (name) {
      case "Add" -> sum(a, b, format);
      case "Sub" -> sum(a, -b, format);
      case "Min" -> a < b || a == b && negative(a) ? a : b;
      case "Max" -> a > b || a == b && !negative(a) ? a : b;
      case "Mul" -> {
        if (Double.isInfinite(a) || Double.isInfinite(b)) {
          yield a == 0 || b == 0 ? Double.NaN : signed(Double.POSITIVE_INFINITY, differ);
        }
        BigDecimal product = new BigDecimal(a).multiply(new BigDecimal(b));
        yield format.round(product, BigDecimal.ONE, differ);
      }
      case "Div" -> {
        if (Double.isInfinite(a) || b == 0) {
          yield Double.isInfinite(b) || a == 0
              ? Double.NaN
              : signed(Double.POSITIVE_INFINITY, differ);
        }
        yield Double.isInfinite(b)
            ? signed(0, differ)
            : format.round(new BigDecimal(a), new BigDecimal(b), differ);
      }
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static double sum(double a, double b, ExactRounding format) {
    if (Double.isInfinite(a)) {
      return Double.isInfinite(b) && a != b ? Double.NaN : a;
    }
    if (Double.isInfinite(b)) {
      return b;
    }
    BigDecimal sum = new BigDecimal(a).add(new BigDecimal(b));
    boolean minus = sum.signum() < 0 || sum.signum() == 0 && negative(a) && negative(b);
    return format.round(sum, BigDecimal.ONE, minus);
  }

  private static double integer(double a, RoundingMode mode) {
    return Double.isNaN(a) || Double.isInfinite(a)
        ? a
        : signed(new BigDecimal(a).setScale(0, mode).abs().doubleValue(), negative(a));
  }

  private static double root(double a, ExactRounding format) {
    if (a == 0 || a == Double.POSITIVE_INFINITY) {
      return a;
    }
    return a > 0
        ? format.round(
            new BigDecimal(a).sqrt(new MathContext(60)).stripTrailingZeros(), BigDecimal.ONE, false)
        : Double.NaN;
  }

  private static boolean negative(double a) {
    return Double.doubleToRawLongBits(a) < 0;
  }

  private static double signed(double magnitude, boolean negative) {
    return negative ? -magnitude : magnitude;
  }
}
