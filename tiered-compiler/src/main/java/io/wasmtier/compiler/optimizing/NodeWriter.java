package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.emit.Target;
import io.wasmtier.compiler.ir.Graph;
import io.wasmtier.compiler.ir.Node;
import io.wasmtier.compiler.lower.Instructions;
import io.wasmtier.compiler.lower.Slots;
import io.wasmtier.runtime.abi.CodeSpace.Positions;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.Arrays;
import java.util.Objects;

/// Writes nodes as JVM code: their expressions, and where their values go.
///
/// File size: one short method per kind of node, and all share the method's locals.
abstract class NodeWriter {
  static final String ABI = "io/wasmtier/runtime/abi/";
  static final String INSTANCE = ABI + "ModuleInstance";
  static final String OPERATIONS = ABI + "Operations";
  static final String OF_INSTANCE = "L" + INSTANCE + ";";
  static final String LINEAR_MEMORY = "io/wasmtier/allocator/LinearMemory";
  static final String OF_OBJECT = "Ljava/lang/Object;";
  static final String EXCEPTION = "io/wasmtier/runtime/WasmException";
  private static final String OF_EXCEPTION = "L" + EXCEPTION + ";";
  private static final String FUNCTION = "io/wasmtier/runtime/WasmFunction";
  private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

  final Linkage link;
  final MethodEmitter out;
  final Graph graph;
  final Placement placement;

  // JVM locals.
  int instance;
  int numbers;
  int references;
  int memory;
  int bytes;
  int limit;
  int[] variables = {};
  boolean usesMemory;

  private long[] offsets = new long[32];
  private int lines;

  NodeWriter(Linkage link, MethodEmitter out, Graph graph, Placement placement) {
    this.link = link;
    this.out = out;
    this.graph = graph;
    this.placement = placement;
  }

  // Places.

