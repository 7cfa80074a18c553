package io.wasmtier.runtime.interp;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every comparison in all the ways a translator can fuse it: with a constant on either side, under
/// `br_if`, `if`, `select` and `i32.eqz`.
class ComparisonTest {
  private static final String[] INTS = {
    "0", "1", "-1", "2", "0x7fffffff", "0x80000000", "0x7ffffffe", "-2"
  };
  private static final String[] LONGS = {
    "0",
    "1",
    "-1",
    "0x7fffffff",
    "0x80000000",
    "-0x80000000",
    "-0x80000001",
    "0x7fffffffffffffff",
    "-0x8000000000000000"
  };
  private static final String[] FLOATS = {"0", "-0", "1", "-1", "inf", "-inf", "nan"};

  static List<Opcode> comparisons() {
    List<Opcode> found = new ArrayList<>();
    for (Opcode opcode : Opcode.values()) {
      String signature = opcode.signature();
      if (opcode.shape() == Shape.BINARY
          && signature != null
          && signature.indexOf('v') < 0
          && signature.endsWith(":i")
          && NumericForms.isComparison(opcode.ordinal())) {
        found.add(opcode);
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("comparisons")
  void allFormsAgree(Opcode opcode) {
    char letter = String.valueOf(opcode.signature()).charAt(0);
    String type =
        switch (letter) {
          case 'i' -> "i32";
          case 'l' -> "i64";
          case 'f' -> "f32";
          default -> "f64";
        };
    String[] values = letter == 'i' ? INTS : letter == 'l' ? LONGS : FLOATS;
    // Locals that were set by a call, so that nothing is known about them.
    StringBuilder wat = new StringBuilder("(module\n");
    wat.append("(func $id (param %1$s) (result %1$s) (local.get 0))%n".formatted(type));
    String op = opcode.mnemonic();
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < values.length; j++) {
        String a = "(%s.const %s)".formatted(type, values[i]);
        String b = "(%s.const %s)".formatted(type, values[j]);
        String[] pairs = {
          "(%s (local.get 0) (local.get 1))".formatted(op),
          "(%s (local.get 0) %s)".formatted(op, b),
          "(%s %s (local.get 1))".formatted(op, a),
          "(%s %s %s)".formatted(op, a, b)
        };
        wat.append(
            "(func (export \"%d.%d\") (result i64) (local %s %s i64)%n"
                .formatted(i, j, type, type));
        wat.append("(local.set 0 (call $id %s)) (local.set 1 (call $id %s))%n".formatted(a, b));
        int bit = 0;
        for (String pair : pairs) {
          for (String form : FORMS) {
            wat.append(
                "(local.set 2 (i64.or (local.get 2) (i64.shl (i64.extend_i32_u %s) (i64.const %d))))%n"
                    .formatted(form.replace("$c", pair), bit++));
          }
        }
        wat.append("(local.get 2))\n");
      }
    }
    wat.append(')');
    try (Guest guest = new Guest(wat.toString())) {
      for (int i = 0; i < values.length; i++) {
        for (int j = 0; j < values.length; j++) {
          long x = bits(letter, values[i]);
          long y = bits(letter, values[j]);
          boolean holds = NumericHandlers.binary(opcode.ordinal(), x, y) != 0;
          long all = (1L << 4 * FORMS.length) - 1;
          assertThat(guest.call(i + "." + j))
              .as("%s %s %s", values[i], op, values[j])
              .isEqualTo(holds ? all : 0L);
        }
      }
    }
  }

  private static final String[] FORMS = {
    "$c",
    "(block (result i32) (br_if 0 (i32.const 1) $c) drop i32.const 0)",
    "(block $o (result i32) (block $i (br_if $i $c) (br $o (i32.const 0))) i32.const 1)",
    "(if (result i32) $c (then (i32.const 1)) (else (i32.const 0)))",
    "(if (result i32) (i32.eqz $c) (then (i32.const 0)) (else (i32.const 1)))",
    "(i32.eqz (i32.eqz $c))",
    "(select (i32.const 1) (i32.const 0) $c)",
    "(block $o (result i32) (block $i (br_if $i (i32.eqz $c)) (br $o (i32.const 1))) i32.const 0)"
  };

  private static long bits(char letter, String value) {
    return switch (letter) {
      case 'i' -> (int) (long) Long.decode(value);
      case 'l' -> Long.decode(value);
      case 'f' -> Float.floatToRawIntBits((float) number(value));
      default -> Double.doubleToRawLongBits(number(value));
    };
  }

  private static double number(String value) {
    return switch (value) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(value);
    };
  }
}
