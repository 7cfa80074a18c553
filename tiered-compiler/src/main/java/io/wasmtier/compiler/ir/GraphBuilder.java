package io.wasmtier.compiler.ir;

import io.wasmtier.compiler.lower.Folding;
import io.wasmtier.compiler.lower.Instructions;
import io.wasmtier.compiler.lower.Refusal;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.ValType;

/// Builds the graph of a function in one walk over it. This part is about what does not change
/// control.
public final class GraphBuilder extends ControlBuilder {
  private final ValidatedModule module;

  private GraphBuilder(ValidatedModule module, Graph graph, Assignments assignments) {
    super(graph, assignments);
    this.module = module;
  }

  /// {@return the graph of a function}
  ///
  /// @throws Refusal if it has something that this tier does not compile
  public static Graph build(ValidatedModule module, int function) {
    Assignments assignments = Assignments.of(module, function);
    DefType type = module.functionType(function);
    int[] locals = new int[1];
    GraphBuilder[] made = new GraphBuilder[1];
    locals[0] = 0;
    Graph graph = new Graph(function, type, localCount(module, function));
    made[0] = new GraphBuilder(module, graph, assignments);
    module.walk(function, made[0]);
    return graph;
  }

  private static int localCount(ValidatedModule module, int function) {
    var in = module.module().code().body(function - module.importedFunctions()).reader();
    var reader =
        new io.wasmtier.decoder.InstructionReader(in, module.features(), module.typeCount());
    int locals = module.functionType(function).params().length;
    for (int groups = in.u32(); groups != 0; groups--) {
      locals += in.u32();
      reader.valueType();
    }
    return locals;
  }

  private static int erased(int type) {
    if (type == ValType.BITS_V128) {
      throw new Refusal("v128");
    }
    return type < 0 ? ValType.REFERENCE : type;
  }

  private Node add(Node.Kind kind, int type, Node... inputs) {
    return add(graph.node(kind, type == ValType.BITS_BOT ? type : erased(type), inputs));
  }

  // Numbers.

  @Override
  public void constant(Opcode opcode, long low, long high) {
    if (opcode == Opcode.V128_CONST) {
      throw refuse(opcode);
    }
    push(graph.constant(Instructions.result(opcode), low));
  }

  private void numeric(Opcode opcode, Node... inputs) {
    if (opcode.prefix() == 0xFD) {
      throw refuse(opcode);
    }
    int type = Instructions.result(opcode);
    boolean known = Folding.canFold(opcode);
    for (Node input : inputs) {
      known &= input.isConstant();
    }
    if (known) {
      push(
          graph.constant(
              type, Folding.fold(opcode, inputs[0].bits, inputs.length == 1 ? 0 : inputs[1].bits)));
      return;
    }
    Node node = graph.node(Node.Kind.NUMERIC, type, inputs);
    node.opcode = opcode;
    push(add(node));
  }

  @Override
  public void unary(Opcode opcode) {
    numeric(opcode, pop());
  }

  @Override
  public void binary(Opcode opcode) {
    numeric(opcode, pop(2));
  }

  @Override
  public void wide(Opcode opcode) {
    Node[] inputs = pop(opcode.operands());
    Node low = add(Node.Kind.WIDE_LOW, ValType.BITS_I64, inputs);
    low.opcode = opcode;
    Node high = add(Node.Kind.WIDE_HIGH, ValType.BITS_I64, inputs.clone());
    high.opcode = opcode;
    push(low);
    push(high);
  }

  @Override
  public void drop(int type) {
    pop();
  }

  @Override
  public void select(int type) {
    Node[] inputs = pop(3);
    if (inputs[2].isConstant()) {
      push(inputs[2].bits != 0 ? inputs[0] : inputs[1]);
      return;
    }
    push(add(Node.Kind.SELECT, type, inputs));
  }

  // Storage.

  @Override
  public void local(Opcode opcode, int index, int type) {
    boolean variable = assignments.isVariable(index);
    if (opcode == Opcode.LOCAL_GET) {
      if (variable) {
        Node node = add(Node.Kind.VARIABLE_GET, type);
        node.index = index;
        push(node);
      } else {
        push(locals[index]);
      }
      return;
    }
    Node value = pop();
    if (variable) {
      setVariable(index, value);
    } else {
      locals[index] = value;
    }
    if (opcode == Opcode.LOCAL_TEE) {
      push(value);
    }
  }

  @Override
  public void global(Opcode opcode, int index, int type) {
    boolean get = opcode == Opcode.GLOBAL_GET;
    Node node =
        get ? add(Node.Kind.GLOBAL_GET, type) : add(Node.Kind.GLOBAL_SET, ValType.BITS_BOT, pop());
    node.index = index;
    if (get) {
      push(node);
    }
  }

  private boolean is64(int memory) {
    return memory < module.memoryCount() && module.memoryType(memory).limits().is64();
  }

  @Override
  public void load(Opcode opcode, int memory, long offset) {
    if (opcode.shape() != Shape.LOAD || opcode.prefix() == 0xFD) {
      throw refuse(opcode);
    }
    Node node = add(Node.Kind.LOAD, Instructions.result(opcode), pop());
    access(node, opcode, memory, offset);
    push(node);
  }

