package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.abi.FunctionCode;
import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.validator.ValidatedModule;
import org.jspecify.annotations.Nullable;

/// A function as the interpreter runs it. Its register code is made on the first call; see
/// [CodeTable].
public final class InterpreterCode extends FunctionCode {
  /// The code of a module for both kinds of memory 0.
  private static final class Tables {
    private final CodeTable heap;
    private final CodeTable other;

    Tables(ValidatedModule module, int ahead) {
      heap = new CodeTable(module, true, ahead);
      other = module.memoryCount() == 0 ? heap : new CodeTable(module, false, ahead);
    }
  }

  private final Tables tables;
  private final int index;

  private InterpreterCode(Tables tables, int index) {
    this.tables = tables;
    this.index = index;
  }

  /// {@return the code of all functions defined in a module, by function index minus imports}
  public static FunctionCode[] of(ValidatedModule module) {
    return of(module, 0);
  }

  /// {@return the same, with another begin of the counters of branches}
  ///
  /// @param ahead what they begin with, see [io.wasmtier.runtime.abi.ModuleCode#ahead]
  public static FunctionCode[] of(ValidatedModule module, int ahead) {
    Tables tables = new Tables(module, ahead);
    int imported = module.importedFunctions();
    FunctionCode[] code = new FunctionCode[module.functionCount() - imported];
    for (int i = 0; i < code.length; i++) {
      code[i] = new InterpreterCode(tables, imported + i);
    }
    return code;
  }

  /// {@return the code that fits an instance}
  static CodeTable table(ModuleInstance instance) {
    if (instance.interpreted instanceof CodeTable table) {
      return table;
    }
    // An instance without functions of its own is never entered.
    CodeTable found = ((InterpreterCode) instance.tiers.interpreted[0]).find(instance);
    instance.interpreted = found;
    return found;
  }

  private CodeTable find(ModuleInstance instance) {
    return instance.memories.length == 0
            || instance.memories[0] instanceof io.wasmtier.allocator.HeapMemory
        ? tables.heap
        : tables.other;
  }

  /// {@return what the function has done in instances of a kind of memory, read while it may be
  /// running}
  ///
  /// @param heap whether memory 0 of the instances is of the heap kind
  public Profile profile(boolean heap) {
    return new Profile((heap ? tables.heap : tables.other), index);
  }

  /// {@return a loop of the function, or null if compiled code can't be entered there}
  ///
  /// @param heap in instances whose memory 0 is of the heap kind
  /// @param position what [io.wasmtier.runtime.abi.ModuleCode#loop] was told
  public @Nullable LoopEntry loop(boolean heap, int position) {
    return Translator.loops(heap ? tables.heap : tables.other, index).at(position);
  }

  /// Makes calls from interpreted code go through the function's object from now on, because
  /// another tier has taken over.
  ///
  /// @param heap in instances whose memory 0 is of the heap kind
  public void retire(boolean heap) {
    (heap ? tables.heap : tables.other).retire(index);
  }

  /// Makes the register code now instead of on the first call, unless it is there.
  ///
  /// @param heap whether for instances whose memory 0 is of the heap kind
  /// @return its length in words
  /// @throws io.wasmtier.wasm.WasmtierException if the function is not valid, or uses what is not
  ///   executed
  public int translate(boolean heap) {
    return (heap ? tables.heap : tables.other).code(index).length;
  }

  @Override
  public void invoke(ModuleInstance instance, int base) {
    Interpreter.enter(instance, table(instance), index, base);
  }
}
