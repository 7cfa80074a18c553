package io.wasmtier.runtime;

import io.wasmtier.wasm.ExternType;

/// An export that a module offers.
///
/// @param name its name
/// @param type its type; numbers of types in it are canonical ids
/// @param description the type in words, such as `func (i32, i32) -> (i32)`
public record ExportType(String name, ExternType type, String description) {}
