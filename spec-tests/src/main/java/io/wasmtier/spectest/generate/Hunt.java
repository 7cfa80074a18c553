package io.wasmtier.spectest.generate;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.Tuning.Tier;
import io.wasmtier.text.Printer;
import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runs generated modules in search of differences. Each one is run in the interpreter, printed to
/// text, parsed, encoded, decoded and run again, and run in the tiers asked for; all must be alike.
///
/// `./mvnw -Phunt` runs it as a program, see [#main]. Not thread-safe, and while one lives it takes
/// what the tiers log.
public final class Hunt implements AutoCloseable {
  /// Numbers, memory, control and exceptions: what a compiler learns first, and what stays in the
  /// interpreter where one function has but one instruction more.
  private static final FeatureSet FEW =
      FeatureSet.DEFAULT
          .without(Feature.GC)
          .without(Feature.FUNCTION_REFERENCES)
          .without(Feature.TAIL_CALL)
          .without(Feature.SIMD)
          .without(Feature.RELAXED_SIMD)
          .without(Feature.THREADS);

  /// What is on in a module: everything in half of them, then what is on by default, then less.
  private static final List<FeatureSet> FEATURES =
      List.of(
          FeatureSet.ALL,
          FeatureSet.DEFAULT,
          FeatureSet.ALL,
          FEW,
          FeatureSet.ALL,
          FeatureSet.DEFAULT
              .without(Feature.SIMD)
              .without(Feature.RELAXED_SIMD)
              .without(Feature.THREADS),
          FeatureSet.ALL.without(Feature.LEGACY_EXCEPTIONS).without(Feature.CUSTOM_DESCRIPTORS),
          FEW.without(Feature.MULTI_MEMORY).without(Feature.MEMORY64));

  private static final int LARGEST = 300;

  private final List<Engine> engines = new ArrayList<>();
  private final List<Tier> tiers;
  private final int turns;
  private final Logger log = Logger.getLogger("io.wasmtier.tiers");
  private final Handler listener = new Listener();
  private volatile @Nullable String complaint;
  private final List<String> differences = new ArrayList<>();
  private long modules;
  private long runs;
  private long returns;
  private long failures;

  /// A hunt with few turns of loops.
  ///
  /// @param tiers the tiers to compare the interpreter with
  public Hunt(List<Tier> tiers) {
    this(tiers, ModuleGenerator.TURNS);
  }

  /// @param tiers the tiers to compare the interpreter with
  /// @param turns how many turns loops may make in a call: code gets hot after thousands
  public Hunt(List<Tier> tiers, int turns) {
    this(tiers, turns, Tuning.standard());
  }

  /// @param tiers the tiers to compare the interpreter with
  /// @param turns how many turns loops may make in a call
  /// @param standard the tuning, but for the tier
  public Hunt(List<Tier> tiers, int turns, Tuning standard) {
    this.turns = turns;
    log.addHandler(listener);
    log.setUseParentHandlers(false);
    this.tiers = List.copyOf(tiers);
    Tuning tuning = standard.with(Tuning.Row.COMPILE_SYNCHRONOUSLY, 1);
    for (FeatureSet features : FEATURES) {
      Config config = Config.DEFAULT.features(features);
      engines.add(new Engine(config, tuning.tier(Tier.INTERPRETER)));
      for (Tier tier : tiers) {
        engines.add(new Engine(config, tuning.tier(tier)));
      }
    }
  }

  /// {@return the features of the module of a seed}
  public static FeatureSet features(long seed) {
    return FEATURES.get((int) Math.floorMod(seed, (long) FEATURES.size()));
  }

  /// {@return the module of a seed, in the binary format}
  public static byte[] module(long seed) {
    int size = 1 + new SplittableRandom(~seed).nextInt(LARGEST);
    return ModuleGenerator.generate(seed, features(seed), size);
  }

