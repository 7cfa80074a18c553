package io.wasmtier.cli;

import io.wasmtier.spectest.Options;
import io.wasmtier.spectest.Outcome;
import io.wasmtier.spectest.SuiteRunner;
import io.wasmtier.spectest.Summary;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// `wasmtier wast`.
final class WastCommand {
  private final Arguments arguments;
  private final Io io;

  WastCommand(Arguments arguments, Io io) {
    this.arguments = arguments;
    this.io = io;
  }

  int run() throws IOException {
    Options options =
        Options.DEFAULT
            .tuning(Tunings.of(arguments))
            .features(String.join(",", arguments.values(Flag.FEATURES)));
    for (String name : arguments.operands()) {
      if (!new File(name).exists()) {
        throw new CommandException(ExitCode.FAILURE, name + ": no such file or folder");
      }
    }
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    try (TierReport _ = TierReport.begin(arguments, io)) {
      for (String name : arguments.operands()) {
        Summary summary = SuiteRunner.run(Path.of(name), options, this::report);
        passed += summary.passed();
        failed += summary.failed();
        skipped += summary.skipped();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    io.print(new Summary(passed, failed, skipped) + "\n");
    return failed == 0 ? ExitCode.SUCCESS : ExitCode.FAILURE;
  }

  private void report(Outcome outcome) {
    if (outcome.status() == Outcome.Status.FAILED) {
      try {
        io.print(outcome + "\n");
        io.out().flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
