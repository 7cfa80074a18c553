package io.wasmtier.compiler.lower;

/// Where the operands of an instruction come from.
///
/// Operands are counted from 0 in the order of the instruction's signature. Those of an instruction
/// on vectors or objects may be asked for several times and in any order; those of all others are
/// asked for once each and in order, so that asking may compute them.
public interface Source {
  /// Pushes an operand onto the JVM's stack; of a v128 both halves, the low one first.
  void load(int operand);

  /// Pushes one half of a v128 operand.
  void loadHalf(int operand, boolean high);
}
