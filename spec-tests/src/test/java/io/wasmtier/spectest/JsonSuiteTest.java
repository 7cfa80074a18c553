package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.wasmtier.spectest.Outcome.Status;
import io.wasmtier.text.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The specification's test scripts with their modules in the binary format: a fault that shows in
/// [SpecSuiteTest] and not here is in the text parser, one that shows in both is behind it.
class JsonSuiteTest {
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
      report.write(Suites.output().resolve("spec-counts-json.tsv"));
      if (report.scripts().size() == counts.all()) {
        ConformanceDocument.hold("binary", report);
      }
    }
  }

  @TestFactory
  @DisplayName("core")
  Stream<DynamicTest> core() {
    return group("core");
  }

  @TestFactory
  @DisplayName("custom sections")
  Stream<DynamicTest> custom() {
    return group("custom");
  }

  @TestFactory
  @DisplayName("legacy exceptions")
  Stream<DynamicTest> legacy() {
    return group("legacy");
  }

  @TestFactory
  @DisplayName("proposals")
  Stream<DynamicTest> proposals() {
    return group("proposals");
  }

  private static Stream<DynamicTest> group(String folder) {
    return counts.scripts(folder).stream()
        .map(name -> {
          Path file = converted(name);
          return dynamicTest(name, file.toUri(), () -> run(name, file));
        });
  }

  /// `core/call.wast` has become `json/core/call/call.json`.
  private static Path converted(String script) {
    Path path = Suites.SPEC.folder().resolve("json").resolve(script.replaceFirst("\\.wast$", ""));
    return path.resolve(path.getFileName() + ".json");
  }

  private static void run(String name, Path file) throws IOException {
    Script script = JsonScript.read(file);
    List<Outcome> outcomes = new ArrayList<>();
    ScriptRunner.run(
        script, SuiteFeatures.of(file), Options.DEFAULT.trapMessages(true), outcomes::add);
    report.check(name, outcomes, false);

    // Of text that is malformed there is no binary form.
    Map<String, Integer> expected = withoutForm(counts.of(name));
    Map<CommandKind, Integer> left = counts.of(name);
    expected.merge(
        "assert_malformed",
        -left.getOrDefault(CommandKind.ASSERT_MALFORMED_QUOTE, 0),
        Integer::sum);
    expected.remove("assert_malformed_custom");
    expected.values().removeIf(count -> count == 0);
    assertThat(withoutForm(report.count(name, Status.values()))).isEqualTo(expected);
  }

  private static Map<String, Integer> withoutForm(Map<CommandKind, Integer> kinds) {
    Map<String, Integer> merged = new TreeMap<>();
    kinds.forEach((kind, count) ->
        merged.merge(kind.label().replaceFirst(" (text|binary|quote)$", ""), count, Integer::sum));
    return merged;
  }
}
