package io.wasmtier.compiler.pass;

import io.wasmtier.compiler.ir.Block;
import io.wasmtier.compiler.ir.Graph;
import io.wasmtier.compiler.ir.Node;
import java.util.ArrayDeque;
import java.util.Deque;

/// Removes values that nothing needs, and counts the uses of the others. Also replaces inputs by
/// what they were found to equal.
public final class DeadCode {
  private DeadCode() {}

  /// Runs the pass.
  public static void run(Graph graph) {
    Deque<Node> work = new ArrayDeque<>();
    for (Block block : graph.blocks) {
      for (Node node : block.nodes) {
        node.uses = 0;
        if (!node.isPure()) {
          work.add(node);
        }
      }
      for (Node phi : block.phis) {
        phi.uses = 0;
      }
    }
    Node node;
    while ((node = work.poll()) != null) {
      for (int i = 0; i < node.arity; i++) {
        Node input = node.in(i).resolve();
        node.inputs[i] = input;
        if (input.uses++ == 0 && input.isPure()) {
          work.add(input);
        }
        note(node, i, input);
      }
    }
    for (Block block : graph.blocks) {
      block.nodes.removeIf(n -> n.uses == 0 && n.isPure());
      block.phis.removeIf(n -> n.uses == 0);
    }
  }

  private static void note(Node node, int index, Node input) {
    if (node.kind != Node.Kind.PHI) {
      input.user = node;
      return;
    }
    Block block = java.util.Objects.requireNonNull(node.block);
    Node terminator = block.predecessors.get(index).terminator();
    input.user = terminator;
    input.carried |= terminator.kind != Node.Kind.JUMP;
  }
}
