package io.wasmtier.validator;

import io.wasmtier.wasm.Opcode;
import java.util.List;

/// What [FunctionWalk] drives: a consumer of valid code, such as the interpreter's translator or a
/// compiler.
///
/// One method per group of [io.wasmtier.wasm.Shape]s. Calls come in the order of the code, after
/// the instruction was validated. Code that can never run is not delivered: not the rest of a block
/// behind an unconditional branch, and no block that starts there. Therefore a sink can keep a
/// stack of its own (of slots, variables or nodes) in step: every operand an instruction pops was
/// pushed by a delivered instruction. At [#else_] the sink resets its stack to the label's height
/// plus its parameters, at [#end] to the label's height plus its results.
///
/// Types are canonical [io.wasmtier.wasm.ValType] bits. Offsets, types of locals and the height of
/// the stack are found in the [FunctionContext]. Tail calls come with their own opcode through the
/// same methods as calls, and nothing follows.
public interface FunctionSink {
  /// The function begins.
  void begin(FunctionContext function);

  /// The function is complete; its outermost label had its [#end].
  void finish();

  /// A constant; the bits of i32, i64, f32, f64 in `low`, of v128 in both.
  void constant(Opcode opcode, long low, long high);

  /// One operand, one result.
  void unary(Opcode opcode);

  /// Two operands, one result.
  void binary(Opcode opcode);

  /// Three operands, one result.
  void ternary(Opcode opcode);

  /// Two or four operands, two results (wide arithmetic).
  void wide(Opcode opcode);

  /// `extract_lane` and `replace_lane`.
  void lane(Opcode opcode, int lane);

  /// `i8x16.shuffle` with its sixteen lane indices, the first in the lowest byte.
  void shuffle(long lanesLow, long lanesHigh);

  /// LOAD and ATOMIC_LOAD; `offset` is unsigned.
  void load(Opcode opcode, int memory, long offset);

  /// STORE and ATOMIC_STORE.
  void store(Opcode opcode, int memory, long offset);

  /// LOAD_LANE and STORE_LANE.
  void memoryLane(Opcode opcode, int memory, long offset, int lane);

  /// ATOMIC_RMW, ATOMIC_CMPXCHG, ATOMIC_WAIT, ATOMIC_NOTIFY, FENCE.
  void atomic(Opcode opcode, int memory, long offset);

  /// MEMORY_SIZE, MEMORY_GROW, MEMORY_FILL (first = memory), MEMORY_COPY (first = destination,
  /// second = source), MEMORY_INIT (first = memory, second = data segment), DATA_DROP (first = data
  /// segment).
  void memory(Opcode opcode, int first, int second);

  /// TABLE_GET, TABLE_SET, TABLE_SIZE, TABLE_GROW, TABLE_FILL (first = table), TABLE_COPY (first =
  /// destination, second = source), TABLE_INIT (first = table, second = element segment), ELEM_DROP
  /// (first = element segment).
  void table(Opcode opcode, int first, int second);

  /// LOCAL_GET, LOCAL_SET, LOCAL_TEE.
  void local(Opcode opcode, int index, int type);

  /// GLOBAL_GET, GLOBAL_SET.
  void global(Opcode opcode, int index, int type);

  /// Drops an operand of the type given.
  void drop(int type);

  /// Selects between two operands of the type given.
  void select(int type);

  /// BLOCK.
  void block(Label label);

  /// LOOP.
  void loop(Label label);

  /// IF; pops the condition, then the block's parameters are on top.
  void if_(Label label);

  /// ELSE.
  ///
  /// @param fallsThrough whether the end of the first arm can be reached, which makes the block's
  ///   end a target
  void else_(Label label, boolean fallsThrough);

  /// END of a block. If neither `fallsThrough` nor [Label#isTarget] (nor, for an `if` without
  /// `else`, the missing arm) leads here, the code behind can't be reached and nothing is delivered
  /// before the enclosing block's end.
  ///
  /// @param fallsThrough whether the end of the block (or of its last arm) can be reached
  void end(Label label, boolean fallsThrough);

