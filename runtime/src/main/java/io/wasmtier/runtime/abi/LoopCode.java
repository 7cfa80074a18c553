package io.wasmtier.runtime.abi;

/// Compiled code that goes on where an interpreted function has come to the head of a loop, and
/// returns for it.
///
/// @param entry the loop
/// @param code takes the parameters, with the values they have by now, from the frame's first
///   slots; everything else from the frame that [StoreContext#loopFrame] names
public record LoopCode(LoopEntry entry, FunctionCode code) {}
