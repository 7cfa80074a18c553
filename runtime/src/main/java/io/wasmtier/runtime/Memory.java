package io.wasmtier.runtime;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.allocator.MemoryView;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.link.ImportMatching;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A linear memory (spec: Execution, Runtime Structure, Memory Instances), seen by the host.
///
/// Addresses and lengths are in bytes, unsigned; bytes are little-endian, accesses need no
/// alignment. A range out of bounds is the trap [TrapKind#OUT_OF_BOUNDS_MEMORY_ACCESS], with
/// nothing written: a host function just lets it pass and the guest that gave a bad address traps.
///
/// Confined to its store's thread; the methods throw a WasmtierException of kind USAGE where
/// another thread is in the store, and after closing. A shared memory belongs to no thread; it is
/// freed when the last of the stores that use it is closed.
public final class Memory implements Extern {
  private final LinearMemory memory;
  private final @Nullable StoreContext store;

  Memory(@Nullable StoreContext store, LinearMemory memory) {
    this.store = store;
    this.memory = memory;
  }

  LinearMemory linear() {
    return memory;
  }

  @Nullable StoreContext context() {
    return memory.shape().shared() ? null : store;
  }

  private LinearMemory checked() {
    if (store != null && !memory.shape().shared()) {
      store.check();
    }
    if (memory.isClosed()) {
      throw new WasmtierException(Failure.USAGE, "the memory is closed");
    }
    return memory;
  }

  private static Trap outOfBounds() {
    return Trap.of(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
  }

  /// {@return the type, with the current size as minimum}
  public ExternType.Memory type() {
    return ImportMatching.memoryType(memory);
  }

  @Override
  public ExternType externType() {
    return type();
  }

  /// {@return the size in pages}
  public long sizeInPages() {
    return checked().sizeInPages();
  }

  /// {@return the size in bytes}
  public long sizeInBytes() {
    return checked().sizeInBytes();
  }

  /// {@return the size of a page in bytes: 65536 but for custom page sizes}
  public int pageSize() {
    return 1 << memory.shape().pageSizeLog2();
  }

  /// Grows the memory (spec: `memory.grow`). Views become invalid.
  ///
  /// @param deltaPages by how many pages
  /// @return the former size in pages, or -1 if the type or the limits don't allow it
  public long grow(long deltaPages) {
    return checked().grow(deltaPages);
  }

  /// {@return whether a range lies in the memory}
  public boolean contains(long address, long length) {
    long size = checked().sizeInBytes();
    return length >= 0 && address >= 0 && address <= size - length;
  }

  /// {@return the byte at an address}
  public byte getByte(long address) {
    try {
      return checked().getByte(address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// {@return the two bytes at an address}
  public short getShort(long address) {
    try {
      return checked().getShort(address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// {@return the four bytes at an address}
  public int getInt(long address) {
    try {
      return checked().getInt(address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// {@return the eight bytes at an address}
  public long getLong(long address) {
    try {
      return checked().getLong(address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// Writes one byte.
  public void putByte(long address, byte value) {
    try {
      checked().putByte(address, value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// Writes two bytes.
  public void putShort(long address, short value) {
    try {
      checked().putShort(address, value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// Writes four bytes.
  public void putInt(long address, int value) {
    try {
      checked().putInt(address, value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// Writes eight bytes.
  public void putLong(long address, long value) {
    try {
      checked().putLong(address, value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// Sets bytes to a value.
  public void fill(long address, byte value, long length) {
    try {
      checked().fill(address, value, length);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// {@return a copy of a range of bytes}
  public byte[] read(long address, int length) {
    LinearMemory from = checked();
    try {
      // Before anything is allocated: the length may come from a guest.
      from.check(address, length);
      byte[] bytes = new byte[length];
      from.read(address, bytes, 0, length);
      return bytes;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// Writes all bytes of an array.
  public void write(long address, byte[] source) {
    try {
      checked().write(address, source, 0, source.length);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// Writes all bytes of a segment.
  public void write(long address, MemorySegment source) {
    try {
      checked().write(address, source, 0, source.byteSize());
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// {@return a range of bytes as UTF-8; malformed parts become U+FFFD}
  public String readString(long address, int length) {
    return new String(read(address, length), StandardCharsets.UTF_8);
  }

  /// Writes a string as UTF-8.
  ///
  /// @return the number of bytes written
  public int writeString(long address, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(address, bytes);
    return bytes.length;
  }

  /// Copies bytes from another memory, or within this one; the ranges may overlap.
  public void copyFrom(Memory source, long sourceAddress, long address, long length) {
    try {
      LinearMemory.copy(checked(), address, source.checked(), sourceAddress, length);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// {@return a range as a segment, without copying, to be used at once}
  ///
  /// It is never dangling. But when the memory has grown, the guest may see other bytes than a
  /// segment of before, which Java cannot revoke if it is over an array. If the guest may run in
  /// between use [#withSegment], which notices; keep a [#view], which knows.
  public MemorySegment segment(long address, long length) {
    try {
      return checked().view().segment(address, length);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// {@return a range as a little-endian buffer, without copying, to be used at once, as
  /// [#segment]}
  public ByteBuffer buffer(long address, int length) {
    try {
      return checked().view().buffer(address, length);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /// Works on a range without copying it. The segment must not leave the body.
  ///
  /// @return what the body returns
  /// @throws IllegalStateException if the memory was moved by growing, or closed, while the body
  ///   ran: what it has read or written since is not what the guest sees. Neither happens unless
  ///   the body calls the guest, [#grow] or [Store#close]
  @SuppressWarnings("ReferenceEquality") // Another array is what growing leaves behind.
  public <R extends @Nullable Object> R withSegment(
      long address, long length, Function<MemorySegment, R> body) {
    LinearMemory used = checked();
    byte[] bytes = used.bytes;
    R result = body.apply(segment(address, length));
    if (used.bytes != bytes || used.isClosed()) {
      throw new IllegalStateException(
          "the memory was "
              + (used.isClosed() ? "closed" : "moved by growing")
              + " while a part of it was worked on");
    }
    return result;
  }

  /// Works on a range as a little-endian buffer without copying it, as [#withSegment].
  ///
  /// @return what the body returns
  public <R extends @Nullable Object> R withBuffer(
      long address, int length, Function<ByteBuffer, R> body) {
    return withSegment(
        address,
        length,
        segment -> body.apply(segment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN)));
  }

  /// {@return a view of the whole memory, which hands out segments and buffers and throws
  /// IllegalStateException once the memory has grown or is closed}
  public MemoryView view() {
    return checked().view();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Memory that && that.memory == memory;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(memory);
  }
}
