package io.wasmtier.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs every benchmark once, in this JVM and with small modules: they are code that nothing else
/// calls.
class BenchmarkSmokeTest {
  /// The shortest of the programs.
  private static final String PROGRAM = "nqueens";

  @BeforeAll
  static void allowOtherRuns() {
    // Nothing is measured here, so a measurement elsewhere on the machine need not be waited for.
    System.setProperty("jmh.ignoreLock", "true");
  }

  @Test
  @DisplayName("there is a benchmark for every question")
  void namesAreComplete() {
    assertThat(Main.names())
        .containsExactly(
            "Call",
            "Continuation",
            "Decode",
            "Instantiate",
            "Interpret",
            "Memory",
            "Tier",
            "Translate",
            "Validate");
  }

  @TestFactory
  @DisplayName("every method of every benchmark runs")
  Stream<DynamicTest> everyBenchmarkRuns() {
    return Main.names().stream().map(name -> DynamicTest.dynamicTest(name, () -> runOnce(name)));
  }

  private static void runOnce(String name) throws RunnerException {
    if (name.equals("Interpret")) {
      assumeTrue(BenchmarkData.has(PROGRAM), () -> BenchmarkData.missing(List.of(PROGRAM)));
    }
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(Main.patternOf(name))
                    .param("module", "kernels")
                    .param("program", PROGRAM)
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(1))
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .run();
    assertThat(results).isNotEmpty();
    String table = new FigureTable(results).toString();
    assertThat(table).contains("| " + name + "Benchmark, ");
    for (RunResult result : results) {
      String benchmark = result.getParams().getBenchmark();
      assertThat(result.getPrimaryResult().getScore()).as(benchmark).isPositive();
      assertThat(table).contains(benchmark.substring(benchmark.lastIndexOf('.') + 1));
    }
  }
}
