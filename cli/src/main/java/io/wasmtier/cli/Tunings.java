package io.wasmtier.cli;

import io.wasmtier.runtime.Tuning;
import io.wasmtier.wasm.WasmtierException;

/// What the options say about tiers.
final class Tunings {
  /// All tiers, for the help.
  static final String TIERS = names(", ", " or ");

  private Tunings() {}

  private static String names(String separator, String last) {
    Tuning.Tier[] tiers = Tuning.Tier.values();
    StringBuilder out = new StringBuilder(tiers[0].label());
    for (int i = 1; i < tiers.length; i++) {
      out.append(i == tiers.length - 1 ? last : separator).append(tiers[i].label());
    }
    return out.toString();
  }

  /// {@return the defaults as changed by system properties and options, in this order}
  ///
  /// @throws CommandException if an option names no tier or no row, or a value is out of range
  static Tuning of(Arguments arguments) {
    Tuning tuning = Tuning.standard();
    String name = arguments.value(Flag.TIER);
    if (name != null) {
      tuning = tuning.tier(tier(name, arguments));
    }
    if (arguments.has(Flag.COMPILE_SYNCHRONOUSLY)) {
      tuning = tuning.with(Tuning.Row.COMPILE_SYNCHRONOUSLY, 1);
    }
    for (String change : arguments.values(Flag.TUNE)) {
      try {
        tuning = tuning.apply(change);
      } catch (WasmtierException e) {
        throw CommandException.usage(
            "--tune " + change + ": " + e.getMessage(), arguments.command());
      }
    }
    return tuning;
  }

  private static Tuning.Tier tier(String name, Arguments arguments) {
    for (Tuning.Tier tier : Tuning.Tier.values()) {
      if (tier.label().equals(name)) {
        return tier;
      }
    }
    throw CommandException.usage(
        "unknown tier '" + name + "'; known are " + TIERS, arguments.command());
  }
}
