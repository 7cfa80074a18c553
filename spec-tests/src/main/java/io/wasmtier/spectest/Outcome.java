package io.wasmtier.spectest;

/// What became of one command of a script.
///
/// @param file the script
/// @param line the line on which the command begins, from 1; 0 if it concerns the whole script
/// @param kind the kind of command
/// @param status how it ended
/// @param message why it failed or was skipped, one line; empty if it passed
public record Outcome(String file, int line, CommandKind kind, Status status, String message) {
  /// How a command ended.
  public enum Status {
    /// It did what it says.
    PASSED,
    /// It did something else.
    FAILED,
    /// It needs what this version does not execute yet.
    SKIPPED
  }

  /// {@return `FILE:LINE: kind: message`}
  @Override
  public String toString() {
    return file
        + ":"
        + line
        + ": "
        + kind.label()
        + ": "
        + (message.isEmpty() ? "passed" : message);
  }
}
