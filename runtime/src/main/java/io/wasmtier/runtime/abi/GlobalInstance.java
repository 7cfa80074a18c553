package io.wasmtier.runtime.abi;

import io.wasmtier.wasm.ExternType;
import org.jspecify.annotations.Nullable;

/// A global variable (spec: Execution, Runtime Structure, Global Instances), shared by all
/// instances that import it. Confined to the store's thread.
public final class GlobalInstance {
  /// The bits of a number (i32 and f32 in the low half, zero-extended), the low half of a v128.
  public long bits;

  /// The high half of a v128.
  public long high;

  /// A reference.
  public @Nullable Object reference;

  /// Its type, canonical.
  public final ExternType.Global type;

  public GlobalInstance(ExternType.Global type) {
    this.type = type;
  }
}
