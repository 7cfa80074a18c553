package io.wasmtier.runtime.abi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The frames of the interpreter, and the convention by which functions of any kind call one
/// another without boxing: the caller puts the arguments into slots from a base on, the callee
/// leaves the results there.
///
/// A number lies in [#slots] (i32 and f32 in the low half, the upper half is undefined; v128 takes
/// two slots), a reference at the same index in [#references]. Both arrays may be replaced when
/// they grow: read the fields again after every call. Everything from [#top] on is free. Confined
/// to one thread at a time.
///
/// A store has one, and each of its continuations that has begun another. Those in use form a
/// chain, of which only the last grows.
public final class WasmStack {
  public long[] slots;
  public @Nullable Object[] references;

  /// The first slot that no active frame uses.
  public int top;

  /// The number of slots that the stacks beneath this one take from the same limit. Right while it
  /// is the last of the chain in use; written by what switches stacks.
  public int below;

  private final int maxSlots;

  /// @param maxSlots the number of slots (8 bytes each, plus a reference) beyond which the stack is
  ///   exhausted
  public WasmStack(int maxSlots) {
    this(maxSlots, Math.min(maxSlots, 1024));
  }

  /// @param maxSlots the number of slots beyond which the stack, together with those beneath it, is
  ///   exhausted
  /// @param size the number of slots to begin with
  public WasmStack(int maxSlots, int size) {
    this.maxSlots = maxSlots;
    this.slots = new long[size];
    this.references = new Object[size];
  }

  /// {@return the largest number of slots of a chain of stacks}
  public int maxSlots() {
    return maxSlots;
  }

  /// Makes sure that slots up to an index (exclusive) exist.
  ///
  /// @throws io.wasmtier.wasm.WasmtierException if that is beyond the limit or the Java heap is
  ///   full, of kind EXHAUSTION
  public void reserve(int end) {
    if (end > slots.length || end < 0) {
      grow(end);
    }
  }

  private void grow(int end) {
    int limit = maxSlots - below;
    if (end > limit || end < 0) {
      throw Exhaustion.callStack();
    }
    resize((int) Math.min(limit, Math.max(end, slots.length * 2L)));
  }

  /// Gives memory back if far more slots exist than are in use. To be called where [#top] is right.
  public void trim() {
    // What grew the stack costs more than this, so that doing both again and again does not change
    // the order of the time.
    if (slots.length > 4 * top + 256) {
      resize(2 * top);
    }
  }

  private void resize(int size) {
    try {
      long[] newSlots = Arrays.copyOf(slots, size);
      references = Arrays.copyOf(references, size);
      slots = newSlots;
    } catch (OutOfMemoryError e) {
      throw Exhaustion.heap();
    }
  }
}
