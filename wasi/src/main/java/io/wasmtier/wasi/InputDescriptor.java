package io.wasmtier.wasi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A descriptor of a Java stream that the guest reads: standard input.
///
/// Java can't tell whether a stream has ended without reading, nor end a read. So whenever a read
/// could wait, a [ReadAhead] thread does it, and the guest's thread waits where it can be woken:
/// `poll_oneoff` sees the end of the stream, and stopping the guest ends a blocked read. Streams in
/// memory never need that, others only when they have nothing available.
final class InputDescriptor extends Descriptor {
  private static final int PIECE = 8192;

  private final InputStream stream;
  private final boolean inMemory;
  private final Waiter waiter;
  private @Nullable ReadAhead ahead;
  private boolean ended;

  InputDescriptor(InputStream stream, boolean terminal, Waiter waiter) {
    super(terminal ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN, Rights.INPUT, 0, 0);
    this.stream = stream;
    this.inMemory = stream instanceof ByteArrayInputStream;
    this.waiter = waiter;
  }

  @Override
  int read(ByteBuffer target, boolean more) throws IOException, WasiError {
    if (ended) {
      return -1;
    }
    if (ahead == null && (inMemory || stream.available() > 0)) {
      int count = readDirectly(target);
      ended = count < 0;
      return count;
    }
    if (ahead == null && more) {
      return 0;
    }
    boolean wait = !more && !has(Abi.FD_NONBLOCK);
    ReadAhead reader = reader();
    while (true) {
      waiter.prepare();
      int count = reader.take(target);
      if (count < 0) {
        ended = true;
      }
      if (count != 0 || !wait) {
        return count;
      }
      reader.request(target.remaining());
      waiter.await(Long.MAX_VALUE);
    }
  }

  private ReadAhead reader() {
    ReadAhead reader = ahead;
    if (reader == null) {
      reader = new ReadAhead(stream, waiter);
      ahead = reader;
    }
    return reader;
  }

  private int readDirectly(ByteBuffer target) throws IOException {
    int count;
    if (target.hasArray()) {
      count =
          stream.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
      if (count > 0) {
        target.position(target.position() + count);
      }
    } else {
      byte[] piece = new byte[Math.min(target.remaining(), PIECE)];
      count = stream.read(piece);
      if (count > 0) {
        target.put(piece, 0, count);
      }
    }
    return count;
  }

  @Override
  long readable() throws IOException {
    if (ended) {
      return 0;
    }
    if (ahead == null) {
      int available = stream.available();
      if (inMemory || available > 0) {
        return available;
      }
    }
    ReadAhead reader = reader();
    long count = reader.available();
    if (count < 0) {
      // One byte is enough to know, and all that is lost if the guest never reads it.
      reader.request(1);
    }
    return count;
  }

  @Override
  void close() {
    // The stream is the embedder's.
    ended = true;
    ReadAhead reader = ahead;
    if (reader != null) {
      reader.stop();
    }
  }
}
