package io.wasmtier.text;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;

/// Something is wrong with a text module or a script, at a line and a column.
public final class TextException extends WasmtierException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final int column;
  private final String excerpt;

  TextException(Failure failure, String message, Source source, int offset) {
    super(failure, message, NONE, NONE, null);
    this.file = source.name;
    this.line = source.line(offset);
    this.column = source.column(offset);
    this.excerpt = source.excerpt(offset);
  }

  /// {@return the name of the text, as given to the parser}
  public String file() {
    return file;
  }

  /// {@return the line, from 1}
  public int line() {
    return line;
  }

  /// {@return the column in characters, from 1}
  public int column() {
    return column;
  }

  /// {@return the line (a part of it if it is long) and, in a second line, a caret under the place}
  public String excerpt() {
    return excerpt;
  }

  /// {@return `file:line:column: message`, the line, and a caret under the place}
  @Override
  public String describe() {
    return file + ":" + line + ":" + column + ": " + getMessage() + "\n" + excerpt;
  }
}
