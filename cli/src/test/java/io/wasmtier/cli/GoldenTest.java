package io.wasmtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What commands print and how they end, compared with the files in `golden`. With
/// -Dwasmtier.update=true they are written anew: look at the difference before you commit it.
class GoldenTest {
  /// A command line; `@` in it stands for the folder of test modules.
  private record Case(String name, String input, String... args) {}

  private static Case of(String name, String... args) {
    return new Case(name, "", args);
  }

  private static List<Case> cases() {
    List<Case> cases =
        Stream.of(
                of("no-command"),
                of("help", "--help"),
                of("help-unknown", "help", "insect"),
                of("unknown-command", "rnu", "x.wasm"),
                of("unknown-command-far", "frobnicate"),
                of("command-forgotten", "@/values.wat"),
                of("unknown-option", "run", "--inovke", "f", "@/values.wat"),
                of("unknown-global-option", "--vresion"),
                of("option-without-value", "run", "--invoke"),
                of("option-with-value", "wat2wasm", "--names=yes", "@/values.wat"),
                of("operand-missing", "validate"),
                of("operand-superfluous", "dis", "@/values.wat", "more"),
                of("unknown-feature", "validate", "--features", "+teleportation", "@/values.wat"),
                of("unknown-tier", "run", "--tier", "turbo", "@/values.wat"),
                of("run-i32", "run", "--invoke", "i32", "@/values.wat", "0xffff_ffff"),
                of("run-i32-negative", "run", "--invoke=i32", "@/values.wat", "-2147483648"),
                of("run-i32-too-large", "run", "--invoke", "i32", "@/values.wat", "4294967296"),
                of("run-i64", "run", "--invoke", "i64", "@/values.wat", "18446744073709551615"),
                of("run-f32", "run", "--invoke", "f32", "@/values.wat", "-nan:0x200000"),
                of("run-f64", "run", "--invoke", "f64", "@/values.wat", "0x1.8p-1074"),
                of("run-f64-infinity", "run", "--invoke", "f64", "@/values.wat", "-inf"),
                of("run-f64-not", "run", "--invoke", "f64", "@/values.wat", "1d"),
                of(
                    "run-externref",
                    "run",
                    "--invoke",
                    "externref",
                    "@/values.wat",
                    "a host's string"),
                of("run-funcref", "run", "--invoke", "funcref", "@/values.wat", "null"),
                of("run-several", "run", "--invoke", "several", "@/values.wat"),
                of("run-none", "run", "--invoke", "none", "@/values.wat"),
                of("run-argument-count", "run", "--invoke", "i32", "@/values.wat"),
                of("run-unknown-function", "run", "--invoke", "i23", "@/values.wat"),
                of("run-not-a-function", "run", "--invoke", "memory", "@/values.wat"),
                of("run-nothing", "run", "@/values.wat"),
                of("run-late-invoke", "run", "@/values.wat", "--invoke", "i32"),
                of("run-reactor", "run", "--invoke", "get", "@/reactor.wat"),
                of("run-start-only", "run", "@/start.wat"),
                of("run-exit-code", "run", "@/exit.wat"),
                of("run-arguments", "run", "--env", "A=1", "@/echo.wat", "--dir", "x", "-h", "--"),
                new Case(
                    "run-stdin-module",
                    "(module (func (export \"f\") (result i32) i32.const 7))",
                    "run",
                    "--invoke",
                    "f",
                    "-"),
                of("run-no-directory", "run", "--dir", "@/none::/", "@/echo.wat"),
                of("run-unlinkable", "run", "@/unlinkable.wat"),
                of("trap", "run", "--invoke", "outer", "@/traps.wat", "0"),
                of(
                    "trap-recursion",
                    "run",
                    "--tier",
                    "interpreter",
                    "--invoke",
                    "recurse",
                    "@/traps.wat"),
                of("trap-start", "run", "@/trapping-start.wat"),
                of("exception", "run", "--invoke", "throw", "@/traps.wat"),
                of("validate", "validate", "@/values.wat", "@/traps.wat"),
                of(
                    "validate-mixed",
                    "validate",
                    "@/values.wat",
                    "@/invalid.wat",
                    "@/none.wat",
                    "@"),
                of("validate-syntax", "validate", "@/syntax.wat"),
                of("validate-feature", "validate", "--features", "-exceptions", "@/traps.wat"),
                of("dis", "dis", "@/traps.wat"),
                of("inspect", "inspect", "@/values.wat"),
                of("inspect-features", "inspect", "@/features.wat"),
                of("wat2wasm-invalid", "wat2wasm", "@/invalid.wat", "-o", "-"),
                of("wat2wasm-folder", "wat2wasm", "@/values.wat", "-o", "@/none/x.wasm"),
                of("wast-passing", "wast", "@/passing.wast"),
                of("wast-failing", "wast", "@/failing.wast", "@/passing.wast"),
                of("wast-missing", "wast", "@/none.wast"),
                of("bench-reps", "bench", "--reps", "0", "@/values.wat"),
                of("bench-trap", "bench", "--invoke", "outer", "--arg", "0", "@/traps.wat"))
            .collect(Collectors.toList());
    for (Command command : Command.values()) {
      cases.add(of("help-" + command.text(), command.text(), "--help"));
    }
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> printsWhatItShould() {
    return cases().stream().map(entry -> DynamicTest.dynamicTest(entry.name, () -> check(entry)));
  }

  @Test
  void everyFileIsUsed() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    cases().forEach(entry -> assertThat(names.add(entry.name + ".txt")).as(entry.name).isTrue());
    try (Stream<Path> files = Files.list(folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  private static Path folder() {
    return Cli.resources().resolve("golden");
  }

  private static void check(Case entry) throws IOException {
    String modules = Cli.resources().resolve("modules").toString();
    String[] args =
        Arrays.stream(entry.args).map(word -> word.replace("@", modules)).toArray(String[]::new);
    Cli.Result result = Cli.run(entry.input.getBytes(StandardCharsets.UTF_8), args);
    StringBuilder text = new StringBuilder("$ wasmtier");
    for (String word : entry.args) {
      text.append(' ').append(word.contains(" ") ? "'" + word + "'" : word);
    }
    text.append('\n').append(result.out());
    text.append(result.err().isEmpty() ? "" : "--- stderr\n" + result.err());
    text.append("--- exit ").append(result.code()).append('\n');
    String actual = text.toString().replace(modules, "@");
    Path file = folder().resolve(entry.name + ".txt");
    if (Cli.updates()) {
      Files.createDirectories(folder());
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
  }
}
