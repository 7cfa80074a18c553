package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.Engine;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;

/// Types for tests, given as text.
final class GuestTypes {
  private GuestTypes() {}

  static ValidatedModule module(String types) {
    try (Engine engine = new Engine(io.wasmtier.runtime.Config.DEFAULT)) {
      return engine.loadText("(module " + types + ")").validated();
    }
  }

  /// {@return the last type of some}
  static DefType type(String types) {
    ValidatedModule module = module(types);
    return module.type(module.typeCount() - 1);
  }
}
