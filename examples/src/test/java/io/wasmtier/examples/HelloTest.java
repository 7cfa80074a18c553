package io.wasmtier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The README's example compiles, runs and is the one of the README.
class HelloTest {
  @Test
  void printsWhatItSays() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Hello.main(new String[0]);
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("adding to 40", "42");
  }

  @Test
  void theReadmeShowsIt() throws IOException {
    Path root = root();
    String readme = words(Files.readString(root.resolve("README.md")));
    List<String> source =
        Files.readAllLines(root.resolve("examples/src/main/java/io/wasmtier/examples/Hello.java"));
    int begin = source.indexOf("    // README begin");
    int end = source.indexOf("    // README end");
    assertThat(begin).isPositive();
    String example = String.join("\n", source.subList(begin + 1, end));
    // The formatter may break lines of the source otherwise than the README does.
    assertThat(readme).contains(words(example));
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", "");
  }

  private static Path root() {
    String property = System.getProperty("wasmtier.root");
    Path path = Path.of(property != null ? property : "").toAbsolutePath();
    while (!Files.exists(path.resolve("mvnw"))) {
      path = java.util.Objects.requireNonNull(path.getParent(), "no folder with mvnw above");
    }
    return path;
  }
}
