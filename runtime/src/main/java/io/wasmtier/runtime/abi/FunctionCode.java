package io.wasmtier.runtime.abi;

/// The executable form of one function of a module, shared by all its instances: what a tier makes
/// and the policy chooses.
///
/// Thread-safe: several stores may run the same module at once.
public abstract class FunctionCode {
  /// Runs the function in an instance: arguments lie in the store's [WasmStack] from `base` on,
  /// results are left there.
  ///
  /// @throws io.wasmtier.runtime.Trap if the guest traps
  public abstract void invoke(ModuleInstance instance, int base);
}
