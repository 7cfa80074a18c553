package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.runtime.abi.GuestFunction;
import io.wasmtier.runtime.abi.TableInstance;
import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.validator.DefType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Calls and returns. The loop does calls within an instance itself when the callee is translated
/// and the stack is large enough; everything else comes here. The methods leave frame and program
/// counter in the activation.
///
/// Invariant: nothing is thrown once the activation or the link of a frame was changed, so that
/// whoever catches sees the caller's frame whole.
final class Calls {
  private Calls() {}

  /// Zeroes the locals that are not parameters.
  static void clear(int[] callee, long[] slots, @Nullable Object[] references, int base) {
    int end = base + callee[Op.LOCALS];
    for (int i = base + callee[Op.PARAMS]; i < end; i++) {
      slots[i] = 0;
    }
    if (callee[Op.REFERENCE_LOCALS] != 0) {
      Arrays.fill(references, base + callee[Op.PARAMS], end, null);
    }
  }

  /// Prepares a frame, for which there must be room.
  static void open(GuestActivation act, int[] callee, int base, long link) {
    clear(callee, act.stack.slots, act.stack.references, base);
    act.stack.slots[base + callee[Op.LINK]] = link;
  }

  /// Counts a target of an indirect call.
  static void profile(int[] code, int at, int function) {
    int key = function + 1;
    if (code[at] == key) {
      code[at + 1]++;
    } else {
      profileOther(code, at, key);
    }
  }

  private static void profileOther(int[] code, int at, int key) {
    if (key != 0 && (code[at] == 0 || code[at + 2] == 0 || code[at + 2] == key)) {
      int entry = code[at] == 0 ? at : at + 2;
      code[entry] = key;
      code[entry + 1]++;
    } else {
      code[at + 4]++;
    }
  }

  /// A direct call.
  static void call(GuestActivation act, int[] code, int fp, int pc) {
    act.save(code, fp, pc);
    enter(act, act.instance.functions[code[pc + 1]], fp + code[pc + 2], pc + 3);
  }

  /// An indirect call.
  static void callIndirect(GuestActivation act, int[] code, int fp, int pc) {
    act.save(code, fp, pc);
    WasmFunction function = indirect(act, code, fp, pc);
    int next = pc + 5 + Op.TARGETS;
    profileTarget(act, code, pc + 4, function);
    enter(act, function, fp + code[next - 1], next);
  }

  private static void profileTarget(
      GuestActivation act, int[] code, int at, WasmFunction function) {
    boolean same = function instanceof GuestFunction guest && guest.instance == act.instance;
    profile(code, at, same ? ((GuestFunction) function).index : -1);
  }

  private static WasmFunction indirect(GuestActivation act, int[] code, int fp, int pc) {
    TableInstance table = act.instance.tables[code[pc + 2]];
    long index = act.stack.slots[fp + code[pc + 1]];
    if (!table.type.limits().is64()) {
      index &= 0xFFFF_FFFFL;
    }
    if (index < 0 || index >= table.size) {
      throw Trap.of(TrapKind.UNDEFINED_ELEMENT);
    }
    if (!(table.elements[(int) index] instanceof WasmFunction function)) {
      throw Trap.of(TrapKind.UNINITIALIZED_ELEMENT);
    }
    DefType wanted = act.table.type(code[pc + 3]);
    if (!function.type().isSubtypeOf(wanted)) {
      throw Trap.of(TrapKind.INDIRECT_CALL_TYPE_MISMATCH);
    }
    return function;
  }

  private static WasmFunction reference(GuestActivation act, int[] code, int fp, int pc) {
    if (act.stack.references[fp + code[pc + 1]] instanceof WasmFunction function) {
      return function;
    }
    throw Trap.of(TrapKind.NULL_FUNCTION_REFERENCE);
  }

  /// {@return whether the activation can run a function, whatever tier it has}
  static boolean isInterpretable(GuestActivation act, GuestFunction function) {
    return function.instance.store == act.store;
  }

  /// {@return whether the activation runs a function that is called} A continuation is made of the
  /// interpreter's frames, so once there are some, no other tier is entered.
  private static boolean isInterpreted(GuestActivation act, GuestFunction function) {
    return isInterpretable(act, function)
        && (function.code() instanceof InterpreterCode || act.segmentOrNull() != null);
  }

  /// Enters a function or, if it is not interpreted, calls it.
  private static void enter(GuestActivation act, WasmFunction function, int base, int next) {
    if (!(function instanceof GuestFunction guest) || !isInterpreted(act, guest)) {
      act.stack.top = act.fp + act.code[Op.FRAME];
      function.invoke(act.stack, base);
      act.pc = next;
      return;
    }
    int[] callee = prepare(act, guest, act.stack, base);
    long link = Link.of(act.code[Op.FUNCTION], next);
    if (guest.instance == act.instance) {
      open(act, callee, base, link);
    } else {
      open(act, callee, base, Link.OTHER_INSTANCE);
      act.stack.references[base + callee[Op.LINK]] = new Link(act.instance, link);
      act.enter(guest.instance);
    }
    act.save(callee, base, Op.START);
  }

