package io.wasmtier.runtime.interp;

import io.wasmtier.decoder.Encoder;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.abi.GuestFunction;
import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.FeatureSet;
import org.jspecify.annotations.Nullable;

/// An instance of a module given as text, which went through the binary format, so that there are
/// byte offsets.
final class Guest implements AutoCloseable {
  final Engine engine;
  final Store store;
  final Instance instance;
  final byte[] bytes;

  Guest(String wat) {
    this(wat, FeatureSet.DEFAULT);
  }

  Guest(String wat, FeatureSet features) {
    engine = new Engine(Config.DEFAULT.features(features));
    store = engine.newStore();
    bytes = Encoder.encode(WatParser.parse("test", wat, features), true);
    instance = store.instantiate(engine.load(bytes));
  }

  @Nullable Object call(String name, @Nullable Object... arguments) {
    return instance.function(name).call(arguments);
  }

  Profile profile(String name) {
    return ((InterpreterCode) ((GuestFunction) instance.function(name)).code()).profile(true);
  }

  /// {@return what the export `f` of a module with these fields returns}
  static @Nullable Object run(String fields, @Nullable Object... arguments) {
    try (Guest guest = new Guest("(module " + fields + ")")) {
      return guest.call("f", arguments);
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
