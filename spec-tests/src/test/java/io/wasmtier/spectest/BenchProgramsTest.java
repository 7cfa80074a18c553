package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The benchmark programs give the checksums of their native builds, in every tier, with the
/// argument meant for interpreters.
class BenchProgramsTest {
  @TestFactory
  @DisplayName("the programs give their checksums")
  Stream<DynamicTest> programs() throws IOException {
    Path folder = Suites.BENCH.folder();
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode program : new ObjectMapper().readTree(folder.resolve("programs.json").toFile())) {
      String name = program.get("name").textValue();
      for (Tuning.Tier tier : Tuning.Tier.values()) {
        tests.add(
            dynamicTest(
                name + " " + program.get("n_small") + ", tier " + tier.label(),
                () ->
                    run(
                        folder.resolve("wasm/" + name + ".wasm"),
                        tier,
                        program.get("n_small").intValue(),
                        program.get("checksum_small").intValue())));
      }
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(22 * Tuning.Tier.values().length);
    return tests.stream();
  }

  private static void run(Path file, Tuning.Tier tier, int argument, int checksum)
      throws IOException {
    try (Engine engine = new Engine(Config.DEFAULT, Tuning.standard().tier(tier));
        Store store = engine.newStore()) {
      Instance instance = store.instantiate(engine.load(file));
      assertThat(instance.function("run").call(argument)).isEqualTo(checksum);
    }
  }
}
