package io.wasmtier.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What errors say: the suite's words, types expected and found, the instruction, the function's
/// name, and where it is.
class MessagesTest {
  private static WasmtierException error(String text) {
    return error(text, FeatureSet.DEFAULT);
  }

  private static WasmtierException error(String text, FeatureSet features) {
    WasmModule module = WatParser.parse("test", text, FeatureSet.ALL);
    return catchThrowableOfType(
        WasmtierException.class, () -> Validator.validate(module, features));
  }

  @Test
  void aMismatchTellsTypesInstructionAndFunction() {
    WasmtierException e =
        error("(module (import \"\" \"\" (func)) (func $f i64.const 1 f32.const 1 i32.add drop))");
    assertThat(e)
        .hasMessage("type mismatch: expected [i32 i32], found [i64 f32] at i32.add in function f");
    assertThat(e.failure()).isEqualTo(Failure.INVALID);
    assertThat(e.function()).isEqualTo(1);
    assertThat(e.describe()).contains("(function 1)").contains(" at offset 0x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(func i32.add)|type mismatch: expected [i32 i32], found [] at i32.add in function func[0]",
        "(func (result i32) i64.const 1)|type mismatch: expected [i32], found [i64] at end in function func[0]",
        "(func i32.const 1 f32.const 1)|type mismatch: expected [], found [i32 f32] at end in function func[0]",
        "(func unreachable f64.const 1 i32.add)|type mismatch: expected [i32 i32], found [... f64] at i32.add in function func[0]",
        "(func (param externref) local.get 0 i32.eqz drop)|type mismatch: expected [i32], found [externref] at i32.eqz in function func[0]",
        "(type $s (struct)) (func (param (ref $s)) (result (ref null func)) local.get 0)|type mismatch: expected [funcref], found [(ref (struct))] at end in function func[0]",
        "(func drop)|type mismatch: expected a value, found [] at drop in function func[0]",
        "(func i32.const 1 ref.is_null drop)|type mismatch: expected a reference, found [i32] at ref.is_null in function func[0]",
        "(func local.get 3)|unknown local 3 in function func[0]",
        "(func (local (ref func)) local.get 0 drop)|uninitialized local 0 in function func[0]",
        "(func i32.const 0 i32.load align=8 drop)|unknown memory 0 in function func[0]",
        "(memory 1) (func i32.const 0 i32.load align=8 drop)|alignment must not be larger than natural in function func[0]",
        "(func br 1)|unknown label 1 in function func[0]",
        "(func call 7)|unknown function 7 in function func[0]",
        "(func ref.func 0 drop)|undeclared function reference 0 in function func[0]",
        "(global i32 i32.const 1) (func i32.const 1 global.set 0)|immutable global 0 can't be set in function func[0]",
        "(global i32 i32.const 1 i32.eqz)|constant expression required, found i32.eqz in a constant expression",
        "(global (mut i32) i32.const 1) (global i32 global.get 0)|constant expression required, found mutable global 0 in a constant expression",
        "(global i32 i64.const 1)|type mismatch: expected [i32], found [i64] at end in a constant expression",
        "(func) (export \"a\" (func 0)) (export \"a\" (func 0))|duplicate export name \"a\"",
        "(export \"a\" (func 0))|unknown function 0 (export \"a\")",
        "(memory 2 1)|size minimum must not be greater than maximum: 2 1",
        "(memory 65537)|memory size must be at most 65536 pages (4GiB), found 65537",
      })
  void messages(String fields, String message) {
    assertThat(error("(module " + fields + ")")).hasMessage(message);
  }

