package io.wasmtier.compiler.baseline;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.emit.Target;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.ValType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The part of tier 1 for what does not change control: numbers, locals, globals, memories, tables,
/// references.
///
/// JVM locals: the parameters, the instance, the other locals; memory 0 with its bytes and limit,
/// if the function uses it; one for an exception being handled; then the homes of operands
/// ([Operands]).
///
/// A comparison waits for what comes next: its operands are on the JVM's stack, and a branch makes
/// one jump of both.
///
/// File size: one short method per shape of instruction, and all share the frame and the operands.
abstract class DataSink extends RefusingSink {
  static final String ABI = "io/wasmtier/runtime/abi/";
  static final String INSTANCE = ABI + "ModuleInstance";
  static final String OPERATIONS = ABI + "Operations";
  static final String OF_INSTANCE = "L" + INSTANCE + ";";
  private static final String LINEAR_MEMORY = "io/wasmtier/allocator/LinearMemory";
  private static final String OF_OBJECT = "Ljava/lang/Object;";
  private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

  final BatchWriter batch;
  final MethodEmitter out;
  final boolean usesMemory;
  private final boolean callsItself;

  /// Where a tail call to the function itself goes.
  final Target start = new Target();

  /// Set by [#begin].
  Operands stack;

  /// The JVM locals of WebAssembly's.
  int[] variables = {};

  int instance;
  private int memory;
  private int bytes;
  private int limit;
  int thrown;

  private Object[] frame = {};
  private int fixedEntries;
  private int fixedVariables;

  /// The comparison that waits, and whether its opposite is meant.
  @Nullable Opcode comparison;

  boolean opposite;

  private long[] offsets = new long[32];
  private int lines;

  DataSink(BatchWriter batch, MethodEmitter out, Survey survey) {
    this.batch = batch;
    this.out = out;
    this.usesMemory = survey.usesMemory() && batch.heap() && !batch.is64(0);
    this.callsItself = survey.callsItself();
    this.stack = new Operands(out, 0);
  }

  // Prologue.

  @Override
  public void begin(FunctionContext function) {
    super.begin(function);
    int[] locals = function.locals();
    int params = function.type().params().length;
    variables = new int[locals.length];
    frame = new Object[locals.length + 64];
    int variable = 0;
    for (int i = 0; i < params; i++) {
      variable = local(i, locals[i], variable);
    }
    instance = variable++;
    frame[fixedEntries++] = INSTANCE;
    if (callsItself) {
      out.bind(start, frame, fixedEntries);
    }
    for (int i = params; i < locals.length; i++) {
      int here = variable;
      variable = local(i, locals[i], variable);
      out.constant(locals[i], 0);
      out.store(locals[i], here);
    }
    if (usesMemory) {
      memory = variable++;
      bytes = variable++;
      limit = variable++;
      frame[fixedEntries++] = LINEAR_MEMORY;
      frame[fixedEntries++] = "[B";
      frame[fixedEntries++] = MethodEmitter.frameType(ValType.BITS_I32);
      out.loadReference(instance);
      out.getField(INSTANCE, "memories", "[L" + LINEAR_MEMORY + ";");
      out.constant(0);
      out.op(Jvm.AALOAD);
      out.storeReference(memory);
      reloadMemory();
    }
    thrown = variable++;
    frame[fixedEntries++] = MethodEmitter.UNUSED;
    fixedVariables = variable;
    stack = new Operands(out, fixedVariables);
    mark();
    poll();
  }

  private int local(int index, int type, int variable) {
    if (type == ValType.BITS_V128) {
      throw new Refusal("v128");
    }
    variables[index] = variable;
    frame[fixedEntries++] = MethodEmitter.frameType(type);
    return variable + MethodEmitter.size(type);
  }

