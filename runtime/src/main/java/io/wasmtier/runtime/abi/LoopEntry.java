package io.wasmtier.runtime.abi;

/// A loop as compiled code can be entered at: where the interpreter keeps what is alive there.
/// Slots are counted from the frame's first.
///
/// @param ordinal the number of the loop, in the order in which a walk over the function comes to
///   them
/// @param locals the slot of each local
/// @param operands the slot of each operand on the stack, the loop's parameters included
/// @param constants the slots of operands of which the interpreter has a constant in its code, to
///   be filled before compiled code is entered
/// @param values the bits of these constants
public record LoopEntry(
    int ordinal, int[] locals, int[] operands, int[] constants, long[] values) {}
