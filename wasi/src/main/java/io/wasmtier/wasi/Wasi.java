package io.wasmtier.wasi;

import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.Memory;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// WASI preview 1 for one guest: its arguments, environment, streams, files, clocks and sockets,
/// all from a [WasiConfig].
///
/// Every function of `wasi_snapshot_preview1` is there. A guest that gives a bad address gets the
/// error number FAULT, it does not trap. `proc_exit` throws [WasiExit].
///
/// Belongs to one guest at a time and follows the thread of its store; only [#interrupt] may be
/// called by any thread. Closing it closes all files the guest has left open; streams given by the
/// embedder are flushed and stay open.
///
/// ```java
/// try (Wasi wasi = new Wasi(WasiConfig.builder().arguments("hello").inheritStreams().build())) {
///   Linker linker = new Linker();
///   wasi.defineIn(linker);
///   linker.instantiate(store, module).function("_start").call();
/// } catch (WasiExit exit) {
///   System.exit(exit.code());
/// }
/// ```
public final class Wasi implements AutoCloseable {
  /// What a process ends with that a signal has ended is this and the number of the signal (a
  /// convention of POSIX shells).
  private static final int SIGNAL_EXIT = 128;

  private final DescriptorTable table;
  private final Waiter waiter = new Waiter();
  private final EnvironmentFunctions environment;
  private final FileFunctions files;
  private final PathFunctions paths;
  private final PollFunctions poll;
  private final SocketFunctions sockets;
  private @Nullable GuestMemory memory;
  private boolean closed;

  /// Sets up the surroundings of a guest: opens the directories and binds nothing else.
  ///
  /// @throws IOException if a directory to be opened is not there or not a directory
  public Wasi(WasiConfig config) throws IOException {
    table = new DescriptorTable(config.descriptorLimit());
    environment = new EnvironmentFunctions(config);
    files = new FileFunctions(table, config.clock());
    paths = new PathFunctions(table, config.clock());
    poll = new PollFunctions(table, config.clock(), waiter);
    sockets = new SocketFunctions(table);
    try {
      table.add(new InputDescriptor(config.stdin(), config.stdinTerminal(), waiter));
      table.add(new OutputDescriptor(config.stdout(), config.stdoutTerminal()));
      table.add(new OutputDescriptor(config.stderr(), config.stderrTerminal()));
      for (WasiConfig.Preopen preopen : config.preopens()) {
        open(preopen);
      }
      for (ServerSocketChannel listener : config.listeners()) {
        table.add(new ListenerDescriptor(listener, waiter));
      }
    } catch (WasiError e) {
      table.close();
      throw new WasmtierException(
          Failure.USAGE, "more preopened files than the limit of descriptors allows");
    } catch (IOException | RuntimeException e) {
      table.close();
      throw e;
    }
  }

  private void open(WasiConfig.Preopen preopen) throws IOException, WasiError {
    long removed = preopen.readOnly() ? Rights.CHANGING : 0;
    Directory directory = HostDirectory.open(preopen.host());
    Descriptor descriptor =
        new OpenDirectory(
            directory,
            preopen.guest().getBytes(StandardCharsets.UTF_8),
            Rights.DIRECTORY & ~removed,
            Rights.INHERITING & ~removed,
            0);
    try {
      table.add(descriptor);
    } catch (WasiError e) {
      descriptor.close();
      throw e;
    }
  }

  /// Defines all functions under the module name `wasi_snapshot_preview1`.
  ///
  /// @return the linker
  public Linker defineIn(Linker linker) {
    for (Preview1 function : Preview1.values()) {
      linker.function(
          Preview1.MODULE, function.label(), function.type(), new WasiFunction(this, function));
    }
    return linker;
  }

  /// Ends the call in which the guest sleeps or waits for input, and every one in which it would
  /// from now on, with a WasmtierException of kind INTERRUPTED. Any thread. A guest that computes
  /// is stopped by [io.wasmtier.runtime.Store#interrupt].
  public void interrupt() {
    waiter.interrupt();
  }

  EnvironmentFunctions environment() {
    return environment;
  }

  FileFunctions files() {
    return files;
  }

  PathFunctions paths() {
    return paths;
  }

  PollFunctions poll() {
    return poll;
  }

  SocketFunctions sockets() {
    return sockets;
  }

  Waiter waiter() {
    return waiter;
  }

  /// {@return the memory of the caller, which is the same each time}
  GuestMemory memory(Memory of) {
    GuestMemory known = memory;
    if (known == null || !known.isOf(of)) {
      known = new GuestMemory(of);
      memory = known;
    }
    return known;
  }

  /// A signal ends the guest, as none can be caught; 0 and those that are ignored by default do
  /// nothing. Nobody could wake a guest that was suspended.
  void raise(int signal) throws WasiError {
    if (signal < 0 || signal > Abi.SIGNAL_LAST) {
      throw Errno.INVAL.error();
    }
    switch (signal) {
      case Abi.SIGNAL_NONE, Abi.SIGNAL_CHLD, Abi.SIGNAL_CONT, Abi.SIGNAL_URG, Abi.SIGNAL_WINCH -> {}
      case Abi.SIGNAL_STOP, Abi.SIGNAL_TSTP, Abi.SIGNAL_TTIN, Abi.SIGNAL_TTOU ->
          throw Errno.NOTSUP.error();
      default -> throw new WasiExit(SIGNAL_EXIT + signal);
    }
  }

  void checkOpen() {
    if (closed) {
      throw new WasmtierException(Failure.USAGE, "WASI is closed for this guest");
    }
  }

  /// Closes all the guest has open. Closing twice does nothing.
  ///
  /// @throws IOException if a file can't be closed; all others are
  @Override
  public void close() throws IOException {
    closed = true;
    table.close();
  }
}
