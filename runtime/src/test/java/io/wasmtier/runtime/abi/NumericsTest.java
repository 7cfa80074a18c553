package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.runtime.TrapKind;
import java.math.BigInteger;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Integer instructions against arithmetic without a width.
class NumericsTest {
  /// Operands are signed; a result counts modulo 2^width.
  private interface Model {
    Object apply(BigInteger a, BigInteger b, int width);
  }

  private static final Map<String, Model> BINARY =
      Map.ofEntries(
          Map.entry("Add", (a, b, w) -> a.add(b)),
          Map.entry("Sub", (a, b, w) -> a.subtract(b)),
          Map.entry("Mul", (a, b, w) -> a.multiply(b)),
          Map.entry("DivS", (a, b, w) -> b.signum() == 0 ? zero() : fit(a.divide(b), w)),
          Map.entry("DivU", (a, b, w) -> b.signum() == 0 ? zero() : u(a, w).divide(u(b, w))),
          Map.entry("RemS", (a, b, w) -> b.signum() == 0 ? zero() : a.remainder(b)),
          Map.entry("RemU", (a, b, w) -> b.signum() == 0 ? zero() : u(a, w).mod(u(b, w))),
          Map.entry("And", (a, b, w) -> a.and(b)),
          Map.entry("Or", (a, b, w) -> a.or(b)),
          Map.entry("Xor", (a, b, w) -> a.xor(b)),
          Map.entry("Shl", (a, b, w) -> a.shiftLeft(count(b, w))),
          Map.entry("ShrS", (a, b, w) -> a.shiftRight(count(b, w))),
          Map.entry("ShrU", (a, b, w) -> u(a, w).shiftRight(count(b, w))),
          Map.entry("Rotl", (a, b, w) -> rotate(a, count(b, w), w)),
          Map.entry("Rotr", (a, b, w) -> rotate(a, w - count(b, w), w)));

  private static final Map<String, Model> UNARY =
      Map.of(
          "Clz", (a, b, w) -> BigInteger.valueOf(w - u(a, w).bitLength()),
          "Ctz", (a, b, w) -> BigInteger.valueOf(a.signum() == 0 ? w : a.getLowestSetBit()),
          "Popcnt", (a, b, w) -> BigInteger.valueOf(u(a, w).bitCount()),
          "Extend8S", (a, b, w) -> extend(a, 8),
          "Extend16S", (a, b, w) -> extend(a, 16),
          "Extend32S", (a, b, w) -> extend(a, 32));

  private static final Map<String, Model> TESTS =
      Map.ofEntries(
          Map.entry("Eq", (a, b, w) -> a.equals(b)),
          Map.entry("Ne", (a, b, w) -> !a.equals(b)),
          Map.entry("LtS", (a, b, w) -> a.compareTo(b) < 0),
          Map.entry("LtU", (a, b, w) -> u(a, w).compareTo(u(b, w)) < 0),
          Map.entry("GtS", (a, b, w) -> a.compareTo(b) > 0),
          Map.entry("GtU", (a, b, w) -> u(a, w).compareTo(u(b, w)) > 0),
          Map.entry("LeS", (a, b, w) -> a.compareTo(b) <= 0),
          Map.entry("LeU", (a, b, w) -> u(a, w).compareTo(u(b, w)) <= 0),
          Map.entry("GeS", (a, b, w) -> a.compareTo(b) >= 0),
          Map.entry("GeU", (a, b, w) -> u(a, w).compareTo(u(b, w)) >= 0));

  @Property
  void i32(@ForAll int a, @ForAll int b) {
    BigInteger x = BigInteger.valueOf(a);
    BigInteger y = BigInteger.valueOf(b);
    BINARY.forEach((name, model) ->
        assertThat(NumericMethods.call("i32" + name, a, b))
            .as(name)
            .isEqualTo(
                model.apply(x, y, 32) instanceof BigInteger r
                    ? r.intValue()
                    : model.apply(x, y, 32)));
    UNARY.forEach((name, model) -> {
      if (!name.equals("Extend32S")) {
        assertThat(NumericMethods.call("i32" + name, a))
            .as(name)
            .isEqualTo(((BigInteger) model.apply(x, x, 32)).intValue());
      }
    });
    TESTS.forEach((name, model) ->
        assertThat(NumericMethods.call("i32" + name, a, b))
            .as(name)
            .isEqualTo((boolean) model.apply(x, y, 32) ? 1 : 0));
    assertThat(Numerics.i32Eqz(a)).isEqualTo(x.signum() == 0 ? 1 : 0);
  }

