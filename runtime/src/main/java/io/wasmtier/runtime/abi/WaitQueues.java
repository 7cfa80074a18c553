package io.wasmtier.runtime.abi;

import io.wasmtier.allocator.LinearMemory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// The threads that wait at addresses of shared memories (threads proposal: Wait and notify
/// operators).
///
/// One queue per address, first come, first served. Comparing and queueing, and taking from the
/// queue, happen under the lock of the map's entry, so that no notification is lost in between.
/// Waiting looks up now and then whether the guest shall stop. Thread-safe.
final class WaitQueues {
  /// Results of a wait.
  private static final int NOTIFIED = 0, NOT_EQUAL = 1, TIMED_OUT = 2;

  /// How long a thread waits before it looks whether its guest shall stop, in nanoseconds.
  private static final long POLL_INTERVAL = 20_000_000;

  private record Place(LinearMemory memory, long address) {}

  private static final class Waiter {
    private final Thread thread = Thread.currentThread();

    /// Written under the entry's lock by whoever notifies, read by the waiter.
    private volatile boolean notified;

    private boolean queued;
  }

  private static final ConcurrentHashMap<Place, Deque<Waiter>> QUEUES = new ConcurrentHashMap<>();

  private WaitQueues() {}

  /// Waits until notified, if memory holds the value expected.
  ///
  /// @param timeout in nanoseconds; negative to wait for ever
  /// @return what the instruction returns
  static int await(
      StoreContext store,
      LinearMemory memory,
      long address,
      int sizeLog2,
      long expected,
      long timeout) {
    Place place = new Place(memory, address);
    Waiter waiter = new Waiter();
    QUEUES.compute(
        place,
        (p, queue) -> {
          if (memory.getAtomic(sizeLog2, address) != expected) {
            return queue;
          }
          Deque<Waiter> waiters = queue == null ? new ArrayDeque<>() : queue;
          waiters.add(waiter);
          waiter.queued = true;
          return waiters;
        });
    if (!waiter.queued) {
      return NOT_EQUAL;
    }
    long begin = System.nanoTime();
    boolean interrupted = false;
    try {
      while (!waiter.notified) {
        long left = timeout < 0 ? POLL_INTERVAL : timeout - (System.nanoTime() - begin);
        if (left <= 0) {
          break;
        }
        LockSupport.parkNanos(waiter, Math.min(left, POLL_INTERVAL));
        store.poll();
        // A thread that is interrupted can't park; that it was is the embedder's affair and told
        // again below.
        interrupted |= Thread.interrupted();
      }
    } finally {
      remove(place, waiter);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return waiter.notified ? NOTIFIED : TIMED_OUT;
  }

  private static void remove(Place place, Waiter waiter) {
    QUEUES.computeIfPresent(
        place,
        (p, queue) -> {
          queue.remove(waiter);
          return queue.isEmpty() ? null : queue;
        });
  }

  /// Wakes up threads.
  ///
  /// @param count how many at most, unsigned
  /// @return how many
  static int notify(LinearMemory memory, long address, int count) {
    int[] woken = {0};
    QUEUES.computeIfPresent(
        new Place(memory, address),
        (p, queue) -> {
          while (!queue.isEmpty() && Integer.compareUnsigned(woken[0], count) < 0) {
            Waiter waiter = queue.remove();
            waiter.notified = true;
            LockSupport.unpark(waiter.thread);
            woken[0]++;
          }
          return queue.isEmpty() ? null : queue;
        });
    return woken[0];
  }
}