  // The place is that of the last definition: bytes are what it begins with.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(type (func)) (type (func (param (ref 7))))|60 01 64 07",
        "(rec (type (func)) (type (struct (field (ref 8)))))|5f 01 64 08",
        "(type (func)) (import \"m\" \"a\" (func)) (import \"m\" \"b\" (memory 2 1))|01 6d 01 62 02 01 02 01",
        "(type (struct)) (func (type 0))|00 0a",
        "(memory 1) (memory 70000)|00 f0 a2 04",
        "(table 1 funcref) (table 1 (ref func))|64 70 00 01",
        "(import \"m\" \"g\" (global (mut i32))) (global i32 (global.get 0))|23 00",
        "(func) (export \"a\" (func 0)) (export \"b\" (func 0)) (export \"a\" (func 0))|01 61 00 00 0a",
        "(export \"abc\" (table 3))|03 61 62 63 01 03",
        "(func (param i32)) (start 0)|00 0a",
        "(func) (elem func 0) (elem (table 5) (i32.const 0) func 0)|02 05 41 00",
        "(data \"x\") (data (memory 3) (i32.const 0) \"y\")|02 03 41 00",
      })
  void definitionsHaveAPlace(String fields, String bytes) {
    WasmModule text = WatParser.parse("test", "(module " + fields + ")", FeatureSet.DEFAULT);
    byte[] binary = Encoder.encode(text);
    WasmModule module = Decoder.decode(binary, FeatureSet.DEFAULT);
    WasmtierException e =
        catchThrowableOfType(
            WasmtierException.class, () -> Validator.validate(module, FeatureSet.DEFAULT));
    assertThat(e.offset()).as(e.describe()).isPositive();
    String rest = HexFormat.ofDelimiter(" ").formatHex(binary, (int) e.offset(), binary.length);
    assertThat(rest).startsWith(bytes);
  }

  @Test
  void multipleImportedMemoriesHaveAPlace() {
    FeatureSet features = FeatureSet.DEFAULT.without(Feature.MULTI_MEMORY);
    byte[] binary =
        Encoder.encode(
            WatParser.parse(
                "test",
                "(import \"a\" \"a\" (memory 1)) (import \"a\" \"b\" (memory 1)) (import \"a\" \"c\" (func))",
                FeatureSet.DEFAULT));
    WasmModule module = Decoder.decode(binary, features);
    WasmtierException e =
        catchThrowableOfType(WasmtierException.class, () -> Validator.validate(module, features));
    assertThat(e).hasMessage("multiple memories");
    assertThat(HexFormat.of().formatHex(binary, (int) e.offset(), binary.length))
        .startsWith("01610162");
  }

  @Test
  void longListsAreCut() {
    WasmtierException e = error("(module (func " + "i32.const 1 ".repeat(1000) + "))");
    assertThat(e.getMessage())
        .startsWith("type mismatch: expected [], found [... i32")
        .hasSizeLessThan(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MULTI_MEMORY|(memory 1) (memory 1)|multiple memories",
        "MULTI_VALUE|(func (result i32 i32) unreachable)|invalid result arity",
        "MUTABLE_GLOBALS|(global (export \"g\") (mut i32) i32.const 0)|mutable globals cannot be imported or exported",
        "EXTENDED_CONST|(global i32 i32.const 0 i32.const 1 i32.add)|constant expression required",
        "GC|(global i32 i32.const 0) (global i32 global.get 0)|constant expression required",
        "STACK_SWITCHING|(tag (result i32))|non-empty tag result type",
        "CUSTOM_PAGE_SIZES|(memory 1 (pagesize 1))|invalid custom page size",
      })
  void featuresThatAreOff(Feature feature, String fields, String message) {
    String text = "(module " + fields + ")";
    assertThat(error(text, FeatureSet.ALL)).isNull();
    assertThat(error(text, FeatureSet.ALL.without(feature)).getMessage()).startsWith(message);
  }

  @Test
  void instructionsOfFeaturesThatAreOff() {
    WasmtierException e =
        error("(module (func (return_call 0)))", FeatureSet.ALL.without(Feature.TAIL_CALL));
    assertThat(e.failure()).isEqualTo(Failure.MALFORMED);
    assertThat(e.getMessage()).contains("tail-call").contains("func[0]");
    assertThat(e.function()).isZero();
  }

  @Test
  void lazyValidationFindsTheErrorAtFirstUse() {
    WasmModule module = WatParser.parse("test", "(module (func) (func drop))", FeatureSet.DEFAULT);
    ValidatedModule validated =
        Validator.validate(module, FeatureSet.DEFAULT, Validator.Mode.LAZY, 1);
    validated.validateFunction(0);
    assertThatThrownBy(() -> validated.validateFunction(1)).hasMessageContaining("func[1]");
    assertThatThrownBy(() -> RecordingSink.trace(validated, 1)).hasMessageContaining("func[1]");
    assertThat(RecordingSink.trace(validated, 0)).containsExactly("begin", "end L0 true", "finish");
  }
}
