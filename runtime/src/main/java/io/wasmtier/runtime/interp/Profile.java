package io.wasmtier.runtime.interp;

/// What one function has done so far, as the interpreter counted it.
///
/// Racy by design: the counters are plain words in the code, which any number of threads may increment at once, so some
/// increments get lost; they wrap around at 2^32. Read them as hints.
public final class Profile {
  private final CodeTable table;
  private final int function;

  Profile(CodeTable table, int function) {
    this.table = table;
    this.function = function;
  }

  /// {@return how often the function was called, unsigned; 0 if it has no code yet}
  public int calls() {
    int[] code = table.codes[function];
    return code == null ? 0 : code[Op.CALLS];
  }
}
