package io.wasmtier.runtime.spi;

import io.wasmtier.runtime.abi.LoopCode;
import io.wasmtier.runtime.abi.LoopEntry;
import org.jspecify.annotations.Nullable;

/// Compiles functions of one module for one kind of memory. Thread-safe.
@SuppressWarnings("exports") // Both packages are exported to the compiler alone.
public interface ModuleCompiler {
  /// Compiles a function, and perhaps others with it, unless done before. Every function that has
  /// code then was given to the installer; others stay in tier 0.
  ///
  /// @param function index of a function defined in the module
  void compile(int function);

  /// Compiles a function once more, to be entered at a loop.
  ///
  /// @return the code, or null if the function can't be compiled
  @Nullable LoopCode compile(int function, LoopEntry loop);
}
