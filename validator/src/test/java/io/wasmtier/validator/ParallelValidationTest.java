package io.wasmtier.validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Validation on several threads has the outcome of validation on one: the same error, that of the
/// first function.
class ParallelValidationTest {
  @Test
  void reportsTheFirstError() {
    Random random = new Random(20261124);
    for (int round = 0; round < 60; round++) {
      int functions = 200 + random.nextInt(800);
      StringBuilder text = new StringBuilder("(module");
      for (int i = 0; i < functions; i++) {
        text.append("(func (result i32) ");
        text.append("i32.const 1 drop ".repeat(random.nextInt(100)));
        text.append(random.nextInt(150) == 0 ? "i64.const 1)" : "i32.const 1)");
      }
      WasmModule module = WatParser.parse("test", text.append(')').toString(), FeatureSet.DEFAULT);
      WasmtierException serial = error(module, 1);
      WasmtierException parallel = error(module, 2 + random.nextInt(4));
      if (serial == null) {
        assertThat(parallel).isNull();
      } else {
        assertThat(parallel.describe()).isEqualTo(serial.describe());
      }
    }
  }

  private static WasmtierException error(WasmModule module, int parallelism) {
    return catchThrowableOfType(
        WasmtierException.class,
        () -> Validator.validate(module, FeatureSet.DEFAULT, Validator.Mode.EAGER, parallelism));
  }

  @Test
  void acceptsTheCorpus() {
    var file = Suites.corpus().get(0);
    FeatureSet features = Suites.features(file);
    WasmModule module = Decoder.decode(Suites.read(file), features);
    ValidatedModule validated = Validator.validate(module, features, Validator.Mode.EAGER, 4);
    assertThat(validated.functionCount()).isPositive();
  }
}
