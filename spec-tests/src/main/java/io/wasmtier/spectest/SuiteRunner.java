package io.wasmtier.spectest;

import io.wasmtier.text.Script;
import io.wasmtier.text.TextException;
import io.wasmtier.text.WastParser;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Runs the test scripts (`.wast`) of the WebAssembly specification, and others of that form.
/// Stateless and thread-safe.
public final class SuiteRunner {
  private SuiteRunner() {}

  /// Runs a script, or all scripts of a folder and its folders, one after the other by name.
  ///
  /// Whatever goes wrong is an outcome, never an exception: a file that can't be read is a failure
  /// of its own.
  ///
  /// @param fileOrFolder a script of any name, or a folder of files `*.wast`
  /// @param options how they are run
  /// @param sink is told every outcome, in the order of the commands, by the calling thread
  /// @return how many commands ended how
  /// @throws WasmtierException of kind USAGE if the options name a feature that does not exist
  public static Summary run(Path fileOrFolder, Options options, Consumer<Outcome> sink) {
    FeatureSet.DEFAULT.apply(options.features());
    if (!Files.isDirectory(fileOrFolder)) {
      return runFile(fileOrFolder, options, sink);
    }
    List<Path> scripts;
    try {
      scripts = scripts(fileOrFolder);
    } catch (IOException | UncheckedIOException e) {
      return unreadable(fileOrFolder, 0, "can't be listed: " + e.getMessage(), sink);
    }
    Summary summary = Summary.NONE;
    for (Path script : scripts) {
      summary = summary.with(runFile(script, options, sink));
    }
    return summary;
  }

  /// {@return the scripts of a folder and its folders, sorted}
  ///
  /// @throws IOException if a folder can't be listed
  static List<Path> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(
              file -> file.getFileName().toString().endsWith(".wast") && Files.isRegularFile(file))
          .sorted()
          .toList();
    }
  }

  private static Summary runFile(Path file, Options options, Consumer<Outcome> sink) {
    Script script;
    try {
      script = WastParser.parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      return unreadable(file, 0, "can't be read: " + e, sink);
    } catch (TextException e) {
      return unreadable(file, e.line(), e.failure().words() + ": " + e.getMessage(), sink);
    } catch (WasmtierException e) {
      return unreadable(file, 0, e.describe(), sink);
    }
    FeatureSet features = SuiteFeatures.of(file).apply(options.features());
    return ScriptRunner.run(script, features, options, sink);
  }

  private static Summary unreadable(Path file, int line, String why, Consumer<Outcome> sink) {
    Outcome outcome =
        new Outcome(file.toString(), line, CommandKind.SCRIPT, Outcome.Status.FAILED, why);
    sink.accept(outcome);
    return Summary.NONE.with(outcome);
  }
}
