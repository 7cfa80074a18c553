package io.wasmtier.runtime;

import io.wasmtier.wasm.ExternType;

/// What instances import and export (spec: Execution, Runtime Structure, External Instances).
public sealed interface Extern permits WasmFunction, Memory, Table, Global, Tag {
  /// {@return its type now: of memories and tables the minimum is the current size. Numbers of
  /// types in it are canonical ids}
  ExternType externType();
}
