package io.wasmtier.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs commands in this process.
final class Cli {
  /// What a command did.
  record Result(int code, String out, String err) {}

  private Cli() {}

  static Result run(String... args) {
    return run(new byte[0], args);
  }

  static Result run(byte[] input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(args, new Io(new ByteArrayInputStream(input), out, err, "", false));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// {@return the root of the repository}
  static Path root() {
    String property = System.getProperty("wasmtier.root");
    Path path = Path.of(property != null ? property : "").toAbsolutePath();
    while (!Files.exists(path.resolve("mvnw"))) {
      path = java.util.Objects.requireNonNull(path.getParent(), "no folder with mvnw above");
    }
    return path;
  }

  static Path resources() {
    return root().resolve("cli/src/test/resources");
  }

  /// {@return whether files with expected output are to be written anew: -Dwasmtier.update=true}
  static boolean updates() {
    return Boolean.getBoolean("wasmtier.update");
  }
}
