package io.wasmtier.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Counts the instructions a benchmark executed: in average-time mode its figure is the time per
/// instruction. Confined to the benchmark's thread.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Instructions {
  /// What was executed in this iteration, which JMH sets to zero before.
  public long instructions;

  /// For JMH.
  public Instructions() {}
}
