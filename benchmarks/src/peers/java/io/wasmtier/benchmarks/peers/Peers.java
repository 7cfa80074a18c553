package io.wasmtier.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs the programs of the benchmark suite on wasmtier and on other engines, each in a fresh
/// process and one at a time; compares the results; writes JSON and tables. `benchmarks/peers.sh`
/// says which options there are.
///
/// The JSON file is written after each process, and holds what earlier runs found; `--resume` runs
/// only what is missing there.
public final class Peers {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /// Between these lines of the document stand the tables.
  private static final String BEGIN = "<!-- peers:begin -->", END = "<!-- peers:end -->";

  /// How long an engine takes besides the calls, roughly.
  private static final double START_SECONDS = 2;

  private final Path root = Path.of(property("wasmtier.root"));
  private final Path bench = folder("WASMTIER_BENCH_DIR", "../shared/bench");
  private final Path corpus = folder("WASMTIER_CORPUS_DIR", "../shared/corpus");
  private final Path built = root.resolve("benchmarks/target/peers");
  private final Map<String, JsonNode> programs = new LinkedHashMap<>();
  private final Set<String> simd = new HashSet<>();

  private List<String> engineNames = List.of();
  private @Nullable List<String> wanted;
  private @Nullable List<String> wantedFirst;
  private String size = "n";
  private double seconds = 3;
  private double cap = 30;
  private long limit = 120;
  private boolean resume;
  private boolean docs;
  private Path json = root.resolve("benchmarks/target/results/peers.json");

  private Peers() {}

  /// Exits 0, or 1 if a result was wrong, 2 for a wrong call.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Peers peers = new Peers();
    boolean right;
    try {
      peers.parse(arguments);
      right = peers.run(String.join(" ", arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("peers: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(right ? 0 : 1);
  }

  static String key(String mode, String engine, String program) {
    return mode + "/" + engine + "/" + program;
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("no system property " + name);
    }
    return value;
  }

  private Path folder(String variable, String byDefault) {
    String value = System.getenv(variable);
    return value != null && !value.isEmpty() ? Path.of(value) : root.resolve(byDefault).normalize();
  }

  private void parse(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      switch (option) {
        case "--resume" -> resume = true;
        case "--docs" -> docs = true;
        default -> {
          if (i + 1 == arguments.length) {
            throw new IllegalArgumentException("unknown option, or one without value: " + option);
          }
          String value = arguments[++i];
          List<String> list = value.equals("none") ? List.of() : Arrays.asList(value.split(","));
          switch (option) {
            case "--engines" -> engineNames = list;
            case "--programs" -> wanted = list;
            case "--first" -> wantedFirst = list;
            case "--size" -> size = value;
            case "--seconds" -> seconds = Double.parseDouble(value);
            case "--cap" -> cap = Double.parseDouble(value);
            case "--limit" -> limit = Long.parseLong(value);
            case "--json" -> json = Path.of(value);
            default -> throw new IllegalArgumentException("unknown option " + option);
          }
        }
      }
    }
    if (!size.equals("n") && !size.equals("small")) {
      throw new IllegalArgumentException("--size is n or small");
    }
  }

  private List<EngineCommand> engines() {
    List<EngineCommand> all =
        EngineCommand.all(
            built,
            System.getProperty("peers.node", ""),
            property("peers.wasmtier"),
            root.resolve("benchmarks/src/peers/peer.mjs"));
    List<EngineCommand> chosen = new ArrayList<>();
    if (engineNames.isEmpty()) {
      all.stream()
          .filter(engine ->
              engine.name().equals(EngineCommand.V8) || engine.interprets() == size.equals("small"))
          .forEach(chosen::add);
    }
    for (String name : engineNames) {
      chosen.add(
          all.stream()
              .filter(engine -> engine.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "no engine "
                          + name
                          + "; there are "
                          + all.stream().map(EngineCommand::name).toList())));
    }
    return chosen;
  }

