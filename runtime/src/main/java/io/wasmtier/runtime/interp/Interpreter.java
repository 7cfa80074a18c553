package io.wasmtier.runtime.interp;

import static java.util.Objects.requireNonNull;

import io.wasmtier.runtime.abi.Exhaustion;
import io.wasmtier.runtime.abi.GuestFunction;
import io.wasmtier.runtime.abi.HeapExhausted;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.abi.TableInstance;
import io.wasmtier.runtime.abi.WasmStack;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tier 0: runs register code (see [Op]).
///
/// One loop with one switch. Guest functions call one another inside it, with frames in the store's
/// [io.wasmtier.runtime.abi.WasmStack]; only functions of other kinds are called through Java.
/// Local variables hold what every operation needs: code, slots, references, memory, the frame's
/// first slot and the program counter. Whatever may change them ends with `break`, which reads them
/// again; all else with `continue`.
///
/// The method must stay small (checked by `BytecodeSizeTest`): above 8,000 bytes of bytecode
/// HotSpot does not compile it at all, and already well below registers run short. Short operations
/// that are common stand in the switch; longer ones are methods elsewhere, which C2 inlines if they
/// ran often by the time it compiles the loop and calls otherwise. The numbers of the operations
/// are far apart on purpose, see [Op#STEP]. Benchmark: `InterpretBenchmark`.
final class Interpreter {
  /// Counters let the guest be stopped each time they pass a multiple of this power of two.
  static final int POLL_MASK = 1023;

  private Interpreter() {}

  /// Runs a function from Java.
  static void enter(ModuleInstance instance, CodeTable table, int function, int base) {
    int[] code = table.code(function);
    WasmStack stack = instance.store.stack;
    int top = stack.top;
    stack.reserve(base + code[Op.FRAME]);
    GuestActivation activation = new GuestActivation(instance, table, code, base);
    try {
      instance.store.activation = activation;
      if ((++code[Op.CALLS] & POLL_MASK) == 0) {
        instance.tiers.hot(function);
      }
      Calls.open(activation, code, base, Link.EXIT);
      run(activation);
    } catch (HeapExhausted e) {
      release(activation.stack, activation.stack == stack ? base : 0);
      release(stack, base);
      throw Exhaustion.heap();
    } finally {
      stack.top = top;
      instance.store.stack = stack;
      instance.store.activation = activation.parent;
    }
  }

  // Frames that nobody returns to must not hold what they have filled the heap with.
  private static void release(WasmStack stack, int base) {
    Arrays.fill(stack.references, base, stack.references.length, null);
  }

