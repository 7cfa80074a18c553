package io.wasmtier.cli;

import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.text.TextException;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words for what is wrong with a module or has ended a guest.
final class ErrorText {
  /// Frames at either end of a long stack that are shown.
  private static final int SHOWN = 20;

  private ErrorText() {}

  /// {@return what is wrong with a file: one line, for texts with the place and a caret in two further lines}
  ///
  /// @param module the module as far as it is known, for the names of functions
  static String of(ModuleFile file, WasmtierException e, @Nullable WasmModule module) {
    StringBuilder out = new StringBuilder();
    if (e instanceof TextException text) {
      out.append(text.file()).append(':').append(text.line()).append(':').append(text.column());
      out.append(": ").append(e.failure().words()).append(": ").append(e.getMessage());
      return out.append('\n').append(text.excerpt()).toString();
    }
    out.append(file.name()).append(": ").append(e.failure().words()).append(": ").append(e.getMessage());
    long offset = new Offsets(file, module).of(e.function(), e.offset());
    if (offset != WasmtierException.NONE) {
      out.append(" at offset 0x").append(Long.toHexString(offset));
    }
    if (e.function() != WasmtierException.NONE) {
      out.append(" (function ");
      String name = module == null ? null : module.names().functions().get(e.function());
      out.append(name == null ? Integer.toString(e.function()) : name).append(')');
    }
    return out.toString();
  }

  /// {@return why a guest was aborted, and its stack}
  static String trap(WasmtierException e, Offsets offsets) {
    StringBuilder out = new StringBuilder();
    if (e instanceof WasmException exception) {
      out.append("uncaught exception");
      payload(out, exception);
    } else {
      out.append(e.getMessage());
    }
    Throwable cause = e.getCause();
    if (cause != null) {
      String message = cause.getMessage();
      out.append(": ").append(message == null ? cause.getClass().getName() : message);
    }
    stack(out, WasmFrame.stackOf(e), offsets);
    return out.toString();
  }

  private static void payload(StringBuilder out, WasmException exception) {
    List<@Nullable Object> values = exception.payload();
    String separator = " with ";
    for (Object value : values) {
      out.append(separator).append(ValueText.of(value));
      separator = ", ";
    }
  }

  private static void stack(StringBuilder out, List<WasmFrame> frames, Offsets offsets) {
    for (int i = 0; i < frames.size(); i++) {
      int hidden = frames.size() - 2 * SHOWN;
      if (hidden > 1 && i == SHOWN) {
        out.append("\n    ... ").append(hidden).append(" more");
        i += hidden;
      }
      WasmFrame frame = frames.get(i);
      out.append("\n    at ");
      if (!frame.module().isEmpty()) {
        out.append(frame.module()).append('!');
      }
      out.append(frame.name()).append(" (function ").append(frame.function()).append(", offset 0x");
      out.append(Long.toHexString(offsets.of(frame.function(), frame.offset()))).append(')');
    }
  }
}
