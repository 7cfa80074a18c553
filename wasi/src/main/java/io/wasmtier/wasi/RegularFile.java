package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A descriptor of a regular file.
final class RegularFile extends Descriptor {
  /// Java copies what is read into or written from heap memory through a native buffer of the same
  /// size, which it keeps per thread: larger transfers are done in pieces.
  private static final int PIECE = 1 << 18;

  private final OpenFile file;
  private long position;

  RegularFile(OpenFile file, long rights, long inheriting, int flags) {
    super(FileType.REGULAR_FILE, rights, inheriting, flags);
    this.file = file;
  }

  @Override
  RegularFile file() {
    return this;
  }

  @Override
  int read(ByteBuffer target, boolean more) throws IOException {
    int count = read(target, position);
    if (count > 0) {
      position += count;
    }
    return count;
  }

  /// Reads at a position, without moving the current one.
  int read(ByteBuffer target, long at) throws IOException {
    int total = 0;
    int end = target.limit();
    while (target.position() < end) {
      target.limit(Math.min(end, target.position() + PIECE));
      int wanted = target.remaining();
      int count = file.read(target, at + total);
      if (count > 0) {
        total += count;
      }
      if (count < wanted) {
        return total == 0 ? -1 : total;
      }
    }
    return total;
  }

  @Override
  int write(ByteBuffer source) throws IOException, WasiError {
    if (has(Abi.FD_APPEND)) {
      position = file.size();
    }
    int count = write(source, position);
    position += count;
    return count;
  }

  /// Writes at a position, without moving the current one.
  int write(ByteBuffer source, long at) throws IOException, WasiError {
    if (at > Long.MAX_VALUE - source.remaining()) {
      throw Errno.FBIG.error();
    }
    int total = 0;
    int end = source.limit();
    while (source.position() < end) {
      source.limit(Math.min(end, source.position() + PIECE));
      total += file.write(source, at + total);
    }
    return total;
  }

  @Override
  void written() throws IOException {
    if (has(Abi.FD_SYNC | Abi.FD_RSYNC | Abi.FD_DSYNC)) {
      file.sync(has(Abi.FD_SYNC | Abi.FD_RSYNC));
    }
  }

  long position() {
    return position;
  }

  long seek(long offset, int whence) throws IOException, WasiError {
    long base =
        switch (whence) {
          case Abi.WHENCE_SET -> 0;
          case Abi.WHENCE_CUR -> position;
          case Abi.WHENCE_END -> file.size();
          default -> throw Errno.INVAL.error();
        };
    long target = base + offset;
    if (offset > 0 && target < base) {
      throw Errno.OVERFLOW.error();
    }
    if (target < 0) {
      throw Errno.INVAL.error();
    }
    position = target;
    return target;
  }

  long size() throws IOException {
    return file.size();
  }

  void setSize(long size) throws IOException, WasiError {
    if (size < 0) {
      throw Errno.INVAL.error();
    }
    file.setSize(size);
  }

  /// Extends the file if a range reaches beyond its end.
  void allocate(long offset, long length) throws IOException, WasiError {
    if (offset < 0 || length <= 0) {
      throw Errno.INVAL.error();
    }
    if (offset > Long.MAX_VALUE - length) {
      throw Errno.FBIG.error();
    }
    if (offset + length > file.size()) {
      file.setSize(offset + length);
    }
  }

  @Override
  FileStat stat() throws IOException, WasiError {
    return file.stat();
  }

  @Override
  void setTimes(@Nullable Long access, @Nullable Long modification) throws IOException, WasiError {
    file.setTimes(access, modification);
  }

  @Override
  void sync(boolean metadata) throws IOException {
    file.sync(metadata);
  }

  @Override
  long readable() throws IOException {
    return Math.max(0, file.size() - position);
  }

  @Override
  long writable() {
    return 1;
  }

  @Override
  void close() throws IOException {
    file.close();
  }
}