  @Property
  void i64(@ForAll long a, @ForAll long b) {
    BigInteger x = BigInteger.valueOf(a);
    BigInteger y = BigInteger.valueOf(b);
    BINARY.forEach((name, model) ->
        assertThat(NumericMethods.call("i64" + name, a, b))
            .as(name)
            .isEqualTo(
                model.apply(x, y, 64) instanceof BigInteger r
                    ? r.longValue()
                    : model.apply(x, y, 64)));
    UNARY.forEach((name, model) ->
        assertThat(NumericMethods.call("i64" + name, a))
            .as(name)
            .isEqualTo(((BigInteger) model.apply(x, x, 64)).longValue()));
    TESTS.forEach((name, model) ->
        assertThat(NumericMethods.call("i64" + name, a, b))
            .as(name)
            .isEqualTo((boolean) model.apply(x, y, 64) ? 1 : 0));
    assertThat(Numerics.i64Eqz(a)).isEqualTo(x.signum() == 0 ? 1 : 0);
  }

  @Property
  void wide(@ForAll long aLo, @ForAll long aHi, @ForAll long bLo, @ForAll long bHi) {
    BigInteger a = BigInteger.valueOf(aHi).shiftLeft(64).add(u(BigInteger.valueOf(aLo), 64));
    BigInteger b = BigInteger.valueOf(bHi).shiftLeft(64).add(u(BigInteger.valueOf(bLo), 64));
    assertWide("i64Add128", a.add(b), aLo, aHi, bLo, bHi);
    assertWide("i64Sub128", a.subtract(b), aLo, aHi, bLo, bHi);
    BigInteger x = BigInteger.valueOf(aLo);
    BigInteger y = BigInteger.valueOf(bLo);
    assertWide("i64MulWideS", x.multiply(y), aLo, bLo);
    assertWide("i64MulWideU", u(x, 64).multiply(u(y, 64)), aLo, bLo);
  }

  @Example
  void theOnlySignedDivisionThatOverflows() {
    assertThat(NumericMethods.call("i32DivS", Integer.MIN_VALUE, -1))
        .isEqualTo(TrapKind.INTEGER_OVERFLOW);
    assertThat(NumericMethods.call("i64DivS", Long.MIN_VALUE, -1L))
        .isEqualTo(TrapKind.INTEGER_OVERFLOW);
    assertThat(Numerics.i32RemS(Integer.MIN_VALUE, -1)).isZero();
    assertThat(Numerics.i64RemS(Long.MIN_VALUE, -1)).isZero();
  }

  private static void assertWide(String name, BigInteger expected, Object... operands) {
    assertThat(NumericMethods.call(name + "Lo", operands)).isEqualTo(expected.longValue());
    assertThat(NumericMethods.call(name + "Hi", operands))
        .isEqualTo(expected.shiftRight(64).longValue());
  }

  private static BigInteger u(BigInteger a, int width) {
    return a.mod(BigInteger.ONE.shiftLeft(width));
  }

  private static int count(BigInteger b, int width) {
    return b.mod(BigInteger.valueOf(width)).intValue();
  }

  private static BigInteger rotate(BigInteger a, int left, int width) {
    return u(a, width).shiftLeft(left).or(u(a, width).shiftRight(width - left));
  }

  private static BigInteger extend(BigInteger a, int from) {
    BigInteger low = u(a, from);
    return low.testBit(from - 1) ? low.subtract(BigInteger.ONE.shiftLeft(from)) : low;
  }

  private static Object zero() {
    return TrapKind.INTEGER_DIVIDE_BY_ZERO;
  }

  private static Object fit(BigInteger quotient, int width) {
    return quotient.bitLength() < width ? quotient : TrapKind.INTEGER_OVERFLOW;
  }
}
