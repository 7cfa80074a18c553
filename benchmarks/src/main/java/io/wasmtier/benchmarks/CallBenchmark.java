package io.wasmtier.benchmarks;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.wasm.CompositeType.FuncType;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
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

/// What does a call cost, from the host to the guest, from the guest to the host, and within the
/// guest?
///
/// The functions add two i32 numbers. Calls by the guest stand in a loop of [#LOOP] rounds, whose
/// own time [#guestLoopAlone] shows.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything is read.
public class CallBenchmark {
  /// Rounds of the guest's loops.
  static final int LOOP = 1000;

  private Engine engine;
  private Store store;
  private WasmFunction add;
  private IntBinaryOperator addTyped;
  private MethodHandle addHandle;
  private IntUnaryOperator inline;
  private IntUnaryOperator guest;
  private IntUnaryOperator indirect;
  private IntUnaryOperator hostTyped;
  private IntUnaryOperator hostRaw;
  private int number;

  /// For JMH.
  public CallBenchmark() {}

  /// Makes two instances, which differ in how the host's function is defined.
  @Setup
  public void instantiate() {
    engine = new Engine();
    store = engine.newStore();
    LoadedModule module = engine.load(BenchmarkData.bytes("calls"));
    Instance instance =
        new Linker()
            .function("host", "add", IntBinaryOperator.class, Integer::sum)
            .instantiate(store, module);
    add = instance.function("add");
    addTyped = add.as(IntBinaryOperator.class);
    addHandle = add.handle();
    inline = loop(instance, "inline");
    guest = loop(instance, "guest");
    indirect = loop(instance, "indirect");
    hostTyped = loop(instance, "host");
    FuncType type = add.functionType();
    Instance raw =
        new Linker()
            .function("host", "add", type, call -> call.returnI32(call.i32(0) + call.i32(1)))
            .instantiate(store, module);
    hostRaw = loop(raw, "host");
  }

  private static IntUnaryOperator loop(Instance instance, String name) {
    IntUnaryOperator loop = instance.function(name).as(IntUnaryOperator.class);
    int sum = loop.applyAsInt(LOOP);
    if (sum != LOOP * (LOOP + 1) / 2) {
      throw new IllegalStateException(name + " gives " + sum);
    }
    return loop;
  }

  /// Closes the instances.
  @TearDown
  public void close() {
    store.close();
    engine.close();
  }

  /// Host to guest through a functional interface.
  @Benchmark
  public int hostToGuestTyped() {
    return addTyped.applyAsInt(number++, 2);
  }

  /// Host to guest through a method handle that is no constant.
  @Benchmark
  public int hostToGuestHandle() throws Throwable {
    return (int) addHandle.invokeExact(number++, 2);
  }

  /// Host to guest with boxed values.
  @Benchmark
  public @Nullable Object hostToGuestDynamic() {
    return add.call(number++, 2);
  }

  /// Guest to host, defined by a functional interface.
  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int guestToHostTyped() {
    return hostTyped.applyAsInt(LOOP);
  }

  /// Guest to host, defined by what it does with a call.
  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int guestToHostRaw() {
    return hostRaw.applyAsInt(LOOP);
  }

  /// Guest to guest, direct.
  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int guestToGuest() {
    return guest.applyAsInt(LOOP);
  }

  /// Guest to guest through a table.
  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int guestToGuestIndirect() {
    return indirect.applyAsInt(LOOP);
  }

  /// The loop with an addition in place of the call.
  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int guestLoopAlone() {
    return inline.applyAsInt(LOOP);
  }
}
