package io.wasmtier.runtime.interp;

import io.wasmtier.validator.DefType;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.validator.FunctionSink;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.ValType;
import org.jspecify.annotations.Nullable;

/// The part of the translator for what does not change control: numbers, locals, globals, memories,
/// tables, references.
abstract class DataTranslator implements FunctionSink {
  final CodeTable table;
  final CodeWriter out;
  final PositionTable.@Nullable Recorder recorder;

  /// Set by [#begin].
  Operands stack;

  int[] localSlots = new int[0];

  /// The function walked over; set by [#begin].
  private @Nullable FunctionContext function;

  DataTranslator(CodeTable table, PositionTable.@Nullable Recorder recorder) {
    this.table = table;
    this.recorder = recorder;
    this.out = new CodeWriter(recorder);
    this.stack = new Operands(out, 0, 0);
  }

  @Override
  public void begin(FunctionContext context) {
    function = context;
    if (recorder != null) {
      recorder.begin(context);
    }
    int[] locals = context.locals();
    localSlots = new int[locals.length];
    int slot = 0;
    for (int i = 0; i < locals.length; i++) {
      localSlots[i] = slot;
      slot += ValType.slots(locals[i]);
    }
    DefType type = context.type();
    int link = Math.max(slot + 1, type.resultSlots());
    out.words(Op.START, 0);
    out.code[Op.LINK] = link;
    out.code[Op.PARAMS] = type.paramSlots();
    out.code[Op.LOCALS] = slot;
    out.code[Op.FUNCTION] = context.functionIndex();
    for (int i = type.params().length; i < locals.length; i++) {
      if (locals[i] < 0) {
        out.code[Op.REFERENCE_LOCALS] = 1;
      }
    }
    stack = new Operands(out, slot, link + 1);
  }

  final FunctionContext context() {
    if (function == null) {
      throw new IllegalStateException("no walk has begun");
    }
    return function;
  }

  final int link() {
    return out.code[Op.LINK];
  }

  // Numbers.

  @Override
  public void constant(Opcode opcode, long low, long high) {
    int type = NumericForms.RESULT[opcode.ordinal()];
    if (opcode.signature() != null) {
      type = Opcode.typeBits(opcode.signature().charAt(1), false);
    }
    stack.pushConstant(type, low);
  }

  @Override
  public void unary(Opcode opcode) {
    int ordinal = opcode.ordinal();
    int top = stack.count() - 1;
    int type = NumericForms.RESULT[ordinal];
    byte operand = NumericForms.OPERAND[ordinal];
    if (NumericForms.isIdentity(opcode)) {
      if (stack.isConstant(top)) {
        long bits = stack.constant(top);
        stack.discard(1);
        stack.pushConstant(
            type, type == ValType.BITS_I32 || type == ValType.BITS_F32 ? (int) bits : bits);
      } else {
        stack.setType(top, type);
      }
      return;
    }
    if (stack.isConstant(top)
        && opcode.isPure()
        && operand != 'f'
        && operand != 'd'
        && type <= ValType.BITS_I64) {
      long bits = NumericHandlers.unary(ordinal, stack.constant(top));
      stack.discard(1);
      stack.pushConstant(type, bits);
      return;
    }
    if (opcode == Opcode.I32_EQZ && negateLast(top)) {
      return;
    }
    int slot = stack.pop();
    int to = stack.push(type);
    int hot = NumericForms.SLOTS[ordinal];
    out.result(hot != NumericForms.NONE ? hot : Op.UNARY + ordinal, to, slot);
  }

  /// Turns `i32.eqz` of an integer comparison into the opposite comparison.
  private boolean negateLast(int top) {
    if (!stack.isLastResult(top)) {
      return false;
    }
    int op = out.code[out.last];
    int form = op & ~Op.ORDINAL_MASK;
    if (form != Op.BINARY && form != Op.BINARY_K) {
      return false;
    }
    int negated = NumericForms.NEGATED[op & Op.ORDINAL_MASK];
    if (negated == NumericForms.NONE) {
      return false;
    }
    out.code[out.last] = form + negated;
    return true;
  }

