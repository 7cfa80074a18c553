/// What a module is: the opcode table, types, the module model and the kinds of failure. Everything
/// else builds on it.
@org.jspecify.annotations.NullMarked
package io.wasmtier.wasm;
