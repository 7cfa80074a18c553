package io.wasmtier.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program of the benchmark suite: a module that exports `run`, from i32 to a checksum of type
/// i32, and imports nothing.
///
/// @param name its name, also that of its file
/// @param n the argument that takes native code a few hundred milliseconds
/// @param nSmall the argument for interpreters
/// @param checksum the result for `n`
/// @param checksumSmall the result for `nSmall`
record BenchmarkProgram(String name, int n, int nSmall, int checksum, int checksumSmall) {
  private static final Pattern OBJECT = Pattern.compile("\\{[^{}]*}");

  /// {@return all programs, in the suite's order; none if the suite is missing}
  static List<BenchmarkProgram> all() {
    Path file = BenchmarkData.folder(BenchmarkData.BENCH).resolve("programs.json");
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// {@return the programs in a JSON array of flat objects}
  static List<BenchmarkProgram> parse(String json) {
    List<BenchmarkProgram> programs = new ArrayList<>();
    Matcher object = OBJECT.matcher(json);
    while (object.find()) {
      String fields = object.group();
      programs.add(
          new BenchmarkProgram(
              field(fields, "name", "\"([^\"]*)\""),
              number(fields, "n"),
              number(fields, "n_small"),
              number(fields, "checksum"),
              number(fields, "checksum_small")));
    }
    return List.copyOf(programs);
  }

  /// {@return the program of a name}
  ///
  /// @throws IllegalStateException if it is missing
  static BenchmarkProgram named(String name) {
    for (BenchmarkProgram program : all()) {
      if (program.name.equals(name)) {
        return program;
      }
    }
    throw new IllegalStateException(BenchmarkData.missing(List.of(name)));
  }

  private static int number(String fields, String name) {
    return Integer.parseInt(field(fields, name, "(-?\\d+)"));
  }

  private static String field(String fields, String name, String value) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*" + value).matcher(fields);
    if (!matcher.find()) {
      throw new IllegalStateException("programs.json: no field \"" + name + "\" in " + fields);
    }
    return matcher.group(1);
  }
}
