package io.wasmtier.spectest;

import io.wasmtier.runtime.Extern;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The host module "spectest" that scripts import from (WebAssembly specification,
/// `interpreter/README.md`, Spectest Host Module). What it is told to print goes nowhere.
final class SpectestModule {
  private SpectestModule() {}

  /// {@return its exports, made in a store}
  static Map<String, Extern> exports(Store store) {
    Map<String, Extern> exports = new LinkedHashMap<>();
    print(exports, "print");
    print(exports, "print_i32", ValType.I32);
    print(exports, "print_i64", ValType.I64);
    print(exports, "print_f32", ValType.F32);
    print(exports, "print_f64", ValType.F64);
    print(exports, "print_i32_f32", ValType.I32, ValType.F32);
    print(exports, "print_f64_f64", ValType.F64, ValType.F64);
    exports.put("global_i32", store.newGlobal(new ExternType.Global(ValType.I32, false), 666));
    exports.put("global_i64", store.newGlobal(new ExternType.Global(ValType.I64, false), 666L));
    exports.put("global_f32", store.newGlobal(new ExternType.Global(ValType.F32, false), 666.6f));
    exports.put("global_f64", store.newGlobal(new ExternType.Global(ValType.F64, false), 666.6));
    exports.put("table", store.newTable(table(false), null));
    exports.put("table64", store.newTable(table(true), null));
    exports.put("memory", store.newMemory(memory(false)));
    exports.put("shared_memory", store.newMemory(memory(true)));
    return exports;
  }

  private static void print(Map<String, Extern> exports, String name, ValType... params) {
    exports.put(name, WasmFunction.of(new FuncType(List.of(params), List.of()), call -> {}));
  }

  private static ExternType.Table table(boolean is64) {
    return new ExternType.Table(new Limits(is64, 10, 20, true), ValType.FUNCREF);
  }

  private static ExternType.Memory memory(boolean shared) {
    return new ExternType.Memory(
        new Limits(false, 1, 2, true), shared, ExternType.Memory.STANDARD_PAGE_LOG2);
  }
}
