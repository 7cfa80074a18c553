package io.wasmtier.runtime.abi;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;

/// The error of an exhausted call stack. Without a Java stack, which would be deep and of no use.
public final class Exhaustion extends WasmtierException {
  private static final long serialVersionUID = 1L;

  private Exhaustion(String message) {
    super(Failure.EXHAUSTION, message, NONE, NONE, null, false);
  }

  /// {@return a new "call stack exhausted", not yet thrown}
  public static Exhaustion callStack() {
    return new Exhaustion("call stack exhausted");
  }
}
