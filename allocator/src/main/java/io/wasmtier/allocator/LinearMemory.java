package io.wasmtier.allocator;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// A linear memory (spec: Execution, Runtime Structure, Memory Instances): bytes that grow in pages
/// and never shrink.
///
/// There are two kinds, fixed at creation. [HeapMemory] lies in a Java array, because that is the
/// only shape that C2 vectorizes reliably; [NativeMemory] lies outside the Java heap, for what an
/// array can't do: sharing between threads and sizes of 2 GiB and more. Code made for the heap kind
/// reads [#bytes] and [#limit] itself; everything else uses the methods here, which work for both.
///
/// Addresses and lengths are 64-bit unsigned numbers. Every access is checked exactly and throws
/// IndexOutOfBoundsException with nothing written; the sum of an operand and a constant offset,
/// which may overflow, is made by [#effective]. Bytes are little-endian, accesses need no alignment
/// (except atomic ones).
///
/// A memory that is not shared is confined to one thread at a time. Shared ones are thread-safe:
/// plain accesses race as the memory model of WebAssembly allows, size and growth are atomic.
public abstract sealed class LinearMemory implements AutoCloseable
    permits HeapMemory, NativeMemory {
  static final byte[] NO_BYTES = new byte[0];

  /// The bytes of the heap kind, with slack behind [#limit]; an empty array for the native kind.
  /// Written by the memory itself when it grows: running code reads both fields into locals and
  /// again after anything that can grow.
  public byte[] bytes = NO_BYTES;

  /// The number of accessible [#bytes]; 0 for the native kind.
  public int limit;

  private final MemoryShape shape;
  private final MemoryBudget budget;
  private volatile boolean closed;

  /// How many will close it; under the lock.
  private int holders = 1;

  /// How often the memory grew (by more than nothing) or was closed, which is what a [MemoryView]
  /// compares. Written under the memory's lock.
  private volatile int generation;

  LinearMemory(MemoryShape shape, MemoryBudget budget) {
    this.shape = shape;
    this.budget = budget;
  }

  /// Makes a memory of the shape's initial size, all zero.
  ///
  /// @param shape its type
  /// @param policy which kind it shall be
  /// @param budget what its size is taken from
  /// @throws MemoryUnavailableException if that much can't be had
  public static LinearMemory allocate(MemoryShape shape, MemoryPolicy policy, MemoryBudget budget) {
    long bytes = shape.minBytes();
    if (bytes > shape.maxBytes() || !budget.take(bytes)) {
      throw new MemoryUnavailableException(
          "memory of "
              + Long.toUnsignedString(shape.min())
              + " pages exceeds the limit of "
              + budget.limit()
              + " bytes",
          null);
    }
    try {
      return isNative(shape, policy)
          ? new NativeMemory(shape, budget, bytes)
          : new HeapMemory(shape, budget, (int) bytes);
    } catch (OutOfMemoryError | MemoryUnavailableException e) {
      budget.giveBack(bytes);
      throw e instanceof MemoryUnavailableException unavailable
          ? unavailable
          : new MemoryUnavailableException("no memory of " + bytes + " bytes is available", e);
    }
  }

  private static boolean isNative(MemoryShape shape, MemoryPolicy policy) {
    if (shape.shared() || shape.minBytes() > HeapMemory.MAX_BYTES) {
      return true;
    }
    return switch (policy) {
      case HEAP -> false;
      case NATIVE -> true;
      case AUTOMATIC -> shape.is64() && shape.hasMax() && shape.maxBytes() > 1L << 31;
    };
  }

  /// {@return the sum of an address operand and a constant offset, both unsigned}
  ///
  /// @throws IndexOutOfBoundsException if it does not fit in 64 bits
  public static long effective(long address, long offset) {
    long sum = address + offset;
    if (Long.compareUnsigned(sum, address) < 0) {
      throw new IndexOutOfBoundsException("address overflow");
    }
    return sum;
  }

  /// {@return the type it was made with}
  public final MemoryShape shape() {
    return shape;
  }

  final MemoryBudget budget() {
    return budget;
  }

  /// {@return the size in pages}
  public final long sizeInPages() {
    return sizeInBytes() >>> shape.pageSizeLog2();
  }

  /// {@return the size in bytes; 0 once closed}
  public abstract long sizeInBytes();

  /// Grows the memory (spec: `memory.grow`). The new bytes are zero.
  ///
  /// @param deltaPages by how many pages, unsigned
  /// @return the former size in pages, or -1 if type, budget or machine don't allow it
  public abstract long grow(long deltaPages);

  /// {@return the size in bytes after growing from a size, or -1 if the type doesn't allow it}
  final long sizeAfter(long size, long deltaPages, long largest) {
    long room = Math.min(shape.maxBytes(), largest) - size >> shape.pageSizeLog2();
    return deltaPages < 0 || deltaPages > room ? -1 : size + (deltaPages << shape.pageSizeLog2());
  }

  /// {@return the byte at an address}
  public abstract byte getByte(long address);

  /// {@return the two bytes at an address}
  public abstract short getShort(long address);

  /// {@return the four bytes at an address}
  public abstract int getInt(long address);

  /// {@return the eight bytes at an address}
  public abstract long getLong(long address);

  /// Writes one byte.
  public abstract void putByte(long address, byte value);

  /// Writes two bytes.
  public abstract void putShort(long address, short value);

  /// Writes four bytes.
  public abstract void putInt(long address, int value);

  /// Writes eight bytes.
  public abstract void putLong(long address, long value);

  /// Sets bytes to a value (spec: `memory.fill`).
  public abstract void fill(long address, byte value, long length);

  /// Copies bytes between memories of any kind, or within one; they may overlap (spec:
  /// `memory.copy`).
  public static void copy(
      LinearMemory target,
      long targetAddress,
      LinearMemory source,
      long sourceAddress,
      long length) {
    target.check(targetAddress, length);
    source.check(sourceAddress, length);
    if (target instanceof HeapMemory && source instanceof HeapMemory) {
      System.arraycopy(
          source.bytes, (int) sourceAddress, target.bytes, (int) targetAddress, (int) length);
    } else {
      MemorySegment.copy(source.raw(), sourceAddress, target.raw(), targetAddress, length);
    }
  }

  /// Reads bytes into an array.
  ///
  /// @throws IndexOutOfBoundsException if either range is out of bounds; nothing is read then
  public abstract void read(long address, byte[] target, int offset, int length);

  /// Writes bytes of an array.
  ///
  /// @throws IndexOutOfBoundsException if either range is out of bounds; nothing is written then
  public abstract void write(long address, byte[] source, int offset, int length);

  /// Reads bytes into a segment.
  ///
  /// @throws IndexOutOfBoundsException if either range is out of bounds; nothing is read then
  public final void read(long address, MemorySegment target, long offset, long length) {
    check(address, length);
    Objects.checkFromIndexSize(offset, length, target.byteSize());
    MemorySegment.copy(raw(), address, target, offset, length);
  }

  /// Writes bytes of a segment (also `memory.init`, with the data segment as source).
  ///
  /// @throws IndexOutOfBoundsException if either range is out of bounds; nothing is written then
  public final void write(long address, MemorySegment source, long offset, long length) {
    check(address, length);
    Objects.checkFromIndexSize(offset, length, source.byteSize());
    MemorySegment.copy(source, offset, raw(), address, length);
  }

  /// Checks that a range lies in the memory.
  ///
  /// @throws IndexOutOfBoundsException if it doesn't
  public final void check(long address, long length) {
    // Both are unsigned: as signed numbers, those of 2^63 and more are negative, which is refused.
    Objects.checkFromIndexSize(address, length, sizeInBytes());
  }

  /// {@return an integer of 1, 2, 4 or 8 bytes, zero-extended, read atomically}
  ///
  /// @param sizeLog2 the logarithm of the access' size in bytes
  /// @param address naturally aligned
  /// @throws IllegalArgumentException if the address is not aligned
  public abstract long getAtomic(int sizeLog2, long address);

  /// Writes the low bytes of a value atomically.
  ///
  /// @param sizeLog2 the logarithm of the access' size in bytes
  /// @param address naturally aligned
  /// @throws IllegalArgumentException if the address is not aligned
  public abstract void putAtomic(int sizeLog2, long address, long value);

  /// Changes an integer atomically.
  ///
  /// @param operation how
  /// @param sizeLog2 the logarithm of the access' size in bytes
  /// @param address naturally aligned
  /// @return the former value, zero-extended
  /// @throws IllegalArgumentException if the address is not aligned
  public abstract long getAndUpdate(
      AtomicOperation operation, int sizeLog2, long address, long operand);

  /// Replaces an integer atomically if it has the value expected.
  ///
  /// @param sizeLog2 the logarithm of the access' size in bytes
  /// @param address naturally aligned
  /// @param expected only the bits of the access' size count
  /// @return the former value, zero-extended
  /// @throws IllegalArgumentException if the address is not aligned
  public abstract long compareAndExchange(
      int sizeLog2, long address, long expected, long replacement);

  static void checkAligned(int sizeLog2, long address) {
    if ((address & (1L << sizeLog2) - 1) != 0) {
      throw new IllegalArgumentException(
          "unaligned atomic access at " + Long.toUnsignedString(address));
    }
  }

  /// {@return the mask of the bits of an access}
  static long mask(int sizeLog2) {
    return -1L >>> 64 - (8 << sizeLog2);
  }

  /// {@return a view of the whole memory that becomes invalid when it grows or is closed}
  public final MemoryView view() {
    return new MemoryView(this);
  }

  /// {@return a segment over at least the accessible bytes, valid until the memory grows or is
  /// closed}
  abstract MemorySegment raw();

  /// {@return whether it was freed}
  public final boolean isClosed() {
    return closed;
  }

  /// Says that one more holder will [#close] the memory: for shared memories, which several
  /// sandboxes use.
  ///
  /// @throws IllegalStateException if it is closed already
  public final synchronized void retain() {
    if (closed) {
      throw new IllegalStateException("the memory is closed");
    }
    holders++;
  }

  /// Lets the memory go. When its last holder does, it is freed and its size given back to the
  /// budget: views become invalid, every access is out of bounds or, for the native kind, an
  /// IllegalStateException. Closing a freed memory does nothing.
  @Override
  public final synchronized void close() {
    if (!closed && --holders == 0) {
      long size = sizeInBytes();
      closed = true;
      changed();
      free();
      budget.giveBack(size);
    }
  }

  abstract void free();

  /// Makes all views invalid.
  final synchronized void changed() {
    generation++;
  }

  final int generation() {
    return generation;
  }
}
