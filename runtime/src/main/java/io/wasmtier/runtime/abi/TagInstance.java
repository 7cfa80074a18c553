package io.wasmtier.runtime.abi;

import io.wasmtier.validator.DefType;

/// A tag (spec: Execution, Runtime Structure, Tag Instances); its identity is what exceptions are
/// matched by.
public final class TagInstance {
  /// The function type whose parameters an exception with this tag carries.
  public final DefType type;

  public TagInstance(DefType type) {
    this.type = type;
  }
}
