package io.wasmtier.benchmarks;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Store;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How long does it take to make an instance of a loaded module in a store of its own, and to close
/// both?
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, then calls the set-up.
public class InstantiateBenchmark {
  /// A handful of functions and three pages; 5,000 functions behind a table; 2,000 functions and
  /// the data of a real program.
  @Param({"kernels", "many5k", "sqlite3-shell"})
  public String module;

  private Engine engine;
  private Linker linker;
  private LoadedModule loaded;

  /// For JMH.
  public InstantiateBenchmark() {}

  /// Loads the module.
  @Setup
  public void load() {
    engine = new Engine();
    linker = new Linker().stubMissingFunctions(true);
    loaded = engine.load(BenchmarkData.bytes(module));
  }

  /// Closes the engine.
  @TearDown
  public void close() {
    engine.close();
  }

  /// One instance.
  @Benchmark
  public Instance instantiate() {
    try (Store store = engine.newStore()) {
      return linker.instantiate(store, loaded);
    }
  }
}
