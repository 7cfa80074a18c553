package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.wasmtier.spectest.Outcome.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The specification's test scripts in the text format: a test per script, and one per group that
/// nothing is missing.
class SpecSuiteTest {
  /// The scripts that the interpreter must execute wholly, by their folders in core.
  private static final List<String> EXECUTED =
      List.of("", "bulk-memory", "exceptions", "memory64", "multi-memory");

  private static final Options OPTIONS = Options.DEFAULT.trapMessages(true).tier("interpreter");

  private static Counts counts;
  private static SuiteReport report;

  @BeforeAll
  static void readExpectations() throws IOException {
    counts = Counts.read(Suites.SPEC.folder().resolve("COUNTS.tsv"));
    report = new SuiteReport();
  }

  @AfterAll
  static void writeCounts() throws IOException {
    if (report != null) {
      report.write(Suites.output().resolve("spec-counts.tsv"));
      if (report.scripts().size() == counts.all()) {
        ConformanceDocument.hold("text", report);
      }
    }
  }

  @TestFactory
  @DisplayName("core")
  Stream<DynamicTest> core() throws IOException {
    return Stream.concat(
        group("core", 258, 65_294),
        Stream.of(
            dynamicTest("core: all that is invalid or malformed is refused", this::allIsRefused),
            dynamicTest(
                "core: all outside of the folders for SIMD and GC is executed",
                this::allIsExecuted)));
  }

  @TestFactory
  @DisplayName("custom sections and annotations")
  Stream<DynamicTest> custom() throws IOException {
    return group("custom", 3, 28);
  }

  @TestFactory
  @DisplayName("legacy exceptions")
  Stream<DynamicTest> legacy() throws IOException {
    return group("legacy", 4, 96);
  }

  @TestFactory
  @DisplayName("proposals")
  Stream<DynamicTest> proposals() throws IOException {
    return group("proposals", 43, 2557);
  }

  private static Stream<DynamicTest> group(String folder, int scripts, int commands)
      throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (var script : SuiteRunner.scripts(Suites.SPEC.folder().resolve(folder))) {
      String name = Suites.SPEC.nameOf(script);
      found.add(name);
      tests.add(
          dynamicTest(
              name,
              script.toUri(),
              () -> {
                List<Outcome> outcomes = new ArrayList<>();
                SuiteRunner.run(script, OPTIONS, outcomes::add);
                report.check(name, outcomes, true);
                assertThat(report.count(name, Status.values())).isEqualTo(counts.of(name));
              }));
    }
    tests.add(
        dynamicTest(
            folder + ": no script and no command is missing",
            () -> {
              assertThat(found)
                  .hasSize(scripts)
                  .containsExactlyInAnyOrderElementsOf(counts.scripts(folder));
              assertThat(total(found, Status.values()).values().stream().mapToInt(n -> n).sum())
                  .isEqualTo(commands);
            }));
    return tests.stream();
  }

  private static Map<CommandKind, Integer> total(List<String> scripts, Status... statuses) {
    Map<CommandKind, Integer> total = new EnumMap<>(CommandKind.class);
    for (String script : scripts) {
      report
          .count(script, statuses)
          .forEach((kind, count) -> total.merge(kind, count, Integer::sum));
    }
    return total;
  }

  private void allIsRefused() {
    Map<CommandKind, Integer> passed = total(counts.scripts("core"), Status.PASSED);
    assertThat(
            passed.get(CommandKind.ASSERT_INVALID_TEXT)
                + passed.get(CommandKind.ASSERT_INVALID_BINARY)
                + passed.getOrDefault(CommandKind.ASSERT_INVALID_QUOTE, 0))
        .as("assert_invalid")
        .isEqualTo(2723);
    assertThat(passed.get(CommandKind.ASSERT_MALFORMED_BINARY)).isEqualTo(711);
    assertThat(passed.get(CommandKind.ASSERT_MALFORMED_QUOTE)).isEqualTo(1229);
  }

  private void allIsExecuted() {
    List<String> executed =
        counts.scripts("core").stream()
            .filter(script -> EXECUTED.contains(folderInCore(script)))
            .toList();
    assertThat(executed).hasSize(97 + 8 + 4 + 25 + 41);
    assertThat(total(executed, Status.FAILED, Status.SKIPPED)).isEmpty();
    assertThat(total(executed, Status.PASSED).values().stream().mapToInt(n -> n).sum())
        .isEqualTo(38_443);
  }

  private static String folderInCore(String script) {
    String[] names = script.split("/");
    return names.length == 2 ? "" : names[1];
  }
}
