package io.wasmtier.wasi;

import io.wasmtier.runtime.Memory;
import java.nio.ByteBuffer;

/// The guest's memory as WASI functions see it: 32-bit unsigned addresses, FAULT where a range is
/// out of bounds.
///
/// Functions check ranges of results before they do anything that could not be undone.
final class GuestMemory {
  private final Memory memory;

  GuestMemory(Memory memory) {
    this.memory = memory;
  }

  /// {@return whether it is the view of a memory}
  boolean isOf(Memory other) {
    return memory.equals(other);
  }

  private static long address(int pointer) {
    return pointer & 0xFFFF_FFFFL;
  }

  /// Fails with FAULT if a range is out of bounds.
  void check(int pointer, long length) throws WasiError {
    if (!memory.contains(address(pointer), length)) {
      throw Errno.FAULT.error();
    }
  }

  /// Fails with FAULT if an array is out of bounds.
  void checkArray(int pointer, int count, int elementSize) throws WasiError {
    check(pointer, (count & 0xFFFF_FFFFL) * elementSize);
  }

  byte i8(int pointer) {
    return memory.getByte(address(pointer));
  }

  short i16(int pointer) {
    return memory.getShort(address(pointer));
  }

  int i32(int pointer) {
    return memory.getInt(address(pointer));
  }

  long i64(int pointer) {
    return memory.getLong(address(pointer));
  }

  void i8(int pointer, int value) {
    memory.putByte(address(pointer), (byte) value);
  }

  void i16(int pointer, int value) {
    memory.putShort(address(pointer), (short) value);
  }

  void i32(int pointer, int value) {
    memory.putInt(address(pointer), value);
  }

  void i64(int pointer, long value) {
    memory.putLong(address(pointer), value);
  }

  void zero(int pointer, int length) {
    memory.fill(address(pointer), (byte) 0, length);
  }

  void write(int pointer, byte[] bytes) {
    memory.write(address(pointer), bytes);
  }

  /// Writes the first bytes of an array.
  void write(int pointer, byte[] bytes, int length) {
    buffer(pointer, length).put(bytes, 0, length);
  }

  /// {@return a range without copying it, to be used at once}
  ByteBuffer buffer(int pointer, int length) {
    return memory.buffer(address(pointer), length);
  }

  /// {@return a path}
  ///
  /// @throws WasiError FAULT, NAMETOOLONG, ILSEQ if it is not UTF-8, INVAL if it contains NUL
  String path(int pointer, int length) throws WasiError {
    check(pointer, length & 0xFFFF_FFFFL);
    if (length < 0 || length > Abi.MAX_PATH) {
      throw Errno.NAMETOOLONG.error();
    }
    String path = HostNames.decode(buffer(pointer, length));
    if (path == null) {
      throw Errno.ILSEQ.error();
    }
    if (path.indexOf('\0') >= 0) {
      throw Errno.INVAL.error();
    }
    return path;
  }

  /// Writes a `filestat`.
  void fileStat(int pointer, FileStat stat) {
    i64(pointer + Abi.FILESTAT_DEV, stat.device());
    i64(pointer + Abi.FILESTAT_INO, stat.inode());
    i64(pointer + Abi.FILESTAT_FILETYPE, stat.type().ordinal()); // The padding too.
    i64(pointer + Abi.FILESTAT_NLINK, stat.links());
    i64(pointer + Abi.FILESTAT_LENGTH, stat.size());
    i64(pointer + Abi.FILESTAT_ATIM, stat.accessTime());
    i64(pointer + Abi.FILESTAT_MTIM, stat.modificationTime());
    i64(pointer + Abi.FILESTAT_CTIM, stat.changeTime());
  }
}
