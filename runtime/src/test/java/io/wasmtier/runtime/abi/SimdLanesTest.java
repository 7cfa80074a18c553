package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Opcode;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Instructions that move lanes or make a scalar of them, a lane at a time.
class SimdLanesTest {
  @Property
  void shuffles(
      @ForAll(supplier = LaneVector.Any.class) LaneVector a,
      @ForAll(supplier = LaneVector.Any.class) LaneVector b,
      @ForAll(supplier = LaneVector.Any.class) LaneVector random) {
    LaneVector pattern = LaneVector.of(8, i -> random.u(8, i).and(BigInteger.valueOf(31)));
    assertThat(NumericMethods.vector(Opcode.I8X16_SHUFFLE, a, b, pattern))
        .isEqualTo(
            LaneVector.of(
                8,
                i -> {
                  int lane = pattern.u(8, i).intValue();
                  return lane < 16 ? a.u(8, lane) : b.u(8, lane - 16);
                }));
  }

  @Property
  void swizzles(
      @ForAll(supplier = LaneVector.Any.class) LaneVector a,
      @ForAll(supplier = LaneVector.Any.class) LaneVector random,
      @ForAll boolean mostlyInRange) {
    LaneVector lanes =
        mostlyInRange ? LaneVector.of(8, i -> random.u(8, i).mod(BigInteger.valueOf(18))) : random;
    LaneVector expected =
        LaneVector.of(
            8,
            i -> {
              int lane = lanes.u(8, i).intValue();
              return lane < 16 ? a.u(8, lane) : BigInteger.ZERO;
            });
    assertThat(NumericMethods.vector(Opcode.I8X16_SWIZZLE, a, lanes)).isEqualTo(expected);
    assertThat(NumericMethods.vector(Opcode.I8X16_RELAXED_SWIZZLE, a, lanes)).isEqualTo(expected);
  }

  @Property
  void splatExtractReplace(
      @ForAll(supplier = LaneVector.Any.class) LaneVector a,
      @ForAll(supplier = FloatBits.F32.class) int x,
      @ForAll(supplier = FloatBits.F64.class) long y,
      @ForAll @IntRange(max = 15) int anyLane) {
    int checked = 0;
    for (Opcode row : NumericMethods.rows()) {
      int lane = anyLane % lanes(row);
      Object scalar = scalar(row, x, y);
      int w = 128 / lanes(row);
      BigInteger bits = BigInteger.valueOf(w == 64 ? y : x);
      switch (row.shape()) {
        case REPLACE_LANE -> {
          assertThat(NumericMethods.vector(row, a, scalar, lane))
              .as("%s %s", row.mnemonic(), a)
              .isEqualTo(LaneVector.of(w, i -> i == lane ? bits : a.u(w, i)));
          checked++;
        }
        case EXTRACT_LANE -> {
          BigInteger expected = row.mnemonic().endsWith("_u") ? a.u(w, lane) : a.s(w, lane);
          Object actual = NumericMethods.scalar(row, a, lane);
          assertThat(bits(actual)).as("%s %s", row.mnemonic(), a).isEqualTo(expected);
          checked++;
        }
        case UNARY -> {
          if (row.mnemonic().endsWith(".splat")) {
            assertThat(NumericMethods.vector(row, scalar))
                .as(row.mnemonic())
                .isEqualTo(LaneVector.of(w, i -> bits));
            checked++;
          }
        }
        default -> {}
      }
    }
    assertThat(checked).isEqualTo(6 + 8 + 6);
  }

  @Property
  void reductions(@ForAll(supplier = LaneVector.Any.class) LaneVector a) {
    for (LaneVector x :
        new LaneVector[] {
          a, new LaneVector(a.lo(), 0), new LaneVector(0, 0), new LaneVector(0, a.hi())
        }) {
      boolean any = !x.equals(new LaneVector(0, 0));
      assertThat(NumericMethods.scalar(Opcode.V128_ANY_TRUE, x)).isEqualTo(any ? 1 : 0);
      int checked = 0;
      for (Opcode row : NumericMethods.rows()) {
        if (row.mnemonic().endsWith(".all_true")) {
          int zeros = 0;
          for (int i = 0; i < lanes(row); i++) {
            zeros += x.u(128 / lanes(row), i).signum() == 0 ? 1 : 0;
          }
          assertThat(NumericMethods.scalar(row, x))
              .as("%s %s", row.mnemonic(), x)
              .isEqualTo(zeros == 0 ? 1 : 0);
          checked++;
        } else if (row.mnemonic().endsWith(".bitmask")) {
          int mask = 0;
          for (int i = 0; i < lanes(row); i++) {
            mask += x.s(128 / lanes(row), i).signum() < 0 ? 1 << i : 0;
          }
          assertThat(NumericMethods.scalar(row, x)).as("%s %s", row.mnemonic(), x).isEqualTo(mask);
          checked++;
        }
      }
      assertThat(checked).isEqualTo(4 + 4);
    }
  }

  private static int lanes(Opcode row) {
    String mnemonic = row.mnemonic();
    int x = mnemonic.indexOf('x');
    int dot = mnemonic.indexOf('.');
    return x > 0 && x < dot ? Integer.parseInt(mnemonic.substring(x + 1, dot)) : 1;
  }

  private static Object scalar(Opcode row, int x, long y) {
    return switch (row.mnemonic().substring(0, row.mnemonic().indexOf('.'))) {
      case "i64x2" -> (Object) y;
      case "f32x4" -> (Object) Float.intBitsToFloat(x);
      case "f64x2" -> (Object) Double.longBitsToDouble(y);
      default -> (Object) x;
    };
  }

  private static BigInteger bits(Object scalar) {
    return BigInteger.valueOf(
        switch (scalar) {
          case Float f -> Float.floatToRawIntBits(f);
          case Double d -> Double.doubleToRawLongBits(d);
          case Integer i -> i;
          case Long l -> l;
          default -> throw new IllegalArgumentException(scalar.toString());
        });
  }
}
