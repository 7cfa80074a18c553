package io.wasmtier.runtime.link;

import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ValType;
import java.util.List;

/// A function type laid out in the slots of a [io.wasmtier.runtime.abi.WasmStack].
///
/// @param params the parameter types as canonical bits
/// @param results the result types as canonical bits
/// @param paramSlots the first slot of each parameter, and behind them the number of all slots
/// @param resultSlots the first slot of each result, and behind them the number of all slots
public record Signature(int[] params, int[] results, int[] paramSlots, int[] resultSlots) {
  /// {@return the layout of a canonical function type}
  public static Signature of(DefType type) {
    return of(function(type));
  }

  /// {@return the layout of a function type}
  public static Signature of(FuncType type) {
    int[] params = bits(type.params());
    int[] results = bits(type.results());
    return new Signature(params, results, slots(params), slots(results));
  }

  /// {@return the function type that a canonical type defines}
  public static FuncType function(DefType type) {
    CompositeType composite = type.composite();
    if (composite instanceof FuncType function) {
      return function;
    }
    throw new IllegalArgumentException("not a function type: " + composite);
  }

  /// {@return the number of slots of all parameters}
  public int paramSize() {
    return paramSlots[params.length];
  }

  /// {@return the number of slots of all results}
  public int resultSize() {
    return resultSlots[results.length];
  }

  private static int[] bits(List<ValType> types) {
    int[] bits = new int[types.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = types.get(i).bits();
    }
    return bits;
  }

  private static int[] slots(int[] types) {
    int[] slots = new int[types.length + 1];
    for (int i = 0; i < types.length; i++) {
      slots[i + 1] = slots[i] + ValType.slots(types[i]);
    }
    return slots;
  }
}