  private boolean run(String arguments) throws IOException, InterruptedException {
    List<EngineCommand> engines = engines();
    for (JsonNode program : JSON.readTree(bench.resolve("programs.json").toFile())) {
      programs.put(program.get("name").asText(), program);
      if (program.get("simd").asBoolean()) {
        simd.add(program.get("name").asText());
      }
    }
    List<String> names = wanted == null ? List.copyOf(programs.keySet()) : wanted;
    List<String> first = wantedFirst == null ? FirstCalls.CASES : wantedFirst;
    for (String name : names) {
      if (!programs.containsKey(name)) {
        throw new IllegalArgumentException(
            "no program " + name + "; there are " + programs.keySet());
      }
    }
    int cells = engines.size() * (names.size() + first.size());
    System.err.printf(
        Locale.ROOT,
        "%d engines, %d programs, %d first results: about %.0f minutes, at most %.0f%n",
        engines.size(),
        names.size(),
        first.size(),
        engines.size()
            * (names.size() * (2 * seconds + START_SECONDS) + first.size() * START_SECONDS)
            / 60,
        cells * limit / 60.0);
    ObjectNode found =
        Files.exists(json) ? (ObjectNode) JSON.readTree(json.toFile()) : JSON.createObjectNode();
    ObjectNode figures = found.withObjectProperty("cells");
    found.put("machine", machine());
    found.put("command", "benchmarks/peers.sh " + arguments);
    boolean right = true;
    Path scratch = Files.createTempDirectory("peers");
    try {
      FirstCalls cases =
          first.isEmpty() || first.equals(List.of("many5k")) ? null : new FirstCalls(corpus);
      for (String program : names) {
        for (EngineCommand engine : engines) {
          right &= cell(found, figures, key(size, engine.name(), program), steady(engine, program));
        }
      }
      for (String name : first) {
        for (EngineCommand engine : engines) {
          FirstCalls.Case test =
              name.equals("many5k") || cases == null ? many5k() : cases.named(name, scratch);
          List<Object> rest = test.arguments().subList(1, test.arguments().size());
          Job job =
              new Job(
                  engine.with(test.arguments().getFirst().toString(), rest.toArray()),
                  test.expected());
          right &= cell(found, figures, key("first", engine.name(), name), job);
        }
      }
    } finally {
      try (var files = Files.list(scratch)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(scratch);
    }
    String tables =
        "`"
            + found.get("command").asText().strip()
            + "`; "
            + found.get("machine").asText()
            + "; "
            + LocalDate.now()
            + ".\n\n"
            + new PeerTable(engines, names, simd, figures).toString(size, first);
    System.out.print(tables);
    System.out.println("JSON: " + json);
    if (docs) {
      write(tables);
    }
    return right;
  }

  private record Job(List<String> command, @Nullable String expected) {}

  private Job steady(EngineCommand engine, String name) {
    JsonNode program = programs.get(name);
    boolean small = size.equals("small");
    return new Job(
        engine.with(
            "steady",
            bench.resolve("wasm/" + name + ".wasm"),
            program.get(small ? "n_small" : "n"),
            program.get(small ? "checksum_small" : "checksum"),
            seconds,
            cap),
        null);
  }

  /// {@return the program of 5,000 functions, called once: with no seconds to spend and no cap, the
  /// first call is the last}
  private FirstCalls.Case many5k() {
    JsonNode program = programs.get("many5k");
    return new FirstCalls.Case(
        List.of(
            "steady",
            bench.resolve("wasm/many5k.wasm"),
            program.get("n_small"),
            program.get("checksum_small"),
            0,
            0),
        "");
  }

  /// Runs a process unless its figures are there.
  ///
  /// @return false if its result was wrong
  private boolean cell(ObjectNode found, ObjectNode figures, String key, Job job)
      throws IOException, InterruptedException {
    if (!resume || !figures.has(key)) {
      ObjectNode cell = PeerProcess.run(job.command, job.expected, limit);
      figures.set(key, cell);
      // In one step, so that a run that is ended never leaves half a file for --resume.
      Path file = json.toAbsolutePath();
      Files.createDirectories(file.getParent());
      Path next = file.resolveSibling(file.getFileName() + ".next");
      JSON.writeValue(next.toFile(), found);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      System.err.println(
          key
              + ": "
              + (cell.has("problem")
                  ? cell.get("problem").asText()
                  : cell.has("steady")
                      ? String.format(Locale.ROOT, "%.2f ms", cell.get("steady").asDouble())
                      : String.format(Locale.ROOT, "%.0f ms in all", cell.get("wall").asDouble())));
    }
    return !figures.get(key).path("problem").asText("").startsWith("wrong");
  }

  private static String machine() throws IOException {
    String model = System.getProperty("os.arch");
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      for (String line : Files.readAllLines(info)) {
        if (line.startsWith("model name")) {
          model = line.substring(line.indexOf(':') + 1).strip();
          break;
        }
      }
    }
    return model
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores; "
        + System.getProperty("java.vm.vendor")
        + " JDK "
        + Runtime.version();
  }

  private void write(String tables) throws IOException {
    Path document = root.resolve("docs/performance.md");
    String text = Files.readString(document);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(document + " has no lines " + BEGIN + " and " + END);
    }
    Files.writeString(
        document,
        text.substring(0, begin + BEGIN.length())
            + "\n"
            + tables.strip()
            + "\n"
            + text.substring(end));
  }
}
