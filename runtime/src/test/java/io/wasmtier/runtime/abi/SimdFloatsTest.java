package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Opcode;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Floating-point lanes and conversions mean what the scalar instructions mean, which are tested
/// against exact numbers.
class SimdFloatsTest {
  @Property(tries = 1000)
  void lanes(
      @ForAll(supplier = Lanes.class) LaneVector a,
      @ForAll(supplier = Lanes.class) LaneVector b,
      @ForAll(supplier = Lanes.class) LaneVector c) {
    int checked = 0;
    for (Opcode row : NumericMethods.rows()) {
      if (NumericMethods.of(row).getFirst().getDeclaringClass() == SimdFloats.class) {
        LaneVector actual =
            switch (row.operands()) {
              case 1 -> NumericMethods.vector(row, a);
              case 2 -> NumericMethods.vector(row, a, b);
              default -> NumericMethods.vector(row, a, b, c);
            };
        if (row.mnemonic().startsWith("f32x4")) {
          for (int i = 0; i < 4; i++) {
            int expected = f32(operation(row), bits32(a, i), bits32(b, i), bits32(c, i));
            assertF32(row, bits32(actual, i), expected);
          }
        } else {
          for (int i = 0; i < 2; i++) {
            long expected = f64(operation(row), bits64(a, i), bits64(b, i), bits64(c, i));
            assertF64(row, bits64(actual, i), expected);
          }
        }
        checked++;
      }
    }
    assertThat(checked).isEqualTo(2 * (6 + 7 + 8 + 4));
  }

  @Property(tries = 1000)
  void conversions(@ForAll(supplier = Lanes.class) LaneVector a) {
    int checked = 0;
    for (Opcode row : NumericMethods.rows()) {
      if (NumericMethods.of(row).getFirst().getDeclaringClass() == SimdConversions.class) {
        LaneVector actual = NumericMethods.vector(row, a);
        String mnemonic = row.mnemonic().replace("relaxed_trunc", "trunc_sat");
        boolean wide = mnemonic.startsWith("f64x2");
        for (int i = 0; i < (wide ? 2 : 4); i++) {
          if (wide) {
            assertF64(row, bits64(actual, i), convert64(mnemonic, a, i));
          } else {
            assertF32(row, bits32(actual, i), convert32(mnemonic, a, i));
          }
        }
        checked++;
      }
    }
    assertThat(checked).isEqualTo(14);
  }

  /// 1 + 2^-12 squared is 1 + 2^-11 + 2^-24: the last term is lost when the product is rounded by
  /// itself.
  @Example
  void relaxedMultiplyAddRoundsTwice() {
    long x = SimdLanes.f32x4SplatLo(1 + 0x1p-12f);
    long minusProduct = SimdLanes.f32x4SplatLo(-(1 + 0x1p-11f));
    assertThat(SimdFloats.f32x4RelaxedMadd(x, x, minusProduct)).isZero();
  }

  private static String operation(Opcode row) {
    return row.mnemonic().substring(6).replaceFirst("^relaxed_(min|max)$", "$1");
  }

  private static int f32(String operation, int aBits, int bBits, int cBits) {
    float a = Float.intBitsToFloat(aBits);
    float b = Float.intBitsToFloat(bBits);
    float c = Float.intBitsToFloat(cBits);
    return switch (operation) {
      case "pmin" -> b < a ? bBits : aBits;
      case "pmax" -> a < b ? bBits : aBits;
      case "relaxed_madd" ->
          Float.floatToRawIntBits(FloatNumerics.f32Add(FloatNumerics.f32Mul(a, b), c));
      case "relaxed_nmadd" ->
          Float.floatToRawIntBits(
              FloatNumerics.f32Add(FloatNumerics.f32Mul(FloatNumerics.f32Neg(a), b), c));
      case "eq", "ne", "lt", "gt", "le", "ge" -> -(int) call("f32", operation, a, b);
      case "add", "sub", "mul", "div", "min", "max" ->
          Float.floatToRawIntBits((float) call("f32", operation, a, b));
      default -> Float.floatToRawIntBits((float) call("f32", operation, a));
    };
  }

  private static long f64(String operation, long aBits, long bBits, long cBits) {
    double a = Double.longBitsToDouble(aBits);
    double b = Double.longBitsToDouble(bBits);
    double c = Double.longBitsToDouble(cBits);
    return switch (operation) {
      case "pmin" -> b < a ? bBits : aBits;
      case "pmax" -> a < b ? bBits : aBits;
      case "relaxed_madd" ->
          Double.doubleToRawLongBits(FloatNumerics.f64Add(FloatNumerics.f64Mul(a, b), c));
      case "relaxed_nmadd" ->
          Double.doubleToRawLongBits(
              FloatNumerics.f64Add(FloatNumerics.f64Mul(FloatNumerics.f64Neg(a), b), c));
      case "eq", "ne", "lt", "gt", "le", "ge" -> -(int) call("f64", operation, a, b);
      case "add", "sub", "mul", "div", "min", "max" ->
          Double.doubleToRawLongBits((double) call("f64", operation, a, b));
      default -> Double.doubleToRawLongBits((double) call("f64", operation, a));
    };
  }

