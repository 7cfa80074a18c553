package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.emit.Target;
import io.wasmtier.compiler.ir.Graph;
import io.wasmtier.compiler.ir.Node;
import io.wasmtier.compiler.lower.Accesses;
import io.wasmtier.compiler.lower.Bulk;
import io.wasmtier.compiler.lower.Exceptions;
import io.wasmtier.compiler.lower.Globals;
import io.wasmtier.compiler.lower.Instructions;
import io.wasmtier.compiler.lower.Numbers;
import io.wasmtier.compiler.lower.Site;
import io.wasmtier.compiler.lower.Slots;
import io.wasmtier.compiler.lower.Source;
import io.wasmtier.runtime.abi.CodeSpace.Positions;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.Objects;

/// Writes nodes as JVM code: their expressions, and where their values go.
abstract class NodeWriter {
  static final String ABI = "io/wasmtier/runtime/abi/";
  static final String INSTANCE = ABI + "ModuleInstance";
  static final String OPERATIONS = ABI + "Operations";
  static final String OF_INSTANCE = "L" + INSTANCE + ";";
  static final String OF_OBJECT = "Ljava/lang/Object;";
  static final String EXCEPTION = Exceptions.EXCEPTION;
  private static final String FUNCTION = "io/wasmtier/runtime/WasmFunction";

  final Linkage link;
  final MethodEmitter out;
  final Graph graph;
  final Placement placement;
  final Site site;
  private final Accesses accesses;
  private final Bulk bulk;
  private final Globals globals;
  private final Exceptions exceptions;

  // JVM locals.
  int instance;
  int numbers;
  int references;
  int[] variables = {};

  NodeWriter(Linkage link, MethodEmitter out, Graph graph, Placement placement) {
    this.link = link;
    this.out = out;
    this.graph = graph;
    this.placement = placement;
    this.site = new Site(out, link.module(), link::keep);
    this.accesses = new Accesses(site);
    this.bulk = new Bulk(site);
    this.globals = new Globals(site);
    this.exceptions = new Exceptions(site);
  }

  // Places.

  final void markPart() {
    site.mark(Positions.PART);
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

  /// {@return the inputs of a node, each of which is computed when it is asked for} An input may be
  /// of another place in the module, so the node's own is noted again behind it.
  private Source operands(Node node) {
    return new Source() {
      @Override
      public void load(int operand) {
        value(node.in(operand));
        site.mark(node.offset);
      }

      @Override
      public void loadHalf(int operand, boolean high) {
        throw new IllegalStateException("a v128 in tier 2");
      }
    };
  }

  private void compute(Node node) {
    switch (node.kind) {
      case NUMERIC -> numeric(node);
      case WIDE_LOW -> Numbers.wideHalf(out, opcode(node), false, operands(node));
      case WIDE_HIGH -> Numbers.wideHalf(out, opcode(node), true, operands(node));
      case SELECT -> {
        inputs(node);
        Numbers.select(out, node.type);
      }
      case LOAD -> accesses.load(opcode(node), node.index, node.bits, operands(node));
      case STORE -> accesses.store(opcode(node), node.index, node.bits, operands(node));
      case GLOBAL_GET -> globals.get(node.index, node.type);
      case GLOBAL_SET -> globals.set(node.index, node.in(0).type, operands(node));
      case MEMORY -> {
        Opcode opcode = opcode(node);
        bulk.memory(opcode, node.index, node.second, operands(node));
        if (opcode == Opcode.MEMORY_GROW) {
          site.reloadMemory();
        }
      }
      case TABLE -> bulk.table(opcode(node), node.index, node.second, operands(node));
      case REF_FUNC -> function(node.index);
      case IS_NULL -> {
        inputs(node);
        Numbers.compare(out, Opcode.REF_IS_NULL);
      }
      case REF_EQ -> {
        inputs(node);
        out.invokeStatic(OPERATIONS, "same", "(" + OF_OBJECT + OF_OBJECT + ")I");
      }
      case NON_NULL -> {
        site.mark(node.offset);
        inputs(node);
        site.mark(node.offset);
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
        value(node.in(0));
        exceptions.ofReference();
        exceptions.hasTag(node.index);
      }
      case PAYLOAD -> {
        value(node.in(0));
        exceptions.ofReference();
        exceptions.payload(node.index, node.type);
      }
      default -> throw new IllegalStateException(node.kind + " is no instruction");
    }
  }

  // Numbers.

  private static Opcode opcode(Node node) {
    return Objects.requireNonNull(node.opcode);
  }

  private void numeric(Node node) {
    Opcode opcode = opcode(node);
    inputs(node);
    if (!opcode.isPure()) {
      site.mark(node.offset);
    }
    if (node.arity == 1) {
      Numbers.unary(out, opcode);
    } else {
      Numbers.binary(out, opcode);
    }
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
    Opcode opcode = node.kind == Node.Kind.IS_NULL ? Opcode.REF_IS_NULL : opcode(node);
    Numbers.jump(out, opcode, holds, target);
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
    site.mark(node.offset);
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
    site.reloadMemory();
  }

  // Leaving.

  final void throw_(Node node) {
    DefType type = Objects.requireNonNull(node.signature);
    site.mark(node.offset);
    exceptions.throw_(node.index, type, operands(node));
  }

  final void throwRef(Node node) {
    value(node.in(0));
    site.mark(node.offset);
    exceptions.ofReference();
    out.op(Jvm.ATHROW);
  }

  final void unreachable(Node node) {
    site.mark(node.offset);
    out.invokeStatic(OPERATIONS, "unreachable", "()Lio/wasmtier/runtime/Trap;");
    out.op(Jvm.ATHROW);
  }
}
