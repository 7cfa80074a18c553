package io.wasmtier.cli;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Standard output with a buffer that [#flush] does not always empty: guests that print line by
/// line flush each, and a system call per line is what they spend their time with.
///
/// A terminal gets everything at once. Otherwise a flush within [#PATIENCE_MILLIS] of the last one
/// leaves it to a thread to write what is pending a moment later, so that whoever reads the other
/// end of a pipe waits hardly longer. [#finish] writes everything now. Thread-safe.
final class StandardOutput extends OutputStream {
  private static final int CAPACITY = 1 << 16;
  private static final long PATIENCE_MILLIS = 10;
  private static final int IDLE_ROUNDS = 100;

  private final OutputStream target;
  private final boolean prompt;
  private final byte[] buffer = new byte[CAPACITY];
  private int size;
  private long written;
  private boolean everWritten;
  private @Nullable Thread flusher;
  private @Nullable IOException failure;

  /// @param prompt whether every flush writes, for terminals
  StandardOutput(OutputStream target, boolean prompt) {
    this.target = target;
    this.prompt = prompt;
  }

  @Override
  public synchronized void write(int b) throws IOException {
    if (size == CAPACITY) {
      drain();
    }
    buffer[size++] = (byte) b;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > CAPACITY - size) {
      drain();
    }
    if (length >= CAPACITY) {
      check();
      put(bytes, offset, length);
    } else {
      System.arraycopy(bytes, offset, buffer, size, length);
      size += length;
    }
  }

  /// Writes what is buffered, now or soon.
  @Override
  public synchronized void flush() throws IOException {
    if (prompt || !everWritten || System.nanoTime() - written >= PATIENCE_MILLIS * 1_000_000) {
      drain();
      target.flush();
    } else {
      check();
      if (size > 0 && flusher == null) {
        Thread thread = new Thread(this::flushSoon, "wasmtier-output");
        thread.setDaemon(true);
        flusher = thread;
        thread.start();
      }
    }
  }

  /// Writes all that is buffered.
  ///
  /// @throws IOException also if an earlier write by the thread has failed
  synchronized void finish() throws IOException {
    drain();
    target.flush();
  }

  /// Writes all that is buffered; a failure shows at the next write or at [#finish].
  synchronized void finishQuietly() {
    try {
      finish();
    } catch (IOException e) {
      failure = e;
    }
  }

  private synchronized void flushSoon() {
    try {
      // Ends when there was nothing to do for a while; the next flush starts another one.
      for (int idle = 0; idle < IDLE_ROUNDS; idle++) {
        wait(PATIENCE_MILLIS);
        if (size > 0) {
          drain();
          target.flush();
          idle = 0;
        }
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      flusher = null;
    }
  }

  private void drain() throws IOException {
    check();
    if (size > 0) {
      int count = size;
      size = 0;
      put(buffer, 0, count);
    }
  }

  private void put(byte[] bytes, int offset, int length) throws IOException {
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    written = System.nanoTime();
    everWritten = true;
  }

  private void check() throws IOException {
    if (failure != null) {
      size = 0;
      throw failure;
    }
  }
}
