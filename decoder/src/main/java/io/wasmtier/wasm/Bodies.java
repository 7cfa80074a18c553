package io.wasmtier.wasm;

import java.util.Arrays;

/// The function bodies of a module, indexed but not decoded: one slice over all and one offset per
/// body, so that a module of 600,000 functions costs 5 MB here and not 600,000 objects. Immutable
/// and thread-safe.
public final class Bodies {
  /// No bodies.
  public static final Bodies NONE = new Bodies(Slice.EMPTY, new int[0], new int[0]);

  private final Slice section;
  private final int[] starts;
  private final int[] ends;

  /// @param section the slice in which the bodies lie
  /// @param starts offset in the slice of each body's first byte behind its size
  /// @param ends offset in the slice behind each body's last byte
  public Bodies(Slice section, int[] starts, int[] ends) {
    this.section = section;
    this.starts = starts;
    this.ends = ends;
  }

  /// {@return the number of bodies}
  public int count() {
    return starts.length;
  }

  /// {@return a body: the declarations of locals and the instructions, `end` included (spec: Binary
  /// Format, Code Section)}
  ///
  /// @param index index among the functions defined in the module
  public Slice body(int index) {
    return section.slice(starts[index], ends[index] - starts[index]);
  }

  /// {@return the length of a body in bytes}
  public int length(int index) {
    return ends[index] - starts[index];
  }

  /// {@return the offset of a body's first byte in the module}
  public long offset(int index) {
    return section.origin() + starts[index];
  }

  /// {@return the sum of the lengths in bytes}
  public long totalLength() {
    long total = 0;
    for (int i = 0; i < starts.length; i++) {
      total += length(i);
    }
    return total;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    if (!(other instanceof Bodies bodies) || bodies.count() != count()) {
      return false;
    }
    for (int i = 0; i < starts.length; i++) {
      if (!body(i).equals(bodies.body(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(starts);
  }
}
