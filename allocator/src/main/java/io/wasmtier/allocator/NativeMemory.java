package io.wasmtier.allocator;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/// A linear memory outside the Java heap: for shared memories and those of 2 GiB and more.
///
/// The address range of its largest size is reserved once, so that growing moves nothing and other
/// threads never see a change of place. It is a private mapping of a sparse temporary file, deleted
/// at once: the operating system commits pages when they are first touched, and no native access is
/// needed. Small memories come from the arena's allocator instead. The arena is a shared one,
/// closed with the memory; an access by another thread at that moment, or later, is an
/// IllegalStateException, never a fault.
///
/// Slower than the heap kind: 0 to 40 % on scalar loops, 5 to 18 times where C2 would vectorize.
/// Benchmark: `MemoryBenchmark`.
public final class NativeMemory extends LinearMemory {
  /// Up to this size, memory is allocated and zeroed rather than mapped: mapping costs more than
  /// zeroing then.
  private static final long SMALL = 1 << 20;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  // Atomic accesses are always aligned.
  private static final VarHandle ATOMIC_BYTE = ValueLayout.JAVA_BYTE.varHandle();
  private static final VarHandle ATOMIC_SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final VarHandle ATOMIC_INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final VarHandle ATOMIC_LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private final Arena arena = Arena.ofShared();

  /// The whole reservation.
  private final MemorySegment segment;

  /// The accessible bytes. Written under the lock; grows only, so that a stale value is a correct
  /// one.
  private volatile long size;

  NativeMemory(MemoryShape shape, MemoryBudget budget, long size) {
    super(shape, budget);
    this.size = size;
    // In whole words, for the atomic accesses to parts of words.
    long most = Math.min(Math.min(shape.maxBytes(), budget.limit()), Long.MAX_VALUE - 7);
    long largest = Math.max(8, Math.max(size, most) + 7 & ~7L);
    MemorySegment reserved = null;
    try {
      reserved = largest <= SMALL ? arena.allocate(largest, 8) : reserve(size + 7 & ~7L, largest);
    } finally {
      if (reserved == null) {
        arena.close();
      }
    }
    this.segment = reserved;
  }

  /// {@return as many zero bytes as can be had up to the largest size, in an address range of their
  /// own}
  private MemorySegment reserve(long smallest, long largest) {
    // Halving, because nobody can say how much address space there is: 47 bits with most systems,
    // less with limits set.
    for (long length = largest; ; length = Math.max(smallest, length / 2 & ~7L)) {
      try {
        return map(length);
      } catch (IOException | OutOfMemoryError | IllegalArgumentException e) {
        if (length == smallest) {
          throw new MemoryUnavailableException(
              "no memory of " + smallest + " bytes is available", e);
        }
      }
    }
  }

