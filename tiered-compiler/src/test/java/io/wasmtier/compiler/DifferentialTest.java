package io.wasmtier.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Memory;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random modules do the same in both tiers: results, traps with their call stacks, memory and
/// globals.
class DifferentialTest {
  private static final int MODULES = 150;

  private static final Object[][] ARGUMENTS = {
    {0, 0L, 0f, 0.0},
    {1, -1L, -1.5f, 3e9},
    {-7, 1L << 40, Float.NaN, -0.0},
    {65_530, 12_345L, 1e30f, 1e-300}
  };

  @ParameterizedTest
  @DisplayName("interpreter and baseline agree")
  @ValueSource(longs = {1, 1_001, 2_001, 3_001})
  void tiersAgree(long firstSeed) {
    int traps = 0;
    for (long seed = firstSeed; seed < firstSeed + MODULES; seed++) {
      String module = RandomModule.of(seed);
      List<String> expected = run(module, Tuning.Tier.INTERPRETER);
      assertThat(run(module, Tuning.Tier.BASELINE))
          .as("seed %d%n%s", seed, module)
          .isEqualTo(expected);
      traps += (int) expected.stream().filter(line -> line.startsWith("trap")).count();
    }
    assertThat(traps).as("traps among the runs").isBetween(MODULES / 4, MODULES * 18);
  }

  private static List<String> run(String module, Tuning.Tier tier) {
    List<String> seen = new ArrayList<>();
    try (Engine engine = new Engine(Config.DEFAULT, Tuning.standard().tier(tier));
        Store store = engine.newStore()) {
      Instance instance = store.instantiate(engine.loadText(module));
      for (int function = 4; function >= 0; function--) {
        for (Object[] arguments : ARGUMENTS) {
          try {
            seen.add("result " + instance.function("f" + function).call(arguments));
          } catch (Trap trap) {
            seen.add("trap " + trap.kind() + " " + trap.wasmStack());
          } catch (WasmtierException e) {
            seen.add("error " + e.failure());
          }
          Memory memory = instance.memory("m");
          byte[] bytes = memory.read(0, (int) memory.sizeInBytes());
          seen.add(
              instance.global("g0").get()
                  + " "
                  + instance.global("g1").get()
                  + " "
                  + Arrays.hashCode(bytes));
        }
      }
    }
    return seen;
  }
}
