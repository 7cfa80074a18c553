package io.wasmtier.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// An open regular file of some file system. It has no position: that belongs to the descriptor.
abstract class OpenFile implements AutoCloseable {
  /// Reads at a position.
  ///
  /// @return the number of bytes, or -1 at the end of the file
  abstract int read(ByteBuffer target, long position) throws IOException;

  /// Writes at a position; a gap reads as zeros.
  ///
  /// @return the number of bytes
  abstract int write(ByteBuffer source, long position) throws IOException;

  abstract long size() throws IOException;

  /// Cuts the file or extends it by zeros.
  abstract void setSize(long size) throws IOException, WasiError;

  /// Makes the contents durable, and what is known of the file too if asked for.
  abstract void sync(boolean metadata) throws IOException;

  abstract FileStat stat() throws IOException, WasiError;

  /// Sets times in nanoseconds since 1970, each only if it is not null.
  abstract void setTimes(@Nullable Long access, @Nullable Long modification)
      throws IOException, WasiError;

  @Override
  public abstract void close() throws IOException;
}
