package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.WasmFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entry into compiled code.
final class CompiledActivation extends Activation {
  CompiledActivation(@Nullable Activation parent) {
    super(parent);
  }

  /// Nothing: its frames are those of the Java stack, which [CallStack] reads.
  @Override
  public void frames(List<WasmFrame> frames, int limit) {}
}
