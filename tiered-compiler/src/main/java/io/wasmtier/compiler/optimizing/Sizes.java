package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.ir.Block;
import io.wasmtier.compiler.ir.Node;

/// Estimates how many bytes of JVM code blocks need. On the safe side; whoever is wrong tries again
/// with a smaller budget.
final class Sizes {
  /// A local beyond the first 256, or a value of the shared frame.
  private static final int VALUE = 5;

  private Sizes() {}

  static int of(Block block) {
    int size = 8;
    for (Node node : block.nodes) {
      size += of(node, block);
    }
    return size;
  }

  private static int of(Node node, Block block) {
    int size = node.root ? VALUE : 0;
    for (int i = 0; i < node.arity; i++) {
      Node input = node.in(i);
      size += input.root || input.isConstant() || input.kind == Node.Kind.PARAM ? VALUE : 0;
    }
    return size
        + switch (node.kind) {
          case LOAD -> 28;
          case STORE -> 30;
          case CALL -> 24 + 4;
          case CALL_INDIRECT, CALL_REF -> 34;
          case RESULT -> 12;
          case MEMORY, TABLE -> 30;
          case GLOBAL_GET, GLOBAL_SET -> 18;
          case VARIABLE_GET, VARIABLE_SET -> 8;
          case THROW -> 30 + 12 * node.arity;
          case RETURN -> 6 + 12 * node.arity;
          case SWITCH -> 16 + 4 * table(block) + 4 * block.successors.length + moves(block);
          case JUMP, BRANCH -> 10 + moves(block);
          default -> 5;
        };
  }

  private static int table(Block block) {
    return block.table == null ? 0 : block.table.length;
  }

  private static int moves(Block block) {
    int size = 0;
    for (Block to : block.successors) {
      size += 10 * to.phis.size() + (to.phis.isEmpty() ? 0 : 4);
    }
    return size;
  }
}
