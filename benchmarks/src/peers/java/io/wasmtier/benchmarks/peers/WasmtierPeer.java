package io.wasmtier.benchmarks.peers;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.wasi.Wasi;
import io.wasmtier.wasi.WasiConfig;
import io.wasmtier.wasi.WasiExit;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// wasmtier; the tier is that of the system property `wasmtier.tier`.
@SuppressWarnings("NullAway.Init") // Set in the order that Peer says.
final class WasmtierPeer implements Peer {
  private final Engine engine = new Engine();
  private final Store store = engine.newStore();
  private LoadedModule module;
  private Instance instance;

  @Override
  public void load(byte[] bytes) {
    module = engine.load(bytes);
  }

  @Override
  public void instantiate(@Nullable Guest guest) throws Exception {
    Linker linker = new Linker();
    if (guest != null) {
      List<String> arguments = new ArrayList<>(List.of("program.wasm"));
      arguments.addAll(guest.arguments());
      WasiConfig.Builder config =
          WasiConfig.builder()
              .arguments(arguments)
              .stdin(
                  guest.stdin() == null
                      ? InputStream.nullInputStream()
                      : Files.newInputStream(guest.stdin()))
              .stdout(System.out)
              .stderr(System.err);
      if (guest.root() != null) {
        config.readOnlyDirectory(guest.root(), "/");
      }
      new Wasi(config.build()).defineIn(linker);
    }
    instance = linker.instantiate(store, module);
  }

  @Override
  public IntUnaryOperator function(String name) {
    return instance.function(name).as(IntUnaryOperator.class);
  }

  @Override
  public int call(String name, int... arguments) {
    WasmFunction function = instance.function(name);
    Object[] boxed = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      boxed[i] = arguments[i];
    }
    return function.call(boxed) instanceof Integer value ? value : 0;
  }

  @Override
  public void start() {
    try {
      instance.function("_start").call();
    } catch (WasiExit exit) {
      if (exit.code() != 0) {
        throw exit;
      }
    }
  }

  @Override
  public byte[] read(int address, int length) {
    return instance.memory("memory").read(Integer.toUnsignedLong(address), length);
  }

  @Override
  public void write(int address, byte[] bytes) {
    instance.memory("memory").write(Integer.toUnsignedLong(address), bytes);
  }

  @Override
  public boolean has(String name) {
    return instance.export(name) != null;
  }
}
