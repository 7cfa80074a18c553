package io.wasmtier.validator;

import org.jspecify.annotations.Nullable;

/// A block of structured control while it is open, and the target of branches to it (spec:
/// Validation, Control Frames).
///
/// Made by [FunctionWalk], shared with its [FunctionSink]; the fields are the walk's to write,
/// except [#attachment]. Types are canonical (see [DefType]).
public final class Label {
  /// Which instruction opened the block.
  public enum Kind {
    FUNCTION,
    BLOCK,
    LOOP,
    IF,
    TRY_TABLE,
    LEGACY_TRY
  }

  /// Which instruction opened the block.
  public final Kind kind;

  /// The types the block takes from the stack.
  public final int[] params;

  /// The types the block leaves on the stack.
  public final int[] results;

  /// The number of operands below the block's parameters.
  public final int height;

  /// The number of 64-bit slots below the block's parameters; a v128 takes two.
  public final int slotHeight;

  /// A number that is unique in the function, counted in the order of the blocks, the function
  /// itself being 0.
  public final int number;

  /// The offset in the module of the instruction that opened the block.
  public final long offset;

  /// Whether a delivered branch targets it, or the end of an arm before the last (of an `if` with
  /// `else`, of a legacy `try`) leads to its end. Complete at `end`; for a loop not before.
  public boolean isTarget;

  /// Whether the block has an `else` (so far).
  public boolean hasElse;

  /// Whether the current position is in a catch handler of a legacy try.
  public boolean inHandler;

  /// Whatever the sink wants to keep with the label.
  public @Nullable Object attachment;

  Label(
      Kind kind, int[] params, int[] results, int height, int slotHeight, int number, long offset) {
    this.kind = kind;
    this.params = params;
    this.results = results;
    this.height = height;
    this.slotHeight = slotHeight;
    this.number = number;
    this.offset = offset;
  }

  /// {@return the types a branch to this label carries: the parameters of a loop, the results of
  /// anything else}
  public int[] branchTypes() {
    return kind == Kind.LOOP ? params : results;
  }
}
