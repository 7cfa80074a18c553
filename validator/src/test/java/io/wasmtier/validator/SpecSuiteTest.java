package io.wasmtier.validator;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.validator.Suites.Command;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every binary module of the specification suite: valid ones validate, invalid ones decode and are
/// found invalid, malformed ones are found malformed, if only in a function body. The counts guard
/// against running nothing.
class SpecSuiteTest {
  @ParameterizedTest
  @CsvSource({
    "core, 2510, 2723, 711",
    "custom, 8, 0, 0",
    "legacy, 6, 12, 0",
    "proposals/compact-import-section, 19, 0, 4",
    "proposals/custom-descriptors, 96, 157, 111",
    "proposals/custom-page-sizes, 43, 19, 108",
    "proposals/stack-switching, 47, 65, 0",
    "proposals/threads, 55, 93, 0",
    "proposals/wide-arithmetic, 2, 8, 0",
  })
  void modules(String folder, int valid, int invalid, int malformed) {
    int[] counts = new int[3];
    List<String> failures = new ArrayList<>();
    for (Command command : Suites.commands(folder)) {
      switch (command.type()) {
        case "module", "module_definition", "assert_unlinkable", "assert_uninstantiable" -> {
          counts[0]++;
          check(command, null, failures);
        }
        case "assert_invalid" -> {
          counts[1]++;
          check(command, Failure.INVALID, failures);
        }
        case "assert_malformed" -> {
          counts[2]++;
          check(command, Failure.MALFORMED, failures);
        }
        default -> {
          // The others are about execution or custom sections.
        }
      }
    }
    assertThat(failures).isEmpty();
    assertThat(counts).containsExactly(valid, invalid, malformed);
  }

  private static void check(Command command, Failure expected, List<String> failures) {
    String place = command.file().getFileName() + ":" + command.line() + " ";
    boolean decoded = false;
    try {
      WasmModule module =
          Decoder.decode(Suites.read(command.file()), Suites.features(command.file()));
      decoded = true;
      Validator.validate(module, Suites.features(command.file()));
      if (expected != null) {
        failures.add(place + "is accepted, expected " + expected + ": " + command.text());
      }
    } catch (WasmtierException e) {
      if (e.failure() != expected) {
        failures.add(place + "expected " + expected + " " + command.text() + ": " + e.describe());
      } else if (expected == Failure.INVALID && !saysTheSame(e.getMessage(), command.text())) {
        failures.add(place + "expected the words: " + command.text() + ": " + e.describe());
      } else if (decoded && expected == Failure.MALFORMED && e.function() < 0) {
        failures.add(place + "does not name the function: " + e.describe());
      }
    } catch (RuntimeException | StackOverflowError e) {
      failures.add(place + e);
    }
  }

  // The suite's words are the beginning of the message, but for the types it lists.
  private static boolean saysTheSame(String message, String text) {
    String words = text.replaceFirst(": instruction requires.*|: block requires.*", "");
    return message.startsWith(words)
        || (text.equals("type mismatch") && message.startsWith("array types do not match"));
  }

  @Test
  void corpus() {
    List<Path> files = Suites.corpus();
    List<String> failures = new ArrayList<>();
    int functions = 0;
    for (Path file : files) {
      try {
        WasmModule module = Decoder.decode(Suites.read(file), Suites.features(file));
        functions += Validator.validate(module, Suites.features(file)).functionCount();
      } catch (WasmtierException e) {
        failures.add(file.getFileName() + " " + e.describe());
      }
    }
    assertThat(failures).isEmpty();
    assertThat(files).hasSizeGreaterThanOrEqualTo(65);
    assertThat(functions).isGreaterThan(50_000);
  }
}
