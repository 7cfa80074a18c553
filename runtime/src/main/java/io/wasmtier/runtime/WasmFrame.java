package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.Exhaustion;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;

/// One frame of a WebAssembly call stack.
///
/// @param function index in the module's function index space
/// @param name the function's name, or `func[index]` if it has none
/// @param offset byte offset of the instruction in the binary module
/// @param module the module's name, or an empty string
public record WasmFrame(int function, String name, long offset, String module) {
  /// {@return the call stack an error carries, innermost frame first: that of a [Trap] or of an
  /// exhausted stack, of which only both ends are kept; empty for others}
  public static List<WasmFrame> stackOf(WasmtierException error) {
    return switch (error) {
      case Trap trap -> trap.wasmStack();
      case Exhaustion exhaustion -> exhaustion.wasmStack();
      default -> List.of();
    };
  }

  @Override
  public String toString() {
    return (module.isEmpty() ? "" : module + "!") + name + " @0x" + Long.toHexString(offset);
  }
}
