package io.wasmtier.runtime.abi;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.Slice;
import org.jspecify.annotations.Nullable;

/// A module instance (spec: Execution, Runtime Structure, Module Instances): what running code sees of its module.
///
/// Code is shared by all instances of a module, so every piece of it gets its instance as a parameter. The arrays are
/// the index spaces, imports first; they are written while linking and then never change, what they hold does.
/// Confined to the store's thread, except that shared memories may be in several stores.
public final class ModuleInstance {
  /// Null where a module has no memory, so that reading it without a check is a Java null pointer, not a wrong access.
  public final LinearMemory[] memories;

  public final TableInstance[] tables;
  public final GlobalInstance[] globals;
  public final WasmFunction[] functions;
  public final TagInstance[] tags;

  /// Element segments; an empty array once dropped.
  public final @Nullable Object[][] elements;

  /// Data segments; an empty slice once dropped.
  public final Slice[] data;

  public final ValidatedModule module;
  public final StoreContext store;

  /// The code of the functions defined in the module, by function index minus imports; shared by all instances.
  public final FunctionCode[] code;

  /// Which code of the interpreter fits the instance's memory; found on first use. The interpreter's to write.
  public @Nullable Object interpreted;

  public ModuleInstance(StoreContext store, ValidatedModule module, FunctionCode[] code) {
    this.store = store;
    this.module = module;
    this.code = code;
    this.memories = new LinearMemory[module.memoryCount()];
    this.tables = new TableInstance[module.tableCount()];
    this.globals = new GlobalInstance[module.globalCount()];
    this.functions = new WasmFunction[module.functionCount()];
    this.tags = new TagInstance[module.tagCount()];
    this.elements = new Object[module.module().elements().size()][];
    this.data = new Slice[module.module().data().size()];
  }
}
