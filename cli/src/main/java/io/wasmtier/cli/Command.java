package io.wasmtier.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table of commands: parsing, `--help` and `docs/cli.md` come from these rows.
enum Command {
  RUN(
      "run",
      "FILE [ARGS...]",
      "Run a program, or call a function of a module.",
      """
      FILE is a module in the binary or in the text format; - is standard input. What follows FILE belongs to the guest.

      A WASI program's _start is called. A library's _initialize is called first, then the function that --invoke names. \
      Its ARGS are numbers in decimal or with 0x, inf, nan or nan:0x.. for floats, 0x and 32 digits for v128, null for \
      references. Results are printed one per line.

      The exit code is the guest's; 134 after a trap, whose stack is printed, or an exception that nobody caught.\
      """,
      1,
      Integer.MAX_VALUE,
      Flag.INVOKE,
      Flag.DIR,
      Flag.ENV,
      Flag.ENV_INHERIT,
      Flag.TIER,
      Flag.TUNE,
      Flag.COMPILE_SYNCHRONOUSLY,
      Flag.LOG,
      Flag.STATS,
      Flag.FEATURES),
  VALIDATE(
      "validate",
      "FILE...",
      "Check modules.",
      "Prints a line for each FILE. The exit code is 1 if one is not valid.",
      1,
      Integer.MAX_VALUE,
      Flag.FEATURES),
  DIS(
      "dis",
      "FILE",
      "Print a module in the text format.",
      "Names are kept. The module need not be valid.",
      1,
      1,
      Flag.OUTPUT,
      Flag.FEATURES),
  WAT2WASM(
      "wat2wasm",
      "FILE",
      "Translate a module from the text to the binary format.",
      "Without --output the name of the result is that of FILE with .wasm in place of .wat.",
      1,
      1,
      Flag.OUTPUT,
      Flag.NAMES,
      Flag.NO_VALIDATE,
      Flag.FEATURES),
  WAST(
      "wast",
      "PATH...",
      "Run scripts of the specification's test suite.",
      """
      Each PATH is a .wast file or a folder, which is searched for them. Prints a line for each command that fails, and at \
      the end how many passed, failed and were skipped. The exit code is 0 only if none failed.\
      """,
      1,
      Integer.MAX_VALUE,
      Flag.TIER,
      Flag.TUNE,
      Flag.COMPILE_SYNCHRONOUSLY,
      Flag.LOG,
      Flag.FEATURES),
  INSPECT(
      "inspect",
      "FILE",
      "Show what a module consists of.",
      "Sections, imports, exports, the features it uses and its largest functions. The module need not be valid.",
      1,
      1,
      Flag.FEATURES),
  BENCH(
      "bench",
      "FILE",
      "Measure how long loading and calling take.",
      """
      Calls the function that --invoke names (by default run) in one instance, --reps times. With --json, the last line is an \
      object with decode_ms, validate_ms, instantiate_ms, calls_ms (an array), result, tier and peak_rss_kb (null where \
      the system does not tell).\
      """,
      1,
      1,
      Flag.INVOKE,
      Flag.ARG,
      Flag.REPS,
      Flag.JSON,
      Flag.TIER,
      Flag.TUNE,
      Flag.COMPILE_SYNCHRONOUSLY,
      Flag.LOG,
      Flag.STATS,
      Flag.FEATURES),
  HELP("help", "[COMMAND]", "Print help about a command.", "", 0, 1);

  private static final Flag[] COMMON = {Flag.DEBUG, Flag.HELP};

  private final String text;
  private final String operands;
  private final String summary;
  private final String details;
  private final int least;
  private final int most;
  private final Flag[] flags;

  Command(
      String text,
      String operands,
      String summary,
      String details,
      int least,
      int most,
      Flag... flags) {
    this.text = text;
    this.operands = operands;
    this.summary = summary;
    this.details = details;
    this.least = least;
    this.most = most;
    this.flags = flags;
  }

  /// {@return the command with a name, or null}
  static @Nullable Command of(String name) {
    for (Command command : values()) {
      if (command.text.equals(name)) {
        return command;
      }
    }
    return null;
  }

  /// {@return its name}
  String text() {
    return text;
  }

  /// {@return its operands, as the usage line shows them}
  String operands() {
    return operands;
  }

  /// {@return one sentence about it}
  String summary() {
    return summary;
  }

  /// {@return paragraphs about it, separated by empty lines}
  String details() {
    return details;
  }

  /// {@return how many operands it needs}
  int least() {
    return least;
  }

  /// {@return how many operands it can have}
  int most() {
    return most;
  }

  /// {@return whether everything behind its first operand belongs to the guest, options included}
  boolean passesArguments() {
    return this == RUN;
  }

  /// {@return its options in the order of the help}
  List<Flag> flags() {
    Flag[] all = new Flag[flags.length + COMMON.length];
    System.arraycopy(flags, 0, all, 0, flags.length);
    System.arraycopy(COMMON, 0, all, flags.length, COMMON.length);
    return List.of(all);
  }
}
