/// What each instruction becomes in JVM bytecode, whatever tier emits it and wherever the tier
/// keeps values.
///
/// # Contract
///
/// *Operands.* Numeric instructions of scalars ([io.wasmtier.compiler.lower.Numbers]) take their
/// operands from the JVM's stack, in order, where the caller has put them and nothing above. All
/// others pull theirs from a [io.wasmtier.compiler.lower.Source], which pushes operand `i` of the
/// instruction (counted as in the instruction's signature) when asked: of an instruction on vectors
/// or objects in any order, perhaps more than once, so it must be a load of a JVM local or
/// constant, without effect; of all others once and in order, so it may be computed then. A v128
/// operand is two longs, pulled half by half or both, the low half first.
///
/// *Results.* What an instruction yields is left on the JVM's stack in the order of its results; of
/// a v128 the low half below the high half. Nothing else on the JVM's stack is touched.
///
/// *Types.* i32 is int, i64 long, f32 float, f64 double, every reference `Object`, v128 two longs.
///
/// *Place.* A [io.wasmtier.compiler.lower.Site] knows the method being written: which JVM locals
/// hold the instance and, if the function uses memory 0 of the heap kind, its bytes and limit. The
/// caller loads those at the entry and again after whatever may grow a memory (calls,
/// `memory.grow`, catching). It also marks positions (line numbers) and takes care of labels: no
/// method here emits a frame, and no code between operands and result needs one.
///
/// *Vectors.* Tiers that hold the halves of a v128 as values of their own ask
/// [io.wasmtier.compiler.lower.Vectors#method] for the methods of an instruction and emit the calls
/// that they need; [io.wasmtier.compiler.lower.Vectors#emit] yields both halves.
///
/// *Traps* are thrown by what is called, or are a plain `IndexOutOfBoundsException` of a memory
/// access, which the entry of compiled code turns into one.
@NullMarked
package io.wasmtier.compiler.lower;

import org.jspecify.annotations.NullMarked;
