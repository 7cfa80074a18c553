package io.wasmtier.benchmarks;

import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs every program of the benchmark suite with its small argument, each in a fresh JVM through
/// the embedding API, checks the checksums and prints a table.
///
/// `BenchTable [--quick] [--json FILE] [NAME…]`. Columns: instructions executed, counted by a
/// counting build ([InstructionCounter]), all and those that do something ([Opcode#weight]); the
/// time to load (decode, validate and instantiate, in a JVM that has just started); the first call;
/// the median of the last calls; that median by the instructions that do something; peak memory.
/// Exits 1 if a result is wrong.
public final class BenchTable {
  /// How long a program is called again and again.
  private static final double SECONDS = 3, QUICK_SECONDS = 0.3;

  /// A process that takes longer than this beyond its calls hangs.
  private static final int PATIENCE_SECONDS = 120;

  /// What [ProgramRun] finds: times in milliseconds.
  record Figures(
      double decode,
      double validate,
      double instantiate,
      double first,
      double median,
      int calls,
      long peakKilobytes) {
    double load() {
      return decode + validate + instantiate;
    }

    String encode() {
      return String.format(
          Locale.ROOT,
          "%.6f %.6f %.6f %.6f %.6f %d %d",
          decode,
          validate,
          instantiate,
          first,
          median,
          calls,
          peakKilobytes);
    }

    static Figures parse(String line) {
      String[] parts = line.split(" ", -1);
      return new Figures(
          Double.parseDouble(parts[0]),
          Double.parseDouble(parts[1]),
          Double.parseDouble(parts[2]),
          Double.parseDouble(parts[3]),
          Double.parseDouble(parts[4]),
          Integer.parseInt(parts[5]),
          Long.parseLong(parts[6]));
    }
  }

  /// A line of the table.
  ///
  /// @param instructions all instructions executed, or 0 if they could not be counted
  /// @param working those that do something
  /// @param figures the figures, or null if there is a problem
  /// @param problem why there are no figures
  record Row(
      BenchmarkProgram program,
      long instructions,
      long working,
      @Nullable Figures figures,
      @Nullable String problem) {
    double nanosPerInstruction() {
      return figures == null || working == 0 ? Double.NaN : figures.median * 1e6 / working;
    }
  }

  private BenchTable() {}

