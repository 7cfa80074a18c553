package io.wasmtier.runtime;

/// One frame of a WebAssembly call stack.
///
/// @param function index in the module's function index space
/// @param name the function's name, or `func[index]` if it has none
/// @param offset byte offset of the instruction in the binary module
/// @param module the module's name, or an empty string
public record WasmFrame(int function, String name, long offset, String module) {
  @Override
  public String toString() {
    return (module.isEmpty() ? "" : module + "!") + name + " @0x" + Long.toHexString(offset);
  }
}
