package io.wasmtier.runtime.abi;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// What running code needs of its store: the stack of frames, what can stop it, and who is inside.
public final class StoreContext {
  /// The largest number of results of a compiled function.
  public static final int MOST_RESULTS = 16;

  private static final VarHandle INSIDE;

  static {
    try {
      INSIDE = MethodHandles.lookup().findVarHandle(StoreContext.class, "inside", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// The stack of the thread that is in the store; while a continuation runs, the continuation's.
  /// Written by what switches stacks; who leaves guest code puts back what was there when he
  /// entered.
  public WasmStack stack;

  /// What compiled code returns beside the first result: numbers by result index, as slots hold
  /// them, and references.
  public final long[] results = new long[MOST_RESULTS];

  public final @Nullable Object[] referenceResults = new Object[MOST_RESULTS];

  /// The stack of the store itself, on which no continuation runs.
  public final WasmStack ownStack;

  /// The innermost activation of guest code, or null. Written by what enters and leaves guest code.
  public @Nullable Activation activation;

  /// The first slot of the frame that a [LoopCode] goes on with; read at once by the code entered.
  public int loopFrame;

  /// The largest number of nested calls that cross from Java into guest code or back; interpreter
  /// frames are bounded by the stack's slots.
  public final int maxDepth;

  /// The current number of nested entries from the host.
  public int depth;

  /// Set by any thread to stop the guest at its next poll (function entries and loop back-edges);
  /// read opaquely.
  public volatile boolean interrupted;

  /// The thread inside, null while nobody is. Changed from null by compare-and-set, back to null by
  /// the thread inside.
  private volatile @Nullable Thread inside;

  private volatile boolean closed;

  public StoreContext(int maxSlots, int maxDepth) {
    this.ownStack = new WasmStack(maxSlots);
    this.stack = ownStack;
    this.maxDepth = maxDepth;
  }

  /// Enters the store from Java; [#leave] must follow.
  ///
  /// @throws WasmtierException of kind USAGE if it is closed or another thread is inside, of kind
  ///   EXHAUSTION if entries nest too deeply; then it was not entered
  public void enter() {
    Thread current = Thread.currentThread();
    if (inside != current) {
      if (!INSIDE.compareAndSet(this, null, current)) {
        throw inUse();
      }
      if (closed) {
        inside = null;
        throw closedError();
      }
    }
    if (depth >= maxDepth) {
      throw Exhaustion.callStack();
    }
    depth++;
  }

  /// Stops the guest if somebody wants that.
  ///
  /// @throws WasmtierException of kind INTERRUPTED
  public void poll() {
    if (interrupted) {
      throw new WasmtierException(Failure.INTERRUPTED, "interrupted");
    }
  }

  /// Leaves the store.
  public void leave() {
    if (--depth == 0) {
      inside = null;
    }
  }

  /// Takes note of an error that leaves an entry from Java: when one that interrupted the guest
  /// leaves the outermost entry, nothing is left of what was to be stopped.
  public void failed(WasmtierException error) {
    if (error.failure() == Failure.INTERRUPTED && depth == 1) {
      InterruptPoll.clear(this);
    }
  }

  /// Checks that the current thread may touch what belongs to the store.
  ///
  /// @throws WasmtierException of kind USAGE if it is closed or another thread is inside
  public void check() {
    Thread thread = inside;
    if (thread != null && thread != Thread.currentThread()) {
      throw inUse();
    }
    if (closed) {
      throw closedError();
    }
  }

  /// Closes the store: nobody can enter it any more.
  ///
  /// @return false if it was closed before
  /// @throws WasmtierException of kind USAGE if a thread is inside, this one too
  public boolean close() {
    if (closed) {
      return false;
    }
    if (!INSIDE.compareAndSet(this, null, Thread.currentThread())) {
      throw new WasmtierException(Failure.USAGE, "the store can't be closed: it is in use");
    }
    closed = true;
    inside = null;
    return true;
  }

  /// {@return whether it was closed}
  public boolean isClosed() {
    return closed;
  }

  private WasmtierException inUse() {
    Thread thread = inside;
    return new WasmtierException(
        Failure.USAGE,
        "the store is in use by "
            + (thread == null ? "another thread" : "thread " + thread.getName())
            + ": a store serves one thread at a time");
  }

  /// {@return the error of a guest that calls a function of another store}
  public static WasmtierException foreign() {
    return new WasmtierException(Failure.USAGE, "the function called belongs to another store");
  }

  private static WasmtierException closedError() {
    return new WasmtierException(Failure.USAGE, "the store is closed");
  }
}
