package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.ir.Block;
import io.wasmtier.compiler.ir.Graph;
import io.wasmtier.compiler.ir.Node;
import java.util.ArrayList;
import java.util.List;

/// Decides which nodes are computed where they are used, as parts of an expression on the JVM's
/// stack, and which where they stand (*roots*), into a JVM local.
///
/// What is used once, in its block, may move to its use, as long as everything that must not be
/// reordered (what may trap, what reads or writes state) still happens in the order of the code.
/// `pending` are such nodes that wait for their use, in order: whoever is computed has to consume
/// the last ones of them, and all before must have been computed before.
final class Trees {
  private static final int DEEPEST = 40;
  private static final int MOST_ORDERED = 8;

  private final List<Node> pending = new ArrayList<>();
  private final List<Node> consumed = new ArrayList<>();
  private int sequence;

  private Trees() {}

  static void plan(Graph graph) {
    Trees trees = new Trees();
    int position = 0;
    for (Block block : graph.blocks) {
      block.start = position++;
      for (Node phi : block.phis) {
        phi.position = block.start;
        phi.root = true;
      }
      for (Node node : block.nodes) {
        node.position = position++;
        trees.plan(block, node);
      }
      block.end = position - 1;
      trees.flush(trees.pending.size());
      for (int i = block.nodes.size() - 1; i >= 0; i--) {
        Node node = block.nodes.get(i);
        Node user = node.user;
        node.computedAt = node.root || user == null ? node.position : user.computedAt;
      }
    }
  }

  /// Computes the first pending nodes where they stand.
  private void flush(int number) {
    for (int i = 0; i < number; i++) {
      pending.get(i).root = true;
    }
    pending.subList(0, number).clear();
  }

  private void flushThrough(Node node) {
    int index = pending.indexOf(node);
    if (index >= 0) {
      flush(index + 1);
    }
  }

  private static boolean isInline(Node input, Block block) {
    return !input.root
        && input.block == block
        && input.kind != Node.Kind.PHI
        && input.uses == 1
        && !input.carried;
  }

  private void flushOrdered(Node input) {
    for (Node node : input.ordered) {
      flushThrough(node);
    }
  }

  private void plan(Block block, Node node) {
    boolean accesses = node.kind == Node.Kind.LOAD || node.kind == Node.Kind.STORE;
    if (node.kind == Node.Kind.STORE && isInline(node.in(1), block)) {
      // The place is checked before the value is computed, so the value must not have effects.
      flushOrdered(node.in(1));
    }
    if (accesses && isInline(node.in(0), block) && node.in(0).grows) {
      flushOrdered(node.in(0));
    }
    if (node.kind == Node.Kind.THROW || node.kind == Node.Kind.RETURN && node.arity > 1) {
      // They are not taken in order.
      for (int i = 0; i < node.arity; i++) {
        if (isInline(node.in(i), block)) {
          flushOrdered(node.in(i));
        }
      }
    }
    consumed.clear();
    if (node.kind == Node.Kind.JUMP) {
      Block to = block.successors[0];
      int edge = to.phis.isEmpty() ? 0 : to.predecessorIndex(block);
      for (Node phi : to.phis) {
        consume(node, phi.in(edge), block);
      }
    } else {
      for (int i = 0; i < node.arity; i++) {
        consume(node, node.in(i), block);
      }
    }
    consumed.removeIf(n -> n.root);
    for (int i = 1; i < consumed.size(); i++) {
      if (consumed.get(i).sequence < consumed.get(i - 1).sequence) {
        for (Node other : List.copyOf(consumed)) {
          flushThrough(other);
        }
        consumed.clear();
      }
    }
    boolean pure = node.isPure();
    boolean waits =
        node.type != io.wasmtier.wasm.ValType.BITS_BOT
            && node.uses == 1
            && !node.carried
            && node.user != null
            && node.user.block == block
            && node.depth < DEEPEST
            && consumed.size() <= MOST_ORDERED
            && node.kind != Node.Kind.CAUGHT;
    node.root = !waits;
    if (pure && waits) {
      node.ordered = consumed.toArray(Node.NONE);
      return;
    }
    if (pure && consumed.isEmpty()) {
      return;
    }
    int i = consumed.size();
    int j = pending.size();
    while (i > 0 && j > 0 && consumed.get(i - 1) == pending.get(j - 1)) {
      i--;
      j--;
    }
    if (node.root) {
      pending.subList(j, pending.size()).clear();
      flush(j);
      return;
    }
    pending.subList(j, pending.size()).clear();
    if (i > 0) {
      flushThrough(consumed.get(i - 1));
    }
    node.sequence = ++sequence;
    node.ordered = new Node[] {node};
    node.grows |= node.mayGrow();
    pending.add(node);
  }

  private void consume(Node node, Node input, Block block) {
    if (isInline(input, block)) {
      for (Node ordered : input.ordered) {
        consumed.add(ordered);
      }
      node.depth = Math.max(node.depth, input.depth + 1);
      node.grows |= input.grows;
    }
  }
}