  final void mark(long offset) {
    if (lines != 0 && offsets[lines - 1] == offset) {
      return;
    }
    if (lines == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * lines);
    }
    offsets[lines++] = offset;
    out.line(lines);
  }

  final void markPart() {
    mark(Positions.PART);
  }

  final long[] offsets() {
    return Arrays.copyOf(offsets, lines);
  }

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

  // Values.

  final void loadSlot(int type, int slot) {
    out.loadReference(type < 0 ? references : numbers);
    out.constant(slot);
    if (type < 0) {
      out.op(Jvm.AALOAD);
    } else {
      out.op(Jvm.LALOAD);
      Slots.fromLong(out, type);
    }
  }

  /// Puts the array and the index on the JVM's stack; the value and [#endSlot] must follow.
  final void beginSlot(int type, int slot) {
    out.loadReference(type < 0 ? references : numbers);
    out.constant(slot);
  }

  final void endSlot(int type) {
    if (type < 0) {
      out.op(Jvm.AASTORE);
    } else {
      Slots.toLong(out, type, false);
      out.op(Jvm.LASTORE);
    }
  }

  static boolean isInline(Node node) {
    return !node.root && !node.isConstant() && node.kind != Node.Kind.PARAM;
  }

  /// Puts a value on the JVM's stack.
  final void value(Node node) {
    if (node.isConstant()) {
      out.constant(node.type, node.bits);
    } else if (isInline(node)) {
      compute(node);
    } else if (node.local >= 0) {
      out.load(node.type, node.local);
    } else {
      loadSlot(node.type, node.slot);
    }
  }

  /// Computes a root and puts its value where it belongs.
  final void root(Node node) {
    int type = node.type;
    if (type == ValType.BITS_BOT) {
      compute(node);
    } else if (node.kind == Node.Kind.CAUGHT) {
      if (node.throughSlot && node.local >= 0) {
        loadSlot(type, node.slot);
        out.store(type, node.local);
      } else if (node.slot >= 0 && !node.throughSlot) {
        share(node);
      }
    } else if (node.uses == 0) {
      compute(node);
      out.drop(type);
    } else if (node.local >= 0) {
      compute(node);
      out.store(type, node.local);
      if (node.slot >= 0) {
        share(node);
      }
    } else {
      beginSlot(type, node.slot);
      compute(node);
      endSlot(type);
    }
  }

  /// Copies a value from its local to the frame.
  final void share(Node node) {
    beginSlot(node.type, node.slot);
    out.load(node.type, node.local);
    endSlot(node.type);
  }

  private void inputs(Node node) {
    for (int i = 0; i < node.arity; i++) {
      value(node.in(i));
    }
  }

  private void compute(Node node) {
    switch (node.kind) {
      case NUMERIC -> numeric(node);
      case WIDE_LOW -> wide(node, "Lo");
      case WIDE_HIGH -> wide(node, "Hi");
      case SELECT -> {
        inputs(node);
        String letter = Instructions.letterOf(node.type);
        out.invokeStatic(OPERATIONS, "select", "(" + letter + letter + "I)" + letter);
      }
      case LOAD -> load(node);
      case STORE -> store(node);
      case GLOBAL_GET -> {
        global(node.index);
        if (node.type < 0) {
          out.getField(ABI + "GlobalInstance", "reference", OF_OBJECT);
        } else {
          out.getField(ABI + "GlobalInstance", "bits", "J");
          Slots.fromLong(out, node.type);
        }
      }
      case GLOBAL_SET -> {
        global(node.index);
        int type = node.in(0).type;
        value(node.in(0));
        if (type < 0) {
          out.putField(ABI + "GlobalInstance", "reference", OF_OBJECT);
        } else {
          Slots.toLong(out, type, true);
          out.putField(ABI + "GlobalInstance", "bits", "J");
        }
      }
      case MEMORY -> memory(node);
      case TABLE -> table(node);
      case REF_FUNC -> function(node.index);
      case IS_NULL -> {
        inputs(node);
        out.invokeStatic(OPERATIONS, "isNull", "(" + OF_OBJECT + ")I");
      }
      case REF_EQ -> {
        inputs(node);
        out.invokeStatic(OPERATIONS, "same", "(" + OF_OBJECT + OF_OBJECT + ")I");
      }
      case NON_NULL -> {
        mark(node.offset);
        inputs(node);
        mark(node.offset);
        out.invokeStatic(OPERATIONS, "nonNull", "(" + OF_OBJECT + ")" + OF_OBJECT);
      }
      case CALL, CALL_INDIRECT, CALL_REF -> call(node);
      case RESULT -> link.getResult(out, instance, node.index, node.type);
      case VARIABLE_GET -> {
        if (placement.isSplit()) {
          loadSlot(node.type, placement.variableSlots[node.index]);
        } else {
          out.load(node.type, variables[node.index]);
        }
      }
      case VARIABLE_SET -> {
        int type = graph.variables[node.index];
        if (placement.isSplit()) {
          beginSlot(type, placement.variableSlots[node.index]);
          value(node.in(0));
          endSlot(type);
        } else {
          value(node.in(0));
          out.store(type, variables[node.index]);
        }
      }
      case HAS_TAG -> {
        exception(node.in(0));
        out.loadReference(instance);
        out.constant(node.index);
        out.invokeStatic(OPERATIONS, "has", "(" + OF_EXCEPTION + OF_INSTANCE + "I)Z");
      }
      case PAYLOAD -> {
        exception(node.in(0));
        out.constant(node.index);
        if (node.type < 0) {
          out.invokeStatic(OPERATIONS, "payloadReference", "(" + OF_EXCEPTION + "I)" + OF_OBJECT);
        } else {
          out.invokeStatic(OPERATIONS, "payload", "(" + OF_EXCEPTION + "I)J");
          Slots.fromLong(out, node.type);
        }
      }
      default -> throw new IllegalStateException(node.kind + " is no instruction");
    }
  }

  private void exception(Node node) {
    value(node);
    out.invokeStatic(OPERATIONS, "exception", "(" + OF_OBJECT + ")" + OF_EXCEPTION);
  }

  // Numbers.

  private static Opcode opcode(Node node) {
    return Objects.requireNonNull(node.opcode);
  }

  private void invoke(Opcode opcode, String suffix) {
    out.invokeStatic(
        Instructions.owner(opcode),
        Instructions.method(opcode) + suffix,
        Instructions.descriptor(opcode));
  }

  private void numeric(Node node) {
    Opcode opcode = opcode(node);
    inputs(node);
    int instruction = node.arity == 1 ? Instructions.unary(opcode) : Instructions.binary(opcode);
    if (instruction != Jvm.NONE) {
      if (Instructions.isLongShift(opcode)) {
        out.op(Jvm.L2I);
      }
      out.op(instruction);
      return;
    }
    if (!opcode.isPure()) {
      mark(node.offset);
    }
    invoke(opcode, "");
  }

  private void wide(Node node, String suffix) {
    inputs(node);
    invoke(opcode(node), suffix);
  }

  // Conditions.

  private static boolean isComparison(Node node) {
    return isInline(node)
        && (node.kind == Node.Kind.IS_NULL
            || node.kind == Node.Kind.NUMERIC && Instructions.jump(opcode(node)) != Jvm.NONE);
  }

  /// Jumps if a condition holds or does not.
  final void jumpIf(Node condition, boolean when, Target target) {
    Node node = condition;
    boolean holds = when;
    while (isInline(node)
        && node.opcode == Opcode.I32_EQZ
        && node.kind == Node.Kind.NUMERIC
        && isComparison(node.in(0))) {
      node = node.in(0);
      holds = !holds;
    }
    if (!isComparison(node)) {
      value(node);
      out.jumpIf(holds ? Jvm.IFNE : Jvm.IFEQ, target);
      return;
    }
    inputs(node);
    if (node.kind == Node.Kind.IS_NULL) {
      out.jumpIf(holds ? Jvm.IFNULL : Jvm.IFNONNULL, target);
      return;
    }
    Opcode opcode = opcode(node);
    if (Instructions.isUnsigned(opcode)) {
      boolean isLong = Instructions.signature(opcode).charAt(0) == 'l';
      out.invokeStatic(
          isLong ? "java/lang/Long" : "java/lang/Integer",
          "compareUnsigned",
          isLong ? "(JJ)I" : "(II)I");
    } else if (opcode == Opcode.I64_EQZ) {
      out.constant(0L);
      out.op(Jvm.LCMP);
    } else if (Instructions.compare(opcode) != Jvm.NONE) {
      out.op(Instructions.compare(opcode));
    }
    int jump = Instructions.jump(opcode);
    out.jumpIf(holds ? jump : Jvm.negated(jump), target);
  }

  // Storage.

  private void global(int index) {
    out.loadReference(instance);
    out.getField(INSTANCE, "globals", "[L" + ABI + "GlobalInstance;");
    out.constant(index);
    out.op(Jvm.AALOAD);
  }

  private void address(Node node, boolean is64) {
    value(node);
    if (!is64) {
      out.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
    }
  }

  private boolean isInlineAccess(Node node) {
    return node.index == 0 && usesMemory && node.bits >= 0 && node.bits <= Integer.MAX_VALUE - 16;
  }

  private static String view(int sizeLog2) {
    return sizeLog2 == 1 ? "SHORT" : sizeLog2 == 2 ? "INT" : "LONG";
  }

  private static char letter(int sizeLog2) {
    return sizeLog2 == 1 ? 'S' : sizeLog2 == 2 ? 'I' : 'J';
  }

  private static String suffix(int sizeLog2) {
    return switch (sizeLog2) {
      case 0 -> "Byte";
      case 1 -> "Short";
      case 2 -> "Int";
      default -> "Long";
    };
  }

  private void index(Node node, int sizeLog2) {
    int offset = (int) node.bits;
    if (sizeLog2 != 0) {
      out.getStatic(ABI + "MemoryAccess", view(sizeLog2), "L" + VAR_HANDLE + ";");
    }
    out.loadReference(bytes);
    value(node.in(0));
    mark(node.offset);
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

  private void load(Node node) {
    Opcode opcode = opcode(node);
    int size = opcode.accessLog2();
    if (isInlineAccess(node)) {
      index(node, size);
      if (size == 0) {
        out.op(Jvm.BALOAD);
      } else {
        out.invokeVirtual(VAR_HANDLE, "get", "([BI)" + letter(size));
      }
    } else {
      address(node.in(0), link.is64(node.index));
      out.constant(node.bits);
      out.loadReference(instance);
      out.constant(node.index);
      mark(node.offset);
      out.invokeStatic(
          OPERATIONS, "get" + suffix(size), "(JJ" + OF_INSTANCE + "I)" + (size == 3 ? "J" : "I"));
    }
    boolean signed = opcode.mnemonic().endsWith("_s");
    if (size == 0 && !signed) {
      out.constant(0xFF);
      out.op(Jvm.IAND);
    } else if (size == 1 && !signed) {
      out.op(Jvm.I2C);
    }
    switch (node.type) {
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

  private void store(Node node) {
    int size = opcode(node).accessLog2();
    boolean inline = isInlineAccess(node);
    if (inline) {
      index(node, size);
    } else {
      address(node.in(0), link.is64(node.index));
    }
    Node stored = node.in(1);
    value(stored);
    switch (stored.type) {
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
      out.constant(node.bits);
      out.loadReference(instance);
      out.constant(node.index);
      mark(node.offset);
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
  }

  /// Ends an instruction on a whole memory or table.
  private void operate(Node node, String name, String operands) {
    out.loadReference(instance);
    out.constant(node.index);
    if (node.second >= 0) {
      out.constant(node.second);
    }
    mark(node.offset);
    String returned = node.type == ValType.BITS_BOT ? "V" : node.type < 0 ? OF_OBJECT : "J";
    out.invokeStatic(
        OPERATIONS,
        name,
        "(" + operands + OF_INSTANCE + (node.second >= 0 ? "II)" : "I)") + returned);
    if (node.type == ValType.BITS_I32) {
      out.op(Jvm.L2I);
    }
  }

  private void memory(Node node) {
    Opcode opcode = opcode(node);
    boolean is64 = opcode != Opcode.DATA_DROP && link.is64(node.index);
    switch (opcode) {
      case MEMORY_SIZE -> operate(node, "memorySize", "");
      case DATA_DROP -> operate(node, "dataDrop", "");
      case MEMORY_GROW -> {
        address(node.in(0), is64);
        operate(node, "memoryGrow", "J");
        reloadMemory();
      }
      case MEMORY_FILL -> {
        address(node.in(0), is64);
        value(node.in(1));
        address(node.in(2), is64);
        operate(node, "memoryFill", "JIJ");
      }
      case MEMORY_COPY -> {
        boolean from64 = link.is64(node.second);
        address(node.in(0), is64);
        address(node.in(1), from64);
        address(node.in(2), is64 && from64);
        operate(node, "memoryCopy", "JJJ");
      }
      default -> {
        address(node.in(0), is64);
        address(node.in(1), false);
        address(node.in(2), false);
        operate(node, "memoryInit", "JJJ");
      }
    }
  }

  private void table(Node node) {
    Opcode opcode = opcode(node);
    boolean is64 = opcode != Opcode.ELEM_DROP && link.isTable64(node.index);
    switch (opcode) {
      case TABLE_SIZE -> operate(node, "tableSize", "");
      case ELEM_DROP -> operate(node, "elemDrop", "");
      case TABLE_GET -> {
        address(node.in(0), is64);
        operate(node, "tableGet", "J");
      }
      case TABLE_SET -> {
        address(node.in(0), is64);
        value(node.in(1));
        operate(node, "tableSet", "J" + OF_OBJECT);
      }
      case TABLE_GROW -> {
        value(node.in(0));
        address(node.in(1), is64);
        operate(node, "tableGrow", OF_OBJECT + "J");
      }
      case TABLE_FILL -> {
        address(node.in(0), is64);
        value(node.in(1));
        address(node.in(2), is64);
        operate(node, "tableFill", "J" + OF_OBJECT + "J");
      }
      case TABLE_COPY -> {
        boolean from64 = link.isTable64(node.second);
        address(node.in(0), is64);
        address(node.in(1), from64);
        address(node.in(2), is64 && from64);
        operate(node, "tableCopy", "JJJ");
      }
      default -> {
        address(node.in(0), is64);
        address(node.in(1), false);
        address(node.in(2), false);
        operate(node, "tableInit", "JJJ");
      }
    }
  }

  // Calls.

  private void function(int index) {
    out.loadReference(instance);
    out.getField(INSTANCE, "functions", "[L" + FUNCTION + ";");
    out.constant(index);
    out.op(Jvm.AALOAD);
  }

  private void call(Node node) {
    DefType type = Objects.requireNonNull(node.signature);
    inputs(node);
    mark(node.offset);
    switch (node.kind) {
      case CALL -> {
        if (node.index < link.module().importedFunctions()) {
          function(node.index);
          link.callObject(out, type, instance);
        } else {
          out.loadReference(instance);
          out.invokeStatic(link.owner(node.index), link.method(node.index), link.descriptor(type));
        }
      }
      case CALL_INDIRECT -> {
        if (!link.isTable64(node.index)) {
          out.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
        }
        out.loadReference(instance);
        out.constant(node.index);
        out.constant(type.id());
        link.keep(type);
        out.invokeStatic(OPERATIONS, "indirect", "(J" + OF_INSTANCE + "II)L" + FUNCTION + ";");
        link.callObject(out, type, instance);
      }
      default -> {
        out.invokeStatic(OPERATIONS, "function", "(" + OF_OBJECT + ")L" + FUNCTION + ";");
        link.callObject(out, type, instance);
      }
    }
    reloadMemory();
  }

  // Leaving.

  final void throw_(Node node) {
    DefType type = Objects.requireNonNull(node.signature);
    mark(node.offset);
    int[] params = type.params();
    boolean any = false;
    out.constant(type.paramSlots());
    out.newArray(true);
    int slot = 0;
    for (int i = 0; i < params.length; i++) {
      any |= params[i] < 0;
      if (params[i] >= 0) {
        out.op(Jvm.DUP);
        out.constant(slot);
        value(node.in(i));
        Slots.toLong(out, params[i], false);
        out.op(Jvm.LASTORE);
      }
      slot += ValType.slots(params[i]);
    }
    out.constant(any ? type.paramSlots() : 0);
    out.newArray(false);
    slot = 0;
    for (int i = 0; i < params.length; i++) {
      if (params[i] < 0) {
        out.op(Jvm.DUP);
        out.constant(slot);
        value(node.in(i));
        out.op(Jvm.AASTORE);
      }
      slot += ValType.slots(params[i]);
    }
    out.loadReference(instance);
    out.constant(node.index);
    out.invokeStatic(
        OPERATIONS, "exception", "([J[" + OF_OBJECT + OF_INSTANCE + "I)" + OF_EXCEPTION);
    out.op(Jvm.ATHROW);
  }

  final void throwRef(Node node) {
    value(node.in(0));
    mark(node.offset);
    out.invokeStatic(OPERATIONS, "exception", "(" + OF_OBJECT + ")" + OF_EXCEPTION);
    out.op(Jvm.ATHROW);
  }

  final void unreachable(Node node) {
    mark(node.offset);
    out.invokeStatic(OPERATIONS, "unreachable", "()Lio/wasmtier/runtime/Trap;");
    out.op(Jvm.ATHROW);
  }
}