  /// TRY_TABLE; the clauses' labels are already marked as targets.
  void tryTable(Label label, List<CatchClause> clauses);

  /// BR.
  void br(Label label);

  /// BR_IF.
  void brIf(Label label);

  /// BR_TABLE.
  ///
  /// @param labels the labels; the array belongs to the walk and may be longer
  /// @param count the number of labels, the default included as the last
  void brTable(Label[] labels, int count);

  /// BR_ON_NULL and BR_ON_NON_NULL on an operand of the type given.
  void brOnNull(Opcode opcode, Label label, int type);

  /// BR_ON_CAST: `br_on_cast` and `br_on_cast_fail`.
  void brOnCast(Opcode opcode, Label label, int source, int target);

  /// RETURN.
  void return_();

  /// UNREACHABLE.
  void unreachable();

  /// CALL and its tail call.
  void call(Opcode opcode, int function, DefType type);

  /// CALL_INDIRECT and its tail call.
  void callIndirect(Opcode opcode, int table, DefType type);

  /// CALL_REF and its tail call; the operand on top is the function reference.
  void callRef(Opcode opcode, DefType type);

  /// THROW.
  void throw_(int tag, DefType type);

  /// THROW_REF.
  void throwRef();

  /// REF_NULL of the type given.
  void refNull(int type);

  /// REF_FUNC.
  void refFunc(int function);

  /// REF_IS_NULL, REF_EQ, REF_AS_NON_NULL, REF_I31, I31_GET, ANY_CONVERT.
  ///
  /// @param type the type of the (upper) operand
  void reference(Opcode opcode, int type);

  /// REF_TEST and REF_CAST.
  ///
  /// @param source the type of the operand
  /// @param target the type wanted, its nullability included
  void cast(Opcode opcode, int source, int target);

  /// STRUCT_NEW, STRUCT_GET, STRUCT_SET.
  ///
  /// @param field the field index of the accessors, else -1
  void struct(Opcode opcode, DefType type, int field);

  /// ARRAY_NEW, ARRAY_NEW_FIXED (argument = number of elements), ARRAY_NEW_SEGMENT (argument =
  /// segment), ARRAY_GET, ARRAY_SET, ARRAY_FILL, ARRAY_INIT (argument = segment).
  void array(Opcode opcode, DefType type, int argument);

  /// ARRAY_LEN.
  void arrayLen();

  /// ARRAY_COPY.
  void arrayCopy(DefType destination, DefType source);

  /// REF_GET_DESC (custom descriptors); `type` is the described type.
  void refGetDesc(DefType type);

  /// REF_CAST_DESC and, with a label, BR_ON_CAST_DESC (custom descriptors).
  void castDesc(
      Opcode opcode, @org.jspecify.annotations.Nullable Label label, int source, int target);

  /// LEGACY_TRY.
  void legacyTry(Label label);

  /// LEGACY_CATCH and, with tag -1, LEGACY_CATCH_ALL; the stack is reset to the label's height and
  /// the tag's parameters are pushed.
  void legacyCatch(Label label, int tag, boolean fallsThrough);

  /// LEGACY_DELEGATE: ends the try block and hands its exceptions to the block given; for
  /// [Label.Kind#FUNCTION] to the caller.
  void legacyDelegate(Label label, Label target, boolean fallsThrough);

  /// LEGACY_RETHROW of the exception caught by the block given.
  void legacyRethrow(Label label);

  /// CONT_NEW: makes a continuation of `type`.
  void contNew(DefType type);

  /// CONT_BIND.
  void contBind(DefType source, DefType target);

  /// SUSPEND.
  void suspend(int tag, DefType type);

  /// RESUME and RESUME_THROW.
  ///
  /// @param tag the tag thrown by `resume_throw`, else -1
  void resume(Opcode opcode, DefType type, int tag, List<CatchClause> handlers);

  /// SWITCH.
  void switch_(DefType type, int tag);
}
