package io.wasmtier.cli;

import io.wasmtier.text.Printer;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/// `wasmtier dis`.
final class DisCommand {
  private final Arguments arguments;
  private final Io io;

  DisCommand(Arguments arguments, Io io) {
    this.arguments = arguments;
    this.io = io;
  }

  int run() throws IOException {
    ModuleFile file = ModuleFile.read(arguments.file(), io);
    Modules modules = new Modules(file, Modules.features(arguments));
    WasmModule module = modules.module();
    String output = arguments.value(Flag.OUTPUT);
    OutputFile.write(
        output == null ? "-" : output,
        io,
        out -> {
          // Not closed: the stream may be standard output.
          Writer writer =
              new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 15);
          try {
            Printer.print(module, writer);
          } catch (WasmtierException e) {
            writer.flush();
            throw modules.failure(e);
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
          writer.flush();
        });
    return ExitCode.SUCCESS;
  }
}
