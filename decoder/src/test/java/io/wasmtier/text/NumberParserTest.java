package io.wasmtier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Numbers against exact arithmetic.
class NumberParserTest {
  private final NumberParser parser = new NumberParser();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int kind(String text) {
    return NumberParser.classify(bytes(text), 0, text.length());
  }

  private Long integer(String text, int width) {
    assertThat(kind(text)).as(text).isIn(NumberParser.NAT, NumberParser.INT);
    return parser.integer(bytes(text), 0, text.length(), width) ? parser.value : null;
  }

  private Integer f32(String text) {
    assertThat(kind(text)).as(text).isNotEqualTo(NumberParser.NONE);
    return parser.f32(bytes(text), 0, text.length()) ? (int) parser.value : null;
  }

  private Long f64(String text) {
    assertThat(kind(text)).as(text).isNotEqualTo(NumberParser.NONE);
    return parser.f64(bytes(text), 0, text.length()) ? parser.value : null;
  }

  @Example
  void forms() {
    for (String nat : new String[] {"0", "00", "1_000", "0x0", "0xAb_Cd", "0_1_2"}) {
      assertThat(kind(nat)).as(nat).isEqualTo(NumberParser.NAT);
      assertThat(kind("-" + nat)).as(nat).isEqualTo(NumberParser.INT);
      assertThat(kind("+" + nat)).as(nat).isEqualTo(NumberParser.INT);
    }
    String floats =
        "1. 1.5 1e3 1E+3 1.e-3 1_0.0_1e1_0 0x1. 0x1.8 0x.8p1 0x1p4 0xA.P-3 inf nan nan:0x1 nan:0xf_f";
    for (String real : floats.replace("0x.8p1 ", "").split(" ")) {
      assertThat(kind(real)).as(real).isEqualTo(NumberParser.FLOAT);
      assertThat(kind("-" + real)).as(real).isEqualTo(NumberParser.FLOAT);
    }
    String none =
        "_1 1_ 1__0 0x 0x_1 0x1_ 0xg 1a .5 1._5 1_.5 1e 1e+ 1e1.0 1e_1 0x1p 0x1p_1 0x.1 0x1.p1a - + -- +-1 nan: nan:1"
            + " nan:0x nan:canonical infinity 0X1 1p3 0b1 --inf";
    for (String other : none.split(" ")) {
      assertThat(kind(other)).as(other).isEqualTo(NumberParser.NONE);
    }
  }

  @Property
  void integers(
      @ForAll("anyInteger") BigInteger value,
      @ForAll boolean hex,
      @ForAll @IntRange(min = 0, max = 3) int widthLog2,
      @ForAll long underscores) {
    int width = 8 << widthLog2;
    String digits = value.abs().toString(hex ? 16 : 10);
    StringBuilder text = new StringBuilder(value.signum() < 0 ? "-" : "").append(hex ? "0x" : "");
    for (int i = 0; i < digits.length(); i++) {
      text.append(i > 0 && (underscores >>> i & 1) != 0 ? "_" : "").append(digits.charAt(i));
    }
    BigInteger span = BigInteger.ONE.shiftLeft(width);
    boolean inRange =
        value.compareTo(span.shiftRight(1).negate()) >= 0 && value.compareTo(span) < 0;
    int unused = 64 - width;
    Long expected = inRange ? value.longValue() << unused >> unused : null;
    assertThat(integer(text.toString(), width)).as(text.toString()).isEqualTo(expected);
    if (value.signum() >= 0) {
      boolean fits = parser.unsigned(bytes(text.toString()), 0, text.length(), width);
      assertThat(fits).as(text.toString()).isEqualTo(value.compareTo(span) < 0);
    }
  }

