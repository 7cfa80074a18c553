package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.runtime.TrapKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Conversions against exact numbers: what does not fit traps or saturates, what is in between
/// rounds to even.
class ConversionNumericsTest {
  @Property(tries = 1500)
  void truncations(
      @ForAll(supplier = FloatBits.F32.class) int fBits,
      @ForAll(supplier = FloatBits.F64.class) long dBits) {
    float f = Float.intBitsToFloat(fBits);
    double d = Double.longBitsToDouble(dBits);
    for (int width : new int[] {32, 64}) {
      for (boolean signed : new boolean[] {false, true}) {
        String s = signed ? "S" : "U";
        assertThat(NumericMethods.call("i" + width + "TruncF32" + s, f))
            .isEqualTo(truncate(f, width, signed, false));
        assertThat(NumericMethods.call("i" + width + "TruncF64" + s, d))
            .isEqualTo(truncate(d, width, signed, false));
        assertThat(NumericMethods.call("i" + width + "TruncSatF32" + s, f))
            .isEqualTo(truncate(f, width, signed, true));
        assertThat(NumericMethods.call("i" + width + "TruncSatF64" + s, d))
            .isEqualTo(truncate(d, width, signed, true));
      }
    }
  }

  @Property(tries = 1500)
  void integersToFloats(@ForAll int i, @ForAll long l) {
    BigInteger iu = BigInteger.valueOf(i).mod(BigInteger.ONE.shiftLeft(32));
    BigInteger lu = BigInteger.valueOf(l).mod(BigInteger.ONE.shiftLeft(64));
    assertThat(ConversionNumerics.f32ConvertI32S(i)).isEqualTo(f32(BigInteger.valueOf(i)));
    assertThat(ConversionNumerics.f32ConvertI32U(i)).isEqualTo(f32(iu));
    assertThat(ConversionNumerics.f32ConvertI64S(l)).isEqualTo(f32(BigInteger.valueOf(l)));
    assertThat(ConversionNumerics.f32ConvertI64U(l)).isEqualTo(f32(lu));
    assertThat(ConversionNumerics.f64ConvertI32S(i)).isEqualTo(f64(BigInteger.valueOf(i)));
    assertThat(ConversionNumerics.f64ConvertI32U(i)).isEqualTo(f64(iu));
    assertThat(ConversionNumerics.f64ConvertI64S(l)).isEqualTo(f64(BigInteger.valueOf(l)));
    assertThat(ConversionNumerics.f64ConvertI64U(l)).isEqualTo(f64(lu));
    assertThat(ConversionNumerics.i32WrapI64(l)).isEqualTo(lu.intValue());
    assertThat(ConversionNumerics.i64ExtendI32S(i)).isEqualTo(BigInteger.valueOf(i).longValue());
    assertThat(ConversionNumerics.i64ExtendI32U(i)).isEqualTo(iu.longValue());
  }

  /// Next to a tie between two neighbours, where rounding twice would show.
  @Property(tries = 1500)
  void unsignedTies(@ForAll long l) {
    for (int drop : new int[] {11, 40}) {
      for (int delta = -1; delta <= 1; delta++) {
        long near = (l | Long.MIN_VALUE) & -1L << drop | 1L << (drop - 1);
        BigInteger u = BigInteger.valueOf(near + delta).mod(BigInteger.ONE.shiftLeft(64));
        assertThat(ConversionNumerics.f32ConvertI64U(near + delta)).isEqualTo(f32(u));
        assertThat(ConversionNumerics.f64ConvertI64U(near + delta)).isEqualTo(f64(u));
      }
    }
  }

  @Property(tries = 1500)
  void demoteAndPromote(
      @ForAll(supplier = FloatBits.F32.class) int fBits,
      @ForAll(supplier = FloatBits.F64.class) long dBits) {
    double d = Double.longBitsToDouble(dBits);
    float demoted = ConversionNumerics.f32DemoteF64(d);
    if (Double.isNaN(d)) {
      assertThat(
              FloatBits.isCanonical(d)
                  ? FloatBits.isCanonical(demoted)
                  : FloatBits.isQuiet(demoted))
          .isTrue();
    } else if (Double.isInfinite(d)) {
      assertThat((double) demoted).isEqualTo(d);
    } else {
      double expected = ExactRounding.F32.round(new BigDecimal(d), BigDecimal.ONE, dBits < 0);
      assertThat(Float.floatToRawIntBits(demoted))
          .isEqualTo(Float.floatToRawIntBits((float) expected));
    }
    float f = Float.intBitsToFloat(fBits);
    double promoted = ConversionNumerics.f64PromoteF32(f);
    if (Float.isNaN(f)) {
      assertThat(
              FloatBits.isCanonical(f)
                  ? FloatBits.isCanonical(promoted)
                  : FloatBits.isQuiet(promoted))
          .isTrue();
      assertThat(Double.doubleToRawLongBits(promoted) << 13 >>> 42)
          .as("payload below the quiet bit")
          .isEqualTo((fBits & 0x3f_ffffL));
    } else {
      assertThat(promoted).isEqualTo(f);
      assertThat(Double.doubleToRawLongBits(promoted) < 0).isEqualTo(fBits < 0);
    }
  }

  @Property
  void reinterpretationKeepsEveryBit(
      @ForAll(supplier = FloatBits.F32.class) int i,
      @ForAll(supplier = FloatBits.F64.class) long l) {
    assertThat(ConversionNumerics.i32ReinterpretF32(ConversionNumerics.f32ReinterpretI32(i)))
        .isEqualTo(i);
    assertThat(ConversionNumerics.i64ReinterpretF64(ConversionNumerics.f64ReinterpretI64(l)))
        .isEqualTo(l);
  }

  private static Object truncate(double a, int width, boolean signed, boolean saturate) {
    BigInteger min = signed ? BigInteger.ONE.shiftLeft(width - 1).negate() : BigInteger.ZERO;
    BigInteger max = BigInteger.ONE.shiftLeft(signed ? width - 1 : width).subtract(BigInteger.ONE);
    if (Double.isNaN(a)) {
      return saturate ? box(BigInteger.ZERO, width) : TrapKind.INVALID_CONVERSION_TO_INTEGER;
    }
    BigInteger exact =
        Double.isInfinite(a)
            ? BigInteger.valueOf(a > 0 ? 1 : -1).shiftLeft(100)
            : new BigDecimal(a).toBigInteger();
    BigInteger clamped = exact.max(min).min(max);
    return saturate || clamped.equals(exact) ? box(clamped, width) : TrapKind.INTEGER_OVERFLOW;
  }

  private static Object box(BigInteger value, int width) {
    return width == 32 ? (Object) value.intValue() : (Object) value.longValue();
  }

  private static float f32(BigInteger value) {
    return (float)
        ExactRounding.F32.round(new BigDecimal(value), BigDecimal.ONE, value.signum() < 0);
  }

  private static double f64(BigInteger value) {
    return ExactRounding.F64.round(new BigDecimal(value), BigDecimal.ONE, value.signum() < 0);
  }
}
