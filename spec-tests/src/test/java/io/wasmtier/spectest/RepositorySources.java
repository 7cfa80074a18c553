package io.wasmtier.spectest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The Java sources of all modules, also of those that this one does not depend on.
final class RepositorySources {
  /// The repository root; the build passes it, and without it (in an IDE) the module's folder is
  /// the current one.
  static final Path ROOT =
      Path.of(System.getProperty("wasmtier.root", "..")).toAbsolutePath().normalize();

  private RepositorySources() {}

  /// {@return every `<module>/src/**/*.java`, sorted}
  static List<Path> all() throws IOException {
    var sources = new ArrayList<Path>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path src :
          modules.map(module -> module.resolve("src")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(src)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    sources.sort(null);
    return sources;
  }

  /// {@return the path relative to the repository root, with slashes}
  static String nameOf(Path source) {
    return ROOT.relativize(source).toString().replace('\\', '/');
  }
}
