package io.wasmtier.benchmarks;

import io.wasmtier.runtime.abi.FunctionCode;
import io.wasmtier.runtime.interp.InterpreterCode;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.validator.Validator;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmtierException;
import java.util.Arrays;
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
import org.openjdk.jmh.annotations.Warmup;

/// How many megabytes of function bodies become register code per second? `bytes` is the rate. The
/// walk validates, always, so this includes the time of validation.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, then calls the set-up.
public class TranslateBenchmark {
  /// The largest modules of the corpus.
  @Param({
    "hyzyla-pdfium--pdfium.base64-B4io7kt4",
    "bytecodealliance-jco-transpile--js-component-bindgen-component.core",
    "tesseract.js-core--tesseract-core",
    "nitrogql-cli--nitrogql-cli"
  })
  public String module;

  private ValidatedModule validated;
  private int[] functions;
  private long size;

  /// For JMH.
  public TranslateBenchmark() {}

  /// Validates the module and leaves out functions with instructions that the interpreter refuses.
  @Setup
  public void validate() {
    validated =
        Validator.validate(
            BenchmarkData.module(module), FeatureSet.DEFAULT, Validator.Mode.EAGER, 1);
    FunctionCode[] code = InterpreterCode.of(validated);
    functions = new int[code.length];
    int count = 0;
    for (int i = 0; i < code.length; i++) {
      try {
        ((InterpreterCode) code[i]).translate(true);
        functions[count++] = i;
        size += validated.module().code().length(i);
      } catch (WasmtierException e) {
        if (e.failure() != Failure.UNSUPPORTED) {
          throw e;
        }
      }
    }
    functions = Arrays.copyOf(functions, count);
  }

  /// All functions of the module, for a memory of the heap kind.
  @Benchmark
  public long translate(Bytes counted) {
    counted.bytes += size;
    FunctionCode[] code = InterpreterCode.of(validated);
    long words = 0;
    for (int function : functions) {
      words += ((InterpreterCode) code[function]).translate(true);
    }
    return words;
  }
}
