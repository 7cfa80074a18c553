package io.wasmtier.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// An engine with a store, and what tests say often.
final class Fixture implements AutoCloseable {
  final Engine engine;
  final Store store;
  final Linker linker = new Linker();

  Fixture() {
    this(Config.DEFAULT);
  }

  Fixture(Config config) {
    engine = new Engine(config);
    store = engine.newStore();
  }

  /// {@return an instance of a module given as text, linked with what the linker has}
  Instance instance(String wat) {
    return linker.instantiate(store, engine.loadText(wat));
  }

  @Override
  public void close() {
    engine.close();
  }

  /// Checks that an action fails in a way.
  static WasmtierException fails(Failure kind, ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(WasmtierException.class);
    WasmtierException error = (WasmtierException) thrown;
    assertThat(error.failure()).as(error.getMessage()).isEqualTo(kind);
    return error;
  }

  /// Checks that an action traps in a way.
  static Trap traps(TrapKind kind, ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).isInstanceOf(Trap.class);
    assertThat(((Trap) thrown).kind()).isEqualTo(kind);
    return (Trap) thrown;
  }
}
