package io.wasmtier.benchmarks;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.StreamingDecoder;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
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

/// How many megabytes of a module are decoded per second? Bodies are indexed, not looked into;
/// `bytes` is the rate.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, then calls the set-up.
public class DecodeBenchmark {
  /// About what a network hands out at a time.
  private static final int CHUNK = 1 << 16;

  /// The largest modules of the corpus, and one half of which is names.
  @Param({
    "hyzyla-pdfium--pdfium.base64-B4io7kt4",
    "bytecodealliance-jco-transpile--js-component-bindgen-component.core",
    "tesseract.js-core--tesseract-core",
    "nitrogql-cli--nitrogql-cli",
    "kotlin-wasi"
  })
  public String module;

  private byte[] source;

  /// For JMH.
  public DecodeBenchmark() {}

  /// Reads the module.
  @Setup
  public void read() {
    source = BenchmarkData.bytes(module);
  }

  /// Everything but bodies and names.
  @Benchmark
  public WasmModule index(Bytes counted) {
    counted.bytes += source.length;
    return Decoder.decode(Slice.of(source), FeatureSet.DEFAULT);
  }

  /// The names of all functions too, which are made when asked for.
  @Benchmark
  public int withNames(Bytes counted) {
    counted.bytes += source.length;
    WasmModule decoded = Decoder.decode(Slice.of(source), FeatureSet.DEFAULT);
    int length = 0;
    for (String name : decoded.names().functions().values()) {
      length += name.length();
    }
    return length;
  }

  /// As it arrives in chunks of 64 KiB.
  @Benchmark
  public WasmModule streamed(Bytes counted) {
    counted.bytes += source.length;
    StreamingDecoder decoder = new StreamingDecoder();
    for (int at = 0; at < source.length; at += CHUNK) {
      decoder.push(source, at, Math.min(CHUNK, source.length - at));
    }
    return decoder.finish();
  }
}
