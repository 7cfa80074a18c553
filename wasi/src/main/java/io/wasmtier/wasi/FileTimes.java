package io.wasmtier.wasi;

import org.jspecify.annotations.Nullable;

/// The times to set of a file (the arguments `atim`, `mtim` and `fst_flags`), each null if it is to
/// stay.
record FileTimes(@Nullable Long access, @Nullable Long modification) {
  /// {@return what the arguments say}
  ///
  /// @throws WasiError INVAL for flags that are unknown or contradict one another, or times that
  ///   don't fit
  static FileTimes of(long access, long modification, int flags, WasiClock clock) throws WasiError {
    if ((flags & ~Abi.FST_ALL) != 0) {
      throw Errno.INVAL.error();
    }
    return new FileTimes(
        time(access, (flags & Abi.FST_ATIM) != 0, (flags & Abi.FST_ATIM_NOW) != 0, clock),
        time(modification, (flags & Abi.FST_MTIM) != 0, (flags & Abi.FST_MTIM_NOW) != 0, clock));
  }

  private static @Nullable Long time(long given, boolean set, boolean now, WasiClock clock)
      throws WasiError {
    if (set && now) {
      throw Errno.INVAL.error();
    }
    if (now) {
      return clock.realtime();
    }
    if (set && given < 0) {
      // Beyond the year 2262, where Java's and the kernel's nanoseconds end.
      throw Errno.INVAL.error();
    }
    return set ? given : null;
  }
}