  @Override
  public void binary(Opcode opcode) {
    int ordinal = opcode.ordinal();
    int type = NumericForms.RESULT[ordinal];
    byte operand = NumericForms.OPERAND[ordinal];
    int right = stack.count() - 1;
    int left = right - 1;
    if (stack.isConstant(right)) {
      if (stack.isConstant(left) && opcode.isPure() && operand != 'f' && operand != 'd') {
        long bits = NumericHandlers.binary(ordinal, stack.constant(left), stack.constant(right));
        stack.discard(2);
        stack.pushConstant(type, bits);
        return;
      }
      if (!stack.isConstant(left)
          && withConstant(ordinal, operand, type, stack.source(left), stack.constant(right))) {
        return;
      }
    } else if (stack.isConstant(left) && NumericForms.EXCHANGED[ordinal] != NumericForms.NONE) {
      int exchanged = NumericForms.EXCHANGED[ordinal];
      if (withConstant(exchanged, operand, type, stack.source(right), stack.constant(left))) {
        return;
      }
    }
    int b = stack.pop();
    int a = stack.pop();
    int to = stack.push(type);
    int hot = NumericForms.SLOTS[ordinal];
    out.result(hot != NumericForms.NONE ? hot : Op.BINARY + ordinal, to, a, b);
  }

  private boolean withConstant(int ordinal, byte operand, int type, int slot, long constant) {
    boolean isFloat = operand == 'f' || operand == 'd';
    // Float comparisons are fused with branches in the form with slots only.
    if (isFloat && NumericForms.isComparison(ordinal)) {
      return false;
    }
    int form = ordinal;
    long value = constant;
    if (ordinal == Opcode.I32_SUB.ordinal()) {
      form = Opcode.I32_ADD.ordinal();
      value = -(int) constant;
    } else if (ordinal == Opcode.I64_SUB.ordinal()) {
      form = Opcode.I64_ADD.ordinal();
      value = -constant;
    } else if (ordinal == Opcode.I32_ROTR.ordinal()) {
      form = Opcode.I32_ROTL.ordinal();
      value = -(int) constant & 31;
    }
    if (!NumericForms.fits(operand, value)) {
      return false;
    }
    stack.discard(2);
    int to = stack.push(type);
    int hot = NumericForms.CONSTANT[form];
    int word = NumericForms.word(operand, value);
    if (hot != NumericForms.NONE) {
      out.result(hot, to, slot, word);
    } else {
      out.result((operand == 'd' ? Op.BINARY_D : Op.BINARY_K) + form, to, slot, word);
    }
    return true;
  }

  @Override
  public void wide(Opcode opcode) {
    int operands = opcode.operands();
    int first = stack.allHome(operands);
    stack.discard(operands);
    stack.push(ValType.BITS_I64);
    stack.push(ValType.BITS_I64);
    out.plain(Op.WIDE, opcode.ordinal(), first);
  }

  // Locals and globals.

  @Override
  public void local(Opcode opcode, int index, int type) {
    int slot = localSlots[index];
    if (opcode == Opcode.LOCAL_GET) {
      stack.pushLocal(type, slot);
      return;
    }
    int top = stack.count() - 1;
    boolean constant = stack.isConstant(top);
    long bits = stack.constant(top);
    boolean last = stack.isLastResult(top);
    boolean same = !constant && stack.source(top) == slot;
    stack.discard(1);
    if (!same) {
      int size = out.size;
      stack.beforeChange(slot);
      if (last && size == out.size) {
        out.code[out.lastResult] = slot;
        // The result may not be taken back any more, because it is the local's value now.
        out.barrier();
      } else {
        stack.copyTo(top, slot);
      }
    }
    if (opcode == Opcode.LOCAL_TEE) {
      if (constant) {
        stack.pushConstant(type, bits);
      } else {
        stack.pushLocal(type, slot);
      }
    }
  }

  @Override
  public void global(Opcode opcode, int index, int type) {
    if (opcode == Opcode.GLOBAL_GET) {
      int op =
          type < 0
              ? Op.GLOBAL_GET_REFERENCE
              : type == ValType.BITS_V128 ? Op.GLOBAL_GET_V128 : Op.GLOBAL_GET;
      out.result(op, stack.push(type), index);
      return;
    }
    int slot = stack.pop();
    int op =
        type < 0
            ? Op.GLOBAL_SET_REFERENCE
            : switch (type) {
              case ValType.BITS_V128 -> Op.GLOBAL_SET_V128;
              case ValType.BITS_I32, ValType.BITS_F32 -> Op.GLOBAL_SET_32;
              default -> Op.GLOBAL_SET;
            };
    out.plain(op, slot, index);
  }

  @Override
  public void drop(int type) {
    stack.discard(1);
  }

