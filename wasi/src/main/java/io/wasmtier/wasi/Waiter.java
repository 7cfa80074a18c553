package io.wasmtier.wasi;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Where a guest's thread waits: for time to pass, for input, for sockets; and how others wake or
/// stop it.
///
/// `interrupted` and `woken` are set by any thread; `woken` is reset by the waiting one before it
/// looks at what it waits for, so that no wake is lost. `thread` and `selector` are published
/// before `woken` is read.
final class Waiter {
  /// The longest single wait, which keeps sums of times away from overflow.
  private static final long LONGEST = 1L << 60;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private volatile boolean interrupted;
  private volatile boolean woken;
  private volatile @Nullable Thread thread;
  private volatile @Nullable Selector selector;

  /// Stops whatever waits now or later. Any thread.
  void interrupt() {
    interrupted = true;
    wake();
  }

  /// Makes the waiting thread look again. Any thread.
  void wake() {
    woken = true;
    Thread waiting = thread;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
    Selector selecting = selector;
    if (selecting != null) {
      selecting.wakeup();
    }
  }

  /// Throws if the guest is to stop.
  void check() {
    if (interrupted) {
      throw new WasmtierException(Failure.INTERRUPTED, "interrupted in a WASI function");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new WasmtierException(
          Failure.INTERRUPTED, "the thread was interrupted in a WASI function");
    }
  }

  /// To be called before looking at what is waited for.
  void prepare() {
    thread = Thread.currentThread();
    woken = false;
    check();
  }

  /// Waits until woken, at most for a time in nanoseconds; may return earlier.
  void await(long nanos) {
    if (!woken && nanos > 0) {
      LockSupport.parkNanos(this, Math.min(nanos, LONGEST));
    }
    check();
  }

  /// Waits until a selector has something or it is woken, at most for a time in nanoseconds; may
  /// return earlier.
  void await(Selector channels, long nanos) throws IOException {
    selector = channels;
    try {
      if (!woken && nanos > 0) {
        long millis = (Math.min(nanos, LONGEST) + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
        channels.select(millis);
      }
    } finally {
      selector = null;
    }
    check();
  }
}
