package io.wasmtier.runtime.interp;

/// The layout of register code: what [Translator] writes, [Interpreter] runs and the profile is
/// read from.
///
/// A function's code is one `int[]`: a header of [#START] words, then instructions of an operation
/// and its words. Operands are slots counted from the frame's first; results are written before the
/// next instruction, operands are read before. Branch targets are indices in the same array.
/// Counters stand in the instructions themselves, so that counting costs one access to memory that
/// is in the cache already; they are racy by design and wrap around.
///
/// Frame: locals with the parameters first; a zero, if the function needs one; padding up to the
/// number of result slots; the link (see [Link]); the operand stack. A callee's frame begins at the
/// first argument in the caller's operand stack, its results are left there.
///
/// An i32 or f32 is the low half of its slot, the upper half is undefined. Therefore loads, stores
/// and moves need no variants for types, and `i32.wrap_i64` and the reinterpretations are no
/// operations at all.
final class Op {
  private Op() {}

  // Header words.

  /// The number of slots of a frame.
  static final int FRAME = 0;

  /// The slot of the link.
  static final int LINK = 1;

  /// The number of slots of the parameters, where the other locals begin.
  static final int PARAMS = 2;

  /// The number of slots of all locals.
  static final int LOCALS = 3;

  /// How often the function was called.
  static final int CALLS = 4;

  /// The function index.
  static final int FUNCTION = 5;

  /// Whether locals that are not parameters are references (1) or not (0).
  static final int REFERENCE_LOCALS = 6;

  /// Where the instructions begin.
  static final int START = 7;

  /// Numbers of hot operations are this many bits apart. C2 makes a jump table of a dense switch,
  /// and one indirect jump for all operations predicts badly: a search tree, weighted by the
  /// profile, is 10 to 50 % faster.
  static final int STEP = 5;

  // Moves: destination, source or constant.

  static final int MOVE = 0 << STEP;
  static final int CONST = 1 << STEP;

  // Hot numeric operations: destination, slot, slot.

  static final int I32_ADD = 2 << STEP;
  static final int I32_SUB = 3 << STEP;
  static final int I32_MUL = 4 << STEP;
  static final int I32_AND = 5 << STEP;
  static final int I32_OR = 6 << STEP;
  static final int I32_XOR = 7 << STEP;
  static final int I32_SHL = 8 << STEP;
  static final int I32_SHR_U = 9 << STEP;
  static final int I64_ADD = 10 << STEP;
  static final int I64_SUB = 11 << STEP;
  static final int I64_MUL = 12 << STEP;
  static final int I64_AND = 13 << STEP;
  static final int I64_OR = 14 << STEP;
  static final int I64_XOR = 15 << STEP;
  static final int I64_SHL = 16 << STEP;
  static final int I64_SHR_U = 17 << STEP;
  static final int F64_ADD = 18 << STEP;
  static final int F64_SUB = 19 << STEP;
  static final int F64_MUL = 20 << STEP;

  // Hot numeric operations: destination, slot, constant (sign-extended for i64).

  static final int I32_ADD_K = 21 << STEP;
  static final int I32_MUL_K = 22 << STEP;
  static final int I32_AND_K = 23 << STEP;
  static final int I32_XOR_K = 24 << STEP;
  static final int I32_SHL_K = 25 << STEP;
  static final int I32_SHR_U_K = 26 << STEP;
  static final int I32_SHR_S_K = 27 << STEP;
  static final int I32_ROTL_K = 28 << STEP;
  static final int I64_ADD_K = 29 << STEP;
  static final int I64_AND_K = 30 << STEP;
  static final int I64_SHL_K = 31 << STEP;
  static final int I64_SHR_U_K = 32 << STEP;

  // Conversions: destination, slot.

  static final int I64_EXTEND_I32_S = 33 << STEP;
  static final int I64_EXTEND_I32_U = 34 << STEP;

