package io.wasmtier.benchmarks;

import io.wasmtier.compiler.TieredCompilerProvider;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.abi.FunctionCode;
import io.wasmtier.runtime.spi.CompilerProvider;
import io.wasmtier.runtime.spi.ModuleCompiler;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.validator.Validator;
import io.wasmtier.wasm.FeatureSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How many megabytes of function bodies does tier 1 turn into loaded classes per second and core?
/// `bytes` is the rate. Bodies that it leaves to tier 0 are not counted, though it looks at them.
/// What the classes cost is in [FootprintTable].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, then calls the set-up.
public class TierBenchmark {
  private static final CompilerProvider PROVIDER = new TieredCompilerProvider();

  /// Modules without SIMD, some of them large.
  @Param({
    "many5k",
    "bytecodealliance-jco-transpile--wasm-tools.core",
    "dprint-json--plugin",
    "sqlite3-shell"
  })
  public String module;

  private ValidatedModule validated;

  /// For JMH.
  public TierBenchmark() {}

  /// Validates the module.
  @Setup
  public void validate() {
    validated = validated(module);
  }

  static ValidatedModule validated(String module) {
    return Validator.validate(
        BenchmarkData.module(module), FeatureSet.DEFAULT, Validator.Mode.EAGER, 1);
  }

  /// {@return the code that tier 1 makes of a module's functions, by function; null where it leaves
  /// one to tier 0, and for imported functions}
  static @Nullable FunctionCode[] compileAll(ValidatedModule module) {
    @Nullable FunctionCode[] installed = new @Nullable FunctionCode[module.functionCount()];
    ModuleCompiler compiler =
        PROVIDER.compiler(
            module, true, Tuning.standard(), (function, code) -> installed[function] = code);
    for (int i = module.importedFunctions(); i < installed.length; i++) {
      compiler.compile(i);
    }
    return installed;
  }

  /// {@return the size of the bodies of those functions that have code, in bytes}
  static long bytes(ValidatedModule module, @Nullable FunctionCode[] installed) {
    long bytes = 0;
    for (int i = module.importedFunctions(); i < installed.length; i++) {
      if (installed[i] != null) {
        bytes += module.module().code().length(i - module.importedFunctions());
      }
    }
    return bytes;
  }

  /// All functions of the module, into classes that nobody has seen before.
  @Benchmark
  public @Nullable FunctionCode[] baseline(Bytes counted) {
    @Nullable FunctionCode[] installed = compileAll(validated);
    counted.bytes += bytes(validated, installed);
    return installed;
  }
}
