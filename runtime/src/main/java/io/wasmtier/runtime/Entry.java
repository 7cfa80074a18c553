package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.Exhaustion;
import io.wasmtier.runtime.abi.HeapExhausted;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.runtime.link.Signature;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The way from Java into a function: [#begin], one `put` per argument, [#run], and one `get` or,
/// without results, [#end].
///
/// The store is left only when the result was read, so that another thread can't overwrite it. The
/// stack is the store's, so entries nest with those of the host functions the guest calls.
/// Benchmark: `CallBenchmark`.
final class Entry {
  private final WasmFunction function;
  private final StoreContext context;
  private final boolean hasStore;
  private final Signature signature;
  private final int size;
  private final boolean hasReferences;

  private Entry(WasmFunction function, @Nullable StoreContext store) {
    this.function = function;
    this.signature = function.signature();
    this.size = Math.max(signature.paramSize(), signature.resultSize());
    this.hasStore = store != null;
    this.context = store != null ? store : new StoreContext(2 * size + 16, 1);
    this.hasReferences = hasReference(signature.params()) || hasReference(signature.results());
  }

  static Entry of(WasmFunction function) {
    return new Entry(function, Values.storeOf(function));
  }

  private static boolean hasReference(int[] types) {
    for (int type : types) {
      if (type < 0) {
        return true;
      }
    }
    return false;
  }

  Signature signature() {
    return signature;
  }

  boolean hasStore() {
    return hasStore;
  }

  /// Enters the store.
  ///
  /// @return the slot of the first argument
  int begin() {
    context.enter();
    WasmStack stack = context.stack;
    int base = stack.top;
    try {
      stack.reserve(base + size);
    } catch (WasmtierException e) {
      context.leave();
      throw e;
    }
    return base;
  }

  void putI32(int base, int slot, int value) {
    context.stack.slots[base + slot] = value & 0xFFFF_FFFFL;
  }

  void putI64(int base, int slot, long value) {
    context.stack.slots[base + slot] = value;
  }

  void putF32(int base, int slot, float value) {
    context.stack.slots[base + slot] = Float.floatToRawIntBits(value) & 0xFFFF_FFFFL;
  }

  void putF64(int base, int slot, double value) {
    context.stack.slots[base + slot] = Double.doubleToRawLongBits(value);
  }

  /// Puts a value of any type; if it does not fit, the store is left.
  void putObject(int base, int slot, int index, @Nullable Object value) {
    try {
      Values.write(
          context.stack,
          base + slot,
          signature.params()[index],
          value,
          "argument",
          index,
          hasStore ? context : null);
    } catch (WasmtierException e) {
      end(base);
      throw e;
    }
  }

  /// Runs the function; if it throws, the store is left.
  void run(int base) {
    WasmStack stack = context.stack;
    int top = stack.top;
    int depth = context.depth;
    boolean returned = false;
    try {
      // A guest may be through before it polls.
      context.poll();
      function.invoke(stack, base);
      returned = true;
    } catch (StackOverflowError e) {
      throw Exhaustion.callStack();
    } catch (HeapExhausted e) {
      // Where only compiled code was entered.
      throw Exhaustion.heap();
    } catch (WasmtierException e) {
      context.failed(e);
      throw e;
    } finally {
      // Entries nested in this one may have lost their own clean-up to a second overflow of the
      // Java stack.
      context.stack = stack;
      stack.top = top;
      context.depth = depth;
      if (!returned) {
        end(base);
      }
    }
  }

  /// Leaves the store.
  void end(int base) {
    if (hasReferences) {
      // Free slots must not keep objects alive.
      Arrays.fill(context.stack.references, base, base + size, null);
    }
    context.leave();
  }

  int getI32(int base) {
    int value = (int) context.stack.slots[base];
    end(base);
    return value;
  }

  long getI64(int base) {
    long value = context.stack.slots[base];
    end(base);
    return value;
  }

  float getF32(int base) {
    float value = Float.intBitsToFloat((int) context.stack.slots[base]);
    end(base);
    return value;
  }

  double getF64(int base) {
    double value = Double.longBitsToDouble(context.stack.slots[base]);
    end(base);
    return value;
  }

  /// {@return what [WasmFunction#call] returns}
  @Nullable Object get(int base) {
    WasmStack stack = context.stack;
    int[] results = signature.results();
    @Nullable Object value = null;
    if (results.length == 1) {
      value = Values.read(stack, base, results[0]);
    } else if (results.length > 1) {
      @Nullable Object[] values = new Object[results.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = Values.read(stack, base + signature.resultSlots()[i], results[i]);
      }
      value = values;
    }
    end(base);
    return value;
  }

  @Nullable Object call(@Nullable Object[] arguments) {
    Values.checkCount(signature, arguments.length);
    int base = begin();
    for (int i = 0; i < arguments.length; i++) {
      putObject(base, signature.paramSlots()[i], i, arguments[i]);
    }
    run(base);
    return get(base);
  }

  /// {@return the type of the only result, or [ValType#BITS_BOT] if there are none or several}
  int resultType() {
    return signature.results().length == 1 ? signature.results()[0] : ValType.BITS_BOT;
  }

  /// {@return the function's type in words}
  String describe() {
    return Signatures.describe(function.functionType());
  }
}