  private static int convert32(String mnemonic, LaneVector a, int i) {
    int x = bits32(a, i);
    double d = i < 2 ? Double.longBitsToDouble(bits64(a, i)) : 0;
    return switch (mnemonic) {
      case "f32x4.convert_i32x4_s" -> Float.floatToRawIntBits(ConversionNumerics.f32ConvertI32S(x));
      case "f32x4.convert_i32x4_u" -> Float.floatToRawIntBits(ConversionNumerics.f32ConvertI32U(x));
      case "i32x4.trunc_sat_f32x4_s" -> ConversionNumerics.i32TruncSatF32S(Float.intBitsToFloat(x));
      case "i32x4.trunc_sat_f32x4_u" -> ConversionNumerics.i32TruncSatF32U(Float.intBitsToFloat(x));
      case "i32x4.trunc_sat_f64x2_s_zero" -> ConversionNumerics.i32TruncSatF64S(d);
      case "i32x4.trunc_sat_f64x2_u_zero" -> ConversionNumerics.i32TruncSatF64U(d);
      case "f32x4.demote_f64x2_zero" -> Float.floatToRawIntBits(ConversionNumerics.f32DemoteF64(d));
      default -> throw new IllegalArgumentException("no model of " + mnemonic);
    };
  }

  private static long convert64(String mnemonic, LaneVector a, int i) {
    int x = bits32(a, i);
    return Double.doubleToRawLongBits(
        switch (mnemonic) {
          case "f64x2.convert_low_i32x4_s" -> ConversionNumerics.f64ConvertI32S(x);
          case "f64x2.convert_low_i32x4_u" -> ConversionNumerics.f64ConvertI32U(x);
          case "f64x2.promote_low_f32x4" ->
              ConversionNumerics.f64PromoteF32(Float.intBitsToFloat(x));
          default -> throw new IllegalArgumentException("no model of " + mnemonic);
        });
  }

  private static Object call(String type, String operation, Object... operands) {
    return NumericMethods.call(
        type + Character.toUpperCase(operation.charAt(0)) + operation.substring(1), operands);
  }

  /// Two quiet NaNs count as equal where arithmetic chose their bits; masks, `pmin` and signs are
  /// compared by bits.
  private static void assertF32(Opcode row, int actual, int expected) {
    if (FloatBits.isQuiet(Float.intBitsToFloat(expected)) && isArithmetic(row)) {
      assertThat(FloatBits.isQuiet(Float.intBitsToFloat(actual))).as(row.mnemonic()).isTrue();
    } else {
      assertThat(actual).as(row.mnemonic()).isEqualTo(expected);
    }
  }

  private static void assertF64(Opcode row, long actual, long expected) {
    if (FloatBits.isQuiet(Double.longBitsToDouble(expected)) && isArithmetic(row)) {
      assertThat(FloatBits.isQuiet(Double.longBitsToDouble(actual))).as(row.mnemonic()).isTrue();
    } else {
      assertThat(actual).as(row.mnemonic()).isEqualTo(expected);
    }
  }

  private static boolean isArithmetic(Opcode row) {
    return switch (operation(row)) {
      case "eq", "ne", "lt", "gt", "le", "ge", "pmin", "pmax", "abs", "neg" -> false;
      default -> row.mnemonic().startsWith("f");
    };
  }

  private static int bits32(LaneVector a, int lane) {
    return a.u(32, lane).intValue();
  }

  private static long bits64(LaneVector a, int lane) {
    return a.u(64, lane).longValue();
  }

  /// Vectors of interesting `f32` or `f64` lanes.
  static final class Lanes implements ArbitrarySupplier<LaneVector> {
    @Override
    public Arbitrary<LaneVector> get() {
      Arbitrary<Integer> f32 = new FloatBits.F32().get();
      Arbitrary<Long> f64 = new FloatBits.F64().get();
      return Arbitraries.oneOf(
          Combinators.combine(f32, f32, f32, f32).as(Lanes::of),
          Combinators.combine(f64, f64).as(LaneVector::new));
    }

    private static LaneVector of(int a, int b, int c, int d) {
      int[] lanes = {a, b, c, d};
      return LaneVector.of(32, i -> BigInteger.valueOf(lanes[i]));
    }
  }
}
