package io.wasmtier.compiler;

import io.wasmtier.compiler.baseline.BaselineCompiler;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.spi.CodeInstaller;
import io.wasmtier.runtime.spi.CompilerProvider;
import io.wasmtier.runtime.spi.ModuleCompiler;
import io.wasmtier.validator.ValidatedModule;

/// What the runtime finds by [java.util.ServiceLoader].
public final class TieredCompilerProvider implements CompilerProvider {
  /// For the service loader.
  public TieredCompilerProvider() {}

  @Override
  public ModuleCompiler compiler(
      ValidatedModule module, boolean heap, Tuning tuning, CodeInstaller installer) {
    return new BaselineCompiler(module, heap, tuning, installer);
  }
}
