package io.wasmtier.spectest;

import io.wasmtier.runtime.Tuning;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.time.Duration;

/// How scripts are run.
///
/// @param tuning what executes
/// @param features changes to the features that follow from the script's folder ([SuiteFeatures]),
///   as in [io.wasmtier.wasm.FeatureSet#apply]
/// @param commandLimit how long one command may take before it is interrupted and counts as failed
/// @param trapMessages whether the text of `assert_trap` is compared with the trap's, as the
///   reference interpreter does
public record Options(Tuning tuning, String features, Duration commandLimit, boolean trapMessages) {
  /// Any tier, the features that follow from the folders, one minute per command.
  public static final Options DEFAULT =
      new Options(Tuning.standard(), "", Duration.ofMinutes(1), false);

  /// @throws WasmtierException of kind USAGE if the limit is not positive
  public Options {
    if (!commandLimit.isPositive()) {
      throw new WasmtierException(Failure.USAGE, "the time limit must be positive");
    }
  }

  /// {@return this with another tier}
  ///
  /// @throws WasmtierException of kind USAGE if there is no such tier
  public Options tier(String other) {
    return tuning(tuning.tier(Tuning.Tier.of(other)));
  }

  /// {@return this with another way to execute}
  public Options tuning(Tuning other) {
    return new Options(other, features, commandLimit, trapMessages);
  }

  /// {@return this with other changes to the features}
  public Options features(String changes) {
    return new Options(tuning, changes, commandLimit, trapMessages);
  }

  /// {@return this with another time limit per command}
  public Options commandLimit(Duration limit) {
    return new Options(tuning, features, limit, trapMessages);
  }

  /// {@return this with or without comparing the messages of traps}
  public Options trapMessages(boolean compare) {
    return new Options(tuning, features, commandLimit, compare);
  }
}
