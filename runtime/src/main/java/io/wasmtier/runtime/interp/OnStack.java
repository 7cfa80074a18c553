package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.abi.LoopCode;
import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.runtime.abi.WasmStack;
import java.util.Objects;

/// Replacement on the stack: a frame that is in a loop goes on in compiled code.
///
/// The compiled code is the function with another beginning, which takes locals and operands from
/// the frame and jumps to the loop. It stands in place of the frame as what a tail call leads to:
/// it has the function's handlers itself, so those of the frame are gone, and its results are the
/// frame's.
final class OnStack {
  private OnStack() {}

  /// What a branch does whose counter says so.
  ///
  /// @return where to go on
  static int poll(GuestActivation act, int[] code, int at) {
    act.poll(code);
    int ahead = act.instance.tiers.ahead();
    if (ahead != 0) {
      code[at] = ahead;
    }
    int target = code[at + 1];
    // A continuation is made of the interpreter's frames.
    if (target <= at && act.segmentOrNull() == null) {
      LoopCode found = act.instance.tiers.loop(code[Op.FUNCTION], target);
      if (found != null) {
        act.loop = found;
        return code.length - 1;
      }
    }
    return target;
  }

  /// Runs what is left of the frame.
  ///
  /// @return whether to go on with the caller; else the activation is done
  static boolean enter(GuestActivation act, int[] code, int fp) {
    LoopCode loop = Objects.requireNonNull(act.loop);
    act.loop = null;
    LoopEntry entry = loop.entry();
    WasmStack stack = act.stack;
    int[] constants = entry.constants();
    for (int i = 0; i < constants.length; i++) {
      stack.slots[fp + constants[i]] = entry.values()[i];
    }
    stack.top = fp + code[Op.FRAME];
    act.store.loopFrame = fp;
    loop.code().invoke(act.instance, fp);
    return Calls.returned(act, code, fp);
  }
}
