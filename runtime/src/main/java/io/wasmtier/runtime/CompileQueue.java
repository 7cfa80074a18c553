package io.wasmtier.runtime;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What is to be compiled in the background, the hottest first, and the threads that do it.
///
/// Bounded in both. Threads begin when there is something to do, end when they are idle, and never
/// keep the JVM alive. Thread-safe.
final class CompileQueue {
  private static final long IDLE_MILLIS = 2000;

  /// What a thread does.
  ///
  /// @param heat the larger, the sooner
  /// @param number those of the same heat are done in the order of their numbers
  private record Task(int heat, long number, Runnable work) {}

  private final int capacity;
  private final int threads;

  // All under the lock.
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.comparingInt(Task::heat).reversed().thenComparingLong(Task::number));
  private long numbers;
  private int running;
  private int idle;
  private boolean closed;

  CompileQueue(Tuning tuning) {
    this.capacity = tuning.get(Tuning.Row.QUEUE_SIZE);
    this.threads = tuning.get(Tuning.Row.COMPILER_THREADS);
  }

  /// Lets a thread in the background do something.
  ///
  /// @param heat the larger, the sooner
  /// @return false if there is no room, or the queue is closed; then it is never done
  synchronized boolean offer(int heat, Runnable work) {
    if (closed || tasks.size() >= capacity) {
      return false;
    }
    tasks.add(new Task(heat, numbers++, work));
    if (idle > 0) {
      notify();
    } else if (running < threads) {
      running++;
      Thread.ofPlatform()
          .daemon()
          .inheritInheritableThreadLocals(false)
          .name("wasmtier-compiler")
          .start(this::work);
    }
    return true;
  }

  private void work() {
    // It serves the engine, not whoever happened to make something hot first.
    Thread.currentThread().setContextClassLoader(CompileQueue.class.getClassLoader());
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (OutOfMemoryError e) {
        // A guest has filled the heap, and there is no room even to say so. What was to be compiled
        // stays in its tier.
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    boolean waited = false;
    while (tasks.isEmpty() && !closed && !waited) {
      idle++;
      try {
        wait(IDLE_MILLIS);
      } catch (InterruptedException e) {
        // Nobody has reason to; take it for the end.
      } finally {
        idle--;
      }
      waited = true;
    }
    Task task = closed ? null : tasks.poll();
    if (task == null) {
      running--;
      return null;
    }
    return task.work;
  }

  /// {@return how many tasks wait}
  synchronized int size() {
    return tasks.size();
  }

  /// Forgets what waits and takes nothing more. What is being done is finished.
  synchronized void close() {
    closed = true;
    tasks.clear();
    notifyAll();
  }
}
