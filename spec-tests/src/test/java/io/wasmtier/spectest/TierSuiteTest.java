package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The specification's core scripts in compiled code, from the first call of every function on.
class TierSuiteTest {
  @TestFactory
  @DisplayName("core, tier baseline: every command passes")
  Stream<DynamicTest> baseline() throws IOException {
    return suite("baseline");
  }

  @TestFactory
  @DisplayName("core, tier optimizing: every command passes")
  Stream<DynamicTest> optimizing() throws IOException {
    return suite("optimizing");
  }

  private static Stream<DynamicTest> suite(String tier) throws IOException {
    Options options = Options.DEFAULT.trapMessages(true).tier(tier);
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
