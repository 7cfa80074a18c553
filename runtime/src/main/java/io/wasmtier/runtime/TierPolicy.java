package io.wasmtier.runtime;

/// When something is compiled: pure functions of what was counted and [Tuning].
final class TierPolicy {
  /// What is to be done, and why.
  enum Decision {
    COLD(false, "not hot yet"),
    HOT(true, "its calls or branches are many"),
    FIRST_CALL(true, "the tier is asked for"),
    LOOP(true, "a loop does not end"),
    RANDOM(true, "tiers are switched at random");

    private final boolean compiles;
    private final String reason;

    Decision(boolean compiles, String reason) {
      this.compiles = compiles;
      this.reason = reason;
    }

    /// {@return whether to compile}
    boolean compiles() {
      return compiles;
    }

    String reason() {
      return reason;
    }
  }

  private TierPolicy() {}

  /// {@return what to do with a function that tier 0 has been told of}
  ///
  /// @param heat its calls, or times that one of its branches was taken, in steps of 1,024
  static Decision function(int heat, Tuning tuning) {
    return switch (tuning.tier()) {
      case INTERPRETER -> Decision.COLD;
      case AUTO, BASELINE, OPTIMIZING, RANDOM ->
          heat >= tuning.get(Tuning.Row.BASELINE_THRESHOLD) ? Decision.HOT : Decision.COLD;
    };
  }

  /// {@return what to do with a function that is called for the first time}
  static Decision firstCall(Tuning tuning) {
    return switch (tuning.tier()) {
      case AUTO, INTERPRETER -> Decision.COLD;
      case BASELINE, OPTIMIZING -> Decision.FIRST_CALL;
      case RANDOM -> Decision.RANDOM;
    };
  }

  /// {@return what to do with a loop of a frame of tier 0}
  ///
  /// @param trips how often a branch led back to it, in steps of 1,024
  static Decision loop(int trips, Tuning tuning) {
    return switch (tuning.tier()) {
      case INTERPRETER -> Decision.COLD;
      case RANDOM -> Decision.RANDOM;
      case AUTO, BASELINE, OPTIMIZING ->
          trips >= tuning.get(Tuning.Row.LOOP_THRESHOLD) ? Decision.LOOP : Decision.COLD;
    };
  }
}
