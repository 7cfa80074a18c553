package io.wasmtier.compiler.pass;

import io.wasmtier.compiler.ir.Block;
import io.wasmtier.compiler.ir.Graph;
import io.wasmtier.compiler.ir.Node;
import org.jspecify.annotations.Nullable;

/// Replaces phis that have one input beside themselves: locals that a loop changes on no way back
/// to its header (Braun et al., 2013, Trivial Phi Functions).
public final class TrivialPhis {
  /// Each round may make others trivial; what is left after so many costs a move, nothing else.
  private static final int ROUNDS = 8;

  private TrivialPhis() {}

  /// Runs the pass.
  public static void run(Graph graph) {
    for (int round = 0; round < ROUNDS; round++) {
      boolean changed = false;
      for (Block block : graph.blocks) {
        if (!block.phis.isEmpty()) {
          changed |= block.phis.removeIf(TrivialPhis::replace);
        }
      }
      if (!changed) {
        return;
      }
    }
  }

  private static boolean replace(Node phi) {
    Node only = only(phi);
    if (only == null) {
      return false;
    }
    phi.replacement = only;
    return true;
  }

  private static @Nullable Node only(Node phi) {
    Node only = null;
    for (int i = 0; i < phi.arity; i++) {
      Node input = phi.in(i).resolve();
      if (input != phi && input != only) {
        if (only != null) {
          return null;
        }
        only = input;
      }
    }
    return only;
  }
}
