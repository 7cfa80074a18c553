package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.WasmFunction;

/// A function defined by a module, closed over its instance.
public final class GuestFunction extends WasmFunction {
  public final ModuleInstance instance;

  /// Its index in the function index space.
  public final int index;

  private final int defined;

  public GuestFunction(ModuleInstance instance, int index) {
    super(Internal.KEY, instance.module.functionType(index));
    this.instance = instance;
    this.index = index;
    this.defined = index - instance.module.importedFunctions();
  }

  /// {@return what runs it}
  public FunctionCode code() {
    return instance.code[defined];
  }

  /// A function of another store can come along in an object or an exception that a host passed on.
  /// Its own store may be in use by another thread, and it would look for its arguments there.
  @Override
  public void invoke(WasmStack stack, int base) {
    if (stack != instance.store.stack) {
      throw StoreContext.foreign();
    }
    instance.code[defined].invoke(instance, base);
  }
}
