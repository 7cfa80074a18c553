package io.wasmtier.decoder;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The specification suite and the corpus beside the repository, for tests; where they are missing,
/// tests are skipped.
public final class Suites {
  private Suites() {}

  /// {@return the binary modules of the suite's converted form, valid ones and others}
  public static List<Path> specModules() {
    return modules(folder("WASMTIER_SPEC_DIR", "spec").resolve("json"));
  }

  /// {@return the folder of the suite}
  public static Path spec() {
    return folder("WASMTIER_SPEC_DIR", "spec");
  }

  /// {@return the stored modules of the corpus}
  public static List<Path> corpusModules() {
    return modules(folder("WASMTIER_CORPUS_DIR", "corpus").resolve("modules"));
  }

  /// {@return the features that a file of the suite is written for}
  public static FeatureSet features(Path file) {
    String path = file.toString().replace('\\', '/');
    FeatureSet features = FeatureSet.DEFAULT;
    if (path.contains("/legacy/")) {
      features = features.with(Feature.LEGACY_EXCEPTIONS);
    }
    if (path.contains("/custom-page-sizes/")) {
      features = features.with(Feature.CUSTOM_PAGE_SIZES);
    }
    if (path.contains("/custom-descriptors/")) {
      features = features.with(Feature.CUSTOM_DESCRIPTORS);
    }
    if (path.contains("/stack-switching/")) {
      features = features.with(Feature.STACK_SWITCHING);
    }
    return features;
  }

  /// {@return the bytes of a file}
  public static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> modules(Path folder) {
    assumeTrue(Files.isDirectory(folder), () -> "no " + folder);
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".wasm")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(String variable, String name) {
    String set = System.getProperty(variable, System.getenv(variable));
    Path folder =
        set != null ? Path.of(set) : root().resolve("../shared").resolve(name).normalize();
    assumeTrue(
        Files.isDirectory(folder),
        () -> "no " + folder + ": put it there or set " + variable + " (docs: see the README)");
    return folder;
  }

  private static Path root() {
    String root = System.getProperty("wasmtier.root");
    Path folder = Path.of(root != null ? root : "").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) {
      Path parent = folder.getParent();
      assumeTrue(parent != null, "not inside the repository");
      folder = parent;
    }
    return folder;
  }
}
