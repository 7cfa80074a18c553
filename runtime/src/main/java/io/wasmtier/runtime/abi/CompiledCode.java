package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function as compiled code runs it, entered by the slot convention. Generated classes extend this, one per batch of
/// functions.
public abstract class CompiledCode extends FunctionCode {
  // Written once, from false to true; a reader that sees false too late misses a call stack at worst.
  private static boolean exists;

  /// The function index.
  protected final int index;

  protected CompiledCode(int index) {
    this.index = index;
    exists = true;
  }

  /// {@return whether there is compiled code in the process, so that traps have to record the Java stack}
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
      if (trap.wasmStack().isEmpty()) {
        trap.attach(Internal.KEY, stack(activation, trap));
      }
      throw trap;
    } catch (Exhaustion exhaustion) {
      if (exhaustion.wasmStack().isEmpty()) {
        exhaustion.attach(stack(activation, exhaustion));
      }
      throw exhaustion;
    } catch (StackOverflowError overflow) {
      throw exhausted(activation, overflow);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(activation, e);
    } finally {
      store.stack.top = top;
      store.activation = activation.parent;
    }
  }

  // Checks of memory throw this very class. A subclass (of an array's index, say) would be a defect.
  private static RuntimeException outOfBounds(CompiledActivation activation, IndexOutOfBoundsException e) {
    if (e.getClass() != IndexOutOfBoundsException.class) {
      return new WasmtierException(
          Failure.BUG, "compiled code failed: " + e, WasmtierException.NONE, WasmtierException.NONE, e);
    }
    Trap trap = Trap.of(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    trap.attach(Internal.KEY, stack(activation, e));
    return trap;
  }

  private static Exhaustion exhausted(CompiledActivation activation, StackOverflowError overflow) {
    Exhaustion exhaustion = Exhaustion.callStack();
    try {
      exhaustion.attach(stack(activation, overflow));
    } catch (StackOverflowError e) {
      // No room even for that; an activation further out has another go.
    }
    return exhaustion;
  }

  private static List<WasmFrame> stack(CompiledActivation innermost, Throwable thrown) {
    List<WasmFrame> frames = new ArrayList<>();
    innermost.thrown(frames, thrown);
    int reported = 2 * Activation.REPORTED_FRAMES;
    if (frames.size() > reported) {
      frames.subList(Activation.REPORTED_FRAMES, frames.size() - Activation.REPORTED_FRAMES).clear();
    }
    // The entry of the innermost activation is still on the Java stack.
    CompiledActivation.count(innermost, 0);
    for (@Nullable Activation at = innermost.parent; at != null; at = at.parent) {
      at.frames(frames, Integer.MAX_VALUE);
    }
    return frames;
  }

  static boolean isEntry(String className, String method) {
    return method.equals("invoke") && className.equals(CompiledCode.class.getName());
  }
}
