package io.wasmtier.cli;

import io.wasmtier.wasi.WasiExit;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.io.UncheckedIOException;

/// How a guest ended that did not return.
final class GuestEnd {
  private GuestEnd() {}

  /// Tells the user why, if it is not an exit of the guest's own.
  ///
  /// @return the exit code
  /// @throws WasmtierException the one given if it is not about the guest
  /// @throws IOException if a [GuestOutput] ended it, or the reason can't be printed
  static int of(WasmtierException e, ModuleFile file, WasmModule module, Io io) throws IOException {
    if (e instanceof WasiExit exit) {
      // An exit status has eight bits; failure must not become success.
      int code = exit.code();
      return code != 0 && (code & 0xFF) == 0 ? ExitCode.FAILURE : code;
    }
    if (e.getCause() instanceof UncheckedIOException output) {
      throw output.getCause(); // Nobody reads its output any more.
    }
    return switch (e.failure()) {
      case TRAP, EXHAUSTION -> {
        io.complain("wasm trap: ", ErrorText.trap(e, new Offsets(file, module)));
        yield ExitCode.TRAP;
      }
      case EXCEPTION -> {
        io.complain("wasm exception: ", ErrorText.trap(e, new Offsets(file, module)));
        yield ExitCode.TRAP;
      }
      case MALFORMED, INVALID, LIMIT, UNLINKABLE, UNSUPPORTED, INTERRUPTED, EXIT -> {
        io.error(ErrorText.of(file, e, module));
        yield ExitCode.FAILURE;
      }
      case USAGE, BUG -> throw e;
    };
  }
}
