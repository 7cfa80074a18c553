package io.wasmtier.runtime.interp;

import static java.util.Objects.checkIndex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Vector loads and stores in memory 0 of the heap kind. Addresses and their checks are those of
/// [Access].
///
/// A load reads everything before it writes the frame, and a store checks all of its bytes before
/// it writes one: what traps leaves nothing half done.
final class SimdAccess {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
          .withInvokeExactBehavior();
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
          .withInvokeExactBehavior();
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
          .withInvokeExactBehavior();

  private SimdAccess() {}

  /// Where an access of `size` bytes begins; the address' words are those at `pc + 2`.
  private static int at(int[] c, long[] s, int fp, int pc, int limit, int size) {
    int offset = c[pc + 4];
    return checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + size - 1)) + offset;
  }

  static void load(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int at = at(c, s, fp, pc, limit, 16);
    int to = fp + c[pc + 1];
    s[to] = (long) LONG.get(m, at);
    s[to + 1] = (long) LONG.get(m, at + 8);
  }

  static void store(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int at = at(c, s, fp, pc, limit, 16);
    int from = fp + c[pc + 1];
    LONG.set(m, at, s[from]);
    LONG.set(m, at + 8, s[from + 1]);
  }

  /// {@return the 1, 2, 4 or 8 bytes at an address, zero-extended}
  static long loadScalar(int[] c, long[] s, int fp, byte[] m, int limit, int pc, int sizeLog2) {
    int at = at(c, s, fp, pc, limit, 1 << sizeLog2);
    return switch (sizeLog2) {
      case 0 -> m[at] & 0xFFL;
      case 1 -> (short) SHORT.get(m, at) & 0xFFFFL;
      case 2 -> (int) INT.get(m, at) & 0xFFFF_FFFFL;
      default -> (long) LONG.get(m, at);
    };
  }

  /// Writes the low 1, 2, 4 or 8 bytes of a value.
  static void storeScalar(
      int[] c, long[] s, int fp, byte[] m, int limit, int pc, int sizeLog2, long value) {
    int at = at(c, s, fp, pc, limit, 1 << sizeLog2);
    switch (sizeLog2) {
      case 0 -> m[at] = (byte) value;
      case 1 -> SHORT.set(m, at, (short) value);
      case 2 -> INT.set(m, at, (int) value);
      default -> LONG.set(m, at, value);
    }
  }
}
