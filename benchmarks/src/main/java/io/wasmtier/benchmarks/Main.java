package io.wasmtier.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks: all, or those named by their questions (`decode`, `call`, …).
///
/// `Main [--quick] [--json FILE] [NAME…] [JMH options]`; `--quick` is for trying out, its figures
/// mean little. Modules that are missing are left out with one line. Prints a table per benchmark
/// ([FigureTable]; all that JMH says with `-v NORMAL`), and writes JMH's JSON.
public final class Main {
  private static final String SUFFIX = "Benchmark";

  private final Map<String, List<BenchmarkListEntry>> entries = entries();
  private final Collection<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final CommandLineOptions jmh;
  private final boolean quick;

  /// @param arguments names of benchmarks, and options of JMH
  private Main(List<String> arguments, boolean quick) throws CommandLineOptionException {
    List<String> options = new ArrayList<>();
    for (String argument : arguments) {
      (entries.containsKey(argument) ? wanted : options).add(argument);
    }
    this.jmh = new CommandLineOptions(options.toArray(String[]::new));
    this.quick = quick;
    if (!jmh.getIncludes().isEmpty()) {
      throw new CommandLineOptionException(
          "no benchmark "
              + String.join(", ", jmh.getIncludes())
              + "; there are "
              + String.join(", ", entries.keySet()));
    }
  }

  /// Exits 0 with all figures, 1 if a benchmark failed, 2 for a wrong call.
  public static void main(String[] arguments) throws IOException, RunnerException {
    boolean quick = false;
    Path json = null;
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> quick = true;
        case "--json" -> {
          if (++i == arguments.length) {
            throw exit("--json needs a file");
          }
          json = Path.of(arguments[i]);
        }
        default -> rest.add(arguments[i]);
      }
    }
    Main main;
    try {
      main = new Main(rest, quick);
    } catch (CommandLineOptionException e) {
      throw exit(String.valueOf(e.getMessage()));
    }
    List<RunResult> results;
    try {
      results = main.run();
    } catch (RunnerException e) {
      System.err.println("benchmarks: " + e.getMessage());
      System.exit(1);
      return;
    }
    if (json != null) {
      write(results, json);
    }
  }

  private static IllegalStateException exit(String problem) {
    System.err.println("benchmarks: " + problem);
    System.exit(2);
    return new IllegalStateException(problem);
  }

  /// {@return the names of all benchmarks: `Decode` for [DecodeBenchmark]}
  static Collection<String> names() {
    return entries().keySet();
  }

  private static Map<String, List<BenchmarkListEntry>> entries() {
    Map<String, List<BenchmarkListEntry>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (BenchmarkListEntry entry :
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                List.of())) {
      String type = entry.getUserClassQName();
      String name = type.substring(type.lastIndexOf('.') + 1);
      if (!name.endsWith(SUFFIX)) {
        throw new IllegalStateException(name + " should end in " + SUFFIX);
      }
      byName
          .computeIfAbsent(
              name.substring(0, name.length() - SUFFIX.length()), key -> new ArrayList<>())
          .add(entry);
    }
    return byName;
  }

  private List<RunResult> run() throws RunnerException {
    List<RunResult> results = new ArrayList<>();
    for (Map.Entry<String, List<BenchmarkListEntry>> entry : entries.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(entry.getKey())) {
        OptionsBuilder options = new OptionsBuilder();
        options.parent(jmh);
        if (limitToWhatIsThere(entry.getKey(), entry.getValue(), options)) {
          Collection<RunResult> found = new Runner(options.build()).run();
          System.out.println(new FigureTable(found));
          results.addAll(found);
        }
      }
    }
    return results;
  }

  /// Chooses one benchmark and leaves out the parameters whose modules are missing.
  ///
  /// @return whether any are left
  private boolean limitToWhatIsThere(
      String name, List<BenchmarkListEntry> entries, ChainedOptionsBuilder options) {
    options.include(patternOf(name)).shouldFailOnError(true);
    if (!jmh.verbosity().hasValue()) {
      options.verbosity(VerboseMode.SILENT);
    }
    if (quick) {
      options
          .forks(1)
          .warmupIterations(2)
          .warmupTime(TimeValue.milliseconds(300))
          .measurementIterations(2)
          .measurementTime(TimeValue.milliseconds(300));
    }
    Map<String, String[]> parameters = entries.getFirst().getParams().orElse(Map.of());
    for (String parameter : List.of("module", "program")) {
      String[] declared = parameters.get(parameter);
      if (declared == null || jmh.getParameter(parameter).hasValue()) {
        continue;
      }
      List<String> there = new ArrayList<>();
      List<String> missing = new ArrayList<>();
      for (String value : declared) {
        (BenchmarkData.has(value) ? there : missing).add(value);
      }
      if (!missing.isEmpty()) {
        System.out.println(name + ": left out " + BenchmarkData.missing(missing));
      }
      if (there.isEmpty()) {
        return false;
      }
      options.param(parameter, there.toArray(String[]::new));
      if (parameter.equals("program")) {
        List<String> counts = new ArrayList<>();
        for (String program : there) {
          counts.add(
              "-D"
                  + InterpretBenchmark.COUNT
                  + program
                  + "="
                  + InterpretBenchmark.count(BenchmarkProgram.named(program)));
        }
        options.jvmArgsAppend(counts.toArray(String[]::new));
      }
    }
    return true;
  }

  /// {@return the pattern by which JMH finds the methods of a benchmark}
  static String patternOf(String name) {
    return "^io\\.wasmtier\\.benchmarks\\." + name + SUFFIX + "\\.";
  }

  private static void write(List<RunResult> results, Path json) throws IOException {
    Path folder = json.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (PrintStream out = new PrintStream(json.toFile(), StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
    }
    System.out.println("JSON: " + json);
  }
}
