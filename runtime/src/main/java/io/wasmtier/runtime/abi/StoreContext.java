package io.wasmtier.runtime.abi;

/// What running code needs of its store: the stack of frames and what can stop it.
public final class StoreContext {
  /// The stack of the thread that is in the store.
  public final WasmStack stack;

  /// The largest number of nested calls that cross from Java into guest code or back; interpreter frames are bounded by the
  /// stack's slots.
  public final int maxDepth;

  /// The current number of nested entries from the host.
  public int depth;

  /// Set by any thread to stop the guest at its next poll (function entries and loop back-edges); read opaquely.
  public volatile boolean interrupted;

  public StoreContext(int maxSlots, int maxDepth) {
    this.stack = new WasmStack(maxSlots);
    this.maxDepth = maxDepth;
  }
}
