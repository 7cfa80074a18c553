package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.wasmtier.runtime.Tuning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The specification's test scripts in compiled code: from the first call of every function on, and
/// with the tier chosen by chance at calls and loops. What fails in the interpreter, fails here
/// too, and nothing else.
class TierSuiteTest {
  /// Seeds of choices by chance; -Dwasmtier.random.seeds=3 for more.
  private static final int SEEDS = Integer.getInteger("wasmtier.random.seeds", 1);

  private static Counts counts;
  private static Map<String, SuiteReport> reports;

  @BeforeAll
  static void readExpectations() throws IOException {
    counts = Counts.read(Suites.SPEC.folder().resolve("COUNTS.tsv"));
    reports = new LinkedHashMap<>();
    reports.put("baseline", new SuiteReport());
    reports.put("optimizing", new SuiteReport());
    reports.put("random", new SuiteReport());
  }

  @AfterAll
  static void writeDocument() throws IOException {
    if (reports != null
        && reports.values().stream().allMatch(report -> report.scripts().size() == counts.all())) {
      ConformanceDocument.hold(reports);
    }
  }

  @TestFactory
  @DisplayName("tier baseline")
  Stream<DynamicTest> baseline() throws IOException {
    return all(Options.DEFAULT.tier("baseline"), reports.get("baseline"));
  }

  @TestFactory
  @DisplayName("tier optimizing")
  Stream<DynamicTest> optimizing() throws IOException {
    return all(Options.DEFAULT.tier("optimizing"), reports.get("optimizing"));
  }

  @TestFactory
  @DisplayName("tiers chosen at random")
  Stream<DynamicTest> random() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      Tuning tuning = Tuning.standard().tier(Tuning.Tier.RANDOM).with(Tuning.Row.RANDOM_SEED, seed);
      all(Options.DEFAULT.tuning(tuning), reports.get("random")).forEach(tests::add);
    }
    return tests.stream();
  }

  private static Stream<DynamicTest> all(Options tier, SuiteReport report) throws IOException {
    Options options = tier.trapMessages(true);
    List<DynamicTest> tests = new ArrayList<>();
    for (String folder : List.of("core", "custom", "legacy", "proposals")) {
      for (var script : SuiteRunner.scripts(Suites.SPEC.folder().resolve(folder))) {
        String name = Suites.SPEC.nameOf(script);
        tests.add(
            dynamicTest(
                name,
                script.toUri(),
                () -> {
                  List<Outcome> outcomes = new ArrayList<>();
                  SuiteRunner.run(script, options, outcomes::add);
                  report.check(name, outcomes, true);
                  assertThat(report.count(name, Outcome.Status.values()))
                      .isEqualTo(counts.of(name));
                }));
      }
    }
    return tests.stream();
  }
}
