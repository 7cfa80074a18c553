package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.runtime.link.Signature;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One call of a [HostFunction]: its arguments, its results and who calls. Reused by the next call:
/// do not keep it.
///
/// Every method that reads or writes a value throws a WasmtierException of kind USAGE if the
/// function's type says otherwise. A result that is not set is zero or null.
public final class HostCall {
  private final Signature signature;
  private final @Nullable Instance instance;
  private WasmStack stack;
  private int base;
  private int resultBase;

  HostCall(Signature signature, @Nullable Instance instance, WasmStack stack) {
    this.signature = signature;
    this.instance = instance;
    this.stack = stack;
  }

  /// Begins a call with the arguments at a base; results are collected behind them, so that setting
  /// one never changes an argument.
  void begin(WasmStack on, int at) {
    stack = on;
    base = at;
    resultBase = at + signature.paramSize();
    int end = resultBase + signature.resultSize();
    on.reserve(end);
    if (on.top < end) {
      on.top = end;
    }
    for (int i = resultBase; i < end; i++) {
      on.slots[i] = 0;
      on.references[i] = null;
    }
  }

  /// Forgets the stack, which may be a continuation's that nobody else needs any more, before it
  /// waits for the next call.
  void release(WasmStack own) {
    if (stack != own) {
      stack = own;
    }
  }

  /// Ends the call: moves the results to where the arguments were.
  void end() {
    int[] results = signature.results();
    for (int i = 0; i < results.length; i++) {
      if (results[i] < 0
          && !ValType.isNullable(results[i])
          && stack.references[resultSlot(i)] == null) {
        throw new WasmtierException(
            Failure.USAGE,
            "the host function set no result " + i + ", which is " + ValType.toString(results[i]));
      }
    }
    int size = signature.resultSize();
    if (size == 1) {
      stack.slots[base] = stack.slots[resultBase];
      stack.references[base] = stack.references[resultBase];
    } else if (size != 0) {
      System.arraycopy(stack.slots, resultBase, stack.slots, base, size);
      System.arraycopy(stack.references, resultBase, stack.references, base, size);
    }
  }

  /// {@return the number of arguments}
  public int arguments() {
    return signature.params().length;
  }

  /// {@return the number of results}
  public int results() {
    return signature.results().length;
  }

  /// {@return an i32 argument}
  public int i32(int index) {
    return (int) stack.slots[argument(index, ValType.BITS_I32)];
  }

  /// {@return an i64 argument}
  public long i64(int index) {
    return stack.slots[argument(index, ValType.BITS_I64)];
  }

  /// {@return an f32 argument; the bits of a NaN are kept}
  public float f32(int index) {
    return Float.intBitsToFloat((int) stack.slots[argument(index, ValType.BITS_F32)]);
  }

  /// {@return an f64 argument; the bits of a NaN are kept}
  public double f64(int index) {
    return Double.longBitsToDouble(stack.slots[argument(index, ValType.BITS_F64)]);
  }

  /// {@return a v128 argument}
  public V128 v128(int index) {
    int slot = argument(index, ValType.BITS_V128);
    return new V128(stack.slots[slot], stack.slots[slot + 1]);
  }

  /// {@return a reference argument of any type}
  public @Nullable Object ref(int index) {
    int type = signature.params()[checkIndex(index, signature.params().length, "argument")];
    if (type >= 0) {
      throw mismatch("argument", index, "a reference", type);
    }
    return stack.references[base + signature.paramSlots()[index]];
  }

  /// {@return an argument of any type, boxed}
  public @Nullable Object argument(int index) {
    int type = signature.params()[checkIndex(index, signature.params().length, "argument")];
    return Values.read(stack, base + signature.paramSlots()[index], type);
  }

  /// Sets the only or first result, an i32.
  public void returnI32(int value) {
    returnI32(0, value);
  }

  /// Sets the only or first result, an i64.
  public void returnI64(long value) {
    returnI64(0, value);
  }

