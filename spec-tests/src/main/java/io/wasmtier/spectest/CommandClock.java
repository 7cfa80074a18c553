package io.wasmtier.spectest;

import io.wasmtier.runtime.Store;
import java.time.Duration;

/// Interrupts a command that takes too long. Everything but the constructor may be called by one
/// thread only.
final class CommandClock implements AutoCloseable {
  /// How late an interrupt may come, at most; short limits are looked at more often.
  private static final long LONGEST_PERIOD_MILLIS = 250;

  private final Store store;
  private final Duration limit;

  // All guarded by this.
  private boolean running;
  private boolean interrupted;
  private boolean closed;
  private long since;

  CommandClock(Store store, Duration limit) {
    this.store = store;
    this.limit = limit;
    Thread.ofPlatform().daemon().name("wasmtier-command-clock").start(this::watch);
  }

  synchronized void begin() {
    running = true;
    interrupted = false;
    since = System.nanoTime();
  }

  /// {@return whether the command was interrupted}
  synchronized boolean end() {
    running = false;
    return interrupted;
  }

  private synchronized void watch() {
    try {
      long period = Math.clamp(limit.toMillis() / 4, 1, LONGEST_PERIOD_MILLIS);
      while (!closed) {
        // Under the lock, so that no command is hit that began meanwhile. Again and again, because
        // the command may have caught
        // the first one.
        if (running && System.nanoTime() - since > limit.toNanos()) {
          interrupted = true;
          store.interrupt();
        }
        wait(period);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
