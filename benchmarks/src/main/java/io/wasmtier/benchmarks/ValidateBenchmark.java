package io.wasmtier.benchmarks;

import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.validator.Validator;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
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

/// How many megabytes of function bodies are validated per second, eagerly on one thread? `bytes`
/// is the rate; only the bodies count, though the rest of the module is validated in the same time.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, then calls the set-up.
public class ValidateBenchmark {
  /// The largest modules of the corpus.
  @Param({
    "hyzyla-pdfium--pdfium.base64-B4io7kt4",
    "bytecodealliance-jco-transpile--js-component-bindgen-component.core",
    "tesseract.js-core--tesseract-core",
    "nitrogql-cli--nitrogql-cli"
  })
  public String module;

  private WasmModule decoded;
  private long size;

  /// For JMH.
  public ValidateBenchmark() {}

  /// Decodes the module.
  @Setup
  public void decode() {
    decoded = BenchmarkData.module(module);
    size = decoded.code().totalLength();
  }

  /// The whole module.
  @Benchmark
  public ValidatedModule eager(Bytes counted) {
    counted.bytes += size;
    return Validator.validate(decoded, FeatureSet.DEFAULT, Validator.Mode.EAGER, 1);
  }
}