  private MemorySegment map(long length) throws IOException {
    Path file = Files.createTempFile("wasmtier", ".memory");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
      // Private: what is written stays in memory and is never written back to the file.
      channel.write(java.nio.ByteBuffer.allocate(1), length - 1);
      return channel.map(FileChannel.MapMode.PRIVATE, 0, length, arena);
    } finally {
      try {
        Files.delete(file);
      } catch (IOException e) {
        // Some systems keep a mapped file until it is unmapped.
        file.toFile().deleteOnExit();
      }
    }
  }

  /// {@return the whole reservation, for code made for this kind; only the bytes below
  /// [#sizeInBytes] may be accessed}
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public long sizeInBytes() {
    return size;
  }

  @Override
  public synchronized long grow(long deltaPages) {
    long former = size;
    long wanted = sizeAfter(former, deltaPages, segment.byteSize());
    if (wanted < 0 || isClosed() || !budget().take(wanted - former)) {
      return -1;
    }
    size = wanted;
    if (wanted != former) {
      changed();
    }
    return former >>> shape().pageSizeLog2();
  }

  private long index(long address, int length) {
    return Objects.checkIndex(address, size - (length - 1));
  }

  @Override
  public byte getByte(long address) {
    return segment.get(ValueLayout.JAVA_BYTE, index(address, 1));
  }

  @Override
  public short getShort(long address) {
    return segment.get(SHORT, index(address, 2));
  }

  @Override
  public int getInt(long address) {
    return segment.get(INT, index(address, 4));
  }

  @Override
  public long getLong(long address) {
    return segment.get(LONG, index(address, 8));
  }

  @Override
  public void putByte(long address, byte value) {
    segment.set(ValueLayout.JAVA_BYTE, index(address, 1), value);
  }

  @Override
  public void putShort(long address, short value) {
    segment.set(SHORT, index(address, 2), value);
  }

  @Override
  public void putInt(long address, int value) {
    segment.set(INT, index(address, 4), value);
  }

  @Override
  public void putLong(long address, long value) {
    segment.set(LONG, index(address, 8), value);
  }

  @Override
  public void fill(long address, byte value, long length) {
    check(address, length);
    segment.asSlice(address, length).fill(value);
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    read(address, MemorySegment.ofArray(target), offset, length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    write(address, MemorySegment.ofArray(source), offset, length);
  }

  private long atomicIndex(int sizeLog2, long address) {
    checkAligned(sizeLog2, address);
    return index(address, 1 << sizeLog2);
  }

  @Override
  public long getAtomic(int sizeLog2, long address) {
    long at = atomicIndex(sizeLog2, address);
    return switch (sizeLog2) {
      case 0 -> (byte) ATOMIC_BYTE.getVolatile(segment, at) & 0xFFL;
      case 1 -> (short) ATOMIC_SHORT.getVolatile(segment, at) & 0xFFFFL;
      case 2 -> (int) ATOMIC_INT.getVolatile(segment, at) & 0xFFFF_FFFFL;
      default -> (long) ATOMIC_LONG.getVolatile(segment, at);
    };
  }

  @Override
  public void putAtomic(int sizeLog2, long address, long value) {
    long at = atomicIndex(sizeLog2, address);
    switch (sizeLog2) {
      case 0 -> ATOMIC_BYTE.setVolatile(segment, at, (byte) value);
      case 1 -> ATOMIC_SHORT.setVolatile(segment, at, (short) value);
      case 2 -> ATOMIC_INT.setVolatile(segment, at, (int) value);
      default -> ATOMIC_LONG.setVolatile(segment, at, value);
    }
  }

  @Override
  public long getAndUpdate(AtomicOperation operation, int sizeLog2, long address, long operand) {
    for (; ; ) {
      long former = getAtomic(sizeLog2, address);
      long changed = operation.apply(former, operand);
      if (compareAndExchange(sizeLog2, address, former, changed) == former) {
        return former;
      }
    }
  }

  @Override
  public long compareAndExchange(int sizeLog2, long address, long expected, long replacement) {
    long at = atomicIndex(sizeLog2, address);
    if (sizeLog2 == 3) {
      return (long) ATOMIC_LONG.compareAndExchange(segment, at, expected, replacement);
    }
    if (sizeLog2 == 2) {
      return (int) ATOMIC_INT.compareAndExchange(segment, at, (int) expected, (int) replacement)
          & 0xFFFF_FFFFL;
    }
    return compareAndExchangeInWord(sizeLog2, at, expected & mask(sizeLog2), replacement);
  }

  // The JDK exchanges only whole words in a segment: bytes and shorts are exchanged with the word
  // around them, whose other
  // bytes may change meanwhile, then again. The word may reach past the accessible bytes, not past
  // the reservation.
  private long compareAndExchangeInWord(int sizeLog2, long at, long expected, long replacement) {
    long word = at & ~3L;
    int shift = (int) (at & 3) * 8;
    int mask = (int) mask(sizeLog2) << shift;
    for (; ; ) {
      int whole = (int) ATOMIC_INT.getVolatile(segment, word);
      int former = (whole & mask) >>> shift;
      if (former != expected) {
        return former;
      }
      int changed = whole & ~mask | (int) replacement << shift & mask;
      if (ATOMIC_INT.weakCompareAndSet(segment, word, whole, changed)) {
        return former;
      }
    }
  }

  @Override
  MemorySegment raw() {
    return segment;
  }

  @Override
  void free() {
    size = 0;
    arena.close();
  }
}
