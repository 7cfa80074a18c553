package io.wasmtier.wasi;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;

/// A descriptor of a Java stream that the guest writes: standard output and error. It is flushed
/// after each call that writes, as a guest that has written expects the text to be seen; guests
/// buffer by themselves.
final class OutputDescriptor extends Descriptor {
  private static final int PIECE = 8192;

  private final OutputStream stream;

  OutputDescriptor(OutputStream stream, boolean terminal) {
    super(terminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN, Rights.OUTPUT, 0, 0);
    this.stream = stream;
  }

  @Override
  int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    if (source.hasArray()) {
      stream.write(source.array(), source.arrayOffset() + source.position(), count);
      source.position(source.limit());
    } else {
      byte[] piece = new byte[Math.min(count, PIECE)];
      while (source.hasRemaining()) {
        int size = Math.min(piece.length, source.remaining());
        source.get(piece, 0, size);
        stream.write(piece, 0, size);
      }
    }
    return count;
  }

  @Override
  void written() throws IOException, WasiError {
    if (stream instanceof PrintStream printer) {
      // It keeps failures to itself; this flushes, too.
      if (printer.checkError()) {
        throw Errno.IO.error();
      }
    } else {
      stream.flush();
    }
  }

  @Override
  void sync(boolean metadata) throws IOException {
    stream.flush();
  }

  @Override
  long writable() {
    return 1;
  }

  @Override
  void close() throws IOException {
    // The stream is the embedder's, but nothing may stay in it.
    stream.flush();
  }
}
