package io.wasmtier.validator;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import java.util.Arrays;

/// The types of a function's parameters and locals, and which of those without a default value were
/// set (spec: Validation, Contexts, Local Types).
///
/// A few bytes declare 50,000 locals, so without a sink only the first ones have an array element
/// each; the others are looked up in the runs they were declared in.
final class Locals {
  /// The number of locals that are looked up directly.
  private static final int FLAT = 512;

  /// The largest number of locals the format can express.
  private static final long FORMAT_LIMIT = 0xFFFF_FFFFL;

  private final WalkState state;
  private int[] flat = new int[64];
  private int flatCount;
  private int count;
  private int paramCount;

  private int[] runTypes = new int[16];
  private int[] runEnds = new int[16];
  private int runs;

  // One bit per local, and the locals set since the function's begin, in order.
  private long[] set = {};
  private int[] setOrder = {};
  private int setCount;
  private boolean hasNonDefaultable;

  Locals(WalkState state) {
    this.state = state;
  }

  /// Begins a constant expression, which has none.
  void none() {
    count = 0;
    flatCount = 0;
    runs = 0;
    setCount = 0;
    hasNonDefaultable = false;
  }

  /// Reads the declarations (spec: Binary Format, Code Section).
  void read(int[] params) {
    none();
    paramCount = params.length;
    count = paramCount;
    long total = paramCount;
    ByteReader bytes = state.in.input();
    long groups = Integer.toUnsignedLong(bytes.u32());
    for (long i = 0; i < groups; i++) {
      long size = Integer.toUnsignedLong(bytes.u32());
      int type = state.spaces.canonical(state.in.valueType());
      if (size > 0 && total <= state.spaces.limits.locals()) {
        run(type, (int) Math.min(total + size, Integer.MAX_VALUE));
      }
      total += size;
    }
    if (total - paramCount > FORMAT_LIMIT) {
      throw state.error(
          Failure.MALFORMED, "too many locals: " + (total - paramCount), bytes.offset());
    }
    DecodeLimits.check(total, state.spaces.limits.locals(), "locals", bytes.offset());
    count = (int) total;
    flatCount = state.sink != null ? count : Math.min(count, Math.max(FLAT, paramCount));
    if (state.sink != null) {
      flat = new int[count];
    } else if (flat.length < flatCount) {
      flat = new int[Math.max(flatCount, 2 * flat.length)];
    }
    System.arraycopy(params, 0, flat, 0, paramCount);
    int from = paramCount;
    for (int i = 0; i < runs && from < flatCount; i++) {
      int to = Math.min(runEnds[i], flatCount);
      Arrays.fill(flat, from, to, runTypes[i]);
      from = to;
    }
    if (hasNonDefaultable) {
      int words = count + 63 >>> 6;
      if (set.length < words) {
        set = new long[words];
      } else {
        Arrays.fill(set, 0, words, 0);
      }
    }
  }

  private void run(int type, int end) {
    if (runs == runTypes.length) {
      runTypes = Arrays.copyOf(runTypes, 2 * runs);
      runEnds = Arrays.copyOf(runEnds, 2 * runs);
    }
    runTypes[runs] = type;
    runEnds[runs++] = end;
    hasNonDefaultable |= !ValType.isDefaultable(type);
  }

  /// {@return the type of a local}
  int type(int index) {
    return Integer.compareUnsigned(index, flatCount) < 0 ? flat[index] : declared(index);
  }

  private int declared(int index) {
    if (index < 0 || index >= count) {
      throw state.unknown("local", index);
    }
    int run = Arrays.binarySearch(runEnds, 0, runs, index);
    // A run ends where the next begins, so a hit means the next one.
    return runTypes[run >= 0 ? run + 1 : -run - 1];
  }

  /// Checks that a local of this type has a value.
  void checkSet(int index, int type) {
    if (type < 0
        && !ValType.isNullable(type)
        && index >= paramCount
        && (set[index >>> 6] >>> index & 1) == 0) {
      throw state.invalid("uninitialized local " + index);
    }
  }

  /// Notes that a local of this type got a value.
  void set(int index, int type) {
    if (type < 0 && !ValType.isNullable(type) && index >= paramCount) {
      long bit = 1L << index;
      if ((set[index >>> 6] & bit) == 0) {
        set[index >>> 6] |= bit;
        if (setCount == setOrder.length) {
          setOrder = Arrays.copyOf(setOrder, Math.max(16, 2 * setCount));
        }
        setOrder[setCount++] = index;
      }
    }
  }

  /// {@return a point to come back to with [#rollback]}
  int mark() {
    return setCount;
  }

  /// Forgets what was set since a mark: a value set in a block is not known behind it.
  void rollback(int mark) {
    while (setCount > mark) {
      int index = setOrder[--setCount];
      set[index >>> 6] &= ~(1L << index);
    }
  }

  /// {@return the types of all, with a sink}
  int[] all() {
    return flat.length == count ? flat : Arrays.copyOf(flat, count);
  }
}
