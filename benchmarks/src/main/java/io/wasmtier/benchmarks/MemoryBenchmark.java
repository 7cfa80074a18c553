package io.wasmtier.benchmarks;

import io.wasmtier.allocator.MemoryPolicy;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Memory;
import io.wasmtier.runtime.Store;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What does access to linear memory cost, by its shape and by the kind of backing?
///
/// Every method goes over 64 KiB once, in a loop of the guest but where it says otherwise; the
/// figure is the time for four bytes of it.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(MemoryBenchmark.SIZE / 4)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, then calls the set-up.
public class MemoryBenchmark {
  /// Bytes that a kernel goes over.
  static final int SIZE = 1 << 16;

  /// The kind of backing, a [MemoryPolicy].
  @Param({"heap", "native"})
  public String kind;

  private Engine engine;
  private Store store;
  private Memory memory;
  private IntSupplier load;
  private IntSupplier load8;
  private LongSupplier load64;
  private IntConsumer store32;
  private Runnable add;
  private IntSupplier chase;
  private Runnable copy;
  private IntConsumer fill;

  /// For JMH.
  public MemoryBenchmark() {}

  /// Makes an instance with a memory of the kind.
  @Setup
  public void instantiate() {
    MemoryPolicy policy = MemoryPolicy.valueOf(kind.toUpperCase(Locale.ROOT));
    engine = new Engine(Config.DEFAULT.memories(policy));
    store = engine.newStore();
    Instance kernels = store.instantiate(engine.load(BenchmarkData.bytes("kernels")));
    memory = kernels.memory("memory");
    load = kernels.function("load").as(IntSupplier.class);
    load8 = kernels.function("load8").as(IntSupplier.class);
    load64 = kernels.function("load64").as(LongSupplier.class);
    store32 = kernels.function("store").as(IntConsumer.class);
    add = kernels.function("add").as(Runnable.class);
    chase = kernels.function("chase").as(IntSupplier.class);
    copy = kernels.function("copy").as(Runnable.class);
    fill = kernels.function("fill").as(IntConsumer.class);
    kernels.function("link").call();
    if (chase.getAsInt() != 0) {
      throw new IllegalStateException("the ring is broken");
    }
  }

  /// Closes the instance.
  @TearDown
  public void close() {
    store.close();
    engine.close();
  }

  /// `i32.load`, one after the other.
  @Benchmark
  public int load() {
    return load.getAsInt();
  }

  /// `i32.load8_u`: four loads per operation.
  @Benchmark
  public int load8() {
    return load8.getAsInt();
  }

  /// `i64.load`: half a load per operation.
  @Benchmark
  public long load64() {
    return load64.getAsLong();
  }

  /// `i32.load` from an address just loaded.
  @Benchmark
  public int chase() {
    return chase.getAsInt();
  }

  /// `i32.store`, one after the other.
  @Benchmark
  public void store() {
    store32.accept(42);
  }

  /// `a[i] += b[i]`: two loads and a store.
  @Benchmark
  public void add() {
    add.run();
  }

  /// `memory.copy` of all.
  @Benchmark
  public void copy() {
    copy.run();
  }

  /// `memory.fill` of all.
  @Benchmark
  public void fill() {
    fill.accept(42);
  }

  /// The host reads through [Memory#getInt].
  @Benchmark
  public int hostGetInt() {
    Memory from = memory;
    int sum = 0;
    for (int at = 0; at < SIZE; at += 4) {
      sum += from.getInt(at);
    }
    return sum;
  }
}
