package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The functions that work on descriptors (`fd_*`).
final class FileFunctions {
  private final DescriptorTable table;
  private final WasiClock clock;

  FileFunctions(DescriptorTable table, WasiClock clock) {
    this.table = table;
    this.clock = clock;
  }

  private RegularFile file(int fd, long right) throws WasiError {
    RegularFile file = table.get(fd).file();
    file.require(right);
    return file;
  }

  private Descriptor any(int fd, long right) throws WasiError {
    Descriptor descriptor = table.get(fd);
    descriptor.require(right);
    return descriptor;
  }

  void advise(int fd, long offset, long length, int advice) throws WasiError {
    file(fd, Rights.FD_ADVISE);
    if (offset < 0 || length < 0 || advice < 0 || advice > Abi.ADVICE_LAST) {
      throw Errno.INVAL.error();
    }
    // Java passes no advice on; it may be ignored.
  }

  void allocate(int fd, long offset, long length) throws IOException, WasiError {
    file(fd, Rights.FD_ALLOCATE).allocate(offset, length);
  }

  void close(int fd) throws IOException, WasiError {
    table.remove(fd).close();
  }

  void sync(int fd, boolean metadata) throws IOException, WasiError {
    any(fd, metadata ? Rights.FD_SYNC : Rights.FD_DATASYNC).sync(metadata);
  }

  void fdstatGet(GuestMemory memory, int fd, int result) throws WasiError {
    Descriptor descriptor = table.get(fd);
    memory.check(result, Abi.FDSTAT_SIZE);
    memory.zero(result, Abi.FDSTAT_SIZE);
    memory.i8(result + Abi.FDSTAT_FILETYPE, descriptor.type().ordinal());
    memory.i16(result + Abi.FDSTAT_FLAGS, descriptor.flags());
    memory.i64(result + Abi.FDSTAT_RIGHTS_BASE, descriptor.rights());
    memory.i64(result + Abi.FDSTAT_RIGHTS_INHERITING, descriptor.inheriting());
  }

  void fdstatSetFlags(int fd, int flags) throws WasiError {
    Descriptor descriptor = any(fd, Rights.FD_FDSTAT_SET_FLAGS);
    if ((flags & ~Abi.FD_ALL) != 0) {
      throw Errno.INVAL.error();
    }
    descriptor.flags(flags);
  }

  void fdstatSetRights(int fd, long base, long inheriting) throws WasiError {
    table.get(fd).setRights(base, inheriting);
  }

  void filestatGet(GuestMemory memory, int fd, int result) throws IOException, WasiError {
    Descriptor descriptor = any(fd, Rights.FD_FILESTAT_GET);
    memory.check(result, Abi.FILESTAT_SIZE);
    memory.fileStat(result, descriptor.stat());
  }

  void filestatSetSize(int fd, long size) throws IOException, WasiError {
    file(fd, Rights.FD_FILESTAT_SET_SIZE).setSize(size);
  }

  void filestatSetTimes(int fd, long access, long modification, int flags)
      throws IOException, WasiError {
    Descriptor descriptor = any(fd, Rights.FD_FILESTAT_SET_TIMES);
    FileTimes times = FileTimes.of(access, modification, flags, clock);
    descriptor.setTimes(times.access(), times.modification());
  }

  void prestatGet(GuestMemory memory, int fd, int result) throws WasiError {
    byte[] name = preopen(fd);
    memory.check(result, Abi.PRESTAT_SIZE);
    memory.i32(result + Abi.PRESTAT_TAG, Abi.PREOPENTYPE_DIR);
    memory.i32(result + Abi.PRESTAT_NAME_LEN, name.length);
  }

  void prestatDirName(GuestMemory memory, int fd, int path, int length) throws WasiError {
    byte[] name = preopen(fd);
    memory.check(path, length & 0xFFFF_FFFFL);
    if ((length & 0xFFFF_FFFFL) < name.length) {
      throw Errno.NAMETOOLONG.error();
    }
    memory.write(path, name);
  }

  private byte[] preopen(int fd) throws WasiError {
    // BADF ends the search of a guest's library for preopened directories.
    byte[] name = table.get(fd) instanceof OpenDirectory directory ? directory.preopenName() : null;
    if (name == null) {
      throw Errno.BADF.error();
    }
    return name;
  }

  void read(GuestMemory memory, int fd, int vectors, int count, int result)
      throws IOException, WasiError {
    Descriptor descriptor = table.get(fd);
    if (descriptor.type() == FileType.DIRECTORY) {
      throw Errno.BADF.error();
    }
    descriptor.require(Rights.FD_READ);
    int number = checkVectors(memory, vectors, count, result);
    memory.i32(result, read(memory, descriptor, null, 0, vectors, number));
  }

  void pread(GuestMemory memory, int fd, int vectors, int count, long offset, int result)
      throws IOException, WasiError {
    RegularFile file = file(fd, Rights.FD_READ | Rights.FD_SEEK);
    int number = checkVectors(memory, vectors, count, result);
    if (offset < 0) {
      throw Errno.INVAL.error();
    }
    memory.i32(result, read(memory, file, file, offset, vectors, number));
  }

  void write(GuestMemory memory, int fd, int vectors, int count, int result)
      throws IOException, WasiError {
    Descriptor descriptor = table.get(fd);
    if (descriptor.type() == FileType.DIRECTORY) {
      throw Errno.BADF.error();
    }
    descriptor.require(Rights.FD_WRITE);
    int number = checkVectors(memory, vectors, count, result);
    memory.i32(result, write(memory, descriptor, null, 0, vectors, number));
  }

