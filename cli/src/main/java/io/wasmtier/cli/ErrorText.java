package io.wasmtier.cli;

import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.text.TextException;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words for what is wrong with a module or has ended a guest.
final class ErrorText {
  /// Lines of a stack that are shown.
  private static final int SHOWN = 50;

  private ErrorText() {}

  /// {@return what is wrong with a file: one line, for texts with the place and a caret in two
  /// further lines}
  ///
  /// @param module the module as far as it is known, for the names of functions
  static String of(ModuleFile file, WasmtierException e, @Nullable WasmModule module) {
    StringBuilder out = new StringBuilder();
    if (e instanceof TextException text) {
      out.append(text.file()).append(':').append(text.line()).append(':').append(text.column());
      out.append(": ").append(e.failure().words()).append(": ").append(line(e.getMessage()));
      return out.append('\n').append(text.excerpt()).toString();
    }
    int function = e.function();
    String name = function == WasmtierException.NONE ? "" : name(function, module);
    String message = String.valueOf(e.getMessage());
    // Some messages name the function already, but it has its place here.
    String suffix = " in function " + name;
    if (!name.isEmpty() && message.endsWith(suffix)) {
      message = message.substring(0, message.length() - suffix.length());
    }
    // Only the list of what can't be linked has several lines.
    message = e.failure() == Failure.UNLINKABLE ? message : line(message);
    out.append(file.name()).append(": ").append(e.failure().words()).append(": ").append(message);
    long offset = new Offsets(file, module).of(function, e.offset());
    if (offset != WasmtierException.NONE) {
      out.append(" at offset 0x").append(Long.toHexString(offset));
    }
    return out.append(name.isEmpty() ? "" : " (function " + line(name) + ")").toString();
  }

  private static String name(int function, @Nullable WasmModule module) {
    String name = module == null ? null : module.names().functions().get(function);
    return name == null ? Integer.toString(function) : name;
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
    int shown = 0;
    for (int i = 0; i < frames.size(); i++) {
      WasmFrame frame = frames.get(i);
      int same = i;
      while (same + 1 < frames.size() && frames.get(same + 1).equals(frame)) {
        same++;
      }
      if (++shown > SHOWN) {
        out.append("\n    and ").append(frames.size() - i).append(" more");
        return;
      }
      out.append("\n    at ");
      if (!frame.module().isEmpty()) {
        out.append(line(frame.module())).append('!');
      }
      out.append(line(frame.name()))
          .append(" (function ")
          .append(frame.function())
          .append(", offset 0x");
      out.append(Long.toHexString(offsets.of(frame.function(), frame.offset()))).append(')');
      out.append(same > i ? ", repeatedly" : "");
      i = same;
    }
  }

  /// {@return a text that may hold names of a module, on one line: they must not be able to forge
  /// lines}
  private static String line(@Nullable String text) {
    return text == null ? "" : text.replace("\n", "\\u{a}");
  }
}
