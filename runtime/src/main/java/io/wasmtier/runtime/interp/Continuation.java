package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.runtime.abi.GuestContinuation;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.validator.DefType;
import org.jspecify.annotations.Nullable;

/// A continuation of the interpreter: a function that has not begun, or a chain of suspended
/// segments. Consumed, it is neither.
final class Continuation extends GuestContinuation {
  /// The function, while it has not begun.
  @Nullable WasmFunction function;

  /// The segment that goes on first. Of one that has not begun: there if arguments were bound,
  /// which lie in its first slots.
  @Nullable StackSegment innermost;

  /// The segment whose parent is to be the one that resumes.
  @Nullable StackSegment outermost;

  /// The slot of the innermost segment's stack where the next argument goes.
  int at;

  /// What the segments but the innermost take from the limit of slots.
  int charge;

  Continuation(StoreContext store, DefType type) {
    super(store, type);
  }

  /// {@return a new continuation of another type, which takes over what this one stands for}
  Continuation move(DefType newType) {
    Continuation moved = new Continuation(store, newType);
    moved.function = function;
    moved.innermost = innermost;
    moved.outermost = outermost;
    moved.at = at;
    moved.charge = charge;
    consume();
    return moved;
  }

  boolean isConsumed() {
    return function == null && innermost == null;
  }

  /// Forgets what it stands for, so that it is not kept alive by who still has the reference.
  void consume() {
    function = null;
    innermost = null;
    outermost = null;
  }
}
