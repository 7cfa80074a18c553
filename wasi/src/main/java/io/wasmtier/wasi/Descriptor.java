package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;

/// What a file descriptor of the guest stands for: an open file, directory, stream or socket, with
/// rights and flags.
///
/// The methods say what is not possible by default; rights are checked by the callers, after it is
/// clear that the operation makes sense at all.
abstract sealed class Descriptor
    permits RegularFile,
        OpenDirectory,
        InputDescriptor,
        OutputDescriptor,
        ListenerDescriptor,
        SocketDescriptor {
  private final FileType type;
  private long rights;
  private long inheriting;
  private int flags;

  Descriptor(FileType type, long rights, long inheriting, int flags) {
    this.type = type;
    this.rights = rights;
    this.inheriting = inheriting;
    this.flags = flags;
  }

  final FileType type() {
    return type;
  }

  final long rights() {
    return rights;
  }

  final long inheriting() {
    return inheriting;
  }

  final int flags() {
    return flags;
  }

  final boolean has(int flag) {
    return (flags & flag) != 0;
  }

  final void flags(int changed) {
    flags = changed;
  }

  /// Fails with NOTCAPABLE unless it has all the rights given.
  final void require(long needed) throws WasiError {
    if ((rights & needed) != needed) {
      throw Errno.NOTCAPABLE.error();
    }
  }

  /// Drops rights; fails with NOTCAPABLE if any would be gained.
  final void setRights(long base, long inherited) throws WasiError {
    if ((base & ~rights) != 0 || (inherited & ~inheriting) != 0) {
      throw Errno.NOTCAPABLE.error();
    }
    rights = base;
    inheriting = inherited;
  }

  /// Reads at the current position.
  ///
  /// @param target has room
  /// @param more whether something was read before in the same call, so that it must not wait
  /// @return the number of bytes; 0 if it would have to wait and must not; -1 at the end
  int read(ByteBuffer target, boolean more) throws IOException, WasiError {
    throw Errno.BADF.error();
  }

  /// Writes at the current position.
  ///
  /// @param source is not empty
  /// @return the number of bytes
  int write(ByteBuffer source) throws IOException, WasiError {
    throw Errno.BADF.error();
  }

  /// Ends a call that has written.
  void written() throws IOException, WasiError {}

  /// {@return this as a regular file}
  ///
  /// @throws WasiError SPIPE or BADF if it is another thing
  RegularFile file() throws WasiError {
    throw Errno.SPIPE.error();
  }

  /// {@return this as a directory}
  ///
  /// @throws WasiError NOTDIR if it is another thing
  OpenDirectory directory() throws WasiError {
    throw Errno.NOTDIR.error();
  }

  /// {@return this as a connected socket}
  ///
  /// @throws WasiError NOTSOCK if it is another thing
  SocketDescriptor socket() throws WasiError {
    throw Errno.NOTSOCK.error();
  }

  FileStat stat() throws IOException, WasiError {
    return new FileStat(0, 0, type, 1, 0, 0, 0, 0);
  }

  void setTimes(
      @org.jspecify.annotations.Nullable Long access,
      @org.jspecify.annotations.Nullable Long modification)
      throws IOException, WasiError {
    throw Errno.NOTSUP.error();
  }

  /// Makes what was written durable, as far as that means something.
  void sync(boolean metadata) throws IOException, WasiError {}

  /// {@return how many bytes can be read without waiting; 0 if the end was reached or that is all
  /// that is known; -1 if a read would wait}
  long readable() throws IOException, WasiError {
    throw Errno.BADF.error();
  }

  /// {@return how many bytes can be written without waiting, if known, else 1; -1 if a write would
  /// wait}
  long writable() throws IOException, WasiError {
    throw Errno.BADF.error();
  }

  /// {@return whether the other end is gone}
  boolean hangup() {
    return false;
  }

  abstract void close() throws IOException;
}
