package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.Store;
import io.wasmtier.wasi.Wasi;
import io.wasmtier.wasi.WasiConfig;
import io.wasmtier.wasi.WasiExit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs a case of a WASI command of the corpus and compares exit code, standard output and files.
final class CorpusCommand {
  private final Corpus.Entry module;
  private final JsonNode test;
  private final Path scratch;

  private CorpusCommand(Corpus.Entry module, JsonNode test, Path scratch) {
    this.module = module;
    this.test = test;
    this.scratch = scratch;
  }

  static void run(Corpus.Entry module, JsonNode test) throws IOException {
    Path scratch = Files.createTempDirectory("wasmtier-corpus");
    try {
      new CorpusCommand(module, test, scratch).run();
    } finally {
      try (Stream<Path> files = Files.walk(scratch)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = exitCode(config(out, err));
    JsonNode expected = test.get("expect");
    assertThat(exit)
        .as(() -> "exit code; standard error: " + err.toString(StandardCharsets.UTF_8))
        .isEqualTo(expected.get("exit").intValue());
    if (expected.has("stdout")) {
      assertThat(out.toString(StandardCharsets.UTF_8))
          .isEqualTo(expected.get("stdout").textValue());
    }
    assertThat(out.size())
        .as("length of standard output")
        .isEqualTo(expected.get("stdoutLength").intValue());
    assertThat(Corpus.sha256(out.toByteArray()))
        .isEqualTo(expected.get("stdoutSha256").textValue());
    for (Map.Entry<String, JsonNode> file : expected.path("files").properties()) {
      byte[] bytes = Files.readAllBytes(scratch.resolve(file.getKey()));
      assertThat(bytes.length).as(file.getKey()).isEqualTo(file.getValue().get("size").intValue());
      assertThat(Corpus.sha256(bytes))
          .as(file.getKey())
          .isEqualTo(file.getValue().get("sha256").textValue());
    }
    for (Map.Entry<String, JsonNode> file : expected.path("fileSizes").properties()) {
      assertThat(Files.size(scratch.resolve(file.getKey()))).isEqualTo(file.getValue().longValue());
    }
  }

  private WasiConfig config(ByteArrayOutputStream out, ByteArrayOutputStream err)
      throws IOException {
    Path corpus = Suites.CORPUS.folder();
    List<String> arguments = new ArrayList<>();
    arguments.add(module.id() + ".wasm");
    test.get("argv").forEach(argument -> arguments.add(argument.textValue()));
    byte[] in =
        test.has("stdin")
            ? Files.readAllBytes(corpus.resolve(test.get("stdin").textValue()))
            : new byte[0];
    WasiConfig.Builder builder =
        WasiConfig.builder()
            .arguments(arguments)
            .stdin(new ByteArrayInputStream(in))
            .stdout(out)
            .stderr(err);
    for (Map.Entry<String, JsonNode> preopen : test.path("preopens").properties()) {
      String host = preopen.getValue().textValue();
      if (host.equals("@tmp")) {
        builder.directory(scratch, preopen.getKey());
      } else if (host.startsWith("@copy:")) {
        copy(corpus.resolve(host.substring("@copy:".length())));
        builder.directory(scratch, preopen.getKey());
      } else {
        builder.readOnlyDirectory(corpus.resolve(host), preopen.getKey());
      }
    }
    return builder.build();
  }

  private void copy(Path from) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(file -> !file.equals(from)).toList()) {
        Files.copy(file, scratch.resolve(from.relativize(file).toString()));
      }
    }
  }

  private int exitCode(WasiConfig config) throws IOException {
    try (Engine engine = new Engine(Config.DEFAULT.features(module.features()));
        Store store = engine.newStore();
        Wasi wasi = new Wasi(config)) {
      // Imports that are not WASI's trap when called.
      Linker linker = wasi.defineIn(new Linker().stubMissingFunctions(true));
      linker.instantiate(store, engine.load(module.present())).function("_start").call();
      return 0;
    } catch (WasiExit exit) {
      return exit.code();
    }
  }
}
