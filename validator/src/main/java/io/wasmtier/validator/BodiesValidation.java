package io.wasmtier.validator;

import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Validates all function bodies of a module on several threads, with the outcome of one.
///
/// Threads take runs of functions in order; one that finds an error makes all of them stop before
/// later functions, while earlier ones are still finished. So the error that remains is that of the
/// first function that has one.
final class BodiesValidation {
  /// Functions a thread takes at a time: enough that taking costs nothing, few enough that the
  /// threads end together.
  private static final int RUN = 32;

  private final IndexSpaces spaces;
  private final boolean[] valid;
  private final AtomicInteger next = new AtomicInteger();

  // The first error so far and its function; written under the lock.
  private volatile int failed = Integer.MAX_VALUE;
  private @Nullable Throwable error;

  BodiesValidation(IndexSpaces spaces, boolean[] valid) {
    this.spaces = spaces;
    this.valid = valid;
  }

  void run(int parallelism) {
    int helpers = Math.min(parallelism - 1, (valid.length - 1) / RUN);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < helpers; i++) {
      threads.add(Thread.ofPlatform().daemon().name("wasmtier-validate-" + i).start(this::work));
    }
    work();
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (true) {
        try {
          thread.join();
          break;
        } catch (InterruptedException e) {
          // Helpers read the caller's input, so none may outlive the call.
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (error instanceof Error e) {
      throw e;
    } else if (error instanceof RuntimeException e) {
      throw e;
    }
  }

  private void work() {
    FunctionWalk walk = new FunctionWalk(spaces);
    int imported = spaces.imported(ExternKind.FUNC);
    while (true) {
      int start = next.getAndAdd(RUN);
      if (start >= valid.length || start < 0) {
        return;
      }
      int end = Math.min(start + RUN, valid.length);
      for (int i = start; i < end && i < failed; i++) {
        if (!valid[i]) {
          try {
            walk.function(imported + i);
            valid[i] = true;
          } catch (WasmtierException | Error e) {
            fail(i, e);
          }
        }
      }
      if (start >= failed) {
        return;
      }
    }
  }

  private synchronized void fail(int index, Throwable e) {
    if (index < failed) {
      failed = index;
      error = e;
    }
  }
}