  @SuppressWarnings({"IntLongMath", "NarrowCalculation"}) // i32 arithmetic wraps.
  static void run(GuestActivation act) {
    for (; ; ) {
      int[] code = act.code;
      int fp = act.fp;
      int pc = act.pc;
      long[] slots = act.stack.slots;
      @Nullable Object[] references = act.stack.references;
      byte[] memory = act.bytes();
      int limit = act.limit();
      try {
        for (; ; ) {
          int op = code[pc];
          switch (op) {
            case Op.MOVE -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]];
              pc += 3;
              continue;
            }
            case Op.CONST -> {
              slots[fp + code[pc + 1]] = code[pc + 2];
              pc += 3;
              continue;
            }
            case Op.I32_ADD -> {
              slots[fp + code[pc + 1]] =
                  (int) slots[fp + code[pc + 2]] + (int) slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I32_SUB -> {
              slots[fp + code[pc + 1]] =
                  (int) slots[fp + code[pc + 2]] - (int) slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I32_MUL -> {
              slots[fp + code[pc + 1]] =
                  (int) slots[fp + code[pc + 2]] * (int) slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I32_AND -> {
              slots[fp + code[pc + 1]] =
                  (int) slots[fp + code[pc + 2]] & (int) slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I32_OR -> {
              slots[fp + code[pc + 1]] =
                  (int) slots[fp + code[pc + 2]] | (int) slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I32_XOR -> {
              slots[fp + code[pc + 1]] =
                  (int) slots[fp + code[pc + 2]] ^ (int) slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I32_SHL -> {
              slots[fp + code[pc + 1]] =
                  (int) slots[fp + code[pc + 2]] << (int) slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I32_SHR_U -> {
              slots[fp + code[pc + 1]] =
                  (int) slots[fp + code[pc + 2]] >>> (int) slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I64_ADD -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] + slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I64_SUB -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] - slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I64_MUL -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] * slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I64_AND -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] & slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I64_OR -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] | slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I64_XOR -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] ^ slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I64_SHL -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] << slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.I64_SHR_U -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] >>> slots[fp + code[pc + 3]];
              pc += 4;
              continue;
            }
            case Op.F64_ADD -> {
              pc = Arithmetic.f64Add(code, slots, fp, pc);
              continue;
            }
            case Op.F64_SUB -> {
              pc = Arithmetic.f64Sub(code, slots, fp, pc);
              continue;
            }
            case Op.F64_MUL -> {
              pc = Arithmetic.f64Mul(code, slots, fp, pc);
              continue;
            }
            case Op.I32_ADD_K -> {
              slots[fp + code[pc + 1]] = (int) slots[fp + code[pc + 2]] + code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I32_MUL_K -> {
              slots[fp + code[pc + 1]] = (int) slots[fp + code[pc + 2]] * code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I32_AND_K -> {
              slots[fp + code[pc + 1]] = (int) slots[fp + code[pc + 2]] & code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I32_XOR_K -> {
              slots[fp + code[pc + 1]] = (int) slots[fp + code[pc + 2]] ^ code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I32_SHL_K -> {
              slots[fp + code[pc + 1]] = (int) slots[fp + code[pc + 2]] << code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I32_SHR_U_K -> {
              slots[fp + code[pc + 1]] = (int) slots[fp + code[pc + 2]] >>> code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I32_SHR_S_K -> {
              slots[fp + code[pc + 1]] = (int) slots[fp + code[pc + 2]] >> code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I32_ROTL_K -> {
              slots[fp + code[pc + 1]] =
                  Integer.rotateLeft((int) slots[fp + code[pc + 2]], code[pc + 3]);
              pc += 4;
              continue;
            }
            case Op.I64_ADD_K -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] + code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I64_AND_K -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] & code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I64_SHL_K -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] << code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.I64_SHR_U_K -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]] >>> code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.CONST64 -> {
              slots[fp + code[pc + 1]] = code[pc + 2] & 0xFFFF_FFFFL | (long) code[pc + 3] << 32;
              pc += 4;
              continue;
            }
            case Op.MOVE2 -> {
              slots[fp + code[pc + 1]] = slots[fp + code[pc + 2]];
              slots[fp + code[pc + 3]] = slots[fp + code[pc + 4]];
              pc += 5;
              continue;
            }
            case Op.I32_OR_K -> {
              slots[fp + code[pc + 1]] = (int) slots[fp + code[pc + 2]] | code[pc + 3];
              pc += 4;
              continue;
            }
            case Op.F64_DIV -> {
              pc = Arithmetic.f64Div(code, slots, fp, pc);
              continue;
            }
            case Op.F64_CONVERT_I32_S -> {
              pc = Arithmetic.f64ConvertI32S(code, slots, fp, pc);
              continue;
            }
            case Op.I64_EXTEND_I32_S -> {
              pc = Arithmetic.i64ExtendI32S(code, slots, fp, pc);
              continue;
            }
            case Op.I64_EXTEND_I32_U -> {
              pc = Arithmetic.i64ExtendI32U(code, slots, fp, pc);
              continue;
            }
            case Op.LOAD8_S -> {
              pc = Access.load8S(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.LOAD8_U -> {
              pc = Access.load8U(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.LOAD16_S -> {
              pc = Access.load16S(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.LOAD16_U -> {
              pc = Access.load16U(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.LOAD32 -> {
              pc = Access.load32(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.LOAD32_U -> {
              pc = Access.load32U(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.LOAD64 -> {
              pc = Access.load64(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.STORE8 -> {
              pc = Access.store8(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.STORE16 -> {
              pc = Access.store16(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.STORE32 -> {
              pc = Access.store32(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.STORE64 -> {
              pc = Access.store64(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.LOAD8_U_SUM -> {
              pc = Access.load8USum(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.LOAD32_SUM -> {
              pc = Access.load32Sum(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.LOAD64_SUM -> {
              pc = Access.load64Sum(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.STORE8_K -> {
              pc = Access.store8K(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.STORE32_K -> {
              pc = Access.store32K(code, slots, fp, memory, limit, pc);
              continue;
            }
            case Op.JUMP -> {
              pc = Branches.taken(act, code, pc + 1);
              continue;
            }
            case Op.BR_I32_EQ -> {
              pc = Branches.i32Eq(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_NE -> {
              pc = Branches.i32Ne(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_LT_S -> {
              pc = Branches.i32LtS(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_GE_S -> {
              pc = Branches.i32GeS(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_LT_U -> {
              pc = Branches.i32LtU(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_GE_U -> {
              pc = Branches.i32GeU(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_EQ_K -> {
              pc = Branches.i32EqK(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_NE_K -> {
              pc = Branches.i32NeK(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_LT_S_K -> {
              pc = Branches.i32LtSK(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_GE_S_K -> {
              pc = Branches.i32GeSK(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_LT_U_K -> {
              pc = Branches.i32LtUK(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_I32_GE_U_K -> {
              pc = Branches.i32GeUK(act, code, slots, fp, pc);
              continue;
            }
            case Op.BR_TABLE -> {
              pc = Branches.table(act, code, slots, fp, pc);
              continue;
            }
            case Op.CALL -> {
              int[] callee = act.entries[code[pc + 1]];
              int base = fp + code[pc + 2];
              if (callee != null && base + callee[Op.FRAME] <= slots.length) {
                if ((++callee[Op.CALLS] & POLL_MASK) == 0) {
                  act.poll(callee);
                }
                Calls.clear(callee, slots, references, base);
                slots[base + callee[Op.LINK]] = Link.of(code[Op.FUNCTION], pc + 3);
                code = callee;
                fp = base;
                pc = Op.START;
                continue;
              }
              Calls.call(act, code, fp, pc);
            }
            case Op.CALL_INDIRECT -> {
              TableInstance table = act.instance.tables[code[pc + 2]];
              int index = (int) slots[fp + code[pc + 1]];
              if (Integer.compareUnsigned(index, table.size) < 0
                  && table.elements[index] instanceof GuestFunction function
                  && function.instance == act.instance
                  && function.type() == act.table.type(code[pc + 3])) {
                int[] callee = act.entries[function.index];
                int base = fp + code[pc + 9];
                if (callee != null && base + callee[Op.FRAME] <= slots.length) {
                  if ((++callee[Op.CALLS] & POLL_MASK) == 0) {
                    act.poll(callee);
                  }
                  Calls.profile(code, pc + 4, function.index);
                  Calls.clear(callee, slots, references, base);
                  slots[base + callee[Op.LINK]] = Link.of(code[Op.FUNCTION], pc + 10);
                  code = callee;
                  fp = base;
                  pc = Op.START;
                  continue;
                }
              }
              Calls.callIndirect(act, code, fp, pc);
            }
            case Op.RETURN -> {
              long link = slots[fp + code[pc + 1]];
              if (link >= 0) {
                code = requireNonNull(act.codes[Link.function(link)]);
                pc = Link.next(link);
                fp -= code[pc - 1];
                continue;
              }
              if (!Calls.returnTo(act, code, fp, link)) {
                return;
              }
            }
            case Op.RETURN_VALUE -> {
              long link = slots[fp + code[pc + 2]];
              slots[fp] = slots[fp + code[pc + 1]];
              if (link >= 0) {
                code = requireNonNull(act.codes[Link.function(link)]);
                pc = Link.next(link);
                fp -= code[pc - 1];
                continue;
              }
              if (!Calls.returnTo(act, code, fp, link)) {
                return;
              }
            }
            case Op.GLOBAL_GET -> {
              slots[fp + code[pc + 1]] = act.globals[code[pc + 2]].bits;
              pc += 3;
              continue;
            }
            case Op.GLOBAL_SET -> {
              act.globals[code[pc + 2]].bits = slots[fp + code[pc + 1]];
              pc += 3;
              continue;
            }
            case Op.GLOBAL_SET_32 -> {
              act.globals[code[pc + 2]].bits = slots[fp + code[pc + 1]] & 0xFFFF_FFFFL;
              pc += 3;
              continue;
            }
            case Op.SELECT -> {
              pc = Arithmetic.select(code, slots, fp, pc);
              continue;
            }
            default -> {
              if (op > Op.ORDINAL_MASK) {
                pc = Numeric.execute(act, op, code, slots, fp, pc);
                continue;
              }
              if (op < Op.FIRST_CALL) {
                pc = Branches.i64(act, op, code, slots, fp, pc);
                continue;
              }
              if (op >= GcOp.FIRST) {
                pc = GcOperations.execute(act, op, code, slots, references, fp, pc);
                continue;
              }
              act.save(code, fp, pc);
              if (op <= Op.LAST_CALL) {
                if (!Calls.execute(act, op, code, fp, pc)) {
                  return;
                }
              } else {
                act.pc = Others.execute(act, op, code, fp, pc);
              }
            }
          }
          break;
        }
      } catch (HeapExhausted e) {
        // Unwinding allocates, if only by being loaded.
        throw e;
      } catch (Throwable e) {
        Unwinder.unwind(act, code, fp, pc, e);
      }
    }
  }
}
