package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Opcode;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Lane arithmetic and comparisons against a lane at a time without a width. Which instructions
/// there are is read from the opcode table, so that a new one needs a model here.
class SimdIntegersTest {
  /// A lane of the result, modulo its width, from the lanes signed (a, b) and unsigned (ua, ub).
  private interface Lane {
    BigInteger of(BigInteger a, BigInteger b, BigInteger ua, BigInteger ub, int width);
  }

  private static final BigInteger ONE = BigInteger.ONE;
  private static final BigInteger TRUE = ONE.negate();
  private static final BigInteger FALSE = BigInteger.ZERO;

  private static final Map<String, Lane> BINARY =
      Map.ofEntries(
          Map.entry("add", (a, b, ua, ub, w) -> a.add(b)),
          Map.entry("sub", (a, b, ua, ub, w) -> a.subtract(b)),
          Map.entry("mul", (a, b, ua, ub, w) -> a.multiply(b)),
          Map.entry("add_sat_s", (a, b, ua, ub, w) -> signed(a.add(b), w)),
          Map.entry("add_sat_u", (a, b, ua, ub, w) -> unsigned(ua.add(ub), w)),
          Map.entry("sub_sat_s", (a, b, ua, ub, w) -> signed(a.subtract(b), w)),
          Map.entry("sub_sat_u", (a, b, ua, ub, w) -> unsigned(ua.subtract(ub), w)),
          Map.entry("min_s", (a, b, ua, ub, w) -> a.min(b)),
          Map.entry("min_u", (a, b, ua, ub, w) -> ua.min(ub)),
          Map.entry("max_s", (a, b, ua, ub, w) -> a.max(b)),
          Map.entry("max_u", (a, b, ua, ub, w) -> ua.max(ub)),
          Map.entry("avgr_u", (a, b, ua, ub, w) -> ua.add(ub).add(ONE).shiftRight(1)),
          Map.entry("q15mulr_sat_s", (a, b, ua, ub, w) -> q15(a, b, w)),
          Map.entry("relaxed_q15mulr_s", (a, b, ua, ub, w) -> q15(a, b, w)),
          Map.entry("and", (a, b, ua, ub, w) -> a.and(b)),
          Map.entry("andnot", (a, b, ua, ub, w) -> a.andNot(b)),
          Map.entry("or", (a, b, ua, ub, w) -> a.or(b)),
          Map.entry("xor", (a, b, ua, ub, w) -> a.xor(b)),
          Map.entry("eq", (a, b, ua, ub, w) -> mask(a.equals(b))),
          Map.entry("ne", (a, b, ua, ub, w) -> mask(!a.equals(b))),
          Map.entry("lt_s", (a, b, ua, ub, w) -> mask(a.compareTo(b) < 0)),
          Map.entry("lt_u", (a, b, ua, ub, w) -> mask(ua.compareTo(ub) < 0)),
          Map.entry("gt_s", (a, b, ua, ub, w) -> mask(a.compareTo(b) > 0)),
          Map.entry("gt_u", (a, b, ua, ub, w) -> mask(ua.compareTo(ub) > 0)),
          Map.entry("le_s", (a, b, ua, ub, w) -> mask(a.compareTo(b) <= 0)),
          Map.entry("le_u", (a, b, ua, ub, w) -> mask(ua.compareTo(ub) <= 0)),
          Map.entry("ge_s", (a, b, ua, ub, w) -> mask(a.compareTo(b) >= 0)),
          Map.entry("ge_u", (a, b, ua, ub, w) -> mask(ua.compareTo(ub) >= 0)));

  private static final Map<String, Lane> UNARY =
      Map.of(
          "not", (a, b, ua, ub, w) -> a.not(),
          "abs", (a, b, ua, ub, w) -> a.abs(),
          "neg", (a, b, ua, ub, w) -> a.negate(),
          "popcnt", (a, b, ua, ub, w) -> BigInteger.valueOf(ua.bitCount()));

  /// b is the count, modulo the width.
  private static final Map<String, Lane> SHIFTS =
      Map.of(
          "shl", (a, b, ua, ub, w) -> a.shiftLeft(b.intValue()),
          "shr_s", (a, b, ua, ub, w) -> a.shiftRight(b.intValue()),
          "shr_u", (a, b, ua, ub, w) -> ua.shiftRight(b.intValue()));

