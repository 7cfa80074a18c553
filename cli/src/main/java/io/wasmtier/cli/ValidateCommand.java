package io.wasmtier.cli;

import io.wasmtier.runtime.Engine;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import java.io.IOException;

/// `wasmtier validate`.
final class ValidateCommand {
  private final Arguments arguments;
  private final Io io;

  ValidateCommand(Arguments arguments, Io io) {
    this.arguments = arguments;
    this.io = io;
  }

  int run() throws IOException {
    FeatureSet features = Modules.features(arguments);
    int code = ExitCode.SUCCESS;
    for (String name : arguments.operands()) {
      try {
        ModuleFile file = ModuleFile.read(name, io);
        Modules modules = new Modules(file, features);
        WasmModule module = modules.module();
        try (Engine engine = new Engine(Modules.config(module, features))) {
          modules.load(engine);
        }
        io.print(name + ": valid\n");
      } catch (CommandException e) {
        io.error(e.text());
        code = ExitCode.FAILURE;
      }
    }
    return code;
  }
}
