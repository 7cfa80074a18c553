package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.Internal;
import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.validator.DefType;

/// A function of a guest or of the host, and at the same time the value of a `funcref` (spec: Function Instances).
///
/// The engine extends it, nobody else can. A guest's function is confined to its store's thread.
public abstract class WasmFunction {
  private final DefType type;

  /// For the engine only.
  protected WasmFunction(Internal key, DefType type) {
    java.util.Objects.requireNonNull(key);
    this.type = type;
  }

  /// {@return the canonical type}
  public final DefType type() {
    return type;
  }

  /// For the engine: runs the function with its arguments in the stack's slots from `base` on and leaves the results there.
  public abstract void invoke(WasmStack stack, int base);
}
