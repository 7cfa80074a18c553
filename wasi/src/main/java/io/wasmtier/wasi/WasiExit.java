package io.wasmtier.wasi;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;

/// A guest has ended itself by `proc_exit`. It passes through the guest, which can't catch it, to
/// whoever called.
///
/// Ending with code 0 is success; an embedder that runs a command expects this exception as well as
/// the return of `_start`.
public final class WasiExit extends WasmtierException {
  private static final long serialVersionUID = 1L;

  private final int code;

  WasiExit(int code) {
    super(Failure.EXIT, "exit code " + Integer.toUnsignedString(code), NONE, NONE, null, false);
    this.code = code;
  }

  /// {@return the exit code, unsigned; by convention 0 is success}
  public int code() {
    return code;
  }
}