  // Memory 0 of the heap kind. Loads: destination, address slot, constant added to the address
  // (modulo 2^32), offset.
  // Stores: value slot, then the same.

  static final int LOAD8_S = 35 << STEP;
  static final int LOAD8_U = 36 << STEP;
  static final int LOAD16_S = 37 << STEP;
  static final int LOAD16_U = 38 << STEP;
  static final int LOAD32 = 39 << STEP;
  static final int LOAD32_U = 40 << STEP;
  static final int LOAD64 = 41 << STEP;
  static final int STORE8 = 42 << STEP;
  static final int STORE16 = 43 << STEP;
  static final int STORE32 = 44 << STEP;
  static final int STORE64 = 45 << STEP;

  // Control.

  /// Counter, target.
  static final int JUMP = 46 << STEP;

  /// The bit by which a branch and its negation differ.
  static final int NEGATION = 1 << STEP;

  // Compare and branch: slot, slot or constant, taken counter, target, counter of the other way. An
  // operation and its
  // negation differ in one bit. The constant forms follow in the same order.

  static final int BR_I32_EQ = 48 << STEP;
  static final int BR_I32_NE = 49 << STEP;
  static final int BR_I32_LT_S = 50 << STEP;
  static final int BR_I32_GE_S = 51 << STEP;
  static final int BR_I32_LT_U = 52 << STEP;
  static final int BR_I32_GE_U = 53 << STEP;
  static final int BR_I32_EQ_K = 54 << STEP;
  static final int BR_I32_NE_K = 55 << STEP;
  static final int BR_I32_LT_S_K = 56 << STEP;
  static final int BR_I32_GE_S_K = 57 << STEP;
  static final int BR_I32_LT_U_K = 58 << STEP;
  static final int BR_I32_GE_U_K = 59 << STEP;
  static final int BR_I64_EQ = 60 << STEP;
  static final int BR_I64_NE = 61 << STEP;
  static final int BR_I64_LT_S = 62 << STEP;
  static final int BR_I64_GE_S = 63 << STEP;
  static final int BR_I64_LT_U = 64 << STEP;
  static final int BR_I64_GE_U = 65 << STEP;
  static final int BR_I64_EQ_K = 66 << STEP;
  static final int BR_I64_NE_K = 67 << STEP;
  static final int BR_I64_LT_S_K = 68 << STEP;
  static final int BR_I64_GE_S_K = 69 << STEP;
  static final int BR_I64_LT_U_K = 70 << STEP;
  static final int BR_I64_GE_U_K = 71 << STEP;

  /// From a form with slots to the one with a constant.
  static final int BR_CONSTANT = BR_I32_EQ_K - BR_I32_EQ;

  /// Slot, number of targets, then a counter and a target for each; the last is the default.
  static final int BR_TABLE = 72 << STEP;

  /// Function index, first slot of the arguments. The last word of every call is the latter: a
  /// return subtracts it.
  static final int CALL = 73 << STEP;

  /// Index slot, table, type, the profile of [#TARGETS] words, first slot of the arguments.
  static final int CALL_INDIRECT = 74 << STEP;

  /// Link slot.
  static final int RETURN = 75 << STEP;

  /// Result slot, link slot.
  static final int RETURN_VALUE = 76 << STEP;

  /// Destination, global.
  static final int GLOBAL_GET = 77 << STEP;

  /// Source, global.
  static final int GLOBAL_SET = 78 << STEP;

  /// Destination, slot if true, slot if false, condition slot.
  static final int SELECT = 79 << STEP;

  /// As [#GLOBAL_SET], for i32 and f32, whose upper half a global does not keep.
  static final int GLOBAL_SET_32 = 80 << STEP;

  /// Destination, low half, high half.
  static final int CONST64 = 81 << STEP;

  static final int F64_DIV = 82 << STEP;
  static final int F64_CONVERT_I32_S = 83 << STEP;
  static final int I32_OR_K = 84 << STEP;

  // Loads from the sum of two slots (modulo 2^32): destination, slot, slot, offset.

