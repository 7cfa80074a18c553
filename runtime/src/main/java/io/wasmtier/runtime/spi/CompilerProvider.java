package io.wasmtier.runtime.spi;

import io.wasmtier.runtime.Tuning;
import io.wasmtier.validator.ValidatedModule;

/// A compiler, found by [java.util.ServiceLoader]. The runtime is complete without any.
public interface CompilerProvider {
  /// {@return a compiler for one module}
  ///
  /// @param module the module
  /// @param heap whether memory 0 of the instances is of the heap kind, or there is none
  /// @param tuning thresholds and budgets
  /// @param installer gets the code
  ModuleCompiler compiler(
      ValidatedModule module, boolean heap, Tuning tuning, CodeInstaller installer);
}
