package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.WasmFunction;

/// A function defined by a module, closed over its instance.
public final class GuestFunction extends WasmFunction {
  public final ModuleInstance instance;

  /// Its index in the function index space.
  public final int index;

  /// What runs it.
  public final FunctionCode code;

  public GuestFunction(ModuleInstance instance, int index) {
    super(Internal.KEY, instance.module.functionType(index));
    this.instance = instance;
    this.index = index;
    this.code = instance.code[index - instance.module.importedFunctions()];
  }

  @Override
  public void invoke(WasmStack stack, int base) {
    code.invoke(instance, base);
  }
}
