package io.wasmtier.spectest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the suites and programs lie that tests run over; tests are skipped where they are missing.
final class Suites {
  /// The folder of the specification's test scripts.
  static final Suites SPEC = new Suites("WASMTIER_SPEC_DIR", "spec");

  /// The folder of real modules.
  static final Suites CORPUS = new Suites("WASMTIER_CORPUS_DIR", "corpus");

  /// The folder of benchmark programs.
  static final Suites BENCH = new Suites("WASMTIER_BENCH_DIR", "bench");

  private final String variable;
  private final Path folder;

  private Suites(String variable, String name) {
    this.variable = variable;
    String set = System.getProperty(variable, System.getenv(variable));
    this.folder =
        set != null
            ? Path.of(set).toAbsolutePath().normalize()
            : RepositorySources.ROOT.resolveSibling("shared").resolve(name);
  }

  /// {@return the folder; the test is skipped if there is none}
  Path folder() {
    assumeTrue(
        Files.isDirectory(folder),
        () -> "no " + folder + ": put it there or set " + variable + " (docs: see the README)");
    return folder;
  }

  /// {@return a path relative to the folder, with slashes}
  String nameOf(Path file) {
    return folder.relativize(file.toAbsolutePath().normalize()).toString().replace('\\', '/');
  }

  /// {@return the folder for what tests write}
  static Path output() {
    // Class files lie in it.
    Path classes =
        Path.of(
            java.net.URI.create(
                Suites.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    return classes.resolveSibling("");
  }
}
