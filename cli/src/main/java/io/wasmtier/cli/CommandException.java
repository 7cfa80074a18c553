package io.wasmtier.cli;

import org.jspecify.annotations.Nullable;

/// Ends a command with a message for the user. Without a stack, as it is never a defect.
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String text;

  CommandException(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.text = message;
  }

  /// {@return the error of a wrong command line}
  ///
  /// @param command the command whose help the message points to, or null
  static CommandException usage(String message, @Nullable Command command) {
    String help = command == null ? "wasmtier --help" : "wasmtier " + command.text() + " --help";
    return new CommandException(ExitCode.USAGE, message + " (see " + help + ")");
  }

  int exitCode() {
    return exitCode;
  }

  String text() {
    return text;
  }
}