  void pwrite(GuestMemory memory, int fd, int vectors, int count, long offset, int result)
      throws IOException, WasiError {
    RegularFile file = file(fd, Rights.FD_WRITE | Rights.FD_SEEK);
    int number = checkVectors(memory, vectors, count, result);
    if (offset < 0) {
      throw Errno.INVAL.error();
    }
    // As on Linux, appending wins over the offset.
    long at = file.has(Abi.FD_APPEND) ? file.size() : offset;
    memory.i32(result, write(memory, file, file, at, vectors, number));
  }

  /// Checks an array of vectors and all they point to, so that nothing is read or written where a
  /// later one is bad.
  ///
  /// @return how many of them are used
  static int checkVectors(GuestMemory memory, int vectors, int count, int result) throws WasiError {
    memory.checkArray(vectors, count, Abi.IOVEC_SIZE);
    memory.check(result, Integer.BYTES);
    int used = count < 0 ? Abi.MAX_VECTORS : Math.min(count, Abi.MAX_VECTORS);
    for (int i = 0; i < used; i++) {
      int vector = vectors + i * Abi.IOVEC_SIZE;
      memory.check(
          memory.i32(vector + Abi.IOVEC_BUF), memory.i32(vector + Abi.IOVEC_LEN) & 0xFFFF_FFFFL);
    }
    return used;
  }

  /// The part of a vector that is still to be transferred, or null if there is nothing.
  static @Nullable ByteBuffer vector(GuestMemory memory, int vector, int done) {
    long length = memory.i32(vector + Abi.IOVEC_LEN) & 0xFFFF_FFFFL;
    int size = (int) Math.min(length, Abi.MAX_TRANSFER - done);
    return size == 0 ? null : memory.buffer(memory.i32(vector + Abi.IOVEC_BUF), size);
  }

  /// Reads into vectors, at the current position or, with a file given, at another one.
  private static int read(
      GuestMemory memory,
      Descriptor from,
      @Nullable RegularFile file,
      long at,
      int vectors,
      int count)
      throws IOException, WasiError {
    int total = 0;
    boolean blocked = false;
    for (int i = 0; i < count; i++) {
      ByteBuffer target = vector(memory, vectors + i * Abi.IOVEC_SIZE, total);
      if (target == null) {
        continue;
      }
      int wanted = target.remaining();
      int got = file != null ? file.read(target, at + total) : from.read(target, total > 0);
      blocked = got == 0;
      total += Math.max(got, 0);
      if (got < wanted) {
        break;
      }
    }
    if (total == 0 && blocked) {
      throw Errno.AGAIN.error();
    }
    return total;
  }

  static int write(
      GuestMemory memory,
      Descriptor to,
      @Nullable RegularFile file,
      long at,
      int vectors,
      int count)
      throws IOException, WasiError {
    int total = 0;
    for (int i = 0; i < count; i++) {
      ByteBuffer source = vector(memory, vectors + i * Abi.IOVEC_SIZE, total);
      if (source == null) {
        continue;
      }
      int wanted = source.remaining();
      int put;
      try {
        put = file != null ? file.write(source, at + total) : to.write(source);
      } catch (IOException e) {
        if (total == 0) {
          throw e;
        }
        // The guest learns what was written; the next call fails alike.
        break;
      }
      total += put;
      if (put < wanted) {
        break;
      }
    }
    to.written();
    return total;
  }

  void readdir(GuestMemory memory, int fd, int buffer, int size, long cookie, int result)
      throws IOException, WasiError {
    OpenDirectory directory = table.get(fd).directory();
    directory.require(Rights.FD_READDIR);
    memory.check(buffer, size & 0xFFFF_FFFFL);
    memory.check(result, Integer.BYTES);
    int room = size < 0 ? Integer.MAX_VALUE : size;
    byte[] head = new byte[Abi.DIRENT_SIZE];
    ByteBuffer fields = ByteBuffer.wrap(head).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    int used = 0;
    OpenDirectory.Entry entry = directory.entry(cookie);
    while (entry != null && used < room) {
      fields.putLong(Abi.DIRENT_NEXT, entry.index + 1);
      fields.putLong(Abi.DIRENT_INO, entry.inode);
      fields.putInt(Abi.DIRENT_NAMLEN, entry.name.length);
      fields.putInt(Abi.DIRENT_TYPE, entry.type.ordinal()); // The padding too.
      // The last entry is cut off where the buffer ends: a full buffer tells the guest that there
      // is more.
      used += writePart(memory, buffer + used, head, room - used);
      used += writePart(memory, buffer + used, entry.name, room - used);
      if (used < room) {
        entry = directory.entryBehind(entry);
      }
    }
    memory.i32(result, used);
  }

  private static int writePart(GuestMemory memory, int pointer, byte[] bytes, int room) {
    int count = Math.min(bytes.length, room);
    if (count > 0) {
      memory.write(pointer, bytes, count);
    }
    return count;
  }

  void renumber(int from, int to) throws IOException, WasiError {
    Descriptor replaced = table.renumber(from, to);
    if (replaced != null) {
      replaced.close();
    }
  }

  void seek(GuestMemory memory, int fd, long offset, int whence, int result)
      throws IOException, WasiError {
    // To ask where one is needs less than to go elsewhere.
    boolean tell = offset == 0 && whence == Abi.WHENCE_CUR;
    RegularFile file = table.get(fd).file();
    if (!tell || (file.rights() & Rights.FD_TELL) == 0) {
      file.require(Rights.FD_SEEK);
    }
    memory.check(result, Long.BYTES);
    memory.i64(result, file.seek(offset, whence));
  }

  void tell(GuestMemory memory, int fd, int result) throws WasiError {
    RegularFile file = file(fd, Rights.FD_TELL);
    memory.check(result, Long.BYTES);
    memory.i64(result, file.position());
  }
}