  @Property(tries = 300)
  void lanes(
      @ForAll(supplier = LaneVector.Any.class) LaneVector a,
      @ForAll(supplier = LaneVector.Any.class) LaneVector b) {
    for (Opcode row : rows("vv:v")) {
      check(row, NumericMethods.vector(row, a, b), BINARY, a, b);
    }
    for (Opcode row : rows("v:v")) {
      check(row, NumericMethods.vector(row, a), UNARY, a, a);
    }
  }

  @Property(tries = 300)
  void shifts(@ForAll(supplier = LaneVector.Any.class) LaneVector a, @ForAll int count) {
    for (Opcode row : rows("vi:v")) {
      for (int k : new int[] {count, count & 63}) {
        BigInteger inWidth = BigInteger.valueOf(k).mod(BigInteger.valueOf(width(row)));
        LaneVector counts = LaneVector.of(width(row), i -> inWidth);
        check(row, NumericMethods.vector(row, a, k), SHIFTS, a, counts);
      }
    }
  }

  @Property
  void selections(
      @ForAll(supplier = LaneVector.Any.class) LaneVector a,
      @ForAll(supplier = LaneVector.Any.class) LaneVector b,
      @ForAll(supplier = LaneVector.Any.class) LaneVector c) {
    List<Opcode> rows = rows("vvv:v");
    assertThat(rows).hasSize(5);
    for (Opcode row : rows) {
      assertThat(NumericMethods.vector(row, a, b, c))
          .as(row.mnemonic())
          .isEqualTo(LaneVector.of(1, i -> c.u(1, i).signum() != 0 ? a.u(1, i) : b.u(1, i)));
    }
  }

  @Test
  void nothingIsLeftOut() {
    long checked =
        List.of("vv:v", "v:v", "vi:v", "vvv:v").stream().mapToLong(s -> rows(s).size()).sum();
    assertThat(checked)
        .isEqualTo(publicMethods(SimdIntegers.class) + publicMethods(SimdComparisons.class));
  }

  private static long publicMethods(Class<?> owner) {
    return NumericMethods.BY_NAME.values().stream()
        .filter(method -> method.getDeclaringClass() == owner)
        .count();
  }

  private static List<Opcode> rows(String signature) {
    return NumericMethods.rows().stream()
        .filter(row -> signature.equals(row.signature()) && isHere(NumericMethods.of(row)))
        .toList();
  }

  private static boolean isHere(List<Method> methods) {
    Class<?> owner = methods.getFirst().getDeclaringClass();
    return owner == SimdIntegers.class || owner == SimdComparisons.class;
  }

  private static void check(
      Opcode row, LaneVector actual, Map<String, Lane> models, LaneVector a, LaneVector b) {
    int w = width(row);
    Lane model = models.get(row.mnemonic().substring(row.mnemonic().indexOf('.') + 1));
    assertThat(model).as("model of %s", row.mnemonic()).isNotNull();
    LaneVector expected =
        LaneVector.of(w, i -> model.of(a.s(w, i), b.s(w, i), a.u(w, i), b.u(w, i), w));
    assertThat(actual).as("%s %s %s", row.mnemonic(), a, b).isEqualTo(expected);
  }

  private static int width(Opcode row) {
    String type = row.mnemonic().substring(0, row.mnemonic().indexOf('.'));
    return type.equals("v128") ? 64 : Integer.parseInt(type.substring(1, type.indexOf('x')));
  }

  private static BigInteger mask(boolean holds) {
    return holds ? TRUE : FALSE;
  }

  private static BigInteger q15(BigInteger a, BigInteger b, int width) {
    return signed(a.multiply(b).add(ONE.shiftLeft(14)).shiftRight(15), width);
  }

  static BigInteger signed(BigInteger a, int width) {
    BigInteger max = ONE.shiftLeft(width - 1).subtract(ONE);
    return a.min(max).max(max.not());
  }

  static BigInteger unsigned(BigInteger a, int width) {
    return a.min(ONE.shiftLeft(width).subtract(ONE)).max(BigInteger.ZERO);
  }
}
