package io.wasmtier.runtime.metrics;

/// What is counted about tiers, over all modules of an engine. Each row: name, unit, sentence.
public enum TierCounter {
  /// Functions compiled by the baseline compiler.
  COMPILED("compiled", "functions", "functions that got code of tier 1"),
  /// Loops compiled to be entered by running frames.
  COMPILED_LOOPS("compiled-loops", "loops", "loops that got code which a running frame can enter"),
  /// Functions that a compiler refused.
  REFUSED(
      "refused", "functions", "functions that stay in tier 0 because the compiler refuses them"),
  /// Functions at which a compiler failed.
  FAILED("failed", "functions", "functions that stay in tier 0 because the compiler failed"),
  /// Requests for which there was no room.
  REJECTED("rejected", "requests", "requests to compile that the full queue turned away"),
  /// Time in the compiler.
  COMPILE_TIME("compile-time", "ns", "time that compilers took, on all threads"),
  /// Size of what was generated.
  CODE_BYTES("code-bytes", "bytes", "bytes of the class files generated");

  private final String label;
  private final String unit;
  private final String sentence;

  TierCounter(String label, String unit, String sentence) {
    this.label = label;
    this.unit = unit;
    this.sentence = sentence;
  }

  /// {@return its name}
  public String label() {
    return label;
  }

  /// {@return what one is}
  public String unit() {
    return unit;
  }

  /// {@return what it counts}
  public String sentence() {
    return sentence;
  }
}