  static final int LOAD8_U_SUM = 85 << STEP;
  static final int LOAD32_SUM = 86 << STEP;
  static final int LOAD64_SUM = 87 << STEP;

  // Stores of a constant, which stands in place of the value slot.

  static final int STORE8_K = 88 << STEP;
  static final int STORE32_K = 89 << STEP;

  /// Two moves, one after the other.
  static final int MOVE2 = 90 << STEP;

  /// The profile of an indirect call: two times a function index plus one (0 while unused) and a
  /// counter, then a counter of all other targets. Functions of other instances count as others.
  static final int TARGETS = 5;

  // Calls that are not hot; they may change the frame and everything else.

  static final int FIRST_CALL = 8192;

  /// Slot of the function reference, the profile, first slot of the arguments.
  static final int CALL_REF = FIRST_CALL + 0;

  /// Function index, first slot of the arguments.
  static final int TAIL_CALL = FIRST_CALL + 1;

  /// As [#CALL_INDIRECT].
  static final int TAIL_CALL_INDIRECT = FIRST_CALL + 2;

  /// As [#CALL_REF].
  static final int TAIL_CALL_REF = FIRST_CALL + 3;

  /// First slot, number of slots, link slot.
  static final int RETURN_VALUES = FIRST_CALL + 4;

  /// As [#CALL_INDIRECT], for a table with 64-bit indices.
  static final int CALL_INDIRECT_64 = FIRST_CALL + 5;

  /// What follows is in [ContOp].
  static final int LAST_CALL = ContOp.LAST + 1;

  /// Goes on in compiled code, in place of the frame. The last instruction of every function, which
  /// no code leads to: a branch that finds [GuestActivation#loop] set goes here.
  static final int ON_STACK = LAST_CALL;

  // Operations that stay in the frame; they may grow memory and call nobody. Those of generic
  // memory access name the
  // instruction by its ordinal in the opcode table.

  static final int FIRST_OTHER = 8256;

  /// Destination, source.
  static final int MOVE_REFERENCE = FIRST_OTHER + 1;

  /// Destination.
  static final int NULL = FIRST_OTHER + 3;

  /// Destination, slot.
  static final int IS_NULL = FIRST_OTHER + 4;

  /// Destination, function.
  static final int REF_FUNC = FIRST_OTHER + 5;

  /// Destination, slot, slot.
  static final int REF_EQ = FIRST_OTHER + 6;

  /// Slot.
  static final int CHECK_NON_NULL = FIRST_OTHER + 7;

  /// Destination, slot if true, slot if false, condition slot.
  static final int SELECT_REFERENCE = FIRST_OTHER + 8;

  /// As [#GLOBAL_GET] and [#GLOBAL_SET], by type.
  static final int GLOBAL_GET_REFERENCE = FIRST_OTHER + 10;

  static final int GLOBAL_GET_V128 = FIRST_OTHER + 11;
  static final int GLOBAL_SET_REFERENCE = FIRST_OTHER + 12;
  static final int GLOBAL_SET_V128 = FIRST_OTHER + 13;

  static final int UNREACHABLE = FIRST_OTHER + 15;

  /// Tag, first slot of the payload.
  static final int THROW = FIRST_OTHER + 16;

  /// Slot.
  static final int THROW_REF = FIRST_OTHER + 17;

  /// Slot, counter, target, counter.
  static final int BR_NULL = FIRST_OTHER + 18;

  static final int BR_NON_NULL = FIRST_OTHER + 19;

  /// Ordinal, destination, address slot, memory, offset (two words).
  static final int LOAD = FIRST_OTHER + 20;

  /// Ordinal, value slot, address slot, memory, offset (two words).
  static final int STORE = FIRST_OTHER + 21;

  /// Ordinal, first operand slot (operands in order, result in its place), number of operands,
  /// memory, offset (two words).
  static final int ATOMIC = FIRST_OTHER + 22;

