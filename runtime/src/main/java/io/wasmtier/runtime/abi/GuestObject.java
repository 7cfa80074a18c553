package io.wasmtier.runtime.abi;

import io.wasmtier.validator.DefType;

/// A guest's object with a concrete type that is known at run time (spec: Execution, Runtime
/// Structure, Structure and Array Instances). HotSpot's collector is its collector; identity is
/// Java identity. Confined to the store's thread.
public abstract class GuestObject {
  GuestObject() {}

  /// {@return the type it was allocated with}
  public abstract DefType type();
}