  /// {@return the code of a function about to be entered, for whose frame there is room on a stack
  /// now}
  static int[] prepare(GuestActivation act, GuestFunction function, WasmStack stack, int base) {
    int[] callee = InterpreterCode.table(function.instance).code(function.index);
    stack.reserve(base + callee[Op.FRAME]);
    if ((++callee[Op.CALLS] & Interpreter.POLL_MASK) == 0) {
      act.poll(function.instance, callee);
    }
    return callee;
  }

  /// Replaces the frame by another function's, or calls a function that is not interpreted and
  /// returns.
  ///
  /// @return whether to go on
  private static boolean tailCall(
      GuestActivation act, WasmFunction function, int[] code, int fp, int base) {
    WasmStack stack = act.stack;
    if (!(function instanceof GuestFunction guest) || !isInterpreted(act, guest)) {
      stack.top = fp + code[Op.FRAME];
      // In place, so that the frame stays readable for a stack trace.
      function.invoke(stack, base);
      return returnValues(act, code, fp, base, function.type().resultSlots());
    }
    int[] callee = prepare(act, guest, stack, fp);
    long link = stack.slots[fp + code[Op.LINK]];
    Object other = stack.references[fp + code[Op.LINK]];
    if (link >= 0 && guest.instance != act.instance) {
      other = new Link(act.instance, link);
      link = Link.OTHER_INSTANCE;
    }
    int count = callee[Op.PARAMS];
    System.arraycopy(stack.slots, base, stack.slots, fp, count);
    System.arraycopy(stack.references, base, stack.references, fp, count);
    open(act, callee, fp, link);
    if (link == Link.OTHER_INSTANCE) {
      stack.references[fp + callee[Op.LINK]] = other;
    }
    act.enter(guest.instance);
    act.save(callee, fp, Op.START);
    return true;
  }

  private static boolean returnValues(
      GuestActivation act, int[] code, int fp, int from, int count) {
    WasmStack stack = act.stack;
    long link = stack.slots[fp + code[Op.LINK]];
    System.arraycopy(stack.slots, from, stack.slots, fp, count);
    System.arraycopy(stack.references, from, stack.references, fp, count);
    if (link < 0) {
      return returnTo(act, code, fp, link);
    }
    continueAt(act, fp, link);
    return true;
  }

  /// Goes on with the caller of a frame whose results lie in its first slots.
  ///
  /// @return whether to go on; else the activation is done
  static boolean returned(GuestActivation act, int[] code, int fp) {
    return returnValues(act, code, fp, fp, 0);
  }

  private static void continueAt(GuestActivation act, int fp, long link) {
    int[] caller = act.table.code(Link.function(link));
    int next = Link.next(link);
    act.save(caller, fp - caller[next - 1], next);
  }

  /// Returns by a link that leads out of the instance or the stack.
  ///
  /// @return whether to go on; else the activation is done
  static boolean returnTo(GuestActivation act, int[] code, int fp, long link) {
    if (link == Link.EXIT) {
      return false;
    }
    if (link == Link.CONTINUATION) {
      Continuations.finish(act, fp);
      return true;
    }
    int slot = fp + code[Op.LINK];
    Link other = (Link) java.util.Objects.requireNonNull(act.stack.references[slot]);
    act.stack.references[slot] = null;
    act.enter(other.instance());
    continueAt(act, fp, other.link());
    return true;
  }

  /// The operations from [Op#FIRST_CALL] to [Op#LAST_CALL].
  ///
  /// @return whether to go on; else the activation is done
  static boolean execute(GuestActivation act, int op, int[] code, int fp, int pc) {
    return switch (op) {
      case Op.CALL_REF -> {
        WasmFunction function = reference(act, code, fp, pc);
        profileTarget(act, code, pc + 2, function);
        int next = pc + 3 + Op.TARGETS;
        enter(act, function, fp + code[next - 1], next);
        yield true;
      }
      case Op.TAIL_CALL -> {
        WasmFunction function = act.instance.functions[code[pc + 1]];
        yield tailCall(act, function, code, fp, fp + code[pc + 2]);
      }
      case Op.TAIL_CALL_INDIRECT -> {
        WasmFunction function = indirect(act, code, fp, pc);
        profileTarget(act, code, pc + 4, function);
        yield tailCall(act, function, code, fp, fp + code[pc + 4 + Op.TARGETS]);
      }
      case Op.TAIL_CALL_REF -> {
        WasmFunction function = reference(act, code, fp, pc);
        profileTarget(act, code, pc + 2, function);
        yield tailCall(act, function, code, fp, fp + code[pc + 2 + Op.TARGETS]);
      }
      case Op.RETURN_VALUES -> returnValues(act, code, fp, fp + code[pc + 1], code[pc + 2]);
      case Op.ON_STACK -> OnStack.enter(act, code, fp);
      case Op.CALL_INDIRECT_64 -> {
        callIndirect(act, code, fp, pc);
        yield true;
      }
      default -> {
        Continuations.execute(act, op, code, fp, pc);
        yield true;
      }
    };
  }
}
