package io.wasmtier.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A basic block of a [Graph].
public final class Block {
  private static final Block[] NOWHERE = {};

  /// Its place in the order of the code, or -1 while it has none.
  public int index = -1;

  public final List<Node> phis = new ArrayList<>();

  /// What it does, in order; the last one ends it.
  public final List<Node> nodes = new ArrayList<>();

  public final List<Block> predecessors = new ArrayList<>();
  public Block[] successors = NOWHERE;

  /// Which successor a switch goes to, by index.
  public int @Nullable [] table;

  /// The innermost loop around it.
  public @Nullable Loop loop;

  /// Where exceptions thrown here go; null for the caller.
  public @Nullable Block handler;

  /// Whether it begins with an exception.
  public boolean isHandler;

  // For the emitter.
  public int start;
  public int end;

  public Node terminator() {
    return nodes.get(nodes.size() - 1);
  }

  /// {@return which of the predecessors a block is}
  public int predecessorIndex(Block of) {
    return predecessors.indexOf(of);
  }

  @Override
  public String toString() {
    return "b" + index;
  }
}
