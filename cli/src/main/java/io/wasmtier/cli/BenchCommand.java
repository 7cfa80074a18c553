package io.wasmtier.cli;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `wasmtier bench`.
final class BenchCommand {
  private static final String FUNCTION = "run";
  private static final int MOST_REPS = 1_000_000;

  private final Arguments arguments;
  private final Io io;
  private Tuning tuning = Tuning.standard();
  private long decode;
  private long validate;
  private long instantiate;
  private long[] calls = {};
  private @Nullable Object[] results = {};

  BenchCommand(Arguments arguments, Io io) {
    this.arguments = arguments;
    this.io = io;
  }

  int run() throws IOException {
    tuning = Tunings.of(arguments);
    FeatureSet features = Modules.features(arguments);
    calls = new long[reps()];
    ModuleFile file = ModuleFile.read(arguments.file(), io);
    Modules modules = new Modules(file, features);
    long start = System.nanoTime();
    WasmModule module = modules.module();
    decode = System.nanoTime() - start;
    try (TierReport _ = TierReport.begin(arguments, io);
        Engine engine = new Engine(Modules.config(module, features), tuning);
        Store store = engine.newStore()) {
      start = System.nanoTime();
      LoadedModule loaded = modules.load(engine);
      validate = System.nanoTime() - start;
      try {
        call(store, loaded);
      } finally {
        TierReport.end(arguments, io, engine);
      }
    } catch (WasmtierException e) {
      return GuestEnd.of(e, file, module, io);
    }
    io.print(arguments.has(Flag.JSON) ? json() : table());
    return ExitCode.SUCCESS;
  }

  private int reps() {
    String text = arguments.value(Flag.REPS);
    if (text == null) {
      return 1;
    }
    try {
      int reps = Integer.parseInt(text);
      if (reps >= 1 && reps <= MOST_REPS) {
        return reps;
      }
    } catch (NumberFormatException e) {
      // The same as a number out of range.
    }
    throw CommandException.usage(
        "--reps " + text + ": expected a number from 1 to " + MOST_REPS, arguments.command());
  }

  private void call(Store store, LoadedModule loaded) {
    long start = System.nanoTime();
    Instance instance = store.instantiate(loaded);
    instantiate = System.nanoTime() - start;
    String name = arguments.value(Flag.INVOKE);
    WasmFunction function = Modules.function(instance, name == null ? FUNCTION : name);
    FuncType type = function.functionType();
    @Nullable Object[] values =
        ValueText.parse(name == null ? FUNCTION : name, type, arguments.values(Flag.ARG));
    @Nullable Object returned = null;
    for (int i = 0; i < calls.length; i++) {
      start = System.nanoTime();
      returned = function.call(values);
      calls[i] = System.nanoTime() - start;
    }
    results = ValueText.results(type, returned);
  }

  private String json() {
    StringBuilder out = new StringBuilder("{\"decode_ms\":").append(millis(decode));
    out.append(",\"validate_ms\":").append(millis(validate));
    out.append(",\"instantiate_ms\":").append(millis(instantiate));
    out.append(",\"calls_ms\":[");
    for (int i = 0; i < calls.length; i++) {
      out.append(i == 0 ? "" : ",").append(millis(calls[i]));
    }
    out.append("],\"result\":").append(result());
    out.append(",\"tier\":\"").append(tuning.tier().label()).append('"');
    return out.append(",\"peak_rss_kb\":").append(peak()).append("}\n").toString();
  }

  /// {@return null for no result, the value of one, an array of several}
  private String result() {
    if (results.length == 0) {
      return "null";
    } else if (results.length == 1) {
      return value(results[0]);
    }
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < results.length; i++) {
      out.append(i == 0 ? "" : ",").append(value(results[i]));
    }
    return out.append(']').toString();
  }

  /// JSON has no infinities, vectors and references: they are strings, which have nothing to escape
  /// here.
  private static String value(@Nullable Object value) {
    String text = ValueText.of(value);
    boolean number =
        switch (value) {
          case Float single -> Float.isFinite(single);
          case Double twofold -> Double.isFinite(twofold);
          case Number whole -> true;
          case null, default -> false;
        };
    return number || value == null ? text : '"' + text + '"';
  }

  private String table() {
    StringBuilder out = new StringBuilder();
    out.append("decode       ").append(millis(decode)).append(" ms\n");
    out.append("validate     ").append(millis(validate)).append(" ms\n");
    out.append("instantiate  ").append(millis(instantiate)).append(" ms\n");
    for (long call : calls) {
      out.append("call         ").append(millis(call)).append(" ms\n");
    }
    out.append("result       ").append(result()).append('\n');
    out.append("tier         ").append(tuning.tier().label()).append('\n');
    return out.append("peak memory  ").append(peak()).append(" KB\n").toString();
  }

  /// {@return nanoseconds as milliseconds with three digits behind the point}
  private static String millis(long nanos) {
    long micros = (nanos + 500) / 1000;
    String rest = Long.toString(micros % 1000 + 1000);
    return micros / 1000 + "." + rest.substring(1);
  }

  /// {@return the largest resident size of this process in KB, or null where `/proc` does not tell}
  private static String peak() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return line.substring(6).replace("kB", "").strip();
        }
      }
    } catch (IOException e) {
      // Not a Linux.
    }
    return "null";
  }
}
