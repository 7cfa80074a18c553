package io.wasmtier.cli;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The command line `wasmtier`. The start-up path is kept short: no regular expressions, streams,
/// formatting or logging.
public final class Main {
  private Main() {}

  /// Runs a command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(run(args, Io.ofProcess()));
  }

  /// Runs a command.
  ///
  /// @return the exit code
  static int run(String[] args, Io io) {
    int code;
    try {
      code = guarded(args, io);
    } catch (IOException e) {
      code = outputFailed(e, io);
    }
    try {
      io.out().finish();
    } catch (IOException e) {
      return code == ExitCode.SUCCESS ? outputFailed(e, io) : code;
    }
    return code;
  }

  private static int guarded(String[] args, Io io) throws IOException {
    try {
      return dispatch(args, io);
    } catch (CommandException e) {
      io.error(e.text());
      return e.exitCode();
    } catch (WasmtierException e) {
      if (e.failure() == Failure.BUG) {
        return internalError(e, args, io);
      }
      io.error(e.failure() == Failure.USAGE ? String.valueOf(e.getMessage()) : e.describe());
      return e.failure() == Failure.USAGE ? ExitCode.USAGE : ExitCode.FAILURE;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (OutOfMemoryError e) {
      io.error("out of memory; WASMTIER_JAVA_OPTS=-Xmx... gives it more");
      return ExitCode.FAILURE;
    } catch (RuntimeException | Error e) {
      return internalError(e, args, io);
    }
  }

  private static int dispatch(String[] args, Io io) throws IOException {
    if (args.length == 0) {
      io.complain("", Help.overview().stripTrailing());
      return ExitCode.USAGE;
    }
    String name = args[0];
    Command command = Command.of(name);
    if (command == null) {
      return withoutCommand(name, io);
    }
    Arguments arguments = Arguments.parse(command, args, 1);
    if (arguments.has(Flag.HELP)) {
      io.print(Help.of(command));
      return ExitCode.SUCCESS;
    }
    return switch (command) {
      case RUN -> GuestThread.run(new RunCommand(arguments, io)::run);
      case VALIDATE -> new ValidateCommand(arguments, io).run();
      case DIS -> new DisCommand(arguments, io).run();
      case WAT2WASM -> new Wat2WasmCommand(arguments, io).run();
      case WAST -> GuestThread.run(new WastCommand(arguments, io)::run);
      case INSPECT -> new InspectCommand(arguments, io).run();
      case BENCH -> GuestThread.run(new BenchCommand(arguments, io)::run);
      case HELP -> help(arguments, io);
    };
  }

  private static int withoutCommand(String name, Io io) throws IOException {
    if (Flag.HELP.isNamed(name)) {
      io.print(Help.overview());
      return ExitCode.SUCCESS;
    }
    if (Flag.VERSION.isNamed(name)) {
      String version = Main.class.getPackage().getImplementationVersion();
      io.print(
          "wasmtier "
              + (version == null ? "(development)" : version)
              + ", Java "
              + Runtime.version()
              + "\n");
      return ExitCode.SUCCESS;
    }
    throw unknown(name);
  }

  private static CommandException unknown(String name) {
    boolean isFlag = name.startsWith("-");
    List<String> names = new ArrayList<>();
    if (isFlag) {
      names.add(Flag.HELP.text());
      names.add(Flag.VERSION.text());
    } else {
      for (Command command : Command.values()) {
        names.add(command.text());
      }
    }
    String closest = Closest.to(name, names);
    if (closest == null && (name.endsWith(".wasm") || name.endsWith(".wat"))) {
      closest = "wasmtier run " + name;
    }
    String message = "unknown " + (isFlag ? "option" : "command") + " '" + name + "'";
    return CommandException.usage(
        closest == null ? message : message + "; did you mean " + closest + "?", null);
  }

  private static int help(Arguments arguments, Io io) throws IOException {
    if (arguments.operands().isEmpty()) {
      io.print(Help.overview());
      return ExitCode.SUCCESS;
    }
    Command command = Command.of(arguments.file());
    if (command == null) {
      throw unknown(arguments.file());
    }
    io.print(Help.of(command));
    return ExitCode.SUCCESS;
  }

  /// Standard output has failed. Nobody reads it any more, which is no mistake, or for instance a
  /// disk is full.
  private static int outputFailed(IOException e, Io io) {
    if (GuestOutput.isBrokenPipe(e)) {
      return ExitCode.BROKEN_PIPE;
    }
    String message = String.valueOf(e.getMessage());
    try {
      io.error("standard output can't be written: " + message);
    } catch (IOException second) {
      // Standard error output is gone too: the exit code is all that is left to say it with.
      return ExitCode.FAILURE;
    }
    return ExitCode.FAILURE;
  }

  private static int internalError(Throwable e, String[] args, Io io) throws IOException {
    io.error(
        "internal error: "
            + e
            + "; please report it with the command and the module"
            + (hasDebug(args) ? "" : " (" + Flag.DEBUG.text() + " shows where)"));
    if (hasDebug(args)) {
      ByteArrayOutputStream trace = new ByteArrayOutputStream();
      e.printStackTrace(new PrintStream(trace, true, StandardCharsets.UTF_8));
      io.complain("", trace.toString(StandardCharsets.UTF_8).stripTrailing());
    }
    return ExitCode.INTERNAL;
  }

  private static boolean hasDebug(String[] args) {
    for (String word : args) {
      if (word.equals(Flag.DEBUG.text())) {
        return true;
      }
    }
    return false;
  }
}
