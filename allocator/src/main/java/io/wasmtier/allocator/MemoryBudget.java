package io.wasmtier.allocator;

import java.util.concurrent.atomic.AtomicLong;

/// A number of bytes that several memories share: the limit of a sandbox. Thread-safe.
///
/// What counts is the accessible size of the memories, not the slack behind it.
public final class MemoryBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /// @param limit the largest sum of sizes in bytes, not negative
  public MemoryBudget(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("negative limit " + limit);
    }
    this.limit = limit;
  }

  /// {@return a budget without a limit}
  public static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE);
  }

  /// {@return the limit in bytes}
  public long limit() {
    return limit;
  }

  /// {@return the bytes in use}
  public long used() {
    return used.get();
  }

  /// Takes bytes out of the budget.
  ///
  /// @return false, with nothing taken, if not so many are left
  boolean take(long bytes) {
    for (; ; ) {
      long before = used.get();
      if (bytes > limit - before) {
        return false;
      }
      if (used.compareAndSet(before, before + bytes)) {
        return true;
      }
    }
  }

  /// Gives bytes back.
  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }
}
