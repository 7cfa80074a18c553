package io.wasmtier.runtime.abi;

import io.wasmtier.validator.DefType;

/// A reference to a continuation (proposal: Stack Switching). What it stands for is the business of
/// the tier that made it; here it has a type and a store.
///
/// It can be resumed once. Nothing but references keeps it alive: one that is dropped is garbage
/// with its stack. Confined to the store's thread.
public abstract class GuestContinuation extends GuestObject {
  /// The store in which it can be resumed.
  public final StoreContext store;

  private final DefType type;

  protected GuestContinuation(StoreContext store, DefType type) {
    this.store = store;
    this.type = type;
  }

  @Override
  public final DefType type() {
    return type;
  }
}
