package io.wasmtier.runtime;

/// A function of the host that guests can import: the cheapest form to define one, without boxing,
/// reflection or generated code. See [Linker#function].
///
/// Called on the thread that is in the store. It may call guests (also the one that called it). A
/// [io.wasmtier.wasm.WasmtierException] it throws passes through the guest to the embedder
/// ([WasmException] can be caught by the guest, [Trap] can not); any other exception becomes the
/// cause of a trap [TrapKind#HOST_FUNCTION_FAILED] with the guest's call stack. Errors pass as they
/// are.
@FunctionalInterface
public interface HostFunction {
  /// Reads the arguments from the call and leaves the results there.
  ///
  /// @param call valid only until this method returns
  /// @throws Exception whatever goes wrong, see above
  void call(HostCall call) throws Exception;
}
