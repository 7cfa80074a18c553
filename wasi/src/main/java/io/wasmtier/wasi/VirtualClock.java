package io.wasmtier.wasi;

import java.util.concurrent.atomic.AtomicLong;

/// A clock that only moves when it is looked at.
final class VirtualClock implements WasiClock {
  /// Small enough for programs that measure, large enough for loops that wait for time to pass to end.
  private static final long RESOLUTION = 1_000;

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
    elapsed.addAndGet(nanos);
    return true;
  }
}
