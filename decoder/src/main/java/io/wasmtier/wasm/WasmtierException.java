package io.wasmtier.wasm;

import org.jspecify.annotations.Nullable;

/// The one exception type that leaves wasmtier for anything that is wrong with a module, its
/// linking or its execution.
///
/// It always has a [Failure] kind and, where there is one, the byte offset in the binary module (or
/// the line and column in the text, inside the message) and the function index. Subclasses add what
/// only they know (a trap's call stack).
public class WasmtierException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The offset or function of an error that has none.
  public static final int NONE = -1;

  private final Failure failure;
  private final long offset;
  private final int function;

  /// Creates an error without a place.
  public WasmtierException(Failure failure, String message) {
    this(failure, message, NONE, NONE, null);
  }

  /// Creates an error.
  ///
  /// @param failure the kind
  /// @param message what is wrong, without kind and place
  /// @param offset byte offset in the binary module, or [#NONE]
  /// @param function index in the function index space, or [#NONE]
  /// @param cause the cause, or null
  public WasmtierException(
      Failure failure, String message, long offset, int function, @Nullable Throwable cause) {
    this(failure, message, offset, function, cause, true);
  }

  /// Creates an error that may go without a Java stack trace, for errors thrown on hot paths.
  protected WasmtierException(
      Failure failure,
      String message,
      long offset,
      int function,
      @Nullable Throwable cause,
      boolean javaStack) {
    super(message, cause, true, javaStack);
    this.failure = failure;
    this.offset = offset;
    this.function = function;
  }

  /// {@return the kind of failure}
  public final Failure failure() {
    return failure;
  }

  /// {@return the byte offset in the binary module, or [#NONE]}
  public final long offset() {
    return offset;
  }

  /// {@return the index of the function concerned, or [#NONE]}
  public final int function() {
    return function;
  }

  /// {@return one line for people: kind, message and place}
  public String describe() {
    StringBuilder line = new StringBuilder(failure.words()).append(": ").append(getMessage());
    if (function != NONE) {
      line.append(" (function ").append(function).append(')');
    }
    if (offset != NONE) {
      line.append(" at offset 0x").append(Long.toHexString(offset));
    }
    return line.toString();
  }
}
