package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.abi.WasmStack;
import org.jspecify.annotations.Nullable;

/// A stack of a continuation, or the part of a stack that an activation entered from Java stands
/// on; and where it goes on, while it is not the one that runs.
///
/// The segments of an activation form a chain from the one that runs to the one entered from Java;
/// each but the last stopped at an instruction that resumes the one before, whose clauses are the
/// handlers (see [ContOp#RESUME]). A suspended continuation is such a chain without the part that
/// handled the suspension.
final class StackSegment {
  /// What each segment takes from the limit of slots beside the slots in use: its objects have
  /// about this size.
  private static final int OVERHEAD = 16;

  final WasmStack stack;

  /// The segment that resumed this one; null in the outermost one of a chain.
  @Nullable StackSegment parent;

  ModuleInstance instance;
  int[] code;
  int fp;
  int pc;

  StackSegment(WasmStack stack, ModuleInstance instance, int[] code) {
    this.stack = stack;
    this.instance = instance;
    this.code = code;
  }

  /// Notes where an activation is, which is about to leave this segment, and which slots are in
  /// use.
  void save(GuestActivation act) {
    instance = act.instance;
    code = act.code;
    fp = act.fp;
    pc = act.pc;
    stack.top = fp + code[Op.FRAME];
  }

  /// {@return what it takes from the limit of slots while it does not run}
  int charge() {
    return stack.top + OVERHEAD;
  }
}
