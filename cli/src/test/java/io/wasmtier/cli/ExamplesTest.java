package io.wasmtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The programs in `examples` do what their comments say.
class ExamplesTest {
  private record Example(
      String file, String input, String output, List<String> before, List<String> after) {}

  private static final List<Example> EXAMPLES =
      List.of(
          new Example("hello.wat", "", "Hello from wasmtier!\n", List.of(), List.of()),
          new Example("fib.wat", "", "6765\n", List.of("--invoke", "fib"), List.of("20")),
          new Example(
              "fib.wat", "", "2880067194370816120\n", List.of("--invoke", "fast"), List.of("90")),
          new Example(
              "primes.wat", "", "78498\n", List.of("--invoke", "count"), List.of("1000000")),
          new Example("echo.wat", "", "one\ntwo words\n", List.of(), List.of("one", "two words")),
          new Example("upper.wat", "hello, wörld\n", "HELLO, WöRLD\n", List.of(), List.of()),
          new Example("upper.wat", "x".repeat(200_000), "X".repeat(200_000), List.of(), List.of()));

  @TestFactory
  Stream<DynamicTest> prints() {
    return EXAMPLES.stream()
        .map(example -> DynamicTest.dynamicTest(example.file, () -> check(example)));
  }

  private static void check(Example example) {
    List<String> args = new java.util.ArrayList<>(List.of("run"));
    args.addAll(example.before);
    args.add(folder().resolve(example.file).toString());
    args.addAll(example.after);
    Cli.Result result =
        Cli.run(example.input.getBytes(StandardCharsets.UTF_8), args.toArray(new String[0]));
    assertThat(result).isEqualTo(new Cli.Result(0, example.output, ""));
  }

  @Test
  void everyExampleIsTested() throws IOException {
    Set<String> tested =
        EXAMPLES.stream().map(Example::file).collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> files = Files.list(folder())) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".wat")))
          .containsExactlyInAnyOrderElementsOf(tested);
    }
  }

  private static Path folder() {
    return Cli.root().resolve("examples");
  }
}
