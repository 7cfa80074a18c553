package io.wasmtier.wasi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads a stream on a thread of its own, but only as much as was asked for.
///
/// All fields are guarded by this object's monitor; the thread reads outside of it.
final class ReadAhead implements Runnable {
  private static final int CAPACITY = 8192;

  private final InputStream stream;
  private final Waiter waiter;
  private final byte[] buffer = new byte[CAPACITY];
  private int position;
  private int limit;
  private int requested;
  private boolean started;
  private boolean ended;
  private @Nullable IOException failure;

  ReadAhead(InputStream stream, Waiter waiter) {
    this.stream = stream;
    this.waiter = waiter;
  }

  /// Asks for some bytes, of which at least one is read if the stream has any. The waiter is woken
  /// when they are there.
  synchronized void request(int bytes) {
    if (requested == 0 && position == limit && !ended) {
      requested = Math.min(Math.max(bytes, 1), CAPACITY);
      if (started) {
        notifyAll();
      } else {
        started = true;
        // A daemon: it may be stuck in a read for ever, and must not keep the JVM alive.
        Thread.ofPlatform().name("wasi-stdin").daemon().start(this);
      }
    }
  }

  /// {@return how many bytes are there, 0 if the stream has ended or failed, -1 if a read would
  /// wait}
  synchronized long available() {
    if (position < limit) {
      return (long) limit - position;
    }
    return ended ? 0 : -1;
  }

  /// Moves bytes that are there to a buffer.
  ///
  /// @return how many, 0 if there are none yet, -1 at the end
  synchronized int take(ByteBuffer target) throws IOException {
    if (position < limit) {
      int count = Math.min(target.remaining(), limit - position);
      target.put(buffer, position, count);
      position += count;
      return count;
    }
    IOException failed = failure;
    if (failed != null) {
      throw failed;
    }
    return ended ? -1 : 0;
  }

  /// Ends the thread, at once or as soon as the read it is in returns.
  synchronized void stop() {
    ended = true;
    notifyAll();
  }

  @Override
  public void run() {
    while (true) {
      int wanted;
      synchronized (this) {
        while (requested == 0) {
          if (ended) {
            return;
          }
          try {
            wait();
          } catch (InterruptedException e) {
            ended = true;
            return;
          }
        }
        wanted = requested;
      }
      int count = 0;
      IOException failed = null;
      try {
        count = stream.read(buffer, 0, wanted);
      } catch (IOException e) {
        failed = e;
      } catch (RuntimeException e) {
        // The guest would wait for ever if this thread just died.
        failed = new IOException(e);
      }
      synchronized (this) {
        requested = 0;
        position = 0;
        limit = Math.max(count, 0);
        ended |= count < 0 || failed != null;
        failure = failed;
      }
      waiter.wake();
    }
  }
}
