package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.LoopCode;
import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.runtime.spi.CodeInstaller;
import io.wasmtier.runtime.spi.CompilerProvider;
import io.wasmtier.runtime.spi.ModuleCompiler;
import io.wasmtier.validator.ValidatedModule;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// What the runtime finds as a compiler in its own tests: it compiles nothing, and does what a test
/// wants when it is asked to.
public final class HookedCompiler implements CompilerProvider {
  static volatile IntConsumer onFunction = function -> {};
  static volatile IntConsumer onLoop = function -> {};

  /// For the service loader.
  public HookedCompiler() {}

  @Override
  public ModuleCompiler compiler(
      ValidatedModule module, boolean heap, Tuning tuning, CodeInstaller installer) {
    return new ModuleCompiler() {
      @Override
      public void compile(int function) {
        onFunction.accept(function);
      }

      @Override
      public @Nullable LoopCode compile(int function, LoopEntry loop) {
        onLoop.accept(function);
        return null;
      }
    };
  }
}
