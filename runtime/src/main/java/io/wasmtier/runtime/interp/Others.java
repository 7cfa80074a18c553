package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.abi.GlobalInstance;
import io.wasmtier.runtime.abi.Internal;
import io.wasmtier.runtime.abi.RefTypes;
import io.wasmtier.runtime.abi.TagInstance;
import io.wasmtier.wasm.Opcode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The operations from [Op#FIRST_OTHER] to [Op#LAST_OTHER]: they stay in the frame and call nobody.
final class Others {
  private static final @Nullable Object[] NO_REFERENCES = new Object[0];

  private Others() {}

  /// Executes one operation.
  ///
  /// @return the next program counter
  static int execute(GuestActivation act, int op, int[] c, int fp, int pc) {
    long[] s = act.stack.slots;
    @Nullable Object[] r = act.stack.references;
    return switch (op) {
      case Op.MOVE_REFERENCE -> {
        r[fp + c[pc + 1]] = r[fp + c[pc + 2]];
        yield pc + 3;
      }
      case Op.NULL -> {
        r[fp + c[pc + 1]] = null;
        yield pc + 2;
      }
      case Op.IS_NULL -> {
        s[fp + c[pc + 1]] = r[fp + c[pc + 2]] == null ? 1 : 0;
        yield pc + 3;
      }
      case Op.REF_FUNC -> {
        r[fp + c[pc + 1]] = act.instance.functions[c[pc + 2]];
        yield pc + 3;
      }
      case Op.REF_EQ -> {
        s[fp + c[pc + 1]] = RefTypes.same(r[fp + c[pc + 2]], r[fp + c[pc + 3]]) ? 1 : 0;
        yield pc + 4;
      }
      case Op.CHECK_NON_NULL -> {
        if (r[fp + c[pc + 1]] == null) {
          throw Trap.of(TrapKind.NULL_REFERENCE);
        }
        yield pc + 2;
      }
      case Op.SELECT_REFERENCE -> {
        r[fp + c[pc + 1]] = r[fp + ((int) s[fp + c[pc + 4]] != 0 ? c[pc + 2] : c[pc + 3])];
        yield pc + 5;
      }
      case Op.GLOBAL_GET_REFERENCE -> {
        r[fp + c[pc + 1]] = act.globals[c[pc + 2]].reference;
        yield pc + 3;
      }
      case Op.GLOBAL_SET_REFERENCE -> {
        act.globals[c[pc + 2]].reference = r[fp + c[pc + 1]];
        yield pc + 3;
      }
      case Op.GLOBAL_GET_V128 -> {
        GlobalInstance global = act.globals[c[pc + 2]];
        s[fp + c[pc + 1]] = global.bits;
        s[fp + c[pc + 1] + 1] = global.high;
        yield pc + 3;
      }
      case Op.GLOBAL_SET_V128 -> {
        GlobalInstance global = act.globals[c[pc + 2]];
        global.bits = s[fp + c[pc + 1]];
        global.high = s[fp + c[pc + 1] + 1];
        yield pc + 3;
      }
      case Op.BR_NULL, Op.BR_NON_NULL -> Branches.reference(act, op, c, fp, pc);
      case Op.UNREACHABLE -> throw Trap.of(TrapKind.UNREACHABLE);
      case Op.THROW -> throw exception(act, c[pc + 1], fp + c[pc + 2]);
      case Op.THROW_REF -> {
        if (r[fp + c[pc + 1]] instanceof WasmException exception) {
          throw exception;
        }
        throw Trap.of(TrapKind.NULL_EXCEPTION_REFERENCE);
      }
      case Op.LOAD, Op.STORE -> GenericAccess.execute(act, op, c, s, fp, pc);
      case Op.ATOMIC -> GenericAccess.atomic(act, c, s, fp, pc);
      case Op.MEMORY -> BulkOperations.memory(act, c, s, fp, pc);
      case Op.TABLE -> BulkOperations.table(act, c, s, r, fp, pc);
      case Op.WIDE -> {
        int at = fp + c[pc + 2];
        boolean four = Opcode.at(c[pc + 1]).operands() == 4;
        long third = four ? s[at + 2] : 0;
        long fourth = four ? s[at + 3] : 0;
        long low = NumericHandlers.wideLo(c[pc + 1], s[at], s[at + 1], third, fourth);
        long high = NumericHandlers.wideHi(c[pc + 1], s[at], s[at + 1], third, fourth);
        s[at] = low;
        s[at + 1] = high;
        yield pc + 3;
      }
      default -> throw new AssertionError("no operation: " + op);
    };
  }

  /// {@return a new exception whose payload lies in slots from a first one on}
  static WasmException exception(GuestActivation act, int index, int from) {
    TagInstance tag = act.instance.tags[index];
    int end = from + tag.type.paramSlots();
    boolean references = false;
    for (int type : tag.type.params()) {
      references |= type < 0;
    }
    return new WasmException(
        Internal.KEY,
        tag,
        Arrays.copyOfRange(act.stack.slots, from, end),
        references ? Arrays.copyOfRange(act.stack.references, from, end) : NO_REFERENCES);
  }
}
