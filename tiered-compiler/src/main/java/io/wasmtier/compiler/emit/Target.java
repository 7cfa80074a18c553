package io.wasmtier.compiler.emit;

import org.objectweb.asm.Label;

/// A place in a method, to be jumped to.
public final class Target {
  final Label label = new Label();

  /// Whether code jumps here.
  boolean used;

  /// {@return whether a jump to it was emitted}
  public boolean isUsed() {
    return used;
  }

  /// {@return its index in the bytecode, once it is bound}
  public int index() {
    return label.getOffset();
  }
}
