package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.GlobalInstance;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import org.jspecify.annotations.Nullable;

/// A global variable (spec: Execution, Runtime Structure, Global Instances), seen by the host.
///
/// Reading or writing with a wrong type, or writing an immutable global, is a WasmtierException of
/// kind USAGE. Confined to its store's thread.
public final class Global implements Extern {
  private final StoreContext store;
  private final GlobalInstance global;

  Global(StoreContext store, GlobalInstance global) {
    this.store = store;
    this.global = global;
  }

  GlobalInstance instance() {
    return global;
  }

  StoreContext context() {
    return store;
  }

  /// {@return the type}
  public ExternType.Global type() {
    return global.type;
  }

  @Override
  public ExternType externType() {
    return type();
  }

  /// {@return the value, boxed as by [WasmFunction#call]}
  public @Nullable Object get() {
    store.check();
    return switch (global.type.type().bits()) {
      case ValType.BITS_I32 -> (int) global.bits;
      case ValType.BITS_I64 -> global.bits;
      case ValType.BITS_F32 -> Float.intBitsToFloat((int) global.bits);
      case ValType.BITS_F64 -> Double.longBitsToDouble(global.bits);
      case ValType.BITS_V128 -> new V128(global.bits, global.high);
      default -> global.reference;
    };
  }

  /// Sets the value, converted as by [WasmFunction#call].
  public void set(@Nullable Object value) {
    store.check();
    if (!global.type.mutable()) {
      throw new WasmtierException(Failure.USAGE, "the global is immutable");
    }
    put(global, value, store);
  }

  /// Sets the value of a mutable or a new global.
  static void put(GlobalInstance global, @Nullable Object value, StoreContext store) {
    int type = global.type.type().bits();
    if (type < 0) {
      Values.checkReference(type, value, "value", 0, store);
      global.reference = value;
    } else if (type == ValType.BITS_V128 && value instanceof V128 vector) {
      global.bits = vector.low();
      global.high = vector.high();
    } else {
      global.bits = Values.bits(type, value, "value", 0);
    }
  }

  /// {@return the value of an i32 global}
  public int getI32() {
    return (int) bits(ValType.BITS_I32);
  }

  /// {@return the value of an i64 global}
  public long getI64() {
    return bits(ValType.BITS_I64);
  }

  /// {@return the value of an f32 global}
  public float getF32() {
    return Float.intBitsToFloat((int) bits(ValType.BITS_F32));
  }

  /// {@return the value of an f64 global}
  public double getF64() {
    return Double.longBitsToDouble(bits(ValType.BITS_F64));
  }

  private long bits(int wanted) {
    store.check();
    if (global.type.type().bits() != wanted) {
      throw new WasmtierException(
          Failure.USAGE,
          "the global is " + global.type.type() + ", not " + ValType.toString(wanted));
    }
    return global.bits;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Global that && that.global == global;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(global);
  }
}
