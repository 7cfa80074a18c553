package io.wasmtier.runtime.interp;

import static java.util.Objects.checkIndex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Loads and stores in memory 0 of the heap kind.
///
/// The address is compared with the limit less what the access needs behind it, which is right for
/// all 32-bit addresses: as a signed number, a large one is negative. Out of bounds is a plain
/// IndexOutOfBoundsException, not the one of arrays; [Unwinder] makes a trap of it.
final class Access {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
          .withInvokeExactBehavior();
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
          .withInvokeExactBehavior();
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
          .withInvokeExactBehavior();

  private Access() {}

  static int load8S(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - offset) + offset;
    s[fp + c[pc + 1]] = m[at];
    return pc + 5;
  }

  static int load8U(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - offset) + offset;
    s[fp + c[pc + 1]] = m[at] & 0xFF;
    return pc + 5;
  }

  static int load16S(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + 1)) + offset;
    s[fp + c[pc + 1]] = (short) SHORT.get(m, at);
    return pc + 5;
  }

  static int load16U(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + 1)) + offset;
    s[fp + c[pc + 1]] = (short) SHORT.get(m, at) & 0xFFFF;
    return pc + 5;
  }

  static int load32(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + 3)) + offset;
    s[fp + c[pc + 1]] = (int) INT.get(m, at);
    return pc + 5;
  }

  static int load32U(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + 3)) + offset;
    s[fp + c[pc + 1]] = (int) INT.get(m, at) & 0xFFFF_FFFFL;
    return pc + 5;
  }

  static int load64(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + 7)) + offset;
    s[fp + c[pc + 1]] = (long) LONG.get(m, at);
    return pc + 5;
  }

  static int store8(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - offset) + offset;
    m[at] = (byte) s[fp + c[pc + 1]];
    return pc + 5;
  }

  static int store16(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + 1)) + offset;
    SHORT.set(m, at, (short) s[fp + c[pc + 1]]);
    return pc + 5;
  }

  static int store32(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + 3)) + offset;
    INT.set(m, at, (int) s[fp + c[pc + 1]]);
    return pc + 5;
  }

  static int store64(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + 7)) + offset;
    LONG.set(m, at, s[fp + c[pc + 1]]);
    return pc + 5;
  }

  static int load8USum(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int address = (int) s[fp + c[pc + 2]] + (int) s[fp + c[pc + 3]];
    int at = checkIndex(address, limit - offset) + offset;
    s[fp + c[pc + 1]] = m[at] & 0xFF;
    return pc + 5;
  }

  static int load32Sum(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int address = (int) s[fp + c[pc + 2]] + (int) s[fp + c[pc + 3]];
    int at = checkIndex(address, limit - (offset + 3)) + offset;
    s[fp + c[pc + 1]] = (int) INT.get(m, at);
    return pc + 5;
  }

  static int load64Sum(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int address = (int) s[fp + c[pc + 2]] + (int) s[fp + c[pc + 3]];
    int at = checkIndex(address, limit - (offset + 7)) + offset;
    s[fp + c[pc + 1]] = (long) LONG.get(m, at);
    return pc + 5;
  }

  static int store8K(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - offset) + offset;
    m[at] = (byte) c[pc + 1];
    return pc + 5;
  }

  static int store32K(int[] c, long[] s, int fp, byte[] m, int limit, int pc) {
    int offset = c[pc + 4];
    int at = checkIndex((int) s[fp + c[pc + 2]] + c[pc + 3], limit - (offset + 3)) + offset;
    INT.set(m, at, c[pc + 1]);
    return pc + 5;
  }
}
