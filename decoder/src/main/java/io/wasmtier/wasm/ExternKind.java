package io.wasmtier.wasm;

/// The index spaces whose members can be imported and exported; the ordinal is the binary format's
/// code.
public enum ExternKind {
  FUNC("func"),
  TABLE("table"),
  MEMORY("memory"),
  GLOBAL("global"),
  TAG("tag");

  private final String text;

  ExternKind(String text) {
    this.text = text;
  }

  /// {@return the text format's keyword}
  public String text() {
    return text;
  }
}