  /// Ends the guest here if somebody wants that.
  final void poll() {
    Target next = new Target();
    out.invokeStatic(ABI + "InterruptPoll", "requested", "()Z");
    out.jumpIf(Jvm.IFEQ, next);
    out.loadReference(instance);
    out.invokeStatic(ABI + "InterruptPoll", "check", "(" + OF_INSTANCE + ")V");
    bind(next);
  }

  /// After anything that may grow memory 0.
  final void reloadMemory() {
    if (usesMemory) {
      out.loadReference(memory);
      out.getField(LINEAR_MEMORY, "bytes", "[B");
      out.storeReference(bytes);
      out.loadReference(memory);
      out.getField(LINEAR_MEMORY, "limit", "I");
      out.store(ValType.BITS_I32, limit);
    }
  }

  // Places.

  /// Notes that what comes now belongs to the current instruction.
  final void mark() {
    long offset = context().offset();
    if (lines != 0 && offsets[lines - 1] == offset) {
      return;
    }
    if (lines == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * lines);
    }
    offsets[lines++] = offset;
    if (lines > 0xFFFF) {
      throw new Refusal("its size");
    }
    out.line(lines);
  }

  /// {@return the offsets by line number minus 1}
  final long[] offsets() {
    return Arrays.copyOf(offsets, lines);
  }

  /// Binds a target where all operands are in their homes.
  final void bind(Target target) {
    out.bind(target, frame, describe(stack.count()));
  }

  /// {@return how many entries the frame has, with a number of operands}
  final int describe(int height) {
    int room = fixedEntries + 2 * height + 1;
    if (room > frame.length) {
      frame = Arrays.copyOf(frame, 2 * room);
    }
    return stack.describe(frame, fixedEntries, height);
  }

  /// {@return a copy of the frame with a number of operands}
  final Object[] frame(int height) {
    return Arrays.copyOf(frame, describe(height));
  }

  /// {@return the entry of a frame that is the exception being handled}
  final int thrownEntry() {
    return fixedEntries - 1;
  }

  // Comparisons.

  /// Makes a number of the comparison that waits.
  final void resolve() {
    Opcode waiting = comparison;
    if (waiting == null) {
      return;
    }
    comparison = null;
    if (waiting == Opcode.REF_IS_NULL) {
      out.invokeStatic(OPERATIONS, "isNull", "(" + OF_OBJECT + ")I");
    } else {
      out.invokeStatic(
          Instructions.owner(waiting),
          Instructions.method(waiting),
          Instructions.descriptor(waiting));
    }
    if (opposite) {
      out.constant(1);
      out.op(Jvm.IXOR);
    }
  }

  private void compare(Opcode opcode, int operands) {
    stack.toStack(operands);
    stack.pop(operands);
    stack.push(ValType.BITS_I32);
    comparison = opcode;
    opposite = false;
  }

  /// Jumps by the comparison that waits or by the number on the JVM's stack.
  final void jumpIf(boolean holds, Target target) {
    Opcode waiting = comparison;
    comparison = null;
    if (waiting == null) {
      out.jumpIf(holds ? Jvm.IFNE : Jvm.IFEQ, target);
      return;
    }
    if (Instructions.isUnsigned(waiting)) {
      boolean isLong = Instructions.signature(waiting).charAt(0) == 'l';
      out.invokeStatic(
          isLong ? "java/lang/Long" : "java/lang/Integer",
          "compareUnsigned",
          isLong ? "(JJ)I" : "(II)I");
    } else if (waiting == Opcode.I64_EQZ) {
      out.constant(0L);
      out.op(Jvm.LCMP);
    } else if (Instructions.compare(waiting) != Jvm.NONE) {
      out.op(Instructions.compare(waiting));
    }
    int jump = Instructions.jump(waiting);
    out.jumpIf(holds == opposite ? Jvm.negated(jump) : jump, target);
  }

  // Numbers.

  @Override
  public void constant(Opcode opcode, long low, long high) {
    resolve();
    stack.pushConstant(Instructions.result(opcode), low);
  }

  @Override
  public void unary(Opcode opcode) {
    if (opcode == Opcode.I32_EQZ && comparison != null) {
      opposite = !opposite;
      return;
    }
    resolve();
    int top = stack.count() - 1;
    int type = Instructions.result(opcode);
    if (stack.isConstant(top) && Folding.canFold(opcode)) {
      long bits = Folding.fold(opcode, stack.constant(top), 0);
      stack.pop(1);
      stack.pushConstant(type, bits);
      return;
    }
    if (Instructions.jump(opcode) != Jvm.NONE) {
      compare(opcode, 1);
      return;
    }
    if (!opcode.isPure()) {
      mark();
    }
    stack.toStack(1);
    stack.pop(1);
    int instruction = Instructions.unary(opcode);
    if (instruction != Jvm.NONE) {
      out.op(instruction);
    } else {
      call(opcode, "");
    }
    stack.push(type);
  }

  private void call(Opcode opcode, String suffix) {
    out.invokeStatic(
        Instructions.owner(opcode),
        Instructions.method(opcode) + suffix,
        Instructions.descriptor(opcode));
  }

  @Override
  public void binary(Opcode opcode) {
    resolve();
    int top = stack.count() - 1;
    int type = Instructions.result(opcode);
    if (stack.isConstant(top) && stack.isConstant(top - 1) && Folding.canFold(opcode)) {
      long bits = Folding.fold(opcode, stack.constant(top - 1), stack.constant(top));
      stack.pop(2);
      stack.pushConstant(type, bits);
      return;
    }
    if (Instructions.jump(opcode) != Jvm.NONE) {
      compare(opcode, 2);
      return;
    }
    if (!opcode.isPure()) {
      mark();
    }
    int instruction = Instructions.binary(opcode);
    if (instruction == Jvm.NONE) {
      stack.toStack(2);
      call(opcode, "");
    } else {
      if (Instructions.commutes(opcode)) {
        stack.toStackInAnyOrder();
      } else {
        stack.toStack(2);
      }
      if (Instructions.isLongShift(opcode)) {
        out.op(Jvm.L2I);
      }
      out.op(instruction);
    }
    stack.pop(2);
    stack.push(type);
  }

  @Override
  public void wide(Opcode opcode) {
    resolve();
    int operands = opcode.operands();
    int first = stack.count() - operands;
    stack.offStack(operands);
    for (int i = 0; i < operands; i++) {
      stack.load(first + i);
    }
    call(opcode, "Lo");
    for (int i = 0; i < operands; i++) {
      stack.load(first + i);
    }
    call(opcode, "Hi");
    stack.pop(operands);
    stack.push(ValType.BITS_I64);
    stack.push(ValType.BITS_I64);
  }

  // Locals and globals.

  @Override
  public void local(Opcode opcode, int index, int type) {
    resolve();
    int variable = variables[index];
    if (opcode == Opcode.LOCAL_GET) {
      stack.pushLocal(type, variable);
      return;
    }
    int top = stack.count() - 1;
    boolean onStack = stack.isOnStack(top);
    boolean constant = stack.isConstant(top);
    boolean same = stack.isLocal(top, variable);
    stack.pop(1);
    if (!same) {
      stack.beforeChange(variable);
      if (!onStack) {
        stack.load(top);
      }
      out.store(type, variable);
    }
    if (opcode == Opcode.LOCAL_TEE) {
      if (constant) {
        stack.pushConstant(type, stack.constant(top));
      } else {
        stack.pushLocal(type, variable);
      }
    }
  }

  private void loadGlobal(int index) {
    out.loadReference(instance);
    out.getField(INSTANCE, "globals", "[L" + ABI + "GlobalInstance;");
    out.constant(index);
    out.op(Jvm.AALOAD);
  }

  @Override
  public void global(Opcode opcode, int index, int type) {
    resolve();
    if (opcode == Opcode.GLOBAL_GET) {
      loadGlobal(index);
      if (type < 0) {
        out.getField(ABI + "GlobalInstance", "reference", OF_OBJECT);
      } else {
        out.getField(ABI + "GlobalInstance", "bits", "J");
        Slots.fromLong(out, type);
      }
      stack.push(type);
      return;
    }
    stack.offStack(1);
    loadGlobal(index);
    stack.load(stack.count() - 1);
    stack.pop(1);
    if (type < 0) {
      out.putField(ABI + "GlobalInstance", "reference", OF_OBJECT);
    } else {
      Slots.toLong(out, type, true);
      out.putField(ABI + "GlobalInstance", "bits", "J");
    }
  }

  @Override
  public void drop(int type) {
    resolve();
    stack.drop();
  }

  @Override
  public void select(int type) {
    resolve();
    String letter = Instructions.letterOf(type);
    stack.toStack(3);
    out.invokeStatic(OPERATIONS, "select", "(" + letter + letter + "I)" + letter);
    stack.pop(3);
    stack.push(type);
  }

  // Memory accesses.

  private boolean isInline(int of, long offset) {
    return of == 0 && usesMemory && offset >= 0 && offset <= Integer.MAX_VALUE - 16;
  }

  private static String view(int sizeLog2) {
    return switch (sizeLog2) {
      case 1 -> "SHORT";
      case 2 -> "INT";
      default -> "LONG";
    };
  }

  private static char letter(int sizeLog2) {
    return switch (sizeLog2) {
      case 1 -> 'S';
      case 2 -> 'I';
      default -> 'J';
    };
  }

  private static String suffix(int sizeLog2) {
    return switch (sizeLog2) {
      case 0 -> "Byte";
      case 1 -> "Short";
      case 2 -> "Int";
      default -> "Long";
    };
  }

  /// Puts the array and the checked index of an access on the JVM's stack.
  ///
  /// @param address which operand the address is; not on the JVM's stack
  private void index(int address, int sizeLog2, int offset) {
    if (sizeLog2 != 0) {
      out.getStatic(ABI + "MemoryAccess", view(sizeLog2), "L" + VAR_HANDLE + ";");
    }
    out.loadReference(bytes);
    stack.load(address);
    out.load(ValType.BITS_I32, limit);
    int last = offset + (1 << sizeLog2) - 1;
    if (last != 0) {
      out.constant(last);
      out.op(Jvm.ISUB);
    }
    out.invokeStatic("java/util/Objects", "checkIndex", "(II)I");
    if (offset != 0) {
      out.constant(offset);
      out.op(Jvm.IADD);
    }
  }

  @Override
  public void load(Opcode opcode, int of, long offset) {
    if (opcode.shape() != Shape.LOAD) {
      throw new Refusal(opcode.mnemonic());
    }
    resolve();
    mark();
    int size = opcode.accessLog2();
    int type = Instructions.result(opcode);
    stack.offStack(1);
    int address = stack.count() - 1;
    if (isInline(of, offset)) {
      index(address, size, (int) offset);
      if (size == 0) {
        out.op(Jvm.BALOAD);
      } else {
        out.invokeVirtual(VAR_HANDLE, "get", "([BI)" + letter(size));
      }
    } else {
      loadAddress(address, batch.is64(of));
      out.constant(offset);
      out.loadReference(instance);
      out.constant(of);
      out.invokeStatic(
          OPERATIONS, "get" + suffix(size), "(JJ" + OF_INSTANCE + "I)" + (size == 3 ? "J" : "I"));
    }
    stack.pop(1);
    extend(opcode, type, size);
    stack.push(type);
  }

  /// Makes a value of a type of what was read.
  private void extend(Opcode opcode, int type, int size) {
    boolean signed = opcode.mnemonic().endsWith("_s");
    if (size == 0 && !signed) {
      out.constant(0xFF);
      out.op(Jvm.IAND);
    } else if (size == 1 && !signed) {
      out.op(Jvm.I2C);
    }
    switch (type) {
      case ValType.BITS_I64 -> {
        if (size == 2 && !signed) {
          out.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
        } else if (size != 3) {
          out.op(Jvm.I2L);
        }
      }
      case ValType.BITS_F32 -> out.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
      case ValType.BITS_F64 -> out.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
      default -> {}
    }
  }

  /// Loads an address or index operand as an unsigned number of 64 bits.
  private void loadAddress(int operand, boolean is64) {
    stack.load(operand);
    if (!is64) {
      out.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
    }
  }

  @Override
  public void store(Opcode opcode, int of, long offset) {
    if (opcode.shape() != Shape.STORE) {
      throw new Refusal(opcode.mnemonic());
    }
    resolve();
    mark();
    int size = opcode.accessLog2();
    stack.offStack(2);
    int value = stack.count() - 1;
    boolean inline = isInline(of, offset);
    if (inline) {
      index(value - 1, size, (int) offset);
    } else {
      loadAddress(value - 1, batch.is64(of));
    }
    stack.load(value);
    switch (stack.type(value)) {
      case ValType.BITS_I64 -> {
        if (size != 3) {
          out.op(Jvm.L2I);
        }
      }
      case ValType.BITS_F32 -> out.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
      case ValType.BITS_F64 -> out.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
      default -> {}
    }
    if (!inline) {
      out.constant(offset);
      out.loadReference(instance);
      out.constant(of);
      out.invokeStatic(
          OPERATIONS,
          "put" + suffix(size),
          "(J" + (size == 3 ? "J" : "I") + "J" + OF_INSTANCE + "I)V");
    } else if (size == 0) {
      out.op(Jvm.BASTORE);
    } else {
      if (size == 1) {
        out.op(Jvm.I2S);
      }
      out.invokeVirtual(VAR_HANDLE, "set", "([BI" + letter(size) + ")V");
    }
    stack.pop(2);
  }

  // Whole memories and tables.

  /// Ends an instruction on a memory or table: instance and immediates, the call, the result.
  private void operate(String name, String operands, int count, int first, int second, int result) {
    out.loadReference(instance);
    out.constant(first);
    if (second >= 0) {
      out.constant(second);
    }
    boolean hasResult = result != ValType.BITS_BOT;
    String returned = !hasResult ? "V" : result < 0 ? OF_OBJECT : "J";
    out.invokeStatic(
        OPERATIONS, name, "(" + operands + OF_INSTANCE + (second >= 0 ? "II)" : "I)") + returned);
    stack.pop(count);
    if (hasResult) {
      if (result == ValType.BITS_I32) {
        out.op(Jvm.L2I);
      }
      stack.push(result);
    }
  }

  @Override
  public void memory(Opcode opcode, int first, int second) {
    resolve();
    mark();
    boolean is64 = opcode != Opcode.DATA_DROP && batch.is64(first);
    int address = is64 ? ValType.BITS_I64 : ValType.BITS_I32;
    int top = stack.count();
    switch (opcode) {
      case MEMORY_SIZE -> operate("memorySize", "", 0, first, -1, address);
      case MEMORY_GROW -> {
        stack.offStack(1);
        loadAddress(top - 1, is64);
        operate("memoryGrow", "J", 1, first, -1, address);
        reloadMemory();
      }
      case MEMORY_FILL -> {
        stack.offStack(3);
        loadAddress(top - 3, is64);
        stack.load(top - 2);
        loadAddress(top - 1, is64);
        operate("memoryFill", "JIJ", 3, first, -1, ValType.BITS_BOT);
      }
      case MEMORY_COPY -> {
        boolean from64 = batch.is64(second);
        stack.offStack(3);
        loadAddress(top - 3, is64);
        loadAddress(top - 2, from64);
        loadAddress(top - 1, is64 && from64);
        operate("memoryCopy", "JJJ", 3, first, second, ValType.BITS_BOT);
      }
      case MEMORY_INIT -> {
        stack.offStack(3);
        loadAddress(top - 3, is64);
        loadAddress(top - 2, false);
        loadAddress(top - 1, false);
        operate("memoryInit", "JJJ", 3, first, second, ValType.BITS_BOT);
      }
      case DATA_DROP -> operate("dataDrop", "", 0, first, -1, ValType.BITS_BOT);
      default -> throw new Refusal(opcode.mnemonic());
    }
  }

  @Override
  public void table(Opcode opcode, int first, int second) {
    resolve();
    mark();
    boolean drop = opcode == Opcode.ELEM_DROP;
    boolean is64 = !drop && batch.isTable64(first);
    int address = is64 ? ValType.BITS_I64 : ValType.BITS_I32;
    int top = stack.count();
    switch (opcode) {
      case TABLE_GET -> {
        stack.offStack(1);
        loadAddress(top - 1, is64);
        int element = batch.module().tableType(first).element().bits();
        operate("tableGet", "J", 1, first, -1, element);
      }
      case TABLE_SET -> {
        stack.offStack(2);
        loadAddress(top - 2, is64);
        stack.load(top - 1);
        operate("tableSet", "J" + OF_OBJECT, 2, first, -1, ValType.BITS_BOT);
      }
      case TABLE_SIZE -> operate("tableSize", "", 0, first, -1, address);
      case TABLE_GROW -> {
        stack.offStack(2);
        stack.load(top - 2);
        loadAddress(top - 1, is64);
        operate("tableGrow", OF_OBJECT + "J", 2, first, -1, address);
      }
      case TABLE_FILL -> {
        stack.offStack(3);
        loadAddress(top - 3, is64);
        stack.load(top - 2);
        loadAddress(top - 1, is64);
        operate("tableFill", "J" + OF_OBJECT + "J", 3, first, -1, ValType.BITS_BOT);
      }
      case TABLE_COPY -> {
        boolean from64 = batch.isTable64(second);
        stack.offStack(3);
        loadAddress(top - 3, is64);
        loadAddress(top - 2, from64);
        loadAddress(top - 1, is64 && from64);
        operate("tableCopy", "JJJ", 3, first, second, ValType.BITS_BOT);
      }
      case TABLE_INIT -> {
        stack.offStack(3);
        loadAddress(top - 3, is64);
        loadAddress(top - 2, false);
        loadAddress(top - 1, false);
        operate("tableInit", "JJJ", 3, first, second, ValType.BITS_BOT);
      }
      case ELEM_DROP -> operate("elemDrop", "", 0, first, -1, ValType.BITS_BOT);
      default -> throw new Refusal(opcode.mnemonic());
    }
  }

  // References.

  @Override
  public void refNull(int type) {
    resolve();
    stack.pushConstant(type, 0);
  }

  @Override
  public void refFunc(int function) {
    resolve();
    loadFunction(function);
    stack.push(batch.module().functionType(function).ref(false));
  }

  /// Puts a function's object on the JVM's stack.
  final void loadFunction(int function) {
    out.loadReference(instance);
    out.getField(INSTANCE, "functions", "[Lio/wasmtier/runtime/WasmFunction;");
    out.constant(function);
    out.op(Jvm.AALOAD);
  }

  @Override
  public void reference(Opcode opcode, int type) {
    resolve();
    switch (opcode.shape()) {
      case REF_IS_NULL -> compare(opcode, 1);
      case REF_EQ -> {
        stack.toStack(2);
        out.invokeStatic(OPERATIONS, "same", "(" + OF_OBJECT + OF_OBJECT + ")I");
        stack.pop(2);
        stack.push(ValType.BITS_I32);
      }
      case REF_AS_NON_NULL -> {
        mark();
        stack.toStack(1);
        out.invokeStatic(OPERATIONS, "nonNull", "(" + OF_OBJECT + ")" + OF_OBJECT);
        stack.pop(1);
        stack.push(type & ~ValType.NULLABLE);
      }
      default -> throw new Refusal(opcode.mnemonic());
    }
  }
}
