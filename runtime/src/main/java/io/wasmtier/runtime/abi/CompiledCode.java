package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;

/// A function as compiled code runs it, entered by the slot convention. Generated classes extend
/// this, one per batch of functions.
public abstract class CompiledCode extends FunctionCode {
  // Written once, from false to true; a reader that sees false too late misses a call stack at
  // worst.
  private static boolean exists;

  /// The function index.
  protected final int index;

  protected CompiledCode(int index) {
    this.index = index;
  }

  /// {@return whether there is compiled code in the process, so that traps have to record the Java
  /// stack}
  public static boolean exists() {
    return exists;
  }

  /// Takes the arguments from the slots, runs the function and puts its results there.
  protected abstract void run(ModuleInstance instance, int base);

  @Override
  public final void invoke(ModuleInstance instance, int base) {
    StoreContext store = instance.store;
    int top = store.stack.top;
    CompiledActivation activation = new CompiledActivation(store.activation);
    store.activation = activation;
    try {
      run(instance, base);
    } catch (Trap trap) {
      attach(activation, trap, trap);
      throw trap;
    } catch (Exhaustion exhaustion) {
      attach(activation, exhaustion, exhaustion);
      throw exhaustion;
    } catch (StackOverflowError overflow) {
      Exhaustion exhaustion = Exhaustion.callStack();
      attach(activation, exhaustion, overflow);
      throw exhaustion;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(activation, e);
    } finally {
      store.stack.top = top;
      store.activation = activation.parent;
    }
  }

  /// Loads what errors need, while there is room on the Java stack.
  static void prepare() {
    if (!exists) {
      exists = true;
      CompiledActivation activation = new CompiledActivation(new CompiledActivation(null));
      attach(activation, Exhaustion.callStack(), new StackOverflowError());
      outOfBounds(activation, new IndexOutOfBoundsException());
    }
  }

  // Checks of memory throw this very class. A subclass (of an array's index, say) would be a
  // defect.
  private static RuntimeException outOfBounds(
      CompiledActivation activation, IndexOutOfBoundsException e) {
    if (e.getClass() != IndexOutOfBoundsException.class) {
      return new WasmtierException(
          Failure.BUG,
          "compiled code failed: " + e,
          WasmtierException.NONE,
          WasmtierException.NONE,
          e);
    }
    Trap trap = Trap.of(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    attach(activation, trap, e);
    return trap;
  }

  private static void attach(
      CompiledActivation activation, WasmtierException error, Throwable thrown) {
    try {
      switch (error) {
        case Trap trap when trap.wasmStack().isEmpty() ->
            trap.attach(Internal.KEY, CallStack.of(activation, thrown));
        case Exhaustion exhaustion when exhaustion.wasmStack().isEmpty() ->
            exhaustion.attach(CallStack.of(activation, thrown));
        default -> {}
      }
    } catch (StackOverflowError e) {
      // No room even for that; an activation further out has another go.
    }
  }
}
