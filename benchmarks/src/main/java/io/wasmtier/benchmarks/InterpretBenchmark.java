package io.wasmtier.benchmarks;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Store;
import io.wasmtier.wasm.Opcode;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
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

/// How long does an executed WebAssembly instruction take in the interpreter? `instructions` is the
/// time of one.
///
/// Counted are the instructions that do something, those of [Opcode#weight] 1: no `block`, `loop`,
/// `end`, `drop`, `nop`. How many a run executes comes from [InstructionCounter]; [Main] counts in
/// its own process, because a counting run in the process that measures would shape the JVM's
/// profile of the interpreter.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, then calls the set-up.
public class InterpretBenchmark {
  /// The system property, followed by a program's name, that says how many instructions it
  /// executes.
  static final String COUNT = "wasmtier.instructions.";

  /// The program, run with its small argument.
  @Param({"fib", "sieve", "matmul", "sha256"})
  public String program;

  private Engine engine;
  private Store store;
  private IntUnaryOperator run;
  private int argument;
  private int checksum;
  private long instructions;

  /// For JMH.
  public InterpretBenchmark() {}

  /// {@return how many instructions a program executes with its small argument}
  static long count(BenchmarkProgram program) {
    return InstructionCounter.count(
        BenchmarkData.module(program.name()),
        program.nSmall(),
        program.checksumSmall(),
        Opcode::weight);
  }

  /// Instantiates the program.
  @Setup
  public void instantiate() {
    BenchmarkProgram found = BenchmarkProgram.named(program);
    argument = found.nSmall();
    checksum = found.checksumSmall();
    Long counted = Long.getLong(COUNT + program);
    instructions = counted != null ? counted : count(found);
    engine = new Engine();
    store = engine.newStore();
    Instance instance = store.instantiate(engine.load(BenchmarkData.bytes(program)));
    run = instance.function("run").as(IntUnaryOperator.class);
  }

  /// Closes the instance.
  @TearDown
  public void close() {
    store.close();
    engine.close();
  }

  /// One run.
  @Benchmark
  public int run(Instructions counted) {
    int result = run.applyAsInt(argument);
    if (result != checksum) {
      throw new IllegalStateException(program + " gives " + result + " instead of " + checksum);
    }
    counted.instructions += instructions;
    return result;
  }
}
