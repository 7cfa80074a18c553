package io.wasmtier.runtime.interp;

import io.wasmtier.validator.FunctionContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// From indices in register code to byte offsets in the module. Made only when somebody asks, by translating once more.
final class PositionTable {
  /// Listens to the code writer.
  static final class Recorder {
    private @Nullable FunctionContext context;
    private int[] indices = new int[64];
    private long[] offsets = new long[64];
    private int count;

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

    void retract(int index) {
      while (count > 0 && indices[count - 1] >= index) {
        count--;
      }
    }

    PositionTable table() {
      return new PositionTable(Arrays.copyOf(indices, count), Arrays.copyOf(offsets, count));
    }
  }

  private final int[] indices;
  private final long[] offsets;

  private PositionTable(int[] indices, long[] offsets) {
    this.indices = indices;
    this.offsets = offsets;
  }

  /// {@return the offset of the instruction at or around an index, or -1}
  long offset(int index) {
    int at = Arrays.binarySearch(indices, index);
    at = at >= 0 ? at : -at - 2;
    return at >= 0 ? offsets[at] : -1;
  }
}
