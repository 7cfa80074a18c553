package io.wasmtier.benchmarks.peers;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.io.IOAccess;
import org.jspecify.annotations.Nullable;

/// GraalWasm as it is on a stock JDK: without the Graal compiler.
///
/// Its language is told about WASI when the context is made, and decodes when the source is
/// evaluated, so [#load] only wraps the bytes and [#instantiate] does the rest.
@SuppressWarnings("NullAway.Init") // Set in the order that Peer says.
final class GraalPeer implements Peer {
  private Source source;
  private Value exports;
  private @Nullable Value memory;

  @Override
  public void load(byte[] bytes) throws Exception {
    source = Source.newBuilder("wasm", ByteSequence.create(bytes), "main").build();
  }

  @Override
  public void instantiate(@Nullable Guest guest) throws Exception {
    Context.Builder builder =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("engine.WarnInterpreterOnly", "false")
            .out(System.out)
            .err(System.err);
    if (guest != null) {
      List<String> arguments = new ArrayList<>(List.of("program.wasm"));
      arguments.addAll(guest.arguments());
      builder
          .option("wasm.Builtins", "wasi_snapshot_preview1")
          .arguments("wasm", arguments.toArray(String[]::new))
          .allowIO(IOAccess.ALL);
      if (guest.root() != null) {
        builder.option("wasm.WasiMapDirs", "/::" + guest.root());
      }
      if (guest.stdin() != null) {
        builder.in(Files.newInputStream(guest.stdin()));
      }
    }
    Context context = builder.build();
    exports = context.eval(source).newInstance().getMember("exports");
    memory = exports.getMember("memory");
  }

  @Override
  public IntUnaryOperator function(String name) {
    Value function = exports.getMember(name);
    return value -> function.execute(value).asInt();
  }

  @Override
  public int call(String name, int... arguments) {
    Object[] boxed = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      boxed[i] = arguments[i];
    }
    Value result = exports.getMember(name).execute(boxed);
    return result.fitsInInt() ? result.asInt() : 0;
  }

  @Override
  public void start() {
    try {
      exports.getMember("_start").execute();
    } catch (PolyglotException exit) {
      if (!exit.isExit() || exit.getExitStatus() != 0) {
        throw exit;
      }
    }
  }

  private Value memory() {
    if (memory == null) {
      throw new IllegalStateException("no exported memory");
    }
    return memory;
  }

  @Override
  public byte[] read(int address, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = memory().readBufferByte(Integer.toUnsignedLong(address) + i);
    }
    return bytes;
  }

  @Override
  public void write(int address, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      memory().writeBufferByte(Integer.toUnsignedLong(address) + i, bytes[i]);
    }
  }

  @Override
  public boolean has(String name) {
    return exports.hasMember(name);
  }
}