  /// See the class.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.exit(run(arguments, System.out));
  }

  /// {@return the exit status}
  ///
  /// @param arguments as those of [#main]
  /// @param out where the table goes
  static int run(String[] arguments, PrintStream out) throws IOException, InterruptedException {
    boolean quick = false;
    Path json = null;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> quick = true;
        case "--json" -> json = Path.of(arguments[++i]);
        default -> names.add(arguments[i]);
      }
    }
    List<BenchmarkProgram> programs = new ArrayList<>();
    if (names.isEmpty()) {
      programs.addAll(BenchmarkProgram.all());
    } else {
      names.forEach(name -> programs.add(BenchmarkProgram.named(name)));
    }
    if (programs.isEmpty()) {
      out.println("left out: " + BenchmarkData.missing(List.of("programs.json")));
      return 0;
    }
    // Counting comes first: nothing else may run while a program is measured.
    List<Row> rows = new ArrayList<>();
    for (BenchmarkProgram program : programs) {
      rows.add(count(program));
    }
    out.println(heading());
    boolean wrong = false;
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.problem == null) {
        row = run(row, quick ? QUICK_SECONDS : SECONDS);
        rows.set(i, row);
        wrong |= row.problem != null;
      }
      out.println(line(row));
    }
    out.println(mean(rows));
    if (json != null) {
      Path folder = json.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(json, json(rows));
      out.println("JSON: " + json);
    }
    return wrong ? 1 : 0;
  }

  private static Row count(BenchmarkProgram program) {
    WasmModule module = BenchmarkData.module(program.name());
    int n = program.nSmall();
    int checksum = program.checksumSmall();
    try {
      return new Row(
          program,
          InstructionCounter.count(module, n, checksum, InstructionCounter::every),
          InstructionCounter.count(module, n, checksum, Opcode::weight),
          null,
          null);
    } catch (WasmtierException e) {
      return new Row(program, 0, 0, null, e.getMessage());
    }
  }

  private static Row run(Row row, double seconds) throws IOException, InterruptedException {
    BenchmarkProgram program = row.program;
    Path file = Files.createTempFile("wasmtier-" + program.name(), ".wasm");
    try {
      Files.write(file, BenchmarkData.bytes(program.name()));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  ProgramRun.class.getName(),
                  file.toString(),
                  Integer.toString(program.nSmall()),
                  Integer.toString(program.checksumSmall()),
                  Double.toString(seconds))
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        output = "error no end";
      }
      String last = output.substring(output.lastIndexOf('\n') + 1);
      return last.matches("[0-9. ]+")
          ? new Row(program, row.instructions, row.working, Figures.parse(last), null)
          : new Row(program, row.instructions, row.working, null, last.replaceFirst("^error ", ""));
    } finally {
      Files.delete(file);
    }
  }

  private static String heading() {
    return """
    | program | n | instructions | working | load ms | first call ms | median ms | ns/instruction | peak MB |
    |---|---|---|---|---|---|---|---|---|\
    """;
  }

  /// {@return a row in Markdown}
  static String line(Row row) {
    BenchmarkProgram program = row.program;
    Figures figures = row.figures;
    if (figures == null) {
      return "| "
          + program.name()
          + " | "
          + program.nSmall()
          + " | "
          + row.problem
          + " | | | | | | |";
    }
    return String.format(
        Locale.ROOT,
        "| %s | %d | %,d | %,d | %.1f | %.1f | %.2f | %.2f | %d |",
        program.name(),
        program.nSmall(),
        row.instructions,
        row.working,
        figures.load(),
        figures.first,
        figures.median,
        row.nanosPerInstruction(),
        figures.peakKilobytes / 1024);
  }

  private static String mean(List<Row> rows) {
    double logs = 0;
    int count = 0;
    for (Row row : rows) {
      if (!Double.isNaN(row.nanosPerInstruction())) {
        logs += Math.log(row.nanosPerInstruction());
        count++;
      }
    }
    return String.format(
        Locale.ROOT,
        "%d of %d programs with the right result; geometric mean %.3f ns per instruction",
        count,
        rows.size(),
        Math.exp(logs / count));
  }

  /// {@return the rows as a JSON array}
  static String json(List<Row> rows) {
    StringBuilder out = new StringBuilder("[");
    String separator = "\n";
    for (Row row : rows) {
      out.append(separator);
      separator = ",\n";
      out.append(
          String.format(
              Locale.ROOT,
              "{\"program\": \"%s\", \"tier\": \"interpreter\", \"n\": %d, \"instructions\": %d, \"working\": %d",
              row.program.name(),
              row.program.nSmall(),
              row.instructions,
              row.working));
      Figures figures = row.figures;
      if (figures != null) {
        out.append(
            String.format(
                Locale.ROOT,
                ", \"decode_ms\": %.3f, \"validate_ms\": %.3f, \"instantiate_ms\": %.3f, \"first_ms\": %.3f, \"median_ms\": %.4f, \"calls\": %d, \"ns_per_instruction\": %.4f, \"peak_rss_kb\": %d",
                figures.decode,
                figures.validate,
                figures.instantiate,
                figures.first,
                figures.median,
                figures.calls,
                row.nanosPerInstruction(),
                figures.peakKilobytes));
      } else {
        out.append(", \"problem\": \"")
            .append(String.valueOf(row.problem).replace("\\", "\\\\").replace("\"", "\\\""))
            .append('"');
      }
      out.append('}');
    }
    return out.append("\n]\n").toString();
  }
}
