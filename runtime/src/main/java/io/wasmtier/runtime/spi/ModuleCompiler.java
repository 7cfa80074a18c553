package io.wasmtier.runtime.spi;

/// Compiles functions of one module for one kind of memory. Thread-safe.
public interface ModuleCompiler {
  /// Compiles a function, and perhaps others with it, unless done before. Every function that has
  /// code then was given to the installer; others stay in tier 0.
  ///
  /// @param function index of a function defined in the module
  void compile(int function);
}
