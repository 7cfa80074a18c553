package io.wasmtier.wasm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A part of a module's input, not copied: a view of a byte array, a buffer, a memory segment or a
/// mapped file.
///
/// The input must not change while the module is in use. It stays the caller's; a slice of a
/// segment is usable as long as the segment's arena is open. A change does no harm beyond a wrong
/// module: code is validated in the same walk that translates it.
public final class Slice {
  /// The empty slice.
  public static final Slice EMPTY = of(new byte[0]);

  // One of the two is null. The segment of an array is made when asked for: starting the foreign
  // memory API costs 10 ms.
  private final @Nullable MemorySegment segment;
  private final byte @Nullable [] array;
  private final int arrayOffset;
  private final int length;
  private final long origin;

  private Slice(
      @Nullable MemorySegment segment,
      byte @Nullable [] array,
      int arrayOffset,
      int length,
      long origin) {
    this.segment = segment;
    this.array = array;
    this.arrayOffset = arrayOffset;
    this.length = length;
    this.origin = origin;
  }

  /// {@return the whole array as a slice}
  public static Slice of(byte[] bytes) {
    return new Slice(null, bytes, 0, bytes.length, 0);
  }

  /// {@return a part of the array as a slice}
  public static Slice of(byte[] bytes, int offset, int length) {
    return of(bytes).slice(offset, length).at(0);
  }

  /// {@return the buffer's remaining bytes as a slice}
  public static Slice of(ByteBuffer buffer) {
    return buffer.hasArray()
        ? of(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining())
        : of(MemorySegment.ofBuffer(buffer));
  }

  /// {@return the segment as a slice}
  ///
  /// @throws WasmtierException of kind LIMIT for 2 GiB or more
  public static Slice of(MemorySegment segment) {
    if (segment.byteSize() > Integer.MAX_VALUE) {
      throw new WasmtierException(
          Failure.LIMIT, "module of " + segment.byteSize() + " bytes is too large");
    }
    if (segment.heapBase().orElse(null) instanceof byte[] array) {
      return of(array, (int) segment.address(), (int) segment.byteSize());
    }
    return new Slice(segment, null, 0, (int) segment.byteSize(), 0);
  }

  /// {@return the length in bytes}
  public int length() {
    return length;
  }

  /// {@return the offset of the first byte in the module, for error messages}
  public long origin() {
    return origin;
  }

  /// {@return whether the bytes lie in a Java array, so that [#reader] copies nothing}
  public boolean isHeap() {
    return array != null;
  }

  /// {@return a part of this slice; its origin follows}
  public Slice slice(int offset, int size) {
    Objects.checkFromIndexSize(offset, size, length);
    MemorySegment part = segment == null ? null : segment.asSlice(offset, size);
    return new Slice(part, array, arrayOffset + offset, size, origin + offset);
  }

  /// {@return the same bytes, said to stand at another offset of the module}
  public Slice at(long newOrigin) {
    return new Slice(segment, array, arrayOffset, length, newOrigin);
  }

  /// {@return the bytes as a read-only segment, not copied}
  public MemorySegment segment() {
    return whole().asReadOnly();
  }

  private MemorySegment whole() {
    return segment != null ? segment : MemorySegment.ofArray(array()).asSlice(arrayOffset, length);
  }

  private byte[] array() {
    return Objects.requireNonNull(array);
  }

  /// {@return the byte at an offset}
  public byte get(int offset) {
    return segment != null
        ? segment.get(ValueLayout.JAVA_BYTE, offset)
        : array()[arrayOffset + Objects.checkIndex(offset, length)];
  }

  /// {@return a copy of the bytes}
  public byte[] toArray() {
    return segment != null
        ? segment.toArray(ValueLayout.JAVA_BYTE)
        : Arrays.copyOfRange(array(), arrayOffset, arrayOffset + length);
  }

  /// {@return a reader over the bytes: the array itself where there is one, else a copy of this
  /// slice alone}
  public ByteReader reader() {
    return array != null
        ? new ByteReader(array, arrayOffset, arrayOffset + length, origin - arrayOffset)
        : new ByteReader(toArray(), 0, length, origin);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Slice slice
        && length == slice.length
        && whole().mismatch(slice.whole()) == -1;
  }

  @Override
  public int hashCode() {
    return length == 0 ? 0 : 31 * length + get(0) + 7 * get(length - 1);
  }

  @Override
  public String toString() {
    return "Slice[" + length + " bytes at 0x" + Long.toHexString(origin) + "]";
  }
}
