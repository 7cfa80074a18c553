package io.wasmtier.cli;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Extern;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.wasi.Wasi;
import io.wasmtier.wasi.WasiConfig;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmtierException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `wasmtier run`.
final class RunCommand {
  private static final String WASI = "wasi_snapshot_preview1";
  private static final String START = "_start";
  private static final String INITIALIZE = "_initialize";

  private final Arguments arguments;
  private final Io io;

  RunCommand(Arguments arguments, Io io) {
    this.arguments = arguments;
    this.io = io;
  }

  int run() throws IOException {
    Tuning tuning = Tunings.of(arguments);
    FeatureSet features = Modules.features(arguments);
    ModuleFile file = ModuleFile.read(arguments.file(), io);
    Modules modules = new Modules(file, features);
    WasmModule module = modules.module();
    try (TierReport _ = TierReport.begin(arguments, io);
        Engine engine = new Engine(Modules.config(module, features), tuning);
        Store store = engine.newStore()) {
      LoadedModule loaded = modules.load(engine);
      Linker linker = new Linker();
      try (Wasi wasi = importsWasi(module) ? newWasi() : null) {
        if (wasi != null) {
          wasi.defineIn(linker);
        }
        try {
          return run(file, store, loaded, linker);
        } finally {
          TierReport.end(arguments, io, engine);
        }
      }
    }
  }

  private int run(ModuleFile file, Store store, LoadedModule loaded, Linker linker)
      throws IOException {
    try {
      Instance instance = linker.instantiate(store, loaded);
      String name = arguments.value(Flag.INVOKE);
      if (name != null) {
        WasmFunction function = Modules.function(instance, name);
        @Nullable Object[] values =
            ValueText.parse(name, function.functionType(), guestArguments());
        initialize(instance);
        Object returned = function.call(values);
        for (Object result : ValueText.results(function.functionType(), returned)) {
          io.print(ValueText.of(result) + "\n");
        }
      } else if (instance.export(START) instanceof WasmFunction start) {
        start.call();
      } else if (!initialize(instance)) {
        checkNothingToRun(file, loaded.module());
      }
      return ExitCode.SUCCESS;
    } catch (WasmtierException e) {
      return GuestEnd.of(e, file, loaded.module(), io);
    }
  }

  private static boolean initialize(Instance instance) {
    Extern initialize = instance.export(INITIALIZE);
    if (initialize instanceof WasmFunction function) {
      function.call();
      return true;
    }
    return false;
  }

  /// A module that only has a start function, or nothing at all, has done all it can. One that
  /// offers functions waits for somebody to call them.
  private void checkNothingToRun(ModuleFile file, WasmModule module) {
    StringBuilder names = new StringBuilder();
    for (Export export : module.exports()) {
      if (export.kind() == ExternKind.FUNC) {
        names.append(names.isEmpty() ? "" : ", ").append(export.name());
        if (names.length() > 500) {
          names.append(", ...");
          break;
        }
      }
    }
    if (!names.isEmpty() && module.start() < 0) {
      String hint =
          guestArguments().contains(Flag.INVOKE.text()) ? ", which must stand before FILE" : "";
      throw CommandException.usage(
          file.name()
              + ": exports no "
              + START
              + "; call one of its functions with --invoke NAME"
              + hint
              + ": "
              + names,
          arguments.command());
    }
  }

  private List<String> guestArguments() {
    List<String> operands = arguments.operands();
    return operands.subList(1, operands.size());
  }

  private static boolean importsWasi(WasmModule module) {
    for (Import entry : module.imports()) {
      if (entry.module().equals(WASI)) {
        return true;
      }
    }
    return false;
  }

  private Wasi newWasi() throws IOException {
    WasiConfig.Builder builder = WasiConfig.builder();
    // Only the last part of the path: the guest need not know where it lies.
    builder.arguments(new File(arguments.file()).getName()).arguments(guestArguments());
    if (arguments.has(Flag.ENV_INHERIT)) {
      builder.inheritEnvironment();
    }
    for (String variable : arguments.values(Flag.ENV)) {
      environment(builder, variable);
    }
    builder.stdin(io.in()).stdout(new GuestOutput(io.out())).stderr(new GuestOutput(io.err()));
    builder.terminals(io.isTerminal(0), io.isTerminal(1), io.isTerminal(2));
    for (String directory : arguments.values(Flag.DIR)) {
      int separator = directory.indexOf("::");
      String host = separator < 0 ? directory : directory.substring(0, separator);
      String guest = separator < 0 ? directory : directory.substring(separator + 2);
      File folder = new File(host);
      if (host.isEmpty() || guest.isEmpty() || !folder.isDirectory()) {
        String problem = folder.exists() ? "not a directory: " : "no such directory: ";
        throw CommandException.usage(
            "--dir "
                + directory
                + ": "
                + (host.isEmpty() || guest.isEmpty() ? "expected HOST::GUEST" : problem + host),
            arguments.command());
      }
      builder.directory(Path.of(host), guest);
    }
    return new Wasi(builder.build());
  }

  private static void environment(WasiConfig.Builder builder, String variable) {
    int equals = variable.indexOf('=');
    if (equals >= 0) {
      builder.environment(variable.substring(0, equals), variable.substring(equals + 1));
    } else {
      String value = System.getenv(variable);
      if (value != null) {
        builder.environment(variable, value);
      }
    }
  }
}