  @Override
  public void select(int type) {
    int condition = stack.pop();
    int otherwise = stack.pop();
    int then = stack.pop();
    int op = type < 0 ? Op.SELECT_REFERENCE : type == ValType.BITS_V128 ? SimdOp.SELECT : Op.SELECT;
    out.result(op, stack.push(type), then, otherwise, condition);
  }

  // Memory.

  private static int hotLoad(Opcode opcode) {
    return switch (opcode) {
      case I32_LOAD8_S, I64_LOAD8_S -> Op.LOAD8_S;
      case I32_LOAD8_U, I64_LOAD8_U -> Op.LOAD8_U;
      case I32_LOAD16_S, I64_LOAD16_S -> Op.LOAD16_S;
      case I32_LOAD16_U, I64_LOAD16_U -> Op.LOAD16_U;
      case I32_LOAD, F32_LOAD, I64_LOAD32_S -> Op.LOAD32;
      case I64_LOAD32_U -> Op.LOAD32_U;
      case I64_LOAD, F64_LOAD -> Op.LOAD64;
      default -> NumericForms.NONE;
    };
  }

  private static int hotStore(Opcode opcode) {
    return switch (opcode) {
      case I32_STORE8, I64_STORE8 -> Op.STORE8;
      case I32_STORE16, I64_STORE16 -> Op.STORE16;
      case I32_STORE, F32_STORE, I64_STORE32 -> Op.STORE32;
      case I64_STORE, F64_STORE -> Op.STORE64;
      default -> NumericForms.NONE;
    };
  }

  private boolean is64(int memory) {
    return table.module.memoryType(memory).limits().is64();
  }

  /// {@return whether an access is one of the hot ones: memory 0 of the heap kind, and no overflow
  /// of offset plus size}
  final boolean isHot(int memory, long offset) {
    return memory == 0 && table.heap && !is64(0) && offset >= 0 && offset <= Integer.MAX_VALUE - 16;
  }

  @Override
  public void load(Opcode opcode, int memory, long offset) {
    if (opcode.shape() == Shape.ATOMIC_LOAD) {
      atomic(opcode, memory, offset);
      return;
    }
    int type =
        Opcode.typeBits(java.util.Objects.requireNonNull(opcode.signature()).charAt(2), false);
    int hot = hotLoad(opcode);
    if (hot != NumericForms.NONE && isHot(memory, offset)) {
      popAddress(sumForm(hot) != NumericForms.NONE);
      int to = stack.push(type);
      int op = addressIsSum ? sumForm(hot) : hot;
      out.result(op, to, addressSlot, addressAdded, (int) offset);
      return;
    }
    int address = stack.pop();
    int to = stack.push(type);
    out.access(Op.LOAD, opcode.ordinal(), to, address, memory, offset);
    out.lastResult = out.last + 2;
  }

  private static int sumForm(int load) {
    return switch (load) {
      case Op.LOAD8_U -> Op.LOAD8_U_SUM;
      case Op.LOAD32 -> Op.LOAD32_SUM;
      case Op.LOAD64 -> Op.LOAD64_SUM;
      default -> NumericForms.NONE;
    };
  }

  /// The address popped last: a slot, and a constant or another slot to be added.
  int addressSlot;

  int addressAdded;
  private boolean addressIsSum;

  /// Pops an address. An addition that made it in the last instruction is taken back and becomes
  /// part of the access.
  final void popAddress(boolean sumAllowed) {
    int top = stack.count() - 1;
    addressAdded = 0;
    addressIsSum = false;
    if (stack.isConstant(top)) {
      addressSlot = stack.zero();
      addressAdded = (int) stack.constant(top);
      stack.discard(1);
      return;
    }
    int op = stack.isLastResult(top) ? out.code[out.last] : NumericForms.NONE;
    if (op == Op.I32_ADD_K || op == Op.I32_ADD && sumAllowed) {
      addressIsSum = op == Op.I32_ADD;
      addressSlot = out.code[out.last + 2];
      addressAdded = out.code[out.last + 3];
      out.retract();
      stack.discard(1);
      return;
    }
    addressSlot = stack.pop();
  }