  /// Runs the module of a seed in all ways.
  ///
  /// @return what is wrong, or null
  public @Nullable String run(long seed) {
    modules++;
    String step = "generate";
    try {
      byte[] bytes = module(seed);
      FeatureSet features = features(seed);
      step = "decode";
      WasmModule module = Decoder.decode(bytes, features);
      step = "encode";
      if (!Arrays.equals(Encoder.encode(module), bytes)) {
        return wrong(seed, "encoding what was decoded gives other bytes");
      }
      int first = (int) Math.floorMod(seed, (long) FEATURES.size()) * (1 + tiers.size());
      step = "run";
      List<String> seen = observe(engines.get(first), module, seed);
      count(seen);
      step = "print";
      String text = Printer.print(module);
      step = "parse";
      WasmModule parsed = WatParser.parse("seed" + seed, text, features);
      step = "print again";
      if (!Printer.print(parsed).equals(text)) {
        return wrong(seed, "printing what was parsed gives another text");
      }
      step = "encode and decode what was parsed";
      WasmModule again = Decoder.decode(Encoder.encode(parsed, true), features);
      step = "run what was parsed";
      String difference =
          difference(seen, observe(engines.get(first), again, seed), Observation::withoutOffsets);
      if (difference != null) {
        return wrong(seed, "after the way through the text format: " + difference);
      }
      UnaryOperator<String> relevant =
          !tiers.isEmpty() && hasTailCalls(module, features)
              ? Observation::withoutCallers
              : UnaryOperator.identity();
      complaint = null;
      for (int i = 0; i < tiers.size(); i++) {
        step = "run in tier " + tiers.get(i).label();
        difference = difference(seen, observe(engines.get(first + 1 + i), module, seed), relevant);
        if (difference != null) {
          return wrong(seed, "tier " + tiers.get(i).label() + ": " + difference);
        }
      }
      if (complaint != null) {
        return wrong(seed, complaint);
      }
      return null;
    } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError e) {
      return wrong(seed, step + ": " + describe(e));
    }
  }

  /// Hears of functions whose compiler failed: the guest does not notice.
  private final class Listener extends Handler {
    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        Throwable thrown = entry.getThrown();
        complaint = entry.getMessage() + (thrown == null ? "" : ": " + describe(thrown));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static String describe(Throwable e) {
    StringBuilder text = new StringBuilder(e.toString());
    StackTraceElement[] stack = e.getStackTrace();
    for (int i = 0; i < 4 && i < stack.length; i++) {
      text.append(" < ").append(stack[i]);
    }
    return e.getCause() == null ? text.toString() : text + " caused by " + describe(e.getCause());
  }

  private List<String> observe(Engine engine, WasmModule module, long seed) {
    runs++;
    return Observation.of(engine, engine.load(module), seed, turns);
  }

  private void count(List<String> seen) {
    for (String line : seen) {
      returns += Observation.isReturn(line) ? 1 : 0;
      failures += Observation.isFailure(line) ? 1 : 0;
    }
  }

  private static @Nullable String difference(
      List<String> expected, List<String> found, UnaryOperator<String> relevant) {
    for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
      String wanted = i < expected.size() ? expected.get(i) : "nothing";
      String got = i < found.size() ? found.get(i) : "nothing";
      if (!wanted.equals(got) && !relevant.apply(wanted).equals(relevant.apply(got))) {
        return "expected \"" + wanted + "\", found \"" + got + '"';
      }
    }
    return null;
  }

  private static boolean hasTailCalls(WasmModule module, FeatureSet features) {
    int types = module.types().stream().mapToInt(group -> group.types().size()).sum();
    for (int i = 0; i < module.code().count(); i++) {
      InstructionReader reader =
          new InstructionReader(module.code().body(i).reader(), features, types);
      for (int groups = reader.input().u32(); groups > 0; groups--) {
        reader.input().u32();
        reader.valueType();
      }
      while (!reader.atEnd()) {
        if (reader.next().isTailCall()) {
          return true;
        }
      }
    }
    return false;
  }

  private String wrong(long seed, String what) {
    String line = "seed " + seed + ": " + what;
    differences.add(line);
    return line;
  }

  /// {@return what was wrong, one line per module}
  public List<String> differences() {
    return differences;
  }

  /// {@return how many modules were run}
  public long modules() {
    return modules;
  }

  /// {@return how many runs of modules that were}
  public long runs() {
    return runs;
  }

  /// {@return how many calls of functions returned}
  public long returns() {
    return returns;
  }

  /// {@return how many calls of functions trapped or threw}
  public long failures() {
    return failures;
  }

  /// {@return the counts in a line}
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%,d modules, %,d runs, %,d calls that returned, %,d that trapped or threw, %,d differences",
        modules,
        runs,
        returns,
        failures,
        differences.size());
  }

  @Override
  public void close() {
    engines.forEach(Engine::close);
    log.removeHandler(listener);
    log.setUseParentHandlers(true);
  }

  /// Hunts: `[seed=N] [modules=N] [tiers=baseline,auto] [turns=N] [out=FOLDER]`. Writes each module
  /// with a difference to the folder, if there is one, and fails if there was any.
  ///
  /// @throws IOException if a module can't be written
  /// @throws IllegalStateException if there was a difference
  public static void main(String[] arguments) throws IOException {
    long seed = 0;
    long modules = 100_000;
    int turns = ModuleGenerator.TURNS;
    List<Tier> tiers = List.of();
    Path folder = null;
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      switch (argument.substring(0, argument.length() - value.length())) {
        case "seed=" -> seed = Long.parseLong(value);
        case "modules=" -> modules = Long.parseLong(value);
        case "turns=" -> turns = Integer.parseInt(value);
        case "tiers=" ->
            tiers =
                value.isEmpty()
                    ? List.of()
                    : Arrays.stream(value.split(",")).map(Tier::of).toList();
        case "out=" -> folder = value.isEmpty() ? null : Path.of(value);
        default -> throw new IllegalArgumentException(argument);
      }
    }
    if (!run(new Hunt(tiers, turns), seed, modules, folder)) {
      throw new IllegalStateException("there are differences");
    }
  }

  private static boolean run(Hunt started, long seed, long modules, @Nullable Path folder)
      throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    long start = System.nanoTime();
    try (Hunt hunt = started) {
      for (long at = seed; at < seed + modules; at++) {
        String wrong = hunt.run(at);
        if (wrong != null) {
          out.println(wrong);
          if (folder != null) {
            Files.createDirectories(folder);
            Files.write(folder.resolve("seed" + at + ".wasm"), module(at));
          }
        }
        if (hunt.modules() % 10_000 == 0) {
          long seconds = (System.nanoTime() - start) / 1_000_000_000;
          out.println(seconds + " s: " + hunt.summary());
        }
      }
      out.println(hunt.summary());
      return hunt.differences().isEmpty();
    }
  }
}
