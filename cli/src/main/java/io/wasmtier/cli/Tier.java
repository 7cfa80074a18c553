package io.wasmtier.cli;

/// The choices of `--tier`.
enum Tier {
  /// Whatever is fastest in the end.
  AUTO("auto"),
  /// The interpreter alone.
  INTERPRETER("interpreter");

  /// All names, for the help.
  static final String NAMES = "auto or interpreter";

  private final String label;

  Tier(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /// {@return the tier that the option names}
  ///
  /// @throws CommandException if there is none of this name
  static Tier of(Arguments arguments) {
    String name = arguments.value(Flag.TIER);
    if (name == null) {
      return AUTO;
    }
    for (Tier tier : values()) {
      if (tier.label.equals(name)) {
        return tier;
      }
    }
    throw CommandException.usage(
        "unknown tier '" + name + "'; known are " + NAMES, arguments.command());
  }
}
