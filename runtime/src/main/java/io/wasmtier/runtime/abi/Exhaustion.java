package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;

/// The error of an exhausted call stack or heap. Without a Java stack, which would be deep and of
/// no use.
public final class Exhaustion extends WasmtierException {
  private static final long serialVersionUID = 1L;

  private transient List<WasmFrame> frames = List.of();

  private Exhaustion(String message) {
    super(Failure.EXHAUSTION, message, NONE, NONE, null, CompiledCode.exists());
  }

  /// {@return a new "call stack exhausted", not yet thrown}
  public static Exhaustion callStack() {
    return new Exhaustion("call stack exhausted");
  }

  /// {@return a new "out of memory", not yet thrown: the Java heap has no room for what a guest
  /// wants to allocate}
  public static Exhaustion heap() {
    return new Exhaustion("out of memory");
  }

  /// {@return both ends of the WebAssembly call stack, innermost frame first; empty if none was
  /// active}
  public List<WasmFrame> wasmStack() {
    return frames;
  }

  /// Attaches the call stack; the first caller wins.
  public void attach(List<WasmFrame> stack) {
    if (frames.isEmpty()) {
      frames = List.copyOf(stack);
      setStackTrace(new StackTraceElement[0]);
    }
  }
}
