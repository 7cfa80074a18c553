package io.wasmtier.benchmarks;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.text.WatParser;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the modules that are measured: real ones of the corpus, the programs of the benchmark
/// suite, and a few of its own, which are always there. Stateless.
///
/// The corpus lies in the folder that the environment variable `WASMTIER_CORPUS_DIR` names, the
/// programs in `WASMTIER_BENCH_DIR`; without them in `../shared/corpus` and `../shared/bench`
/// beside the repository.
final class BenchmarkData {
  static final String CORPUS = "WASMTIER_CORPUS_DIR", BENCH = "WASMTIER_BENCH_DIR";

  private BenchmarkData() {}

  /// {@return a folder of data, which may not exist}
  ///
  /// @param variable [#CORPUS] or [#BENCH]
  static Path folder(String variable) {
    String value = System.getenv(variable);
    return value != null && !value.isEmpty()
        ? Path.of(value)
        : root()
            .resolve(variable.equals(CORPUS) ? "../shared/corpus" : "../shared/bench")
            .normalize();
  }

  /// {@return the repository: the system property `wasmtier.root`, or the first folder upwards that
  /// holds `mvnw`}
  static Path root() {
    String property = System.getProperty("wasmtier.root");
    if (property != null) {
      return Path.of(property).toAbsolutePath().normalize();
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("mvnw"))) {
        return at;
      }
    }
    return start;
  }

  /// {@return whether [#bytes] finds a module}
  static boolean has(String name) {
    return file(name) != null || BenchmarkData.class.getResource(name + ".wat") != null;
  }

  private static @Nullable Path file(String name) {
    List<Path> places =
        List.of(
            folder(CORPUS).resolve("modules"),
            folder(CORPUS).resolve("cache"),
            folder(BENCH).resolve("wasm"));
    for (Path place : places) {
      Path file = place.resolve(name + ".wasm");
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  /// {@return a module in the binary format, by its file's name without `.wasm`, or by its name
  /// here}
  ///
  /// @throws IllegalStateException if it is missing; the message says how to get it
  static byte[] bytes(String name) {
    try {
      Path file = file(name);
      if (file != null) {
        return Files.readAllBytes(file);
      }
      try (InputStream text = BenchmarkData.class.getResourceAsStream(name + ".wat")) {
        if (text != null) {
          WasmModule module =
              WatParser.parse(name + ".wat", text.readAllBytes(), FeatureSet.DEFAULT);
          return Encoder.encode(module, true);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException(missing(List.of(name)));
  }

  /// {@return a module, decoded}
  static WasmModule module(String name) {
    return Decoder.decode(Slice.of(bytes(name)), FeatureSet.DEFAULT);
  }

  /// {@return one line that says which modules are missing and where they are looked for}
  static String missing(List<String> names) {
    return String.join(", ", names)
        + ": no such module in "
        + folder(CORPUS)
        + " ("
        + CORPUS
        + ") or "
        + folder(BENCH)
        + " ("
        + BENCH
        + ")";
  }
}
