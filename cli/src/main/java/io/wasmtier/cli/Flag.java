package io.wasmtier.cli;

import org.jspecify.annotations.Nullable;

/// The table of options: parsing, `--help` and `docs/cli.md` come from these rows. Which command
/// takes which options, [Command] says.
enum Flag {
  INVOKE("--invoke", null, "NAME", "The exported function to call."),
  DIR(
      "--dir",
      "--mapdir",
      "HOST[::GUEST]",
      "Give the guest the directory HOST, under the path GUEST if given. May be repeated."),
  ENV(
      "--env",
      null,
      "NAME[=VALUE]",
      "Set a variable of the guest's environment, without =VALUE to what it is here. May be repeated."),
  ENV_INHERIT("--env-inherit", null, null, "Give the guest the whole environment."),
  TIER(
      "--tier",
      null,
      "TIER",
      "How functions are executed: "
          + Tunings.TIERS
          + ". With auto, the default, the interpreter begins and what gets hot is compiled."),
  TUNE(
      "--tune",
      null,
      "ROW=VALUE",
      "Change a number that decides how fast things run; docs/tuning.md lists the rows. May be repeated."),
  COMPILE_SYNCHRONOUSLY(
      "--compile-synchronously",
      null,
      null,
      "Let the guest wait for the compiler instead of running on meanwhile."),
  LOG("--log", null, "TOPIC", "Log to standard error output: tiers, for what is compiled and why."),
  STATS("--stats", null, null, "Print to standard error output what the tiers have done."),
  FEATURES(
      "--features",
      null,
      "LIST",
      "Switch features on and off, such as +custom-page-sizes,-simd; also all, none and default. May be repeated."),
  OUTPUT("--output", "-o", "FILE", "Write to FILE; - is standard output."),
  NAMES("--names", null, null, "Keep identifiers in a name section."),
  NO_VALIDATE("--no-validate", null, null, "Write the module even if it is not valid."),
  ARG("--arg", null, "VALUE", "An argument of the function called. May be repeated."),
  REPS("--reps", null, "COUNT", "How often to call the function; by default once."),
  JSON("--json", null, null, "Print one line of JSON."),
  DEBUG("--debug", null, null, "Print the Java stack trace of an internal error."),
  HELP("--help", "-h", null, "Print this help."),
  VERSION("--version", "-V", null, "Print the version.");

  private final String text;
  private final @Nullable String other;
  private final @Nullable String value;
  private final String description;

  Flag(String text, @Nullable String other, @Nullable String value, String description) {
    this.text = text;
    this.other = other;
    this.value = value;
    this.description = description;
  }

  /// {@return its name with the dashes}
  String text() {
    return text;
  }

  /// {@return a second name, or null}
  @Nullable String other() {
    return other;
  }

  /// {@return what its value is called in the help, or null if it takes none}
  @Nullable String value() {
    return value;
  }

  /// {@return what it does}
  String description() {
    return description;
  }

  boolean isNamed(String name) {
    return name.equals(text) || name.equals(other);
  }
}
