package io.wasmtier.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Counts the bytes a benchmark went through: in throughput mode with microseconds, its rate is
/// megabytes (10^6) per second. Confined to the benchmark's thread.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Bytes {
  /// What was gone through in this iteration, which JMH sets to zero before.
  public long bytes;

  /// For JMH.
  public Bytes() {}
}
