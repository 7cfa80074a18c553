package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.wasmtier.runtime.Tuning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The specification's core scripts in compiled code: from the first call of every function on, and
/// with the tier chosen by chance at calls and loops.
class TierSuiteTest {
  /// Seeds of choices by chance; -Dwasmtier.random.seeds=3 for more.
  private static final int SEEDS = Integer.getInteger("wasmtier.random.seeds", 1);

  @TestFactory
  @DisplayName("core, tier baseline: every command passes")
  Stream<DynamicTest> baseline() throws IOException {
    return core(Options.DEFAULT.tier("baseline"));
  }

  @TestFactory
  @DisplayName("core, tiers chosen at random: every command passes")
  Stream<DynamicTest> random() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      Tuning tuning = Tuning.standard().tier(Tuning.Tier.RANDOM);
      core(Options.DEFAULT.tuning(tuning.with(Tuning.Row.RANDOM_SEED, seed))).forEach(tests::add);
    }
    return tests.stream();
  }

  private static Stream<DynamicTest> core(Options tier) throws IOException {
    Options options = tier.trapMessages(true);
    List<DynamicTest> tests = new ArrayList<>();
    int[] passed = {0};
    for (var script : SuiteRunner.scripts(Suites.SPEC.folder().resolve("core"))) {
      tests.add(
          dynamicTest(
              Suites.SPEC.nameOf(script),
              script.toUri(),
              () -> {
                List<String> others = new ArrayList<>();
                SuiteRunner.run(
                    script,
                    options,
                    outcome -> {
                      if (outcome.status() == Outcome.Status.PASSED) {
                        passed[0]++;
                      } else {
                        others.add(outcome.toString());
                      }
                    });
                assertThat(others).isEmpty();
              }));
    }
    tests.add(dynamicTest("no command is missing", () -> assertThat(passed[0]).isEqualTo(65_294)));
    return tests.stream();
  }
}
