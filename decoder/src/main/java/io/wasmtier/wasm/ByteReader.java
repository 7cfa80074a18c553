package io.wasmtier.wasm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the primitive values of the binary format from a byte array (spec: Binary Format, Values).
///
/// Every method throws [WasmtierException] of kind MALFORMED with the byte offset when the bytes
/// don't follow the format; nothing reads past [#end]. Not thread-safe. Hot: the LEB128 readers
/// have a one-byte fast path (benchmark: `DecodeBenchmark`).
public final class ByteReader {
  private static final java.lang.invoke.VarHandle INT =
      java.lang.invoke.MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final java.lang.invoke.VarHandle LONG =
      java.lang.invoke.MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private final long origin;
  private int position;

  /// @param bytes the array read from, not copied
  /// @param position index of the first byte to read
  /// @param end index after the last byte
  /// @param origin what to add to an index to get the offset in the module
  public ByteReader(byte[] bytes, int position, int end, long origin) {
    java.util.Objects.checkFromToIndex(position, end, bytes.length);
    this.bytes = bytes;
    this.position = position;
    this.end = end;
    this.origin = origin;
  }

  /// {@return the index of the next byte in the array}
  public int position() {
    return position;
  }

  /// Continues at another index of the array.
  public void position(int newPosition) {
    java.util.Objects.checkIndex(newPosition, end + 1);
    position = newPosition;
  }

  /// {@return the index after the last byte}
  public int end() {
    return end;
  }

  /// {@return the number of bytes left}
  public int remaining() {
    return end - position;
  }

  /// {@return the offset of the next byte in the module}
  public long offset() {
    return origin + position;
  }

  /// {@return the next byte as 0..255}
  public int u8() {
    if (position >= end) {
      throw unexpectedEnd();
    }
    return bytes[position++] & 0xFF;
  }

  /// {@return the next byte as 0..255 without moving, or -1 at the end}
  public int peek() {
    return position < end ? bytes[position] & 0xFF : -1;
  }

  /// {@return an unsigned 32-bit LEB128 number, as a signed int}
  public int u32() {
    int at = position;
    if (at < end) {
      byte first = bytes[at];
      if (first >= 0) {
        position = at + 1;
        return first;
      }
    }
    return (int) uleb(32);
  }

  /// {@return an unsigned 64-bit LEB128 number, as a signed long}
  public long u64() {
    return uleb(64);
  }

  /// {@return a signed 32-bit LEB128 number}
  public int s32() {
    int at = position;
    if (at < end) {
      byte first = bytes[at];
      if (first >= 0) {
        position = at + 1;
        return first << 25 >> 25;
      }
    }
    return (int) sleb(32);
  }

  /// {@return a signed 33-bit LEB128 number (block types and heap types)}
  public long s33() {
    return sleb(33);
  }

  /// {@return a signed 64-bit LEB128 number}
  public long s64() {
    return sleb(64);
  }

  private long uleb(int width) {
    int start = position;
    long result = 0;
    for (int shift = 0; ; shift += 7) {
      int next = u8();
      int left = width - shift;
      if (left < 7 && (next & 0x7F) >>> left != 0) {
        throw malformed(
            (next & 0x80) != 0 ? "integer representation too long" : "integer too large", start);
      }
      result |= (long) (next & 0x7F) << shift;
      if ((next & 0x80) == 0) {
        return result;
      }
      if (left <= 7) {
        throw malformed("integer representation too long", start);
      }
    }
  }

  private long sleb(int width) {
    int start = position;
    long result = 0;
    for (int shift = 0; ; shift += 7) {
      int next = u8();
      int left = width - shift;
      if (left < 7 && (next & 0x80) == 0) {
        // The unused bits must repeat the sign bit.
        int extension = (byte) (next << 1) >> 1 >> left - 1;
        if (extension != 0 && extension != -1) {
          throw malformed("integer too large", start);
        }
      }
      result |= (long) (next & 0x7F) << shift;
      if ((next & 0x80) == 0) {
        int unused = 64 - Math.min(64, shift + 7);
        return result << unused >> unused;
      }
      if (left <= 7) {
        throw malformed("integer representation too long", start);
      }
    }
  }

  /// {@return four bytes, little-endian}
  public int i32() {
    require(4);
    int value = (int) INT.get(bytes, position);
    position += 4;
    return value;
  }

  /// {@return eight bytes, little-endian}
  public long i64() {
    require(8);
    long value = (long) LONG.get(bytes, position);
    position += 8;
    return value;
  }

  /// {@return a name: a length and that many bytes of UTF-8 (spec: Binary Format, Values, Names)}
  public String name() {
    int length = length("length out of bounds");
    int start = position;
    position += length;
    return isAscii(start, position)
        ? new String(bytes, start, length, StandardCharsets.ISO_8859_1)
        : utf8(start, length);
  }

  /// Moves over a name, checking it as [#name] does, without making a string of it.
  public void skipName() {
    int length = length("length out of bounds");
    int start = position;
    position += length;
    if (!isAscii(start, position)) {
      utf8(start, length);
    }
  }

  // Eight bytes at a time: name sections are megabytes.
  private boolean isAscii(int from, int to) {
    int at = from;
    for (; at <= to - 8; at += 8) {
      if (((long) LONG.get(bytes, at) & 0x8080808080808080L) != 0) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (bytes[at] < 0) {
        return false;
      }
    }
    return true;
  }

  private String utf8(int start, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("malformed UTF-8 encoding", start);
    }
  }

  /// {@return a length that is known to be left in the input}
  ///
  /// @param problem the message if it isn't
  public int length(String problem) {
    int start = position;
    int length = u32();
    if (length < 0 || length > remaining()) {
      throw malformed(problem, start);
    }
    return length;
  }

  /// Moves forward over bytes that must be there.
  public void skip(int count) {
    require(count);
    position += count;
  }

  /// {@return a reader over the next bytes, which this one skips}
  public ByteReader sub(int length) {
    int start = position;
    skip(length);
    return new ByteReader(bytes, start, start + length, origin);
  }

  private void require(int count) {
    if (count < 0 || remaining() < count) {
      throw unexpectedEnd();
    }
  }

  private WasmtierException unexpectedEnd() {
    return new WasmtierException(
        Failure.MALFORMED, "unexpected end", origin + end, WasmtierException.NONE, null);
  }

  /// {@return an error at an index of the array}
  public WasmtierException malformed(String message, int index) {
    return new WasmtierException(
        Failure.MALFORMED, message, origin + index, WasmtierException.NONE, null);
  }
}
