package io.wasmtier.cli;

import io.wasmtier.decoder.Encoder;
import io.wasmtier.runtime.Engine;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import java.io.IOException;

/// `wasmtier wat2wasm`.
final class Wat2WasmCommand {
  private static final String TEXT = ".wat";

  private final Arguments arguments;
  private final Io io;

  Wat2WasmCommand(Arguments arguments, Io io) {
    this.arguments = arguments;
    this.io = io;
  }

  int run() throws IOException {
    FeatureSet features = Modules.features(arguments);
    String output = output();
    ModuleFile file = ModuleFile.read(arguments.file(), io);
    if (!file.isText()) {
      throw new CommandException(ExitCode.FAILURE, file.name() + ": is a binary module already");
    }
    Modules modules = new Modules(file, features);
    WasmModule module = modules.module();
    if (!arguments.has(Flag.NO_VALIDATE)) {
      try (Engine engine = new Engine(Modules.config(module, features))) {
        modules.load(engine);
      }
    }
    byte[] binary = Encoder.encode(module, arguments.has(Flag.NAMES));
    OutputFile.write(output, io, out -> out.write(binary));
    return ExitCode.SUCCESS;
  }

  private String output() {
    String output = arguments.value(Flag.OUTPUT);
    if (output != null) {
      return output;
    }
    String name = arguments.file();
    if (!name.endsWith(TEXT)) {
      throw CommandException.usage(
          "without --output, FILE must end in " + TEXT, arguments.command());
    }
    return name.substring(0, name.length() - TEXT.length()) + ".wasm";
  }
}