  private void access(Node node, Opcode opcode, int memory, long offset) {
    node.opcode = opcode;
    node.index = memory;
    node.bits = offset;
    graph.usesMemory |= memory == 0 && !is64(0);
  }

  @Override
  public void store(Opcode opcode, int memory, long offset) {
    if (opcode.shape() != Shape.STORE || opcode.prefix() == 0xFD) {
      throw refuse(opcode);
    }
    access(add(Node.Kind.STORE, ValType.BITS_BOT, pop(2)), opcode, memory, offset);
  }

  private void whole(
      Node.Kind kind, Opcode opcode, int operands, int result, int first, int second) {
    Node node = add(kind, result, pop(operands));
    node.opcode = opcode;
    node.index = first;
    node.second = second;
    if (result != ValType.BITS_BOT) {
      push(node);
    }
  }

  @Override
  public void memory(Opcode opcode, int first, int second) {
    int address = opcode != Opcode.DATA_DROP && is64(first) ? ValType.BITS_I64 : ValType.BITS_I32;
    switch (opcode) {
      case MEMORY_SIZE -> whole(Node.Kind.MEMORY, opcode, 0, address, first, -1);
      case MEMORY_GROW -> whole(Node.Kind.MEMORY, opcode, 1, address, first, -1);
      case DATA_DROP -> whole(Node.Kind.MEMORY, opcode, 0, ValType.BITS_BOT, first, -1);
      case MEMORY_FILL -> whole(Node.Kind.MEMORY, opcode, 3, ValType.BITS_BOT, first, -1);
      default -> whole(Node.Kind.MEMORY, opcode, 3, ValType.BITS_BOT, first, second);
    }
  }

  @Override
  public void table(Opcode opcode, int first, int second) {
    boolean is64 = opcode != Opcode.ELEM_DROP && module.tableType(first).limits().is64();
    int address = is64 ? ValType.BITS_I64 : ValType.BITS_I32;
    int none = ValType.BITS_BOT;
    switch (opcode) {
      case TABLE_GET -> whole(Node.Kind.TABLE, opcode, 1, ValType.REFERENCE, first, -1);
      case TABLE_SET -> whole(Node.Kind.TABLE, opcode, 2, none, first, -1);
      case TABLE_SIZE -> whole(Node.Kind.TABLE, opcode, 0, address, first, -1);
      case TABLE_GROW -> whole(Node.Kind.TABLE, opcode, 2, address, first, -1);
      case TABLE_FILL -> whole(Node.Kind.TABLE, opcode, 3, none, first, -1);
      case ELEM_DROP -> whole(Node.Kind.TABLE, opcode, 0, none, first, -1);
      default -> whole(Node.Kind.TABLE, opcode, 3, none, first, second);
    }
  }

  // References.

  @Override
  public void refNull(int type) {
    push(graph.constant(ValType.REFERENCE, 0));
  }

  @Override
  public void refFunc(int function) {
    Node node = add(Node.Kind.REF_FUNC, ValType.REFERENCE);
    node.index = function;
    push(node);
  }

  @Override
  public void reference(Opcode opcode, int type) {
    switch (opcode.shape()) {
      case REF_IS_NULL -> push(add(Node.Kind.IS_NULL, ValType.BITS_I32, pop()));
      case REF_EQ -> push(add(Node.Kind.REF_EQ, ValType.BITS_I32, pop(2)));
      case REF_AS_NON_NULL -> push(add(Node.Kind.NON_NULL, ValType.REFERENCE, pop()));
      default -> throw refuse(opcode);
    }
  }

  // Calls.

  private void call(Node.Kind kind, int index, DefType type, int operands) {
    int[] results = type.results();
    for (int param : type.params()) {
      erased(param);
    }
    Node node = add(kind, results.length == 0 ? ValType.BITS_BOT : results[0], pop(operands));
    node.index = index;
    node.signature = type;
    for (int i = 0; i < results.length; i++) {
      if (i == 0) {
        push(node);
      } else {
        Node result = add(Node.Kind.RESULT, results[i]);
        result.index = i;
        push(result);
      }
    }
  }

  @Override
  public void call(Opcode opcode, int callee, DefType type) {
    int params = type.params().length;
    if (opcode.isTailCall()) {
      if (callee != graph.function) {
        throw refuse(opcode);
      }
      restart(params);
      return;
    }
    call(Node.Kind.CALL, callee, type, params);
  }

  @Override
  public void callIndirect(Opcode opcode, int table, DefType type) {
    if (opcode.isTailCall()) {
      throw refuse(opcode);
    }
    call(Node.Kind.CALL_INDIRECT, table, type, type.params().length + 1);
  }

  @Override
  public void callRef(Opcode opcode, DefType type) {
    if (opcode.isTailCall()) {
      throw refuse(opcode);
    }
    call(Node.Kind.CALL_REF, 0, type, type.params().length + 1);
  }
}
