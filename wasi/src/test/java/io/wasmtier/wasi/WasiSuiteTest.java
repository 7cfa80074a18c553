package io.wasmtier.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The programs of WebAssembly/wasi-testsuite for preview 1. Where they lie says
/// `WASMTIER_WASI_TESTSUITE_DIR`, a property or variable; each program has an optional description
/// beside it (its arguments, environment, folder, exit code and output).
class WasiSuiteTest {
  private static final String LOCATION = "WASMTIER_WASI_TESTSUITE_DIR";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Path suite() {
    String given = System.getProperty(LOCATION, System.getenv(LOCATION));
    return given != null ? Path.of(given) : repository().resolve("../shared/wasi-testsuite");
  }

  private static Path repository() {
    String root = System.getProperty("wasmtier.root");
    if (root != null) {
      return Path.of(root);
    }
    for (Path path = Path.of("").toAbsolutePath(); path != null; path = path.getParent()) {
      if (Files.exists(path.resolve("mvnw"))) {
        return path;
      }
    }
    return Path.of("");
  }

  /// Programs that are known to fail, with the reason; the list may only shrink.
  private static Properties expectedFailures() throws IOException {
    Properties failures = new Properties();
    try (InputStream list = WasiSuiteTest.class.getResourceAsStream("wasi-testsuite.failures")) {
      if (list != null) {
        failures.load(list);
      }
    }
    return failures;
  }

  @TestFactory
  Stream<DynamicTest> programs() throws IOException {
    Path suite = suite();
    assumeTrue(
        Files.isDirectory(suite),
        "no WASI programs: set "
            + LOCATION
            + " to a checkout of WebAssembly/wasi-testsuite, branch prod/testsuite-base");
    Properties failures = expectedFailures();
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(suite)) {
      Iterator<Path> programs = files.filter(WasiSuiteTest::isPreview1).sorted().iterator();
      while (programs.hasNext()) {
        Path program = programs.next();
        String name = suite.relativize(program).toString().replace('\\', '/');
        String reason = failures.getProperty(name);
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () -> Assertions.assertTimeoutPreemptively(LIMIT, () -> test(program, reason))));
      }
    }
    assertThat(tests).as("programs in " + suite).hasSizeGreaterThanOrEqualTo(49);
    return tests.stream();
  }

  private static boolean isPreview1(Path file) {
    return file.toString().endsWith(".wasm") && file.toString().contains("wasm32-wasip1");
  }

  private static void test(Path program, String reason) throws IOException {
    if (reason == null) {
      run(program);
      return;
    }
    try {
      run(program);
    } catch (AssertionError | RuntimeException e) {
      return;
    }
    fail("passes: remove it from the list of failures (" + reason + ")");
  }

  private static void run(Path program) throws IOException {
    String fileName = program.getFileName().toString();
    Path description = program.resolveSibling(fileName.replaceAll("\\.wasm$", ".json"));
    JsonNode spec =
        Files.exists(description)
            ? new ObjectMapper().readTree(description.toFile())
            : MissingNode.getInstance();
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    Path folder = Files.createTempDirectory("wasi-suite");
    int exit;
    try {
      WasiConfig.Builder config =
          WasiConfig.builder().arguments(fileName).stdout(stdout).stderr(stderr);
      for (JsonNode argument : spec.path("args")) {
        config.arguments(argument.asText());
      }
      for (Map.Entry<String, JsonNode> variable : spec.path("env").properties()) {
        config.environment(variable.getKey(), variable.getValue().asText());
      }
      if (spec.path("root").isTextual()) {
        copy(program.resolveSibling(spec.path("root").asText()), folder);
        config.directory(folder, "/");
      }
      exit = execute(program, config.build());
    } catch (RuntimeException e) {
      throw new AssertionError(e + "\nstderr: " + stderr.toString(StandardCharsets.UTF_8), e);
    } finally {
      delete(folder);
    }
    String errors = stderr.toString(StandardCharsets.UTF_8);
    assertThat(exit).as("exit code; stderr: " + errors).isEqualTo(spec.path("exit_code").asInt(0));
    if (spec.has("stdout")) {
      assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo(spec.path("stdout").asText());
    }
    if (spec.has("stderr")) {
      assertThat(errors).isEqualTo(spec.path("stderr").asText());
    }
  }

  private static int execute(Path program, WasiConfig config) throws IOException {
    try (Engine engine = new Engine();
        Store store = engine.newStore();
        Wasi wasi = new Wasi(config)) {
      Instance instance = wasi.defineIn(new Linker()).instantiate(store, engine.load(program));
      instance.function("_start").call();
      return 0;
    } catch (WasiExit e) {
      return e.code();
    }
  }

  /// Copies a folder without leftovers of former runs, and writable even if the original is not.
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      Iterator<Path> all = files.iterator();
      while (all.hasNext()) {
        Path file = all.next();
        Path target = to.resolve(from.relativize(file).toString());
        if (file.toString().endsWith(".cleanup")) {
          continue;
        }
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.write(target, Files.readAllBytes(file));
        }
      }
    }
    Files.createDirectories(to.resolve("writeable"));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
