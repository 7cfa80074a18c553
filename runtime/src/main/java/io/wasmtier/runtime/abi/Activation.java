package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.WasmFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A piece of the WebAssembly call stack that lies between an entry from Java and the call back to
/// it. The activations of a store form a list, [StoreContext#activation] being the innermost.
/// Confined to the store's thread.
public abstract class Activation {
  /// The largest number of frames that is reported at each end of a call stack.
  public static final int REPORTED_FRAMES = 32;

  /// The activation below, or null.
  public final @Nullable Activation parent;

  protected Activation(@Nullable Activation parent) {
    this.parent = parent;
  }

  /// Appends the frames, innermost first, as of the last time the activation was left for Java.
  ///
  /// @param limit the number of frames after which it may stop
  public abstract void frames(List<WasmFrame> frames, int limit);
}
