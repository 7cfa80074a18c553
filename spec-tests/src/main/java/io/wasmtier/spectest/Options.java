package io.wasmtier.spectest;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.time.Duration;
import java.util.List;

/// How scripts are run.
///
/// @param tier what executes: one of [#TIERS]
/// @param features changes to the features that follow from the script's folder ([SuiteFeatures]),
///   as in [io.wasmtier.wasm.FeatureSet#apply]
/// @param commandLimit how long one command may take before it is interrupted and counts as failed
/// @param trapMessages whether the text of `assert_trap` is compared with the trap's, as the
///   reference interpreter does
public record Options(String tier, String features, Duration commandLimit, boolean trapMessages) {
  /// The tiers there are; "auto" lets the engine choose.
  public static final List<String> TIERS = List.of("auto", "interpreter", "baseline", "optimizing");

  /// Any tier, the features that follow from the folders, one minute per command.
  public static final Options DEFAULT = new Options("auto", "", Duration.ofMinutes(1), false);

  /// @throws WasmtierException of kind USAGE if there is no such tier or the limit is not positive
  public Options {
    if (!TIERS.contains(tier)) {
      throw new WasmtierException(
          Failure.USAGE, "unknown tier '" + tier + "'; known are " + String.join(", ", TIERS));
    }
    if (!commandLimit.isPositive()) {
      throw new WasmtierException(Failure.USAGE, "the time limit must be positive");
    }
  }

  /// {@return this with another tier}
  public Options tier(String other) {
    return new Options(other, features, commandLimit, trapMessages);
  }

  /// {@return this with other changes to the features}
  public Options features(String changes) {
    return new Options(tier, changes, commandLimit, trapMessages);
  }

  /// {@return this with another time limit per command}
  public Options commandLimit(Duration limit) {
    return new Options(tier, features, limit, trapMessages);
  }

  /// {@return this with or without comparing the messages of traps}
  public Options trapMessages(boolean compare) {
    return new Options(tier, features, commandLimit, compare);
  }
}
