package io.wasmtier.wasm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the primitive values of the binary format into a growing array (spec: Binary Format,
/// Values). Not thread-safe.
public final class ByteWriter {
  private byte[] bytes = new byte[64];
  private int size;

  /// Creates an empty writer.
  public ByteWriter() {}

  /// {@return the number of bytes written}
  public int size() {
    return size;
  }

  /// {@return a copy of what was written}
  public byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  /// Forgets everything from a size on.
  public void truncate(int newSize) {
    size = java.util.Objects.checkIndex(newSize, size + 1);
  }

  /// Writes one byte.
  public ByteWriter u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /// Writes an unsigned 32-bit number in LEB128, as short as can be.
  public ByteWriter u32(int value) {
    return u64(Integer.toUnsignedLong(value));
  }

  /// Writes an unsigned 64-bit number in LEB128.
  public ByteWriter u64(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      u8((int) rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    return u8((int) rest);
  }

  /// Writes a signed number of up to 64 bits in LEB128.
  public ByteWriter s64(long value) {
    long rest = value;
    while (rest < -64 || rest > 63) {
      u8((int) rest & 0x7F | 0x80);
      rest >>= 7;
    }
    return u8((int) rest & 0x7F);
  }

  /// Writes four bytes, little-endian.
  public ByteWriter i32(int value) {
    return u8(value).u8(value >>> 8).u8(value >>> 16).u8(value >>> 24);
  }

  /// Writes eight bytes, little-endian.
  public ByteWriter i64(long value) {
    return i32((int) value).i32((int) (value >>> 32));
  }

  /// Writes bytes as they are.
  public ByteWriter raw(byte[] data) {
    reserve(data.length);
    System.arraycopy(data, 0, bytes, size, data.length);
    size += data.length;
    return this;
  }

  /// Writes the bytes of a slice as they are.
  public ByteWriter raw(Slice data) {
    reserve(data.length());
    java.lang.foreign.MemorySegment.copy(
        data.segment(), java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes, size, data.length());
    size += data.length();
    return this;
  }

  /// Writes the bytes of another writer, from an index on, as they are.
  public ByteWriter raw(ByteWriter data, int from) {
    int count = data.size - from;
    reserve(count);
    System.arraycopy(data.bytes, from, bytes, size, count);
    size += count;
    return this;
  }

  /// Writes a length and the bytes.
  public ByteWriter sized(ByteWriter data) {
    u32(data.size);
    reserve(data.size);
    System.arraycopy(data.bytes, 0, bytes, size, data.size);
    size += data.size;
    return this;
  }

  /// Writes a length and the bytes.
  public ByteWriter sized(Slice data) {
    return u32(data.length()).raw(data);
  }

  /// Writes a name: its length in bytes and its UTF-8.
  public ByteWriter name(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return u32(utf8.length).raw(utf8);
  }

  private void reserve(int count) {
    if (bytes.length - size < count) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, count), bytes.length * 2));
    }
  }
}
