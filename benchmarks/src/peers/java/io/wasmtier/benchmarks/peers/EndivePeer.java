package io.wasmtier.benchmarks.peers;

import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasi.WasiExitException;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/// Endive; with the system property `peer.compile` its compiler.
///
/// Chicory's API is the same but for the package, so `peers.sh` makes its adapter from this file by
/// renaming: keep `Endive` and `run.endive` out of anything that must not be renamed.
@SuppressWarnings("NullAway.Init") // Set in the order that Peer says.
final class EndivePeer implements Peer {
  private WasmModule module;
  private @Nullable Function<Instance, Machine> compiled;
  private Instance instance;

  @Override
  public void load(byte[] bytes) throws Exception {
    module = Parser.parse(bytes);
    if (Boolean.getBoolean("peer.compile")) {
      // By reflection, as the newest interpreter has no compiler of its version.
      @SuppressWarnings("unchecked")
      Function<Instance, Machine> factory =
          (Function<Instance, Machine>)
              Class.forName("run.endive.compiler.MachineFactoryCompiler")
                  .getMethod("compile", WasmModule.class)
                  .invoke(null, module);
      compiled = factory;
    }
  }

  @Override
  public void instantiate(@Nullable Guest guest) throws Exception {
    Instance.Builder builder = Instance.builder(module).withStart(false);
    if (compiled != null) {
      builder.withMachineFactory(compiled);
    }
    if (guest != null) {
      List<String> arguments = new ArrayList<>(List.of("program.wasm"));
      arguments.addAll(guest.arguments());
      WasiOptions.Builder options =
          WasiOptions.builder()
              .withArguments(arguments)
              .withStdin(
                  guest.stdin() == null
                      ? InputStream.nullInputStream()
                      : Files.newInputStream(guest.stdin()),
                  false)
              .withStdout(System.out, false)
              .withStderr(System.err, false);
      if (guest.root() != null) {
        options.withDirectory("/", guest.root());
      }
      WasiPreview1 wasi = WasiPreview1.builder().withOptions(options.build()).build();
      builder.withImportValues(ImportValues.builder().addFunction(wasi.toHostFunctions()).build());
    }
    instance = builder.build();
  }

  @Override
  public IntUnaryOperator function(String name) {
    ExportFunction function = instance.export(name);
    return value -> (int) function.apply(value)[0];
  }

  @Override
  public int call(String name, int... arguments) {
    long[] values = new long[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments[i];
    }
    long[] results = instance.export(name).apply(values);
    return results == null || results.length == 0 ? 0 : (int) results[0];
  }

  @Override
  public void start() {
    try {
      instance.export("_start").apply();
    } catch (WasiExitException exit) {
      if (exit.exitCode() != 0) {
        throw exit;
      }
    }
  }

  @Override
  public byte[] read(int address, int length) {
    return instance.memory().readBytes(address, length);
  }

  @Override
  public void write(int address, byte[] bytes) {
    instance.memory().write(address, bytes);
  }

  @Override
  public boolean has(String name) {
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      if (module.exportSection().getExport(i).name().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
