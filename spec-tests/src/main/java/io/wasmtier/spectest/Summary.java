package io.wasmtier.spectest;

/// How many commands ended how.
public record Summary(int passed, int failed, int skipped) {
  /// Nothing yet.
  public static final Summary NONE = new Summary(0, 0, 0);

  /// {@return all commands}
  public int total() {
    return passed + failed + skipped;
  }

  Summary with(Outcome outcome) {
    return switch (outcome.status()) {
      case PASSED -> new Summary(passed + 1, failed, skipped);
      case FAILED -> new Summary(passed, failed + 1, skipped);
      case SKIPPED -> new Summary(passed, failed, skipped + 1);
    };
  }

  Summary with(Summary other) {
    return new Summary(passed + other.passed, failed + other.failed, skipped + other.skipped);
  }

  /// {@return `N passed, N failed, N skipped`}
  @Override
  public String toString() {
    return passed + " passed, " + failed + " failed, " + skipped + " skipped";
  }
}
