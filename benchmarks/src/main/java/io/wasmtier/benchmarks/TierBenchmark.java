package io.wasmtier.benchmarks;

import io.wasmtier.compiler.TieredCompilerProvider;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.spi.CompilerProvider;
import io.wasmtier.runtime.spi.ModuleCompiler;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.validator.Validator;
import io.wasmtier.wasm.FeatureSet;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How many megabytes of function bodies does tier 1 turn into loaded classes per second and core?
/// `bytes` is the rate. Bodies that it refuses are not counted, though it looks at them.
/// `metaspacePerFunction` is what a compiled function costs in bytes of metaspace.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, then calls the set-up.
public class TierBenchmark {
  /// Metaspace, the last figure of an iteration.
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Metaspace {
    /// Bytes a function.
    public long metaspacePerFunction;

    /// For JMH.
    public Metaspace() {}
  }

  /// Modules without SIMD, some of them large.
  @Param({
    "many5k",
    "bytecodealliance-jco-transpile--wasm-tools.core",
    "dprint-json--plugin",
    "sqlite3-shell"
  })
  public String module;

  private ValidatedModule validated;
  private final CompilerProvider provider = new TieredCompilerProvider();
  private List<MemoryPoolMXBean> metaspaces;

  /// For JMH.
  public TierBenchmark() {}

  /// Validates the module.
  @Setup(Level.Trial)
  public void validate() {
    validated =
        Validator.validate(
            BenchmarkData.module(module), FeatureSet.DEFAULT, Validator.Mode.EAGER, 1);
    metaspaces = new ArrayList<>();
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      // Compressed Class Space is a part of Metaspace.
      if (pool.getName().equals("Metaspace")) {
        metaspaces.add(pool);
      }
    }
  }

  private long metaspace() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : metaspaces) {
      bytes += pool.getUsage().getUsed();
    }
    return bytes;
  }

  /// All functions of the module, into classes that nobody has seen before.
  @Benchmark
  public int baseline(Bytes counted, Metaspace metaspace) {
    int imported = validated.importedFunctions();
    BitSet installed = new BitSet();
    long before = metaspace();
    ModuleCompiler compiler =
        provider.compiler(
            validated, true, Tuning.standard(), (function, code) -> installed.set(function));
    for (int i = imported; i < validated.functionCount(); i++) {
      compiler.compile(i);
    }
    long used = metaspace() - before;
    int count = 0;
    for (int i = installed.nextSetBit(0); i >= 0; i = installed.nextSetBit(i + 1)) {
      counted.bytes += validated.module().code().length(i - imported);
      count++;
    }
    // Classes of earlier rounds may have been unloaded meanwhile; such a round tells nothing.
    if (used > 0 && count > 0) {
      metaspace.metaspacePerFunction = used / count;
    }
    return count;
  }
}
