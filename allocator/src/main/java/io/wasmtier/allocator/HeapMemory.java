package io.wasmtier.allocator;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/// A linear memory in a Java array: the default, and the fastest kind.
///
/// The array grows by half at least, so that many small grows copy little (511 exact one-page grows
/// to 32 MiB cost 4.9 s). Confined to one thread at a time, therefore its atomic accesses need not
/// be atomic. Benchmark: `MemoryBenchmark`.
public final class HeapMemory extends LinearMemory {
  /// The largest size in bytes: the longest array, in whole standard pages.
  public static final int MAX_BYTES =
      (Integer.MAX_VALUE - 8) & -(1 << MemoryShape.STANDARD_PAGE_LOG2);

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
          .withInvokeExactBehavior();
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
          .withInvokeExactBehavior();
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
          .withInvokeExactBehavior();

  HeapMemory(MemoryShape shape, MemoryBudget budget, int size) {
    super(shape, budget);
    bytes = new byte[size];
    limit = size;
  }

  @Override
  public long sizeInBytes() {
    return limit;
  }

  @Override
  public long grow(long deltaPages) {
    int size = limit;
    long wanted = sizeAfter(size, deltaPages, MAX_BYTES);
    if (wanted < 0 || isClosed() || !budget().take(wanted - size)) {
      return -1;
    }
    if (wanted > bytes.length && !reallocate((int) wanted)) {
      budget().giveBack(wanted - size);
      return -1;
    }
    limit = (int) wanted;
    if (wanted != size) {
      changed();
    }
    return (long) size >>> shape().pageSizeLog2();
  }

  private boolean reallocate(int wanted) {
    long largest = Math.min(MAX_BYTES, Math.min(shape().maxBytes(), budget().limit()));
    int capacity = (int) Math.max(wanted, Math.min(largest, bytes.length * 3L / 2));
    try {
      bytes = Arrays.copyOf(bytes, capacity);
      return true;
    } catch (OutOfMemoryError e) {
      // Perhaps there is room for what is needed, though not for slack.
    }
    try {
      bytes = Arrays.copyOf(bytes, wanted);
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  private int index(long address, int size) {
    return (int) Objects.checkIndex(address, (long) limit - (size - 1));
  }

  @Override
  public byte getByte(long address) {
    return bytes[index(address, 1)];
  }

  @Override
  public short getShort(long address) {
    return (short) SHORT.get(bytes, index(address, 2));
  }

  @Override
  public int getInt(long address) {
    return (int) INT.get(bytes, index(address, 4));
  }

  @Override
  public long getLong(long address) {
    return (long) LONG.get(bytes, index(address, 8));
  }

  @Override
  public void putByte(long address, byte value) {
    bytes[index(address, 1)] = value;
  }

  @Override
  public void putShort(long address, short value) {
    SHORT.set(bytes, index(address, 2), value);
  }

  @Override
  public void putInt(long address, int value) {
    INT.set(bytes, index(address, 4), value);
  }

  @Override
  public void putLong(long address, long value) {
    LONG.set(bytes, index(address, 8), value);
  }

  @Override
  public void fill(long address, byte value, long length) {
    check(address, length);
    Arrays.fill(bytes, (int) address, (int) (address + length), value);
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    check(address, length);
    System.arraycopy(bytes, (int) address, target, offset, length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    check(address, length);
    System.arraycopy(source, offset, bytes, (int) address, length);
  }

  @Override
  public long getAtomic(int sizeLog2, long address) {
    checkAligned(sizeLog2, address);
    return switch (sizeLog2) {
      case 0 -> getByte(address) & 0xFFL;
      case 1 -> getShort(address) & 0xFFFFL;
      case 2 -> getInt(address) & 0xFFFF_FFFFL;
      default -> getLong(address);
    };
  }

  @Override
  public void putAtomic(int sizeLog2, long address, long value) {
    checkAligned(sizeLog2, address);
    switch (sizeLog2) {
      case 0 -> putByte(address, (byte) value);
      case 1 -> putShort(address, (short) value);
      case 2 -> putInt(address, (int) value);
      default -> putLong(address, value);
    }
  }

  @Override
  public long getAndUpdate(AtomicOperation operation, int sizeLog2, long address, long operand) {
    long former = getAtomic(sizeLog2, address);
    putAtomic(sizeLog2, address, operation.apply(former, operand));
    return former;
  }

  @Override
  public long compareAndExchange(int sizeLog2, long address, long expected, long replacement) {
    long former = getAtomic(sizeLog2, address);
    if (former == (expected & mask(sizeLog2))) {
      putAtomic(sizeLog2, address, replacement);
    }
    return former;
  }

  @Override
  MemorySegment raw() {
    return MemorySegment.ofArray(bytes);
  }

  @Override
  void free() {
    bytes = NO_BYTES;
    limit = 0;
  }
}
