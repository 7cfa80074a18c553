package io.wasmtier.wasi;

import java.time.Instant;

/// The clock of the machine.
final class SystemClock implements WasiClock {
  static final SystemClock INSTANCE = new SystemClock();

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /// System.nanoTime may be negative, the guest's time may not.
  private static final long START = System.nanoTime();

  private SystemClock() {}

  @Override
  public long realtime() {
    Instant now = Instant.now();
    return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
  }

  @Override
  public long monotonic() {
    // A guest may divide by the first value it gets.
    return System.nanoTime() - START + 1;
  }

  @Override
  public long resolution() {
    return 1;
  }
}
