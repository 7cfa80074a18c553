package io.wasmtier.cli;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.wasm.Bodies;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import org.jspecify.annotations.Nullable;

/// Offsets as the user knows them: in the binary module, also in the one that `wat2wasm` makes of a
/// text. A module that came from text knows its function bodies only by themselves, so it is
/// translated when an offset in one is asked for.
final class Offsets {
  private final @Nullable WasmModule module;
  private final boolean isText;
  private @Nullable Bodies translated;

  /// @param module the module as far as it is known
  Offsets(ModuleFile file, @Nullable WasmModule module) {
    this.module = module;
    this.isText = file.isText();
  }

  /// {@return an offset in the binary module, or [WasmtierException#NONE] if it is not known}
  ///
  /// @param function the function concerned, or [WasmtierException#NONE]
  /// @param offset the offset as the module knows it, or [WasmtierException#NONE]
  long of(int function, long offset) {
    if (!isText || offset == WasmtierException.NONE) {
      return offset;
    }
    WasmModule text = module;
    int body = text == null ? -1 : function - text.imported(ExternKind.FUNC);
    if (text == null || function < 0 || body < 0 || body >= text.code().count()) {
      return WasmtierException.NONE;
    }
    Bodies bodies = translated;
    if (bodies == null) {
      try {
        bodies = Decoder.decode(Slice.of(Encoder.encode(text)), FeatureSet.ALL).code();
      } catch (WasmtierException e) {
        return WasmtierException.NONE; // Such as a body with more locals than are allowed.
      }
      translated = bodies;
    }
    return offset - text.code().offset(body) + bodies.offset(body);
  }
}
