package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.validator.Validator;
import io.wasmtier.wasm.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Real modules, made by real toolchains, do what they did elsewhere. Those that are not stored are
/// skipped unless fetched.
class CorpusTest {
  private interface Case {
    void run(Corpus.Entry module, JsonNode test) throws IOException;
  }

  @TestFactory
  @DisplayName("commands")
  Stream<DynamicTest> commands() throws IOException {
    return cases(
        "a",
        CorpusCommand::run,
        16,
        // GC and exceptions; SIMD; tail calls. TeaVmTest has the other module with GC.
        "kotlin-gc-eh",
        "zstd-compress-19",
        "zstd-file-roundtrip",
        "sqlite3-shell-tailcall");
  }

  @TestFactory
  @DisplayName("libraries")
  Stream<DynamicTest> libraries() throws IOException {
    return cases("b", CorpusRecipe::run, 15, "lz4-memory64", "multi-memory");
  }

  /// {@return the cases of a kind, by name and with the features each needs}
  ///
  /// @param special those that must not get lost, because no others use what they use
  private static Stream<DynamicTest> cases(String kind, Case body, int count, String... special)
      throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<String> cases = new ArrayList<>();
    for (Corpus.Entry module : Corpus.modules()) {
      if (module.node().get("class").textValue().equals(kind)) {
        for (JsonNode test : module.node().get("cases")) {
          String id = test.get("id").textValue();
          cases.add(id);
          tests.add(dynamicTest(id + " (" + features(module) + ")", () -> body.run(module, test)));
        }
      }
    }
    assertThat(tests).hasSize(count);
    assertThat(cases).containsAll(Arrays.asList(special));
    return tests.stream();
  }

  /// {@return the features that a module needs, in the manifest's words}
  private static String features(Corpus.Entry module) {
    return StreamSupport.stream(module.node().get("features").spliterator(), false)
        .map(JsonNode::textValue)
        .collect(Collectors.joining(" "));
  }

  @TestFactory
  @DisplayName("modules are decoded, validated and encoded")
  Stream<DynamicTest> modules() throws IOException {
    List<Corpus.Entry> modules = Corpus.modules();
    assertThat(modules).hasSize(117);
    List<DynamicTest> tests = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Corpus.Entry module : modules) {
      if (module.file() == null) {
        missing.add(module.id());
      } else {
        tests.add(dynamicTest(module.id() + " (" + features(module) + ")", () -> module(module)));
      }
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(65);
    if (!missing.isEmpty()) {
      // One line, and not a test each.
      tests.add(
          dynamicTest(
              missing.size() + " modules that are not stored",
              () ->
                  abort(
                      "bring them with `node tools/fetch.mjs` in the corpus: "
                          + String.join(", ", missing))));
    }
    return tests.stream();
  }

  private static void module(Corpus.Entry entry) throws IOException {
    byte[] bytes = Files.readAllBytes(entry.present());
    assertThat(Corpus.sha256(bytes))
        .as("the file's hash")
        .isEqualTo(entry.node().get("sha256").textValue());
    WasmModule module = Decoder.decode(bytes, entry.features());
    JsonNode stats = entry.node().get("stats");
    assertThat(module.code().count()).as("functions").isEqualTo(stats.get("funcs").intValue());
    assertThat(module.exports()).as("exports").hasSize(stats.get("exports").intValue());
    Validator.validate(module, entry.features());
    byte[] encoded = Encoder.encode(module);
    WasmModule again = Decoder.decode(encoded, entry.features());
    assertThat(again.code()).isEqualTo(module.code());
    assertThat(Encoder.encode(again)).isEqualTo(encoded);
  }
}
