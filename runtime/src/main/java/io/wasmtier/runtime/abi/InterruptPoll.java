package io.wasmtier.runtime.abi;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;

/// How compiled code is interrupted at no cost while nobody interrupts: it asks a call site that is
/// bound to the constant false, which C2 folds away; an interrupt binds it to true for the whole
/// process, and every guest looks at its own store.
///
/// After [#MOST_CHANGES] it stays true, because each change throws compiled machine code away; then
/// a poll costs one read.
public final class InterruptPoll {
  private static final int MOST_CHANGES = 200;

  private static final MutableCallSite SITE =
      new MutableCallSite(MethodHandles.constant(boolean.class, false));
  private static final MethodHandle REQUESTED = SITE.dynamicInvoker();

  // Guarded by the class.
  private static int pending;
  private static int changes;

  private InterruptPoll() {}

  /// {@return whether some guest in the process may be interrupted}
  public static boolean requested() {
    try {
      return (boolean) REQUESTED.invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /// Ends the guest if its store was interrupted.
  public static void check(ModuleInstance instance) {
    if (instance.store.interrupted) {
      throw new WasmtierException(Failure.INTERRUPTED, "interrupted");
    }
  }

  /// Interrupts a store. By any thread.
  public static synchronized void interrupt(StoreContext store) {
    if (!store.interrupted) {
      store.interrupted = true;
      if (pending++ == 0) {
        bind(true);
      }
    }
  }

  /// Takes an interrupt back.
  public static synchronized void clear(StoreContext store) {
    if (store.interrupted) {
      store.interrupted = false;
      if (--pending == 0 && changes < MOST_CHANGES) {
        bind(false);
      }
    }
  }

  private static void bind(boolean requested) {
    changes++;
    SITE.setTarget(MethodHandles.constant(boolean.class, requested));
    MutableCallSite.syncAll(new MutableCallSite[] {SITE});
  }
}
