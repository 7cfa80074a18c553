package io.wasmtier.benchmarks;

import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Store;
import io.wasmtier.wasm.FeatureSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What does it cost to switch stacks: to resume and suspend, alone, deep and among many; to
/// switch; to begin and end?
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything is read.
public class ContinuationBenchmark {
  /// Rounds of the guest's loops.
  static final int LOOP = 10_000;

  /// Suspended continuations that are resumed in turn.
  static final int MANY = 100_000;

  private static final int DEEP = 1000;

  private Engine engine;
  private Store store;
  private IntBinaryOperator yielding;
  private IntUnaryOperator switching;
  private IntUnaryOperator fresh;
  private IntSupplier round;

  /// For JMH.
  public ContinuationBenchmark() {}

  /// Makes the instance and its suspended continuations.
  ///
  /// @throws IOException if the module can't be read
  @Setup
  public void instantiate() throws IOException {
    engine = new Engine(Config.DEFAULT.features(FeatureSet.DEFAULT.apply("+stack-switching")));
    store = engine.newStore();
    Instance instance;
    try (InputStream text =
        Objects.requireNonNull(
            ContinuationBenchmark.class.getResourceAsStream("continuations.wat"))) {
      instance =
          store.instantiate(
              engine.loadText(new String(text.readAllBytes(), StandardCharsets.UTF_8)));
    }
    yielding = instance.function("yield").as(IntBinaryOperator.class);
    switching = instance.function("switch").as(IntUnaryOperator.class);
    fresh = instance.function("fresh").as(IntUnaryOperator.class);
    round = instance.function("round").as(IntSupplier.class);
    instance.function("fill").call(MANY);
    int sum = yielding.applyAsInt(DEEP, LOOP);
    if (sum != LOOP * (LOOP - 1) / 2) {
      throw new IllegalStateException("yield gives " + sum);
    }
  }

  /// Closes the instance.
  @TearDown
  public void close() {
    store.close();
    engine.close();
  }

  /// Resume and suspend.
  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int yieldShallow() {
    return yielding.applyAsInt(0, LOOP);
  }

  /// Resume and suspend a thousand frames deep.
  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int yieldDeep() {
    return yielding.applyAsInt(DEEP, LOOP);
  }

  /// Resume and suspend, each time another one of many continuations.
  @Benchmark
  @OperationsPerInvocation(MANY)
  public int yieldOfMany() {
    return round.getAsInt();
  }

  /// Switch from one continuation to another.
  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int switchOnce() {
    return switching.applyAsInt(LOOP);
  }

  /// Make a continuation and run it to its end.
  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int beginAndEnd() {
    return fresh.applyAsInt(LOOP);
  }
}
