package io.wasmtier.compiler.ir;

import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A function in static single assignment form.
///
/// Blocks stand in the order of the WebAssembly code: every edge that does not go back to the
/// header of a loop goes forward, and loops lie in one piece. Passes keep that.
public final class Graph {
  private record Constant(int type, long bits) {}

  public final int function;
  public final DefType type;
  public final List<Block> blocks = new ArrayList<>();
  public final List<Loop> loops = new ArrayList<>();
  public final Node[] params;

  /// The types of the locals that are variables, else [ValType#BITS_BOT].
  public final int[] variables;

  /// Whether memory 0 is accessed.
  public boolean usesMemory;

  private final Map<Constant, Node> constants = new HashMap<>();
  private int count;

  Graph(int function, DefType type, int locals) {
    this.function = function;
    this.type = type;
    this.variables = new int[locals];
    this.params = new Node[type.params().length];
    for (int i = 0; i < params.length; i++) {
      params[i] = node(Node.Kind.PARAM, type.params()[i]);
      params[i].index = i;
    }
  }

  Node node(Node.Kind kind, int type, Node... inputs) {
    return new Node(kind, count++, type, inputs);
  }

  /// {@return the node of a constant; there is one of each}
  public Node constant(int type, long bits) {
    int erased = type < 0 ? ValType.REFERENCE : type;
    return constants.computeIfAbsent(
        new Constant(erased, bits),
        key -> {
          Node node = node(Node.Kind.CONST, erased);
          node.bits = bits;
          return node;
        });
  }

  /// {@return the number of nodes made so far; ids are below it}
  public int nodeCount() {
    return count;
  }
}
