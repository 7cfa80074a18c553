package io.wasmtier.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Runs what enters a guest on a thread with a large stack of its own: compiled functions keep
/// their frames on the Java stack, and a main thread's is too small for the recursion that guests
/// are used to elsewhere.
final class GuestThread {
  /// In bytes. Address space only: pages are committed when they are touched.
  static final long STACK = 64L << 20;

  /// What runs.
  interface Task {
    int run() throws IOException;
  }

  private GuestThread() {}

  /// Runs a task and waits for it.
  ///
  /// @return what the task returns
  /// @throws IOException if the task does
  static int run(Task task) throws IOException {
    Outcome outcome = new Outcome(task);
    Thread thread = new Thread(null, outcome, "wasmtier-guest", STACK, false);
    // The process ends with the main thread, as ever.
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return outcome.get();
  }

  // Written by the guest's thread, read behind join.
  private static final class Outcome implements Runnable {
    private final Task task;
    private int result;
    private @Nullable Throwable thrown;

    Outcome(Task task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        result = task.run();
      } catch (IOException | RuntimeException | Error e) {
        thrown = e;
      }
    }

    int get() throws IOException {
      return switch (thrown) {
        case null -> result;
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(thrown);
      };
    }
  }
}
