package io.wasmtier.compiler.ir;

import org.jspecify.annotations.Nullable;

/// A loop: the blocks from its header to its last one, in the order of the code. WebAssembly's
/// control is structured, so every loop has one entry and lies in one piece.
public final class Loop {
  public final Block header;
  public final @Nullable Loop parent;
  public final int depth;

  /// The index of its last block.
  public int last;

  Loop(Block header, @Nullable Loop parent) {
    this.header = header;
    this.parent = parent;
    this.depth = parent == null ? 1 : parent.depth + 1;
  }
}
