package io.wasmtier.runtime;

import io.wasmtier.wasm.ExternType;

/// An import that a module needs.
///
/// @param module the first level of its name
/// @param name the second level
/// @param type what is wanted; numbers of types in it are canonical ids
/// @param description the type in words, such as `func (i32, i32) -> (i32)`
public record ImportType(String module, String name, ExternType type, String description) {}
