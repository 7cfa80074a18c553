package io.wasmtier.runtime.interp;

import io.wasmtier.validator.FunctionContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// From indices in register code to byte offsets in the module. Made only when somebody asks, by
/// translating once more.
final class PositionTable {
  /// Listens to the code writer.
  static final class Recorder {
    private @Nullable FunctionContext context;
    private int[] indices = new int[64];
    private long[] offsets = new long[64];
    private int count;
    private int[] negated = new int[16];
    private int negatedCount;

    void begin(FunctionContext function) {
      context = function;
    }

    void record(int index) {
      if (context == null) {
        return;
      }
      if (count == indices.length) {
        indices = Arrays.copyOf(indices, 2 * count);
        offsets = Arrays.copyOf(offsets, 2 * count);
      }
      indices[count] = index;
      offsets[count++] = context.offset();
    }

    /// Notes that a branch is taken where the condition of its instruction does not hold.
    void negated(int index) {
      if (negatedCount == negated.length) {
        negated = Arrays.copyOf(negated, 2 * negatedCount);
      }
      negated[negatedCount++] = index;
    }

    void retract(int index) {
      while (count > 0 && indices[count - 1] >= index) {
        count--;
      }
    }

    PositionTable table() {
      return new PositionTable(
          Arrays.copyOf(indices, count),
          Arrays.copyOf(offsets, count),
          Arrays.copyOf(negated, negatedCount));
    }
  }

  private final int[] indices;
  private final long[] offsets;
  private final int[] negated;

  private PositionTable(int[] indices, long[] offsets, int[] negated) {
    this.indices = indices;
    this.offsets = offsets;
    this.negated = negated;
  }

  int count() {
    return indices.length;
  }

  int indexAt(int entry) {
    return indices[entry];
  }

  long offsetAt(int entry) {
    return offsets[entry];
  }

  /// {@return the first entry of an offset, or of a later one}
  int first(long offset) {
    int at = Arrays.binarySearch(offsets, offset);
    if (at < 0) {
      return -at - 1;
    }
    while (at > 0 && offsets[at - 1] == offset) {
      at--;
    }
    return at;
  }

  /// {@return whether the branch at an index is taken where the condition of its instruction does
  /// not hold}
  boolean isNegated(int index) {
    return Arrays.binarySearch(negated, index) >= 0;
  }

  /// {@return the offset of the instruction at or around an index, or -1}
  long offset(int index) {
    int at = Arrays.binarySearch(indices, index);
    at = at >= 0 ? at : -at - 2;
    return at >= 0 ? offsets[at] : -1;
  }
}