  /// Ordinal, first operand slot (operands in order, result in its place), first and second
  /// immediate.
  static final int MEMORY = FIRST_OTHER + 23;

  /// As [#MEMORY].
  static final int TABLE = FIRST_OTHER + 24;

  /// Ordinal, first operand slot (operands in order, results in their place).
  static final int WIDE = FIRST_OTHER + 25;

  static final int LAST_OTHER = FIRST_OTHER + 25;

  // Numeric instructions by ordinal in the opcode table plus a form.

  static final int ORDINAL_BITS = 14;
  static final int ORDINAL_MASK = (1 << ORDINAL_BITS) - 1;

  /// Destination, slot.
  static final int UNARY = 1 << ORDINAL_BITS;

  /// Destination, slot, slot.
  static final int BINARY = 2 << ORDINAL_BITS;

  /// Destination, slot, constant: the i32, the sign-extended i64, the bits of the f32.
  static final int BINARY_K = 3 << ORDINAL_BITS;

  /// Destination, slot, constant: an f64 given as the bits of an f32 of the same value.
  static final int BINARY_D = 4 << ORDINAL_BITS;

  /// Comparison and branch: slot, slot, counter, target, counter.
  static final int BR_IF = 5 << ORDINAL_BITS;

  /// Comparison and branch if it does not hold. What follows from [SimdOp#FIRST] on, is there.
  static final int BR_UNLESS = 6 << ORDINAL_BITS;

  /// {@return the number of words of the instruction at an index}
  static int length(int[] code, int pc) {
    int op = code[pc];
    if (op >= SimdOp.FIRST) {
      return SimdOp.length(op);
    }
    if (op > ORDINAL_MASK) {
      return switch (op & ~ORDINAL_MASK) {
        case UNARY -> 3;
        case BR_IF, BR_UNLESS -> 6;
        default -> 4;
      };
    }
    if (op >= BR_I32_EQ && op <= BR_I64_GE_U_K) {
      return 6;
    }
    if (op >= ContOp.FIRST && op <= ContOp.LAST) {
      return ContOp.length(code, pc);
    }
    if (op >= GcOp.FIRST && op <= GcOp.LAST) {
      return GcOp.length(op);
    }
    return switch (op) {
      case UNREACHABLE, ON_STACK -> 1;
      case RETURN, NULL, CHECK_NON_NULL, THROW_REF -> 2;
      case MOVE,
          CONST,
          I64_EXTEND_I32_S,
          I64_EXTEND_I32_U,
          F64_CONVERT_I32_S,
          JUMP,
          CALL,
          RETURN_VALUE,
          GLOBAL_GET,
          GLOBAL_SET,
          GLOBAL_SET_32,
          TAIL_CALL,
          MOVE_REFERENCE,
          IS_NULL,
          REF_FUNC,
          GLOBAL_GET_REFERENCE,
          GLOBAL_GET_V128,
          GLOBAL_SET_REFERENCE,
          GLOBAL_SET_V128,
          THROW,
          WIDE ->
          3;
      case LOAD8_S,
          LOAD8_U,
          LOAD16_S,
          LOAD16_U,
          LOAD32,
          LOAD32_U,
          LOAD64,
          STORE8,
          STORE16,
          STORE32,
          STORE64,
          LOAD8_U_SUM,
          LOAD32_SUM,
          LOAD64_SUM,
          STORE8_K,
          STORE32_K,
          MOVE2,
          SELECT,
          SELECT_REFERENCE,
          BR_NULL,
          BR_NON_NULL,
          MEMORY,
          TABLE ->
          5;
      case LOAD, STORE, ATOMIC -> 7;
      case BR_TABLE -> 3 + 2 * code[pc + 2];
      case CALL_INDIRECT, CALL_INDIRECT_64, TAIL_CALL_INDIRECT -> 5 + TARGETS;
      case CALL_REF, TAIL_CALL_REF -> 3 + TARGETS;
      default -> 4;
    };
  }
}
