package io.wasmtier.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The programs whose first result is timed: a large module of the suite, and cases of the corpus.
final class FirstCalls {
  /// Names of cases in the corpus' manifest.
  static final List<String> CASES =
      List.of("many5k", "sqlite3-shell", "cmark-html", "dprint-json", "wasm-tools-parse");

  /// What the process gets and what it must print.
  record Case(List<Object> arguments, String expected) {}

  private final Path corpus;
  private final JsonNode modules;

  /// @param corpus the corpus' folder
  FirstCalls(Path corpus) throws IOException {
    this.corpus = corpus;
    modules = new ObjectMapper().readTree(corpus.resolve("manifest.json").toFile()).get("modules");
  }

  /// {@return a case of the corpus; its first argument is the mode of [PeerRun]}
  ///
  /// @param scratch a folder for the steps
  Case named(String name, Path scratch) throws IOException {
    for (JsonNode module : modules) {
      for (JsonNode test : module.path("cases")) {
        if (test.path("id").asText().equals(name)) {
          Path file = corpus.resolve("modules/" + module.get("id").asText() + ".wasm");
          return test.has("steps") ? recipe(file, test, scratch) : command(file, test);
        }
      }
    }
    throw new IllegalArgumentException("no case " + name + " in the corpus");
  }

  private Case command(Path file, JsonNode test) {
    List<Object> arguments = new ArrayList<>(List.of("command", file));
    arguments.add(test.has("stdin") ? corpus.resolve(test.get("stdin").asText()) : "-");
    JsonNode root = test.path("preopens").path("/");
    arguments.add(root.isTextual() ? corpus.resolve(root.asText()) : "-");
    if (test.get("id").asText().equals("sqlite3-shell")) {
      // GraalWasm says that standard input is a terminal: without this the shell would prompt.
      arguments.add("-batch");
    }
    test.path("argv").forEach(argument -> arguments.add(argument.asText()));
    return new Case(arguments, test.get("expect").get("stdout").asText());
  }

  private static Case recipe(Path file, JsonNode test, Path scratch) throws IOException {
    List<String> lines = new ArrayList<>();
    for (JsonNode step : test.get("steps")) {
      lines.add(String.join("\t", line(step)));
    }
    StringBuilder expected = new StringBuilder();
    for (JsonNode seen : test.get("expect")) {
      expected
          .append(
              seen.has("value")
                  ? seen.get("value").asText()
                  : seen.has("hex") ? seen.get("hex").asText() : hex(seen.get("utf8").asText()))
          .append('\n');
    }
    Path steps = scratch.resolve(test.get("id").asText() + ".steps");
    Files.write(steps, lines);
    return new Case(
        List.of("steps", file, test.has("wasi") ? "wasi" : "-", steps), expected.toString());
  }

  private static List<String> line(JsonNode step) {
    List<String> fields = new ArrayList<>();
    String as = step.path("as").asText("-");
    if (step.has("call")) {
      fields.addAll(List.of("call", step.get("call").asText(), as));
      step.path("args").forEach(argument -> fields.add(argument.asText()));
    } else if (step.has("write")) {
      fields.addAll(List.of("write", step.get("write").asText(), hex(step.get("utf8").asText())));
    } else if (step.has("load8")) {
      fields.addAll(List.of("load8", as, step.get("load8").asText()));
    } else if (step.has("load32")) {
      fields.addAll(
          List.of("load32", as, step.get("load32").asText(), step.path("off").asText("0")));
    } else if (step.has("read")) {
      fields.addAll(List.of("read", step.get("read").asText(), step.get("len").asText()));
    } else {
      fields.addAll(List.of("result", step.get("result").asText()));
    }
    return fields;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
