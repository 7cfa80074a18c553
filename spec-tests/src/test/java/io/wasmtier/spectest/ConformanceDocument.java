package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.spectest.Outcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// `docs/conformance.md`: how many commands of the suite pass, by group, with a section per form of
/// the suite. The document must say what the tests have just seen; with `WASMTIER_WRITE_DOCS=1` in
/// the environment they write it anew.
final class ConformanceDocument {
  private static final Path FILE = RepositorySources.ROOT.resolve("docs/conformance.md");
  private static final int FILES = Status.values().length;

  private ConformanceDocument() {}

  /// Checks or writes one section.
  ///
  /// @param section its name in the document's markers
  /// @param report the outcomes of all scripts
  static void hold(String section, SuiteReport report) throws IOException {
    hold(section, table(report));
  }

  /// Checks or writes the section that compares tiers.
  ///
  /// @param reports the outcomes of all scripts, by tier
  static void hold(Map<String, SuiteReport> reports) throws IOException {
    Map<String, int[]> groups = new TreeMap<>();
    int[] total = new int[reports.size() + 1];
    int column = 1;
    for (SuiteReport report : reports.values()) {
      for (String script : report.scripts()) {
        int[] sums =
            groups.computeIfAbsent(
                script.substring(0, script.lastIndexOf('/')), group -> new int[reports.size() + 1]);
        int commands = sum(report, script, Status.values());
        int passed = sum(report, script, Status.PASSED);
        sums[0] += column == 1 ? commands : 0;
        total[0] += column == 1 ? commands : 0;
        sums[column] += passed;
        total[column] += passed;
      }
      column++;
    }
    StringBuilder table = new StringBuilder("| group | commands |");
    reports.keySet().forEach(tier -> table.append(' ').append(tier).append(" |"));
    table.append("\n|").append("---|".repeat(reports.size() + 2)).append('\n');
    groups.forEach((group, sums) -> tierRow(table, group, sums));
    tierRow(table, "total", total);
    hold("tiers", table.toString());
  }

  private static void tierRow(StringBuilder table, String group, int[] sums) {
    table.append("| ").append(group);
    for (int sum : sums) {
      table.append(" | ").append(sum);
    }
    table.append(" |\n");
  }

  private static int sum(SuiteReport report, String script, Status... statuses) {
    return report.count(script, statuses).values().stream().mapToInt(n -> n).sum();
  }

  private static void hold(String section, String expected) throws IOException {
    String begin = "<!-- " + section + " -->\n";
    String end = "<!-- end of " + section + " -->\n";
    String document = Files.readString(FILE);
    int from = document.indexOf(begin) + begin.length();
    int to = document.indexOf(end);
    if (System.getenv("WASMTIER_WRITE_DOCS") != null) {
      Files.writeString(FILE, document.substring(0, from) + expected + document.substring(to));
      return;
    }
    assertThat(document.substring(from, to))
        .as(
            "docs/conformance.md is behind: run the tests with WASMTIER_WRITE_DOCS=1 in the environment")
        .isEqualTo(expected);
  }

  private static String table(SuiteReport report) {
    Map<String, int[]> groups = new TreeMap<>();
    int[] total = new int[FILES + 1];
    for (String script : report.scripts()) {
      int[] sums =
          groups.computeIfAbsent(
              script.substring(0, script.lastIndexOf('/')), group -> new int[FILES + 1]);
      sums[FILES]++;
      total[FILES]++;
      for (Status status : Status.values()) {
        int count = report.count(script, status).values().stream().mapToInt(n -> n).sum();
        sums[status.ordinal()] += count;
        total[status.ordinal()] += count;
      }
    }
    StringBuilder table =
        new StringBuilder(
            "| group | files | commands | passed | failed | skipped |\n|---|---|---|---|---|---|\n");
    groups.forEach((group, sums) -> row(table, group, sums));
    row(table, "total", total);
    return table.toString();
  }

  private static void row(StringBuilder table, String group, int[] sums) {
    table
        .append("| ")
        .append(group)
        .append(" | ")
        .append(sums[FILES])
        .append(" | ")
        .append(Arrays.stream(sums, 0, FILES).sum())
        .append(" | ")
        .append(sums[Status.PASSED.ordinal()])
        .append(" | ")
        .append(sums[Status.FAILED.ordinal()])
        .append(" | ")
        .append(sums[Status.SKIPPED.ordinal()])
        .append(" |\n");
  }
}
