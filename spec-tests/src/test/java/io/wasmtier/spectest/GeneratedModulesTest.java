package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.text.Printer;
import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.WasmModule;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Modules that are valid by construction are accepted, run without internal errors, and mean the
/// same after printing and parsing.
class GeneratedModulesTest {
  @Provide
  Arbitrary<FeatureSet> features() {
    return Arbitraries.of(
        FeatureSet.DEFAULT,
        FeatureSet.DEFAULT
            .without(Feature.SIMD)
            .without(Feature.RELAXED_SIMD)
            .without(Feature.THREADS),
        FeatureSet.DEFAULT.without(Feature.MULTI_MEMORY));
  }

  @Property(tries = 150, seed = "20251123")
  void validByConstructionAndTheSameAsText(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int size,
      @ForAll("features") FeatureSet features) {
    byte[] bytes = ModuleGenerator.generate(seed, features, size);
    WasmModule module = Decoder.decode(bytes, features);
    assertThat(Encoder.encode(module)).as("decode, encode").isEqualTo(bytes);

    String text = Printer.print(module);
    WasmModule parsed = WatParser.parse("printed", text, features);
    assertThat(Printer.print(parsed)).as("print, parse, print").isEqualTo(text);

    try (Engine engine = new Engine(Config.DEFAULT.features(features))) {
      List<String> observed = Observation.of(engine, engine.load(module), seed);
      assertThat(Observation.of(engine, engine.load(parsed), seed)).isEqualTo(observed);
      assertThat(Observation.of(engine, engine.load(module), seed)).as("again").isEqualTo(observed);
    }
  }

  @Test
  void theSameSeedMakesTheSameModule() {
    assertThat(ModuleGenerator.generate(7, FeatureSet.DEFAULT, 100))
        .isEqualTo(ModuleGenerator.generate(7, FeatureSet.DEFAULT, 100))
        .isNotEqualTo(ModuleGenerator.generate(8, FeatureSet.DEFAULT, 100));
  }

  /// What never occurs is not tested: all instructions with a fixed signature must, and most calls
  /// must come to an end.
  @Test
  void theGeneratorReachesTheTable() {
    Set<Opcode> seen = EnumSet.noneOf(Opcode.class);
    Map<Boolean, Integer> ends = new HashMap<>();
    try (Engine engine = new Engine()) {
      for (int seed = 0; seed < 300; seed++) {
        byte[] bytes = ModuleGenerator.generate(seed, FeatureSet.DEFAULT, 400);
        WasmModule module = Decoder.decode(bytes, FeatureSet.DEFAULT);
        for (int i = 0; i < module.code().count(); i++) {
          collect(module, i, seen);
        }
        if (seed < 100) {
          for (String line : Observation.of(engine, engine.load(module), seed)) {
            if (line.startsWith("f")) {
              ends.merge(line.matches("f\\d+: [A-Z_]+ \\d+"), 1, Integer::sum);
            }
          }
        }
      }
    }
    TypedOpcodes table = new TypedOpcodes(FeatureSet.DEFAULT);
    for (char letter : "ilfdva".toCharArray()) {
      assertThat(seen).containsAll(table.leaving(letter));
    }
    assertThat(seen).containsAll(table.leavingNothing());
    assertThat(seen)
        .contains(
            Opcode.BR,
            Opcode.BR_IF,
            Opcode.BR_TABLE,
            Opcode.RETURN,
            Opcode.CALL,
            Opcode.CALL_INDIRECT,
            Opcode.RETURN_CALL,
            Opcode.TRY_TABLE,
            Opcode.THROW,
            Opcode.MEMORY_COPY,
            Opcode.TABLE_SET,
            Opcode.TABLE_GET,
            Opcode.SELECT,
            Opcode.SELECT_T,
            Opcode.LOOP,
            Opcode.IF,
            Opcode.ELSE);
    assertThat(ends.get(false)).as("calls that return").isGreaterThan(100);
    assertThat(ends.get(true)).as("calls that trap").isGreaterThan(20);
  }

  private static void collect(WasmModule module, int body, Set<Opcode> seen) {
    InstructionReader reader =
        new InstructionReader(
            module.code().body(body).reader(), FeatureSet.DEFAULT, module.types().size());
    int groups = reader.input().u32();
    for (int i = 0; i < groups; i++) {
      reader.input().u32();
      reader.valueType();
    }
    while (!reader.atEnd()) {
      seen.add(reader.next());
    }
  }
}
