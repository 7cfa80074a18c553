package io.wasmtier.runtime.spi;

import io.wasmtier.runtime.abi.FunctionCode;

/// What a compiler gives its code to. Thread-safe.
@SuppressWarnings("exports") // Both packages are exported to the compiler alone.
public interface CodeInstaller {
  /// Makes a function run in compiled code from its next call on.
  ///
  /// @param function index of a function defined in the module
  void install(int function, FunctionCode code);

  /// Tells that a function stays in tier 0.
  default void refused(int function, String reason) {}

  /// Tells what was generated.
  ///
  /// @param bytes the size of a class file
  /// @param nanos how long it took to make
  default void generated(int bytes, long nanos) {}
}
