package io.wasmtier.runtime.abi;

import org.jspecify.annotations.Nullable;

/// The frames of the interpreter, and the convention by which functions of any kind call one another without boxing: the
/// caller puts the arguments into slots from a base on, the callee leaves the results there.
///
/// A number lies in [#slots] (i32 and f32 in the low half, the upper half is undefined; v128 takes two slots), a reference at the same index
/// in [#references]. Both arrays may be replaced when they grow: read the fields again after every call. Everything from
/// [#top] on is free. Confined to one thread at a time.
public final class WasmStack {
  public long[] slots;
  public @Nullable Object[] references;

  /// The first slot that no active frame uses.
  public int top;

  private final int maxSlots;

  /// @param maxSlots the number of slots (8 bytes each, plus a reference) beyond which the stack is exhausted
  public WasmStack(int maxSlots) {
    this.maxSlots = maxSlots;
    this.slots = new long[Math.min(maxSlots, 1024)];
    this.references = new Object[slots.length];
  }

  /// Makes sure that slots up to an index (exclusive) exist.
  ///
  /// @throws io.wasmtier.wasm.WasmtierException of kind EXHAUSTION if that is beyond the limit
  public void reserve(int end) {
    if (end > slots.length || end < 0) {
      grow(end);
    }
  }

  private void grow(int end) {
    if (end > maxSlots || end < 0) {
      throw Exhaustion.callStack();
    }
    int size = (int) Math.min(maxSlots, Math.max(end, slots.length * 2L));
    slots = java.util.Arrays.copyOf(slots, size);
    references = java.util.Arrays.copyOf(references, size);
  }
}
