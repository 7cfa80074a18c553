package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Opcode;
import java.math.BigInteger;
import java.util.function.IntFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Instructions between lanes of different width, a lane at a time.
class SimdWideningTest {
  @Property(tries = 300)
  void all(
      @ForAll(supplier = LaneVector.Any.class) LaneVector a,
      @ForAll(supplier = LaneVector.Any.class) LaneVector b,
      @ForAll(supplier = LaneVector.Any.class) LaneVector c) {
    int checked = 0;
    for (Opcode row : NumericMethods.rows()) {
      var method = NumericMethods.of(row).getFirst();
      if (method.getDeclaringClass() != SimdWidening.class) {
        continue;
      }
      LaneVector actual =
          switch (row.operands()) {
            case 1 -> NumericMethods.vector(row, a);
            case 2 -> NumericMethods.vector(row, a, b);
            default -> NumericMethods.vector(row, a, b, c);
          };
      assertThat(actual)
          .as("%s %s %s %s", row.mnemonic(), a, b, c)
          .isEqualTo(expected(row.mnemonic(), a, b, c));
      checked++;
    }
    assertThat(checked).isEqualTo(12 + 4 + 12 + 4 + 3);
  }

  /// The one case in which the choices for relaxed dot products differ beyond the sign of the
  /// second operand.
  @Example
  void relaxedDotSaturates() {
    assertThat(SimdWidening.i16x8RelaxedDotI8x16I7x16S(0x8080L, 0x8080L)).isEqualTo(0x7fffL);
    assertThat(SimdWidening.i32x4RelaxedDotI8x16I7x16AddS(0x8080_8080L, 0x8080_8080L, 1))
        .isEqualTo(2 * 0x7fff + 1);
  }

  private static LaneVector expected(String mnemonic, LaneVector a, LaneVector b, LaneVector c) {
    String[] parts = mnemonic.split("[._]");
    int w = width(parts[0]);
    boolean signed = !mnemonic.endsWith("_u");
    int first = mnemonic.contains("_high_") ? 128 / w : 0;
    IntFunction<BigInteger> x = lane(a, w / 2, signed);
    IntFunction<BigInteger> y = lane(b, w / 2, signed);
    return switch (mnemonic.substring(mnemonic.indexOf('.') + 1, mnemonic.lastIndexOf('_'))) {
      case "extend_low_i8x16",
          "extend_low_i16x8",
          "extend_low_i32x4",
          "extend_high_i8x16",
          "extend_high_i16x8",
          "extend_high_i32x4" ->
          LaneVector.of(w, i -> x.apply(first + i));
      case "extmul_low_i8x16",
          "extmul_low_i16x8",
          "extmul_low_i32x4",
          "extmul_high_i8x16",
          "extmul_high_i16x8",
          "extmul_high_i32x4" ->
          LaneVector.of(w, i -> x.apply(first + i).multiply(y.apply(first + i)));
      case "extadd_pairwise_i8x16", "extadd_pairwise_i16x8" ->
          LaneVector.of(w, i -> x.apply(2 * i).add(x.apply(2 * i + 1)));
      case "dot_i16x8" -> LaneVector.of(w, i -> dot(a, b, w / 2, i));
      case "relaxed_dot_i8x16_i7x16" ->
          LaneVector.of(w, i -> SimdIntegersTest.signed(dot(a, b, w / 2, i), w));
      case "relaxed_dot_i8x16_i7x16_add" ->
          LaneVector.of(
              w,
              i ->
                  SimdIntegersTest.signed(dot(a, b, 8, 2 * i), 16)
                      .add(SimdIntegersTest.signed(dot(a, b, 8, 2 * i + 1), 16))
                      .add(c.s(32, i)));
      case "narrow_i16x8", "narrow_i32x4" ->
          LaneVector.of(
              w,
              i -> {
                int half = 64 / w;
                BigInteger wide = i < half ? a.s(2 * w, i) : b.s(2 * w, i - half);
                return signed
                    ? SimdIntegersTest.signed(wide, w)
                    : SimdIntegersTest.unsigned(wide, w);
              });
      default -> throw new IllegalArgumentException("no model of " + mnemonic);
    };
  }

  private static BigInteger dot(LaneVector a, LaneVector b, int w, int i) {
    return a.s(w, 2 * i).multiply(b.s(w, 2 * i)).add(a.s(w, 2 * i + 1).multiply(b.s(w, 2 * i + 1)));
  }

  private static IntFunction<BigInteger> lane(LaneVector a, int w, boolean signed) {
    return i -> signed ? a.s(w, i) : a.u(w, i);
  }

  private static int width(String type) {
    return Integer.parseInt(type.substring(1, type.indexOf('x')));
  }
}
