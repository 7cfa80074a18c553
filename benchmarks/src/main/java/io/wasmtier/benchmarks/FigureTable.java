package io.wasmtier.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/// The figures of one benchmark as a table in Markdown, as `docs/performance.md` has them: methods
/// against parameters, the longer of the two downwards.
final class FigureTable {
  private final Set<String> methods = new LinkedHashSet<>();
  private final Set<String> parameters = new LinkedHashSet<>();
  private final Map<List<String>, String> cells = new LinkedHashMap<>();
  private String name = "";
  private String unit = "";

  /// @param results the results of one benchmark class
  FigureTable(Collection<RunResult> results) {
    for (RunResult result : results) {
      String[] parts = result.getParams().getBenchmark().split("\\.", -1);
      name = parts[parts.length - 2];
      String method = parts[parts.length - 1];
      StringJoiner values = new StringJoiner(" ");
      for (String key : result.getParams().getParamsKeys()) {
        values.add(result.getParams().getParam(key));
      }
      methods.add(method);
      parameters.add(values.toString());
      cells.put(List.of(method, values.toString()), cell(result));
    }
  }

  private String cell(RunResult result) {
    Result<?> figure = result.getPrimaryResult();
    unit = figure.getScoreUnit();
    // The counters of the house stand for the figure, where a benchmark has them.
    Result<?> bytes = result.getSecondaryResults().get("bytes");
    Result<?> instructions = result.getSecondaryResults().get("instructions");
    if (bytes != null) {
      figure = bytes;
      unit = "MB/s";
    } else if (instructions != null) {
      figure = instructions;
      unit = "ns/instruction";
    }
    double score = figure.getScore();
    double error = figure.getScoreError();
    int digits = score < 10 ? 3 : score < 100 ? 2 : score < 1000 ? 1 : 0;
    // Too few iterations give no error.
    return Double.isNaN(error)
        ? String.format(Locale.ROOT, "%,." + digits + "f", score)
        : String.format(Locale.ROOT, "%,." + digits + "f ± %,." + digits + "f", score, error);
  }

  /// {@return the table, with the benchmark and the unit in its corner}
  @Override
  public String toString() {
    boolean methodsDown = methods.size() > parameters.size();
    List<String> rows = new ArrayList<>(methodsDown ? methods : parameters);
    List<String> columns = new ArrayList<>(methodsDown ? parameters : methods);
    StringBuilder out = new StringBuilder();
    out.append("| ").append(name).append(", ").append(unit).append(" |");
    columns.forEach(column -> out.append(' ').append(column).append(" |"));
    out.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    for (String row : rows) {
      out.append("| ").append(row).append(" |");
      for (String column : columns) {
        List<String> key = methodsDown ? List.of(row, column) : List.of(column, row);
        out.append(' ').append(cells.getOrDefault(key, "")).append(" |");
      }
      out.append('\n');
    }
    return out.toString();
  }
}
