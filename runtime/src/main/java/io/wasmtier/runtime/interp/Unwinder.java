package io.wasmtier.runtime.interp;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.abi.Exhaustion;
import io.wasmtier.runtime.abi.Internal;
import io.wasmtier.runtime.abi.TagInstance;
import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What happens when something is thrown in the loop: WebAssembly exceptions go to the guest's
/// handlers, everything else leaves, with the call stack attached.
final class Unwinder {
  private static final int[] NO_HANDLERS = {};

  private Unwinder() {}

  /// Puts the activation where a handler of the guest begins, or throws.
  static void unwind(GuestActivation act, int[] code, int fp, int pc, Throwable thrown) {
    act.save(code, fp, pc);
    Throwable arisen =
        thrown instanceof Continuations.Displaced displaced
            ? Continuations.arise(act, displaced)
            : thrown;
    if (!(arisen instanceof WasmException exception)) {
      throw leave(act, arisen);
    }
    // A handler may lead back to what throws without a branch that could be stopped.
    act.poll();
    if (!catchIt(act, exception)) {
      throw exception;
    }
  }

  private static RuntimeException leave(GuestActivation act, Throwable thrown) {
    return switch (thrown) {
      case Trap trap -> {
        attach(act, trap);
        yield trap;
      }
      case Exhaustion exhaustion -> {
        attach(act, exhaustion);
        yield exhaustion;
      }
      case WasmtierException other -> other;
      case StackOverflowError overflow -> {
        Exhaustion exhaustion = Exhaustion.callStack();
        attach(act, exhaustion);
        yield exhaustion;
      }
      case IndexOutOfBoundsException e when isOutOfMemory(act, e) -> {
        Trap trap = Trap.of(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
        attach(act, trap);
        yield trap;
      }
      case RuntimeException e ->
          new WasmtierException(
              Failure.BUG,
              "the interpreter failed: " + e,
              WasmtierException.NONE,
              act.code[Op.FUNCTION],
              e);
      case Error e -> throw e;
      default ->
          new WasmtierException(
              Failure.BUG,
              "the interpreter failed",
              WasmtierException.NONE,
              act.code[Op.FUNCTION],
              thrown);
    };
  }

  // Checks of memory throw this very class. A subclass (of an array's index, say) would be a defect
  // of the interpreter.
  private static boolean isOutOfMemory(GuestActivation act, IndexOutOfBoundsException e) {
    if (e.getClass() != IndexOutOfBoundsException.class) {
      return false;
    }
    int op = act.code[act.pc];
    return op >= Op.LOAD8_S && op <= Op.STORE64
        || op >= Op.LOAD8_U_SUM && op <= Op.STORE32_K
        || op == Op.LOAD
        || op == Op.STORE
        || op == Op.ATOMIC
        || op == Op.MEMORY
        || SimdOp.isAccess(op);
  }

  private static void attach(GuestActivation act, Trap trap) {
    if (trap.wasmStack().isEmpty()) {
      trap.attach(Internal.KEY, Frames.all(act));
    }
  }

  private static void attach(GuestActivation act, Exhaustion exhaustion) {
    if (exhaustion.wasmStack().isEmpty()) {
      try {
        exhaustion.attach(Frames.all(act));
      } catch (StackOverflowError e) {
        // No room even for that; an activation further out has another go.
      }
    }
  }

  /// Looks for a handler from the innermost frame on, through all stacks of the activation.
  private static boolean catchIt(GuestActivation act, WasmException exception) {
    TagInstance tag = exception.tag(Internal.KEY);
    int op = act.code[act.pc];
    // A function that another tier runs is called in place of the frame, whose handlers are gone by
    // then.
    boolean replaced = op >= Op.TAIL_CALL && op <= Op.TAIL_CALL_REF;
    for (; ; replaced = false) {
      int[] handlers = replaced ? NO_HANDLERS : act.table.handlers(act.code[Op.FUNCTION]);
      int outermost = Integer.MAX_VALUE;
      for (int i = 0; i < handlers.length; i += RegisterCode.HANDLER_WORDS) {
        // Labels are numbered from the outside inwards, so those of the blocks around another are
        // smaller.
        if (handlers[i] <= act.pc && act.pc < handlers[i + 1] && handlers[i + 7] <= outermost) {
          if (handlers[i + 2] == RegisterCode.DELEGATE) {
            outermost = handlers[i + 3];
          } else if (matches(act, handlers[i + 2], handlers[i + 3], tag)) {
            deliver(act, handlers[i + 2], handlers[i + 5], exception);
            if (handlers[i + 6] >= 0) {
              act.stack.references[act.fp + handlers[i + 6]] = exception;
            }
            act.pc = handlers[i + 4];
            return true;
          }
        }
      }
      WasmStack stack = act.stack;
      int slot = act.fp + act.code[Op.LINK];
      long link = stack.slots[slot];
      if (link == Link.EXIT) {
        return false;
      }
      if (link == Link.CONTINUATION) {
        Continuations.leave(act);
        continue;
      }
      if (link == Link.OTHER_INSTANCE) {
        Link other = (Link) Objects.requireNonNull(stack.references[slot]);
        act.enter(other.instance());
        link = other.link();
      }
      int[] caller = act.table.code(Link.function(link));
      int last = Link.next(link) - 1;
      act.save(caller, act.fp - caller[last], last);
    }
  }

  private static boolean matches(GuestActivation act, int kind, int tagIndex, TagInstance tag) {
    return kind == InstructionReader.CATCH_ALL
        || kind == InstructionReader.CATCH_ALL_REF
        || act.instance.tags[tagIndex] == tag;
  }

  private static void deliver(GuestActivation act, int kind, int base, WasmException exception) {
    WasmStack stack = act.stack;
    int to = act.fp + base;
    if (kind == InstructionReader.CATCH || kind == InstructionReader.CATCH_REF) {
      int count = exception.tag(Internal.KEY).type.paramSlots();
      System.arraycopy(exception.slots(Internal.KEY), 0, stack.slots, to, count);
      @Nullable Object[] references = exception.references(Internal.KEY);
      System.arraycopy(references, 0, stack.references, to, Math.min(count, references.length));
      to += count;
    }
    if (kind == InstructionReader.CATCH_REF || kind == InstructionReader.CATCH_ALL_REF) {
      stack.references[to] = exception;
    }
  }
}
