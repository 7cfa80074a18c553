package io.wasmtier.validator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The specification suite's converted form and the corpus beside the repository; where they are
/// missing, tests are skipped.
final class Suites {
  /// A module of the suite.
  ///
  /// @param type the command it belongs to
  /// @param text what an assertion says of the error
  record Command(String type, Path file, int line, String text) {}

  private Suites() {}

  /// {@return the commands with binary modules in a folder of the suite, in the files' order}
  static List<Command> commands(String folder) {
    Path root = folder("WASMTIER_SPEC_DIR", "spec").resolve("json").resolve(folder);
    List<Command> commands = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    for (Path script : files(root, ".json")) {
      try {
        add(commands, script, mapper.readTree(script.toFile()).get("commands"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return commands;
  }

  private static void add(List<Command> commands, Path script, JsonNode list) {
    for (JsonNode node : list) {
      if (node.has("commands")) {
        add(commands, script, node.get("commands"));
      }
      if (node.has("filename") && node.get("filename").asText().endsWith(".wasm")) {
        commands.add(
            new Command(
                node.get("type").asText(),
                script.resolveSibling(node.get("filename").asText()),
                node.get("line").asInt(),
                node.path("text").asText()));
      }
    }
  }

  /// {@return the stored modules of the corpus}
  static List<Path> corpus() {
    return files(folder("WASMTIER_CORPUS_DIR", "corpus").resolve("modules"), ".wasm");
  }

  /// {@return the features a module of the suite or the corpus is written for}
  static FeatureSet features(Path file) {
    String path = file.toString().replace('\\', '/');
    FeatureSet features = FeatureSet.DEFAULT;
    if (path.contains("/legacy/") || path.contains("/corpus/")) {
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

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder, String ending) {
    assumeTrue(Files.isDirectory(folder), () -> "no " + folder);
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
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
