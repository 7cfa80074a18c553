package io.wasmtier.cli;

/// Exit codes, and what the help says about them.
final class ExitCode {
  static final int SUCCESS = 0;

  /// Something is wrong with a file, or a test failed.
  static final int FAILURE = 1;

  /// Something is wrong with the command line.
  static final int USAGE = 2;

  /// A defect of wasmtier; the number is EX_SOFTWARE of sysexits.h.
  static final int INTERNAL = 70;

  /// The guest trapped; as after SIGABRT.
  static final int TRAP = 134;

  /// Nobody reads standard output any more; as after SIGPIPE.
  static final int BROKEN_PIPE = 141;

  static final String HELP =
      """
      0    success, or the guest ended with 0
      1    a module is malformed, invalid or can't be linked, a file can't be read, a test failed
      2    the command line is wrong
      70   an internal error of wasmtier
      134  the guest trapped or threw an exception that nobody caught
      141  nobody reads the output any more
      """;

  private ExitCode() {}
}
