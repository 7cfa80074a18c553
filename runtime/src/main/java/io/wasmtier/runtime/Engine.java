package io.wasmtier.runtime;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.decoder.Decoder;
import io.wasmtier.runtime.metrics.TierMetrics;
import io.wasmtier.text.WatParser;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.validator.Validator;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/// Where everything begins: loads modules and makes stores, with one [Config]. Several can live in
/// one JVM and know nothing of one another.
///
/// Thread-safe. Closing it closes its stores; its modules can't be instantiated any more.
public final class Engine implements AutoCloseable {
  private final Config config;
  private final Tuning tuning;
  private final Set<Store> stores = Collections.newSetFromMap(new WeakHashMap<>());
  private final TierMetrics metrics = new TierMetrics();
  private final CompileQueue queue;
  private boolean closed;

  /// Makes an engine with the default configuration.
  public Engine() {
    this(Config.DEFAULT);
  }

  /// Makes an engine.
  public Engine(Config config) {
    this(config, Tuning.standard());
  }

  /// Makes an engine.
  public Engine(Config config, Tuning tuning) {
    this.config = config;
    this.tuning = tuning;
    this.queue = new CompileQueue(tuning);
  }

  /// {@return what its tiers have done so far}
  public TierMetrics metrics() {
    return metrics;
  }

  /// {@return what compiles in the background}
  CompileQueue queue() {
    return queue;
  }

  /// {@return how it trades time for speed}
  public Tuning tuning() {
    return tuning;
  }

  /// {@return the configuration}
  public Config config() {
    return config;
  }

  /// Decodes and validates a binary module.
  ///
  /// @param bytes the module; not copied, must not change while the module is in use
  /// @throws WasmtierException of kind MALFORMED, INVALID or LIMIT with the byte offset
  public LoadedModule load(byte[] bytes) {
    return load(Slice.of(bytes));
  }

  /// Decodes and validates a binary module.
  ///
  /// @param bytes the module; not copied, must not change, nor its arena be closed, while the
  ///   module is in use
  /// @throws WasmtierException of kind MALFORMED, INVALID or LIMIT with the byte offset
  public LoadedModule load(MemorySegment bytes) {
    return load(Slice.of(bytes));
  }

  /// Decodes and validates a binary module.
  ///
  /// @throws WasmtierException of kind MALFORMED, INVALID or LIMIT with the byte offset
  public LoadedModule load(Slice bytes) {
    return load(Decoder.decode(bytes, config.features()));
  }

  /// Decodes and validates a file: a module in the text format if its name ends in `.wat`, else a
  /// binary one.
  ///
  /// @throws IOException if the file can't be read
  /// @throws WasmtierException of kind MALFORMED, INVALID or LIMIT
  public LoadedModule load(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      int largest = DecodeLimits.DEFAULT.moduleSize();
      bytes = in.readNBytes(largest);
      // Such as a device without end.
      if (bytes.length == largest && in.read() >= 0) {
        throw new WasmtierException(
            Failure.LIMIT, file + " is too large: a module may have " + largest + " bytes");
      }
    }
    return file.toString().endsWith(".wat")
        ? load(WatParser.parse(file.toString(), bytes, config.features()))
        : load(bytes);
  }

  /// Parses and validates a module in the text format.
  ///
  /// @throws WasmtierException of kind MALFORMED (with line and column in the message), INVALID or
  ///   LIMIT
  public LoadedModule loadText(String wat) {
    return load(WatParser.parse("module", wat, config.features()));
  }

  /// Validates a module.
  ///
  /// @throws WasmtierException of kind INVALID or LIMIT
  public LoadedModule load(WasmModule module) {
    checkOpen();
    return new LoadedModule(this, validate(module));
  }

  private ValidatedModule validate(WasmModule module) {
    return Validator.validate(
        module,
        config.features(),
        config.validation(),
        (int) config.limit(Config.Limit.VALIDATION_THREADS));
  }

  /// {@return a new store, empty}
  public Store newStore() {
    Store store = new Store(this);
    synchronized (this) {
      checkOpen();
      stores.add(store);
    }
    return store;
  }

  synchronized void forget(Store store) {
    stores.remove(store);
  }

  synchronized void checkOpen() {
    if (closed) {
      throw new WasmtierException(Failure.USAGE, "the engine is closed");
    }
  }

  /// Closes all stores.
  ///
  /// @throws WasmtierException of kind USAGE if a store is in use; it and the engine stay open
  @Override
  public synchronized void close() {
    // All of it under the lock, or a store made meanwhile would be left open. Closing a store waits
    // for nothing: one in use is refused.
    for (Store store : new ArrayList<>(stores)) {
      store.close();
    }
    closed = true;
    queue.close();
  }
}
