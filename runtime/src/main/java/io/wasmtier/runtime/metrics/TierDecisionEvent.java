package io.wasmtier.runtime.metrics;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A decision of the policy, for the flight recorder.
@Name("io.wasmtier.TierDecision")
@Label("Tier Decision")
@Category("wasmtier")
@Description("The policy has decided which tier is to run a function or a loop")
@StackTrace(false)
final class TierDecisionEvent extends Event {
  @Label("Function Index")
  int function;

  @Label("Function")
  String name;

  @Label("Decision")
  String decision;

  @Label("Reason")
  String reason;

  @Label("Heat")
  @Description("Calls, or times that a branch was taken, as far as counted")
  int heat;

  TierDecisionEvent(int function, String name, String decision, String reason, int heat) {
    this.function = function;
    this.name = name;
    this.decision = decision;
    this.reason = reason;
    this.heat = heat;
  }
}
