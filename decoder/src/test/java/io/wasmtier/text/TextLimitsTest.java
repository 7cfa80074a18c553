package io.wasmtier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Texts are held to the same limits as binary modules.
class TextLimitsTest {
  private static final DecodeLimits TWO =
      new DecodeLimits(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 1000);

  private static WasmModule parse(String text, DecodeLimits limits) {
    return WatParser.parse(
        "test.wat", text.getBytes(StandardCharsets.UTF_8), FeatureSet.ALL, limits);
  }

  // Each of `what` may be there twice, not three times.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "types|(type (struct))",
        "types|(rec)",
        "types|(rec (type (array i32)))",
        "functions|(import \"\" \"\" (func))",
        "imports|(import \"\" \"\" (global i32))",
        "functions|(func)",
        "memories|(memory 1)",
        "tables|(table 1 funcref)",
        "tags|(tag)",
        "globals|(global i32 (i32.const 0))",
        "exports|(export \"\" (func 0))",
        "element segments|(elem func)",
        "data segments|(data)",
        "data segments|(data (i32.const 0))",
      })
  void fields(String what, String field) {
    String prefix = "";
    assertThat(parse(prefix + field + field, TWO)).isNotNull();
    TextException e = refused(prefix + field + "\n" + field + "\n  " + field);
    assertThat(e.getMessage()).matches("too many (" + what + "|imports): 3, allowed are 2");
    assertThat(e.line()).isEqualTo(3);
    assertThat(e.column()).isGreaterThan(2);
    // The binary decoder says the same.
    byte[] binary = Encoder.encode(parse((field + " ").repeat(3), DecodeLimits.DEFAULT));
    assertThat(
            catchThrowableOfType(
                    WasmtierException.class,
                    () -> Decoder.decode(io.wasmtier.wasm.Slice.of(binary), FeatureSet.ALL, TWO))
                .failure())
        .isEqualTo(Failure.LIMIT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "too many parameters: 3, allowed are 2|(func (param i32 i32)|(param $x i32))",
        "too many results: 3, allowed are 2|(func (result i32 i32)|(result i32) unreachable)",
        "too many parameters: 3, allowed are 2|(type (func (param i32 i32)|(param f32)))",
        "too many fields: 3, allowed are 2|(type (struct (field i32 i32)|(field i8)))",
        "too many types in a recursive group: 3, allowed are 2|(rec (type (struct)) (type (struct))|(type (struct)))",
        "function body of 5 bytes is too large, allowed are 4|(func nop nop|nop)",
      })
  void insideOfFields(String message, String first, String rest) {
    TextException e = refused("\n\n   " + first + " " + rest);
    assertThat(e).hasMessage(message);
    assertThat(e.line()).isEqualTo(3);
    assertThat(e.column()).isGreaterThan(3);
    assertThat(e.excerpt()).contains("^");
  }

  @Test
  void typesThatInlineUsesAppendCountToo() {
    assertThat(refused("(func (param i32)) (type (func)) (func (param f32))"))
        .hasMessage("too many types: 3, allowed are 2");
  }

  @Test
  void theDefaultsAreThoseOfTheBinaryFormat() {
    String parameters = "(module (func (param" + " i32".repeat(40_000) + ")))";
    WasmtierException e =
        catchThrowableOfType(
            TextException.class, () -> WatParser.parse("m.wat", parameters, FeatureSet.DEFAULT));
    assertThat(e).hasMessage("too many parameters: 40000, allowed are 1000");
    assertThat(e.failure()).isEqualTo(Failure.LIMIT);
  }

  private static TextException refused(String text) {
    TextException e = catchThrowableOfType(TextException.class, () -> parse(text, TWO));
    assertThat(e).as(text).isNotNull();
    assertThat(e.failure()).isEqualTo(Failure.LIMIT);
    return e;
  }
}
