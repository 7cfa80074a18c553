package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.CompiledCode;
import io.wasmtier.runtime.abi.Internal;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A WebAssembly trap (spec: Execution, Runtime Structure, Results). The guest cannot catch it.
///
/// It has no Java stack of its own, which would cost microseconds and show only the engine; it
/// carries the WebAssembly call stack instead, innermost frame first, attached while it unwinds.
/// (Until then it has a Java stack where compiled code may run, because that is where the frames of
/// compiled code are.)
public final class Trap extends WasmtierException {
  private static final long serialVersionUID = 1L;

  private static final StackTraceElement[] NO_JAVA_STACK = {};

  private final TrapKind kind;
  private transient List<WasmFrame> frames = List.of();

  private Trap(TrapKind kind, @Nullable Throwable cause) {
    super(Failure.TRAP, kind.words(), NONE, NONE, cause, CompiledCode.exists());
    this.kind = kind;
  }

  /// {@return a new trap of the kind given, not yet thrown}
  public static Trap of(TrapKind kind) {
    return new Trap(kind, null);
  }

  /// {@return a new trap caused by the Java exception given}
  public static Trap of(TrapKind kind, Throwable cause) {
    return new Trap(kind, cause);
  }

  /// {@return why it trapped}
  public TrapKind kind() {
    return kind;
  }

  /// {@return the WebAssembly call stack, innermost frame first; empty if none was active}
  public List<WasmFrame> wasmStack() {
    return frames;
  }

  /// For the engine: attaches the call stack; the first caller wins, because the innermost engine
  /// frame knows the most.
  @SuppressWarnings("exports") // The key is what nobody else has.
  public void attach(Internal key, List<WasmFrame> stack) {
    java.util.Objects.requireNonNull(key);
    if (frames.isEmpty()) {
      frames = List.copyOf(stack);
      setStackTrace(NO_JAVA_STACK);
    }
  }
}