  /// Sets the only or first result, an f32.
  public void returnF32(float value) {
    returnF32(0, value);
  }

  /// Sets the only or first result, an f64.
  public void returnF64(double value) {
    returnF64(0, value);
  }

  /// Sets the only or first result, a v128.
  public void returnV128(V128 value) {
    returnV128(0, value);
  }

  /// Sets the only or first result, a reference.
  public void returnRef(@Nullable Object value) {
    returnRef(0, value);
  }

  /// Sets a result, an i32.
  public void returnI32(int index, int value) {
    stack.slots[result(index, ValType.BITS_I32)] = value & 0xFFFF_FFFFL;
  }

  /// Sets a result, an i64.
  public void returnI64(int index, long value) {
    stack.slots[result(index, ValType.BITS_I64)] = value;
  }

  /// Sets a result, an f32; the bits of a NaN are kept.
  public void returnF32(int index, float value) {
    stack.slots[result(index, ValType.BITS_F32)] = Float.floatToRawIntBits(value) & 0xFFFF_FFFFL;
  }

  /// Sets a result, an f64; the bits of a NaN are kept.
  public void returnF64(int index, double value) {
    stack.slots[result(index, ValType.BITS_F64)] = Double.doubleToRawLongBits(value);
  }

  /// Sets a result, a v128.
  public void returnV128(int index, V128 value) {
    int slot = result(index, ValType.BITS_V128);
    stack.slots[slot] = value.low();
    stack.slots[slot + 1] = value.high();
  }

  /// Sets a result, a reference.
  ///
  /// @param value null, a [WasmFunction] for function types, a [WasmException] for exceptions, any
  ///   object for externref
  public void returnRef(int index, @Nullable Object value) {
    int type = signature.results()[checkIndex(index, signature.results().length, "result")];
    if (type >= 0) {
      throw mismatch("result", index, "a reference", type);
    }
    Values.checkReference(
        type, value, "result", index, instance == null ? null : instance.context());
    stack.references[resultSlot(index)] = value;
  }

  /// Sets a result of any type from a boxed value.
  public void returnValue(int index, @Nullable Object value) {
    int type = signature.results()[checkIndex(index, signature.results().length, "result")];
    Values.write(
        stack,
        resultSlot(index),
        type,
        value,
        "result",
        index,
        instance == null ? null : instance.context());
  }

  /// {@return the instance that imported the function}
  ///
  /// @throws WasmtierException of kind USAGE if the function is called by Java directly
  public Instance instance() {
    if (instance == null) {
      throw new WasmtierException(
          Failure.USAGE, "the host function was not called through an import");
    }
    return instance;
  }

  /// {@return the memory of the instance that imported the function: its export `memory`, else its
  /// first memory}
  ///
  /// @throws WasmtierException of kind USAGE if it has none
  public Memory memory() {
    return instance().mainMemory();
  }

  private int argument(int index, int wanted) {
    int type = signature.params()[checkIndex(index, signature.params().length, "argument")];
    if (type != wanted) {
      throw mismatch("argument", index, ValType.toString(wanted), type);
    }
    return base + signature.paramSlots()[index];
  }

  private int result(int index, int wanted) {
    int type = signature.results()[checkIndex(index, signature.results().length, "result")];
    if (type != wanted) {
      throw mismatch("result", index, ValType.toString(wanted), type);
    }
    return resultSlot(index);
  }

  private int resultSlot(int index) {
    return resultBase + signature.resultSlots()[index];
  }

  private static int checkIndex(int index, int count, String what) {
    if (index < 0 || index >= count) {
      throw new WasmtierException(
          Failure.USAGE, "there is no " + what + " " + index + ": the function has " + count);
    }
    return index;
  }

  private static WasmtierException mismatch(String what, int index, String asked, int type) {
    return new WasmtierException(
        Failure.USAGE, what + " " + index + " is " + ValType.toString(type) + ", not " + asked);
  }

  @Override
  public String toString() {
    return "HostCall[" + Objects.toString(instance) + "]";
  }
}
