package io.wasmtier.allocator;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A host's view of all bytes of a memory, which becomes invalid when the memory grows or is
/// closed: from then on every method but [#isValid] throws IllegalStateException.
///
/// This is the checked wrapper around raw segments and buffers. Java can't revoke a segment over an
/// array, so a growing heap memory would leave old ones behind that show (and change) bytes the
/// guest no longer sees. Keep the view, not what [#segment] and [#buffer] return: ask for those
/// again where you use them, it costs a few nanoseconds. Raw ones are never dangling: of a heap
/// memory, they keep the old array alive; of a native memory they stay right after growth (it never
/// moves) and throw IllegalStateException after closing.
///
/// Same thread rules as the memory's.
public final class MemoryView {
  private final LinearMemory memory;
  private final int generation;
  private final long size;
  private final MemorySegment segment;

  MemoryView(LinearMemory memory) {
    this.memory = memory;
    this.generation = memory.generation();
    this.size = memory.sizeInBytes();
    this.segment = memory.isClosed() ? MemorySegment.NULL : memory.raw().asSlice(0, size);
  }

  /// {@return whether the memory has neither grown nor been closed since the view was made}
  public boolean isValid() {
    return generation == memory.generation() && !memory.isClosed();
  }

  private void check() {
    if (!isValid()) {
      throw new IllegalStateException(
          memory.isClosed() ? "the memory is closed" : "the memory has grown: take a new view");
    }
  }

  /// {@return the size in bytes}
  public long size() {
    check();
    return size;
  }

  /// {@return the bytes as a segment, to be used at once: nothing may grow or close the memory
  /// meanwhile}
  public MemorySegment segment() {
    check();
    return segment;
  }

  /// {@return a range of the bytes as a segment, to be used at once}
  ///
  /// @throws IndexOutOfBoundsException if it is out of bounds
  public MemorySegment segment(long address, long length) {
    check();
    return segment.asSlice(address, length);
  }

  /// {@return a range of the bytes as a little-endian buffer, to be used at once}
  ///
  /// @throws IndexOutOfBoundsException if it is out of bounds
  public ByteBuffer buffer(long address, int length) {
    return segment(address, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// {@return the first bytes as a little-endian buffer, to be used at once: all of them, or 2 GiB
  /// - 1 of a larger memory}
  public ByteBuffer buffer() {
    return buffer(0, (int) Math.min(size(), Integer.MAX_VALUE));
  }
}