  @Provide
  Arbitrary<BigInteger> anyInteger() {
    Arbitrary<BigInteger> nearPowers =
        Combinators.combine(
                Arbitraries.integers().between(0, 70), Arbitraries.integers().between(-2, 2))
            .as((power, add) -> BigInteger.ONE.shiftLeft(power).add(BigInteger.valueOf(add)));
    Arbitrary<BigInteger> both =
        Arbitraries.oneOf(
            nearPowers, Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TEN.pow(25)));
    return Arbitraries.oneOf(both, both.map(BigInteger::negate));
  }

  /// Hexadecimal digits with a point and an exponent: the value is known exactly.
  @Property(tries = 1500)
  void hexadecimalFloats(
      @ForAll("hexDigits") String digits,
      @ForAll @IntRange(min = 0, max = 40) int point,
      @ForAll("exponents") int exponent,
      @ForAll boolean negative) {
    int at = Math.clamp(point, 1, digits.length());
    String text =
        (negative ? "-" : "")
            + "0x"
            + digits.substring(0, at)
            + "."
            + digits.substring(at)
            + "p"
            + exponent;
    int scale = exponent - 4 * (digits.length() - at);
    BigInteger significand = new BigInteger(digits, 16);
    BigDecimal exact =
        scale >= 0
            ? new BigDecimal(significand.shiftLeft(scale))
            : new BigDecimal(significand).divide(new BigDecimal(BigInteger.ONE.shiftLeft(-scale)));
    checkFloats(text, exact, negative);
  }

  @Provide
  Arbitrary<String> hexDigits() {
    // Long runs of zeros make halfway cases with a bit far behind.
    return Arbitraries.strings().withChars("0000018f7").ofMinLength(1).ofMaxLength(40);
  }

  @Provide
  Arbitrary<Integer> exponents() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(-160, 140), Arbitraries.integers().between(-1200, 1100));
  }

  @Property(tries = 1500)
  void decimalFloats(
      @ForAll("decimalDigits") String digits,
      @ForAll @IntRange(min = 1, max = 30) int point,
      @ForAll @IntRange(min = -360, max = 330) int exponent,
      @ForAll boolean negative) {
    int at = Math.min(point, digits.length());
    String number = digits.substring(0, at) + "." + digits.substring(at) + "e" + exponent;
    checkFloats(
        (negative ? "-" : "") + number, new BigDecimal(number.replace(".e", ".0e")), negative);
  }

  @Provide
  Arbitrary<String> decimalDigits() {
    return Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(30);
  }

  /// Halfway between two neighbours, and a hair beside: where rounding twice shows.
  @Property(tries = 1000)
  void halfwayBetweenFloats(@ForAll int bits, @ForAll @IntRange(min = -1, max = 1) int hair) {
    float low = Math.abs(Float.intBitsToFloat(bits));
    if (!Float.isFinite(low) || low == Float.MAX_VALUE) {
      return;
    }
    BigDecimal middle =
        new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.TWO);
    // Far closer to the middle than a double can be.
    BigDecimal exact = middle.add(middle.movePointLeft(40).multiply(BigDecimal.valueOf(hair)));
    checkFloats(exact.toString(), exact, false);
    checkFloats(exact.toPlainString(), exact, false);
  }

  private void checkFloats(String text, BigDecimal exact, boolean negative) {
    BigInteger single = round(exact.abs(), 24, 8);
    BigInteger twice = round(exact.abs(), 53, 11);
    Integer f32 = single == null ? null : single.intValue() | (negative ? Integer.MIN_VALUE : 0);
    Long f64 = twice == null ? null : twice.longValue() | (negative ? Long.MIN_VALUE : 0);
    assertThat(f32(text)).as("f32 " + text).isEqualTo(f32);
    assertThat(f64(text)).as("f64 " + text).isEqualTo(f64);
  }

  /// Rounds to nearest, ties to even, by exact comparison: the bits, or null for infinity.
  private static BigInteger round(BigDecimal value, int precision, int exponentBits) {
    int bias = (1 << exponentBits - 1) - 1;
    BigInteger low = BigInteger.ZERO;
    // Bits as numbers are ordered as their values are: search the largest that is not above the
    // value.
    BigInteger high = BigInteger.valueOf((1L << exponentBits) - 1).shiftLeft(precision - 1);
    BigInteger infinity = high;
    while (high.subtract(low).bitLength() > 1) {
      BigInteger middle = low.add(high).shiftRight(1);
      if (exact(middle, precision, bias).compareTo(value) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    BigDecimal half =
        exact(low, precision, bias)
            .add(exact(low.add(BigInteger.ONE), precision, bias))
            .divide(BigDecimal.TWO);
    int side = value.compareTo(half);
    BigInteger rounded = side > 0 || side == 0 && low.testBit(0) ? low.add(BigInteger.ONE) : low;
    return rounded.compareTo(infinity) >= 0 ? null : rounded;
  }

  private static BigDecimal exact(BigInteger bits, int precision, int bias) {
    int exponent = bits.shiftRight(precision - 1).intValueExact();
    BigInteger fraction = bits.subtract(BigInteger.valueOf(exponent).shiftLeft(precision - 1));
    BigInteger significand = exponent == 0 ? fraction : fraction.setBit(precision - 1);
    int power = Math.max(exponent, 1) - bias - (precision - 1);
    return power >= 0
        ? new BigDecimal(significand.shiftLeft(power))
        : new BigDecimal(significand).divide(new BigDecimal(BigInteger.ONE.shiftLeft(-power)));
  }

  @Example
  void specialFloats() {
    assertThat(f32("inf")).isEqualTo(0x7F80_0000);
    assertThat(f64("-inf")).isEqualTo(0xFFF0_0000_0000_0000L);
    assertThat(f32("nan")).isEqualTo(0x7FC0_0000);
    assertThat(f32("-nan:0x1")).isEqualTo(0xFF80_0001);
    assertThat(f32("nan:0x7f_ffff")).isEqualTo(0x7FFF_FFFF);
    assertThat(f32("nan:0x80_0000")).isNull();
    assertThat(f32("nan:0x0")).isNull();
    assertThat(f64("nan:0xf_ffff_ffff_ffff")).isEqualTo(0x7FFF_FFFF_FFFF_FFFFL);
    assertThat(f64("nan:0x10_0000_0000_0000")).isNull();
    assertThat(f64("nan:0x1_0000_0000_0000_0000")).isNull();
    assertThat(f32("-0")).isEqualTo(Integer.MIN_VALUE);
    assertThat(f64("0x0p999999999999999999999")).isZero();
    assertThat(f64("0x1p999999999999999999999")).isNull();
    assertThat(f64("1e-999999999999999999999")).isZero();
    assertThat(f32("0x1p-99999999999999999999")).isZero();
    assertThat(f32("340282356779733661637539395458142568447")).isEqualTo(0x7F7F_FFFF);
    assertThat(f32("340282356779733661637539395458142568448")).isNull();
    assertThat(f32("0x1.ffffffp127")).isNull();
    assertThat(f32("0x1.fffffefffffffffffffffffffffp127")).isEqualTo(0x7F7F_FFFF);
  }

  /// Neither many digits nor large exponents take long.
  @Example
  void longNumbers() {
    assertThat(f64("0x" + "0".repeat(100_000) + "1p-" + "0".repeat(100_000) + "1"))
        .isEqualTo(Double.doubleToRawLongBits(0.5));
    assertThat(f32("0x1" + "0".repeat(100_000) + "p-400000")).isEqualTo(Float.floatToRawIntBits(1));
    assertThat(f32("0x0." + "0".repeat(99_999) + "1p400000")).isEqualTo(Float.floatToRawIntBits(1));
    assertThat(f64("1" + "0".repeat(100_000) + "e-100000"))
        .isEqualTo(Double.doubleToRawLongBits(1));
    assertThat(f64("9".repeat(100_000))).isNull();
  }
}
