package io.wasmtier.runtime.interp;

import static java.util.Objects.requireNonNull;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.runtime.abi.Exhaustion;
import io.wasmtier.runtime.abi.GuestFunction;
import io.wasmtier.runtime.abi.TagInstance;
import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.validator.DefType;
import org.jspecify.annotations.Nullable;

/// The operations of [ContOp] (proposal: Stack Switching).
///
/// A continuation that has begun has a [WasmStack] of its own. To switch means that the activation
/// goes on with another stack, frame and instruction: nothing is copied but arguments, and the loop
/// does not know. The current stack is always the store's too, so that host functions, and what
/// they call, work on it.
///
/// Handlers are looked for up to where the activation was entered from Java, because a frame of the
/// host cannot be suspended.
///
/// Invariant, as in [Calls]: whatever can fail comes before the first change. Benchmark:
/// `ContinuationBenchmark`.
final class Continuations {
  private Continuations() {}

  /// Something thrown that does not arise where the loop is. The unwinder takes it to its place,
  /// since only there the activation may be changed while something is thrown.
  static final class Displaced extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Continuation into;
    private final Throwable thrown;

    /// @param into the suspended continuation in which it arises, or null if that is where the
    ///   current segment stopped
    Displaced(@Nullable Continuation into, Throwable thrown) {
      super(null, null, false, false);
      this.into = into;
      this.thrown = thrown;
    }
  }

  static void execute(GuestActivation act, int op, int[] c, int fp, int pc) {
    try {
      switch (op) {
        case ContOp.CONT_NEW -> {
          make(act, c, fp, pc);
          act.pc = pc + 4;
        }
        case ContOp.CONT_BIND -> {
          bind(act, c, fp, pc);
          act.pc = pc + 5;
        }
        case ContOp.SUSPEND -> suspend(act, c, fp, pc);
        case ContOp.SWITCH -> switchTo(act, c, fp, pc);
        case ContOp.RESUME -> {
          Continuation continuation = live(act, fp + c[pc + ContOp.CONTINUATION]);
          StackSegment current = act.segment();
          current.save(act);
          resume(
              act, current, continuation, fp + c[pc + ContOp.BASE], c[pc + ContOp.ARGUMENTS], null);
        }
        case ContOp.RESUME_THROW -> {
          Continuation continuation = live(act, fp + c[pc + ContOp.CONTINUATION]);
          throw inject(
              act,
              continuation,
              Others.exception(act, c[pc + ContOp.TAG], fp + c[pc + ContOp.BASE]));
        }
        case ContOp.RESUME_THROW_REF -> {
          Continuation continuation = live(act, fp + c[pc + ContOp.CONTINUATION]);
          if (!(act.stack.references[fp + c[pc + ContOp.BASE]]
              instanceof WasmException exception)) {
            throw Trap.of(TrapKind.NULL_EXCEPTION_REFERENCE);
          }
          throw inject(act, continuation, exception);
        }
        default -> throw new AssertionError("no operation: " + op);
      }
    } catch (OutOfMemoryError e) {
      throw Exhaustion.heap();
    }
  }

  private static void make(GuestActivation act, int[] c, int fp, int pc) {
    @Nullable Object[] references = act.stack.references;
    if (!(references[fp + c[pc + 2]] instanceof WasmFunction function)) {
      throw Trap.of(TrapKind.NULL_FUNCTION_REFERENCE);
    }
    Continuation made = new Continuation(act.store, act.table.type(c[pc + 3]));
    made.function = function;
    references[fp + c[pc + 1]] = made;
  }

  /// {@return the continuation in a slot, if it can be resumed}
  private static Continuation live(GuestActivation act, int slot) {
    if (!(act.stack.references[slot] instanceof Continuation continuation)) {
      throw Trap.of(TrapKind.NULL_CONTINUATION_REFERENCE);
    }
    if (continuation.isConsumed()) {
      throw Trap.of(TrapKind.CONTINUATION_ALREADY_CONSUMED);
    }
    return continuation;
  }

  private static void copy(WasmStack from, int source, WasmStack to, int target, int count) {
    for (int i = 0; i < count; i++) {
      to.slots[target + i] = from.slots[source + i];
      to.references[target + i] = from.references[source + i];
    }
  }

  private static void bind(GuestActivation act, int[] c, int fp, int pc) {
    Continuation continuation = live(act, fp + c[pc + 3]);
    int base = fp + c[pc + 1];
    int count = c[pc + 2];
    StackSegment segment = continuation.innermost;
    if (segment == null && count > 0) {
      segment = begin(act, requireNonNull(continuation.function));
      continuation.innermost = segment;
      continuation.outermost = segment;
    }
    Continuation bound = continuation.move(act.table.type(c[pc + 4]));
    if (segment != null) {
      copy(act.stack, base, segment.stack, bound.at, count);
      bound.at += count;
    }
    act.stack.references[base] = bound;
  }

  /// {@return a segment for a function that has not begun}
  private static StackSegment begin(GuestActivation act, WasmFunction function) {
    int[] code = act.code;
    int size = Math.max(function.type().paramSlots(), function.type().resultSlots());
    if (function instanceof GuestFunction guest && Calls.isInterpretable(act, guest)) {
      code = InterpreterCode.table(guest.instance).code(guest.index);
      size = Math.max(size, code[Op.FRAME]);
    }
    return new StackSegment(new WasmStack(act.stack.maxSlots(), size), act.instance, code);
  }

  // Going on.

  /// Resumes a continuation.
  ///
  /// @param parent the segment that resumes it, which is saved
  /// @param base the first slot of the arguments, in the stack that runs
  /// @param last an argument behind them, or null if there is none
  private static void resume(
      GuestActivation act,
      StackSegment parent,
      Continuation continuation,
      int base,
      int count,
      @Nullable Continuation last) {
    act.poll();
    WasmStack from = act.stack;
    WasmFunction function = continuation.function;
    if (function != null) {
      start(act, parent, continuation, function, base, count, last);
      return;
    }
    StackSegment segment = requireNonNull(continuation.innermost);
    int at = continuation.at;
    attach(parent, continuation);
    copy(from, base, segment.stack, at, count);
    if (last != null) {
      segment.stack.references[at + count] = last;
    }
    act.go(segment);
    act.pc += ContOp.length(act.code, act.pc);
  }

  /// Puts the segments of a suspended continuation before the one that resumes it.
  private static void attach(StackSegment parent, Continuation continuation) {
    WasmStack stack = requireNonNull(continuation.innermost).stack;
    int below = parent.stack.below + parent.charge() + continuation.charge;
    if (below + stack.top > stack.maxSlots()) {
      throw Exhaustion.callStack();
    }
    stack.below = below;
    requireNonNull(continuation.outermost).parent = parent;
    continuation.consume();
  }

  private static void start(
      GuestActivation act,
      StackSegment parent,
      Continuation continuation,
      WasmFunction function,
      int base,
      int count,
      @Nullable Continuation last) {
    WasmStack from = act.stack;
    StackSegment segment = continuation.innermost;
    if (segment == null) {
      segment = begin(act, function);
    }
    WasmStack stack = segment.stack;
    stack.top = stack.slots.length;
    stack.below = parent.stack.below + parent.charge();
    if (stack.below + stack.top > stack.maxSlots()) {
      throw Exhaustion.callStack();
    }
    int at = continuation.at;
    if (!(function instanceof GuestFunction guest) || !Calls.isInterpretable(act, guest)) {
      continuation.consume();
      copy(from, base, stack, at, count);
      if (last != null) {
        stack.references[at + count] = last;
      }
      callOther(act, parent, stack, function);
      return;
    }
    int[] callee = Calls.prepare(act, guest, stack, 0);
    continuation.consume();
    copy(from, base, stack, at, count);
    if (last != null) {
      stack.references[at + count] = last;
    }
    segment.parent = parent;
    segment.instance = guest.instance;
    segment.code = callee;
    segment.fp = 0;
    segment.pc = Op.START;
    act.go(segment);
    Calls.open(act, callee, 0, Link.CONTINUATION);
  }

  /// Runs a function that is not interpreted, which cannot be suspended.
  private static void callOther(
      GuestActivation act, StackSegment parent, WasmStack stack, WasmFunction function) {
    // The activation stands at the instruction that resumes, for stack traces and handlers of
    // exceptions.
    act.go(parent);
    act.store.stack = stack;
    try {
      function.invoke(stack, 0);
    } catch (Throwable e) {
      throw new Displaced(null, e);
    } finally {
      act.store.stack = act.stack;
    }
    deliver(act, stack, 0);
  }

  /// Moves the results of a continuation that has ended to the activation's segment, which goes on.
  private static void deliver(GuestActivation act, WasmStack from, int base) {
    int[] c = act.code;
    int pc = act.pc;
    copy(from, base, act.stack, act.fp + c[pc + ContOp.BASE], c[pc + ContOp.RESULTS]);
    act.pc = pc + ContOp.length(c, pc);
  }

  /// Returns from the outermost frame of a continuation, whose results lie in its first slots.
  static void finish(GuestActivation act, int fp) {
    WasmStack from = act.stack;
    leave(act);
    deliver(act, from, fp);
  }

  /// Leaves a segment for good: goes on at the instruction that resumed it.
  static void leave(GuestActivation act) {
    StackSegment segment = act.segment();
    StackSegment parent = requireNonNull(segment.parent);
    parent.stack.below = segment.stack.below - parent.charge();
    act.go(parent);
  }

  // Suspension.

  /// {@return the index of the first handler of a tag in the code of the segment that resumed
  /// another one, or -1}
  private static int handler(StackSegment parent, TagInstance tag, boolean forSwitch) {
    int[] c = parent.code;
    int at = parent.pc + ContOp.FIRST_HANDLER;
    for (int n = c[parent.pc + ContOp.HANDLERS]; n > 0; n--) {
      if (parent.instance.tags[c[at]] == tag
          && (c[at + ContOp.HANDLER_TARGET] == ContOp.ON_SWITCH) == forSwitch) {
        return at;
      }
      at += ContOp.HANDLER_WORDS;
    }
    return -1;
  }

  /// {@return the segment that is resumed by the one with the innermost handler of a tag}
  private static StackSegment handled(GuestActivation act, TagInstance tag, boolean forSwitch) {
    StackSegment segment = act.segment();
    for (StackSegment parent = segment.parent; parent != null; parent = segment.parent) {
      if (handler(parent, tag, forSwitch) >= 0) {
        return segment;
      }
      segment = parent;
    }
    throw Trap.of(TrapKind.UNHANDLED_TAG);
  }

  /// {@return a continuation of the segments from the one that runs to another one, which get their
  /// arguments in a slot}
  private static Continuation detach(
      GuestActivation act, StackSegment outermost, DefType type, int at) {
    StackSegment innermost = act.segment();
    Continuation detached = new Continuation(act.store, type);
    innermost.save(act);
    innermost.stack.trim();
    detached.innermost = innermost;
    detached.outermost = outermost;
    detached.at = at;
    for (StackSegment at2 = innermost; at2 != outermost; at2 = requireNonNull(at2.parent)) {
      detached.charge += requireNonNull(at2.parent).charge();
    }
    StackSegment parent = requireNonNull(outermost.parent);
    parent.stack.below = innermost.stack.below - detached.charge - parent.charge();
    outermost.parent = null;
    return detached;
  }

  private static void suspend(GuestActivation act, int[] c, int fp, int pc) {
    TagInstance tag = act.instance.tags[c[pc + 1]];
    StackSegment outermost = handled(act, tag, false);
    StackSegment parent = requireNonNull(outermost.parent);
    int handler = handler(parent, tag, false);
    DefType type =
        InterpreterCode.table(parent.instance).type(parent.code[handler + ContOp.HANDLER_TYPE]);
    int base = fp + c[pc + 2];
    int count = c[pc + 3];
    WasmStack from = act.stack;
    Continuation suspended = detach(act, outermost, type, base);
    act.go(parent);
    int to = act.fp + act.code[handler + ContOp.HANDLER_BASE];
    copy(from, base, act.stack, to, count);
    act.stack.references[to + count] = suspended;
    act.pc = act.code[handler + ContOp.HANDLER_TARGET];
  }

  private static void switchTo(GuestActivation act, int[] c, int fp, int pc) {
    Continuation next = live(act, fp + c[pc + 4]);
    StackSegment outermost = handled(act, act.instance.tags[c[pc + 1]], true);
    StackSegment parent = requireNonNull(outermost.parent);
    act.poll();
    int base = fp + c[pc + 2];
    Continuation suspended = detach(act, outermost, act.table.type(c[pc + 5]), base);
    resume(act, parent, next, base, c[pc + 3], suspended);
  }

  // Exceptions.

  /// {@return what to throw so that an exception arises where a continuation is suspended}
  private static RuntimeException inject(
      GuestActivation act, Continuation continuation, WasmException exception) {
    act.poll();
    if (continuation.function != null) {
      // There is no frame yet that could catch it.
      continuation.consume();
      return exception;
    }
    return new Displaced(continuation, exception);
  }

  /// Goes to where something arises.
  ///
  /// @return what arises there
  static Throwable arise(GuestActivation act, Displaced displaced) {
    StackSegment current = act.segment();
    if (displaced.into == null) {
      act.go(current);
      return displaced.thrown;
    }
    StackSegment segment = requireNonNull(displaced.into.innermost);
    current.save(act);
    try {
      attach(current, displaced.into);
    } catch (Exhaustion exhaustion) {
      return exhaustion;
    }
    act.go(segment);
    return displaced.thrown;
  }
}
