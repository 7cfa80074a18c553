package io.wasmtier.runtime.abi;

import io.wasmtier.allocator.HeapMemory;
import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.Slice;
import org.jspecify.annotations.Nullable;

/// A module instance (spec: Execution, Runtime Structure, Module Instances): what running code sees
/// of its module.
///
/// Code is shared by all instances of a module, so every piece of it gets its instance as a
/// parameter. The arrays are the index spaces, imports first; they are written while linking and
/// then never change, what they hold does. Confined to the store's thread, except that shared
/// memories may be in several stores.
public final class ModuleInstance {
  /// Null where a module has no memory, so that reading it without a check is a Java null pointer,
  /// not a wrong access.
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

  /// Where the code comes from.
  private final ModuleCode.Source source;

  /// The tiers of the functions; which fit the instance is known when it has its memories.
  public ModuleCode tiers;

  /// The code of the functions defined in the module, by function index minus imports; shared by
  /// all instances.
  public FunctionCode[] code;

  /// What compiled code returns beside the first result: numbers by result index, as slots hold
  /// them, and references.
  public final long[] results;

  public final @Nullable Object[] referenceResults;

  /// Which code of the interpreter fits the instance's memory; found on first use. The
  /// interpreter's to write.
  public @Nullable Object interpreted;

  public ModuleInstance(StoreContext store, ValidatedModule module, ModuleCode.Source source) {
    this.store = store;
    this.module = module;
    this.source = source;
    this.tiers = source.code(true);
    this.code = tiers.current;
    this.results = store.results;
    this.referenceResults = store.referenceResults;
    this.memories = new LinearMemory[module.memoryCount()];
    this.tables = new TableInstance[module.tableCount()];
    this.globals = new GlobalInstance[module.globalCount()];
    this.functions = new WasmFunction[module.functionCount()];
    this.tags = new TagInstance[module.tagCount()];
    this.elements = new Object[module.module().elements().size()][];
    this.data = new Slice[module.module().data().size()];
  }

  /// Chooses the code that fits the memories, which must be there.
  public void bindCode() {
    if (memories.length != 0 && !(memories[0] instanceof HeapMemory)) {
      tiers = source.code(false);
      code = tiers.current;
    }
  }
}
