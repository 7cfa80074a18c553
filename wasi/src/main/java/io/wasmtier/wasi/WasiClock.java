package io.wasmtier.wasi;

/// The time a guest sees. All times are in nanoseconds.
///
/// Called on the guest's thread; one clock may serve several guests only if it is thread-safe, as
/// those made here are.
public interface WasiClock {
  /// {@return the time since 1970-01-01T00:00:00Z}
  long realtime();

  /// {@return the time since some moment that never changes; it never goes back}
  long monotonic();

  /// {@return by how much time seems to advance at least; above zero}
  long resolution();

  /// Lets time pass, for a guest that sleeps.
  ///
  /// @param nanos how long, zero or above
  /// @return whether the clock has advanced by that much; if not, the guest waits as long by the
  ///   machine's clock
  default boolean advance(long nanos) {
    return false;
  }

  /// {@return the clock of this machine}
  static WasiClock system() {
    return SystemClock.INSTANCE;
  }

  /// {@return a clock that advances only by [#resolution] when it is read, and at once when a guest
  /// sleeps: the same program sees the same times in each run}
  ///
  /// Beyond the year 2225 it no longer advances when a guest sleeps.
  ///
  /// @param start the first time since 1970, zero or above
  static WasiClock virtual(long start) {
    return new VirtualClock(start);
  }
}
