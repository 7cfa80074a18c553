package io.wasmtier.wasi;

import java.util.concurrent.atomic.AtomicLong;

/// A clock that only moves when it is looked at.
final class VirtualClock implements WasiClock {
  /// Small enough for programs that measure, large enough for loops that wait for time to pass to
  /// end.
  private static final long RESOLUTION = 1_000;

  /// Leaves room for as many looks at the clock as there will ever be.
  private static final long END = Long.MAX_VALUE - (1L << 60);

  private final long start;
  private final AtomicLong elapsed = new AtomicLong();

  VirtualClock(long start) {
    this.start = start;
  }

  @Override
  public long realtime() {
    return start + elapsed.addAndGet(RESOLUTION);
  }

  @Override
  public long monotonic() {
    return elapsed.addAndGet(RESOLUTION);
  }

  @Override
  public long resolution() {
    return RESOLUTION;
  }

  @Override
  public boolean advance(long nanos) {
    while (true) {
      long now = elapsed.get();
      // Once the end of time is near, real time has to pass: a guest that sleeps on must not run in
      // circles.
      if (nanos > END - start - now) {
        return false;
      }
      if (elapsed.compareAndSet(now, now + nanos)) {
        return true;
      }
    }
  }
}
