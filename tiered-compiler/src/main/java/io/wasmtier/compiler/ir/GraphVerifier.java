package io.wasmtier.compiler.ir;

import io.wasmtier.wasm.ValType;

/// Checks that a graph is well-formed: blocks end once and agree on who follows whom, edges go
/// forward or to the header of a loop around, phis have an input per way in, types fit, and every
/// value is computed before it is used, whatever way led there. For tests and assertions.
public final class GraphVerifier {
  private final Graph graph;

  /// The immediate dominator of each block, and how deep it lies.
  private final int[] dominators;

  private final int[] depths;

  private GraphVerifier(Graph graph) {
    this.graph = graph;
    this.dominators = new int[graph.blocks.size()];
    this.depths = new int[graph.blocks.size()];
  }

  /// {@return true, so that it can stand in an assertion}
  ///
  /// @throws IllegalStateException if something is wrong
  public static boolean verify(Graph graph) {
    GraphVerifier verifier = new GraphVerifier(graph);
    verifier.dominators();
    for (Block block : graph.blocks) {
      verifier.block(block);
    }
    return true;
  }

  private IllegalStateException wrong(Block block, String what) {
    return new IllegalStateException(
        "function "
            + graph.function
            + ", "
            + block
            + ": "
            + what
            + "\n"
            + GraphPrinter.print(graph));
  }

  // In the order of the code all dominators come first, and only edges back lead to earlier blocks.
  private void dominators() {
    for (Block block : graph.blocks) {
      int common = -1;
      for (Block from : block.predecessors) {
        if (from.index < block.index) {
          common = common < 0 ? from.index : common(common, from.index);
        } else if (block.loop == null || block.loop.header != block) {
          throw wrong(block, "an edge back from " + from + " to what is no loop");
        }
      }
      dominators[block.index] = common;
      depths[block.index] = common < 0 ? 0 : depths[common] + 1;
    }
  }

  private int common(int a, int b) {
    int left = a;
    int right = b;
    while (left != right && left >= 0 && right >= 0) {
      if (depths[left] >= depths[right]) {
        left = dominators[left];
      } else {
        right = dominators[right];
      }
    }
    return left == right ? left : -1;
  }

  private boolean dominates(int above, int below) {
    int at = below;
    while (at >= 0 && depths[at] > depths[above]) {
      at = dominators[at];
    }
    return at == above;
  }

  private boolean isReached(Block block) {
    return block.index == 0 || dominators[block.index] >= 0;
  }

  private void block(Block block) {
    if (graph.blocks.get(block.index) != block || block.nodes.isEmpty()) {
      throw wrong(block, "not in order, or empty");
    }
    for (Block to : block.successors) {
      if (!to.predecessors.contains(block)) {
        throw wrong(block, to + " does not know it");
      }
    }
    for (Node phi : block.phis) {
      if (phi.arity != block.predecessors.size()) {
        throw wrong(block, phi + " has " + phi.arity + " inputs");
      }
      for (int i = 0; i < phi.arity; i++) {
        use(block.predecessors.get(i), phi, phi.in(i).resolve(), Integer.MAX_VALUE);
        if (erased(phi.in(i).resolve().type) != erased(phi.type)) {
          throw wrong(block, phi + " has an input of another type");
        }
      }
    }
    for (int i = 0; i < block.nodes.size(); i++) {
      Node node = block.nodes.get(i);
      if (node.isTerminator() != (i == block.nodes.size() - 1) || node.block != block) {
        throw wrong(block, node + " ends the block, or does not, or is of another");
      }
      for (int k = 0; k < node.arity; k++) {
        use(block, node, node.in(k).resolve(), i);
      }
    }
  }

  private static int erased(int type) {
    return type < 0 ? ValType.REFERENCE : type;
  }

  private void use(Block block, Node node, Node input, int before) {
    Block of = input.block;
    if (of == null || !isReached(block)) {
      return; // A constant or parameter, or code that never runs.
    }
    if (input.type == ValType.BITS_BOT) {
      throw wrong(block, node + " uses what has no value");
    }
    boolean known =
        of == block
            ? input.kind == Node.Kind.PHI || before == Integer.MAX_VALUE || isBefore(input, before)
            : dominates(of.index, block.index);
    if (!known) {
      throw wrong(block, node + " uses " + input + ", which may not have been computed");
    }
  }

  private static boolean isBefore(Node input, int index) {
    return input.block != null && input.block.nodes.subList(0, index).contains(input);
  }
}
