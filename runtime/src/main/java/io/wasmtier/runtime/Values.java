package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.GuestContinuation;
import io.wasmtier.runtime.abi.GuestFunction;
import io.wasmtier.runtime.abi.RefTypes;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.runtime.link.Signature;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import org.jspecify.annotations.Nullable;

/// Values at the boundary: boxed Java objects on one side, slots on the other, with every
/// conversion checked.
final class Values {
  private Values() {}

  static void checkCount(Signature signature, int count) {
    if (count != signature.params().length) {
      throw new WasmtierException(
          Failure.USAGE, "expected " + signature.params().length + " arguments, found " + count);
    }
  }

  /// {@return the value in a slot, boxed}
  static @Nullable Object read(WasmStack stack, int slot, int type) {
    return read(stack.slots, stack.references, slot, type);
  }

  static @Nullable Object read(long[] slots, @Nullable Object[] references, int slot, int type) {
    return switch (type) {
      case ValType.BITS_I32 -> (int) slots[slot];
      case ValType.BITS_I64 -> slots[slot];
      case ValType.BITS_F32 -> Float.intBitsToFloat((int) slots[slot]);
      case ValType.BITS_F64 -> Double.longBitsToDouble(slots[slot]);
      case ValType.BITS_V128 -> new V128(slots[slot], slots[slot + 1]);
      default -> references[slot];
    };
  }

  /// Writes a boxed value into a slot.
  ///
  /// @param what "argument", "result" or "value", for the message
  /// @param index which of them
  /// @param store the store it goes to, null if it is not known
  static void write(
      WasmStack stack,
      int slot,
      int type,
      @Nullable Object value,
      String what,
      int index,
      @Nullable StoreContext store) {
    if (type < 0) {
      checkReference(type, value, what, index, store);
      stack.references[slot] = value;
    } else if (type == ValType.BITS_V128) {
      if (!(value instanceof V128 vector)) {
        throw mismatch(type, value, what, index);
      }
      stack.slots[slot] = vector.low();
      stack.slots[slot + 1] = vector.high();
    } else {
      stack.slots[slot] = bits(type, value, what, index);
    }
  }

  /// {@return the bits of a boxed number; widening without loss is allowed, narrowing is not}
  static long bits(int type, @Nullable Object value, String what, int index) {
    switch (type) {
      case ValType.BITS_I32 -> {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
          return ((Number) value).intValue() & 0xFFFF_FFFFL;
        }
      }
      case ValType.BITS_I64 -> {
        if (value instanceof Long
            || value instanceof Integer
            || value instanceof Short
            || value instanceof Byte) {
          return ((Number) value).longValue();
        }
      }
      case ValType.BITS_F32 -> {
        if (value instanceof Float number) {
          return Float.floatToRawIntBits(number) & 0xFFFF_FFFFL;
        }
      }
      case ValType.BITS_F64 -> {
        if (value instanceof Double || value instanceof Float) {
          return Double.doubleToRawLongBits(((Number) value).doubleValue());
        }
      }
      default -> {}
    }
    throw mismatch(type, value, what, index);
  }

  /// Checks that a reference may stand where a type is expected; wrong ones would break the guest's
  /// type safety.
  static void checkReference(
      int type, @Nullable Object value, String what, int index, @Nullable StoreContext store) {
    if (!RefTypes.matches(value, type)) {
      throw mismatch(type, value, what, index);
    }
    if (store != null && value instanceof WasmFunction function) {
      StoreContext owner = storeOf(function);
      if (owner != null && owner != store) {
        throw new WasmtierException(
            Failure.USAGE, what + " " + index + " is a function of another store");
      }
    }
    if (store != null
        && value instanceof GuestContinuation continuation
        && continuation.store != store) {
      throw new WasmtierException(
          Failure.USAGE, what + " " + index + " is a continuation of another store");
    }
  }

  /// {@return the store a function belongs to, or null if it belongs to none}
  static @Nullable StoreContext storeOf(WasmFunction function) {
    return switch (function) {
      case GuestFunction guest -> guest.instance.store;
      case HostFunctionObject host -> host.store();
      default -> null;
    };
  }

  private static WasmtierException mismatch(
      int type, @Nullable Object value, String what, int index) {
    return new WasmtierException(
        Failure.USAGE,
        what
            + " "
            + index
            + ": expected "
            + ValType.toString(type)
            + ", found "
            + (value == null ? "null" : value.getClass().getName()));
  }
}