  @Override
  public void store(Opcode opcode, int memory, long offset) {
    if (opcode.shape() == Shape.ATOMIC_STORE) {
      atomic(opcode, memory, offset);
      return;
    }
    int hot = hotStore(opcode);
    if (hot != NumericForms.NONE && isHot(memory, offset)) {
      int index = stack.count() - 1;
      int constantForm =
          hot == Op.STORE8 ? Op.STORE8_K : hot == Op.STORE32 ? Op.STORE32_K : NumericForms.NONE;
      if (stack.isConstant(index)
          && stack.constant(index) != 0
          && constantForm != NumericForms.NONE) {
        int constant = (int) stack.constant(index);
        stack.discard(1);
        popAddress(false);
        out.plain(constantForm, constant, addressSlot, addressAdded, (int) offset);
        return;
      }
      // Where code was emitted for the value, the address is not the last result and nothing is
      // taken back.
      int value = stack.pop();
      popAddress(false);
      out.plain(hot, value, addressSlot, addressAdded, (int) offset);
      return;
    }
    int value = stack.pop();
    int address = stack.pop();
    out.access(Op.STORE, opcode.ordinal(), value, address, memory, offset);
  }

  @Override
  public void atomic(Opcode opcode, int memory, long offset) {
    String signature = java.util.Objects.requireNonNull(opcode.signature());
    int operands = signature.indexOf(':');
    int first = stack.allHome(operands);
    stack.discard(operands);
    if (operands + 1 < signature.length()) {
      stack.push(Opcode.typeBits(signature.charAt(operands + 1), false));
    }
    out.access(Op.ATOMIC, opcode.ordinal(), first, operands, memory, offset);
  }

  @Override
  public void memory(Opcode opcode, int first, int second) {
    int result = ValType.BITS_BOT;
    int operands =
        switch (opcode.shape()) {
          case MEMORY_SIZE -> 0;
          case MEMORY_GROW -> 1;
          case DATA_DROP -> 0;
          default -> 3;
        };
    switch (opcode.shape()) {
      case MEMORY_SIZE, MEMORY_GROW -> result = is64(first) ? ValType.BITS_I64 : ValType.BITS_I32;
      default -> {}
    }
    inPlace(Op.MEMORY, opcode, operands, result, first, second);
  }

  /// An instruction whose operands stand in order, with the result in their place.
  private void inPlace(int op, Opcode opcode, int operands, int result, int first, int second) {
    int slot = stack.allHome(operands);
    stack.discard(operands);
    if (result != ValType.BITS_BOT) {
      stack.push(result);
    }
    out.plain(op, opcode.ordinal(), slot, first, second);
    if (result != ValType.BITS_BOT && operands == 0) {
      out.lastResult = out.last + 2;
    }
  }

  @Override
  public void table(Opcode opcode, int first, int second) {
    ExternType.@Nullable Table type =
        opcode == Opcode.ELEM_DROP ? null : table.module.tableType(first);
    int address = type != null && type.limits().is64() ? ValType.BITS_I64 : ValType.BITS_I32;
    int element = type == null ? -1 : type.element().bits();
    switch (opcode.shape()) {
      case TABLE_GET -> inPlace(Op.TABLE, opcode, 1, element, first, second);
      case TABLE_SET -> inPlace(Op.TABLE, opcode, 2, ValType.BITS_BOT, first, second);
      case TABLE_SIZE -> inPlace(Op.TABLE, opcode, 0, address, first, second);
      case TABLE_GROW -> inPlace(Op.TABLE, opcode, 2, address, first, second);
      case ELEM_DROP -> inPlace(Op.TABLE, opcode, 0, ValType.BITS_BOT, first, second);
      default -> inPlace(Op.TABLE, opcode, 3, ValType.BITS_BOT, first, second);
    }
  }

  // References.

  @Override
  public void refNull(int type) {
    out.result(Op.NULL, stack.push(type));
  }

  @Override
  public void refFunc(int function) {
    out.result(Op.REF_FUNC, stack.push(table.module.functionType(function).ref(false)), function);
  }

  @Override
  public void reference(Opcode opcode, int type) {
    switch (opcode.shape()) {
      case REF_IS_NULL -> {
        int slot = stack.pop();
        out.result(Op.IS_NULL, stack.push(ValType.BITS_I32), slot);
      }
      case REF_EQ -> {
        int b = stack.pop();
        int a = stack.pop();
        out.result(Op.REF_EQ, stack.push(ValType.BITS_I32), a, b);
      }
      case REF_AS_NON_NULL -> {
        // The value stays where it is; only its type changes.
        int top = stack.count() - 1;
        out.plain(Op.CHECK_NON_NULL, stack.source(top));
        stack.setType(top, type & ~ValType.NULLABLE);
      }
      default -> throw new IllegalStateException(opcode.mnemonic());
    }
  }
}
