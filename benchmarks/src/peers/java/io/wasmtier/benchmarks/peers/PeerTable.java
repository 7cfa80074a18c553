package io.wasmtier.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The figures as tables in Markdown: steady state, its ratios to V8 and to the best of the other
/// JVM engines, time to peak, memory, and first results.
final class PeerTable {
  /// Stands behind the figure of a program that was called once.
  private static final String COLD = " (cold)";

  private final List<EngineCommand> engines;
  private final List<String> programs;
  private final Set<String> simd;
  private final JsonNode cells;
  private final StringBuilder out = new StringBuilder();

  /// @param cells `mode/engine/program` to figures
  PeerTable(List<EngineCommand> engines, List<String> programs, Set<String> simd, JsonNode cells) {
    this.engines = engines;
    this.programs = programs;
    this.simd = simd;
    this.cells = cells;
  }

  /// {@return the tables}
  ///
  /// @param mode `n` or `small`, the argument the programs ran with
  String toString(String mode, List<String> firstCases) {
    if (!programs.isEmpty()) {
      figures(mode, "Steady state, ms (median of the last half of the calls)", "steady", programs);
      ratios(mode, "Steady state, times V8", List.of(EngineCommand.V8));
      ratios(
          mode,
          "Steady state, times the best other JVM engine",
          engines.stream().filter(EngineCommand::jvm).map(EngineCommand::name).toList());
      figures(
          mode,
          "Decode, validate, compile, instantiate and first result, ms",
          "firstResult",
          programs);
      figures(mode, "Until within 10 % of the steady state, ms", "toPeak", programs);
      figures(mode, "Peak memory, KB", "peak", programs);
    }
    if (!firstCases.isEmpty()) {
      figures("first", "A fresh process that ends with the first result, ms", "wall", firstCases);
    }
    return out.toString();
  }

  private void heading(String title) {
    out.append(title).append(":\n\n| |");
    engines.forEach(engine -> out.append(' ').append(engine.name()).append(" |"));
    out.append("\n|---|").append("---|".repeat(engines.size())).append('\n');
  }

  private void figures(String mode, String title, String figure, List<String> rows) {
    heading(title);
    for (String row : rows) {
      out.append("| ").append(row).append(" |");
      for (EngineCommand engine : engines) {
        out.append(' ').append(cell(mode, engine.name(), row, figure)).append(" |");
      }
      out.append('\n');
    }
    out.append('\n');
  }

  private String cell(String mode, String engine, String program, String figure) {
    JsonNode cell = cells.path(Peers.key(mode, engine, program));
    double value = value(mode, engine, program, figure);
    if (!Double.isNaN(value)) {
      if (cold(mode, engine, program)) {
        if (figure.equals("steady")) {
          return number(value) + COLD;
        }
        if (figure.equals("toPeak")) {
          return COLD.strip();
        }
      }
      return number(value);
    }
    String problem = cell.path("problem").asText("");
    return problem.startsWith(">") ? problem : problem.isEmpty() ? "" : problem.split("[:,]", 2)[0];
  }

  /// {@return a figure, or NaN if there is none or the result was wrong}
  private double value(String mode, String engine, String program, String figure) {
    JsonNode cell = cells.path(Peers.key(mode, engine, program));
    String problem = cell.path("problem").asText("");
    // A process that was ended for its time has figures from before.
    return cell.has(figure) && (problem.isEmpty() || problem.startsWith(">"))
        ? cell.get(figure).asDouble()
        : Double.NaN;
  }

  /// {@return whether the first call took all the time there was, so that nothing is known of the
  /// steady state}
  private boolean cold(String mode, String engine, String program) {
    return cells.path(Peers.key(mode, engine, program)).path("calls").asInt() == 1;
  }

  private void ratios(String mode, String title, List<String> bases) {
    heading(title);
    for (String program : programs) {
      out.append("| ").append(program).append(" |");
      for (EngineCommand engine : engines) {
        double ratio = ratio(mode, engine.name(), program, bases);
        out.append(' ')
            .append(Double.isNaN(ratio) ? "" : number(ratio))
            .append(!Double.isNaN(ratio) && cold(mode, engine.name(), program) ? COLD : "")
            .append(" |");
      }
      out.append('\n');
    }
    out.append("| **geometric mean without SIMD** |");
    for (EngineCommand engine : engines) {
      List<Double> logs = new ArrayList<>();
      for (String program : programs) {
        double ratio = ratio(mode, engine.name(), program, bases);
        if (!simd.contains(program) && !Double.isNaN(ratio)) {
          logs.add(Math.log(ratio));
        }
      }
      out.append(' ');
      if (!logs.isEmpty()) {
        double mean = logs.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        out.append(number(Math.exp(mean))).append(" (of ").append(logs.size()).append(')');
      }
      out.append(" |");
    }
    out.append("\n\n");
  }

  private double ratio(String mode, String engine, String program, List<String> bases) {
    double best = Double.POSITIVE_INFINITY;
    for (String base : bases) {
      double value = value(mode, base, program, "steady");
      best = Double.isNaN(value) ? best : Math.min(best, value);
    }
    return best == Double.POSITIVE_INFINITY
        ? Double.NaN
        : value(mode, engine, program, "steady") / best;
  }

  private static String number(double value) {
    int digits = value < 10 ? 2 : value < 1000 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
