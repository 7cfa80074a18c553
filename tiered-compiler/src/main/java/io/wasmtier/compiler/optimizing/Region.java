package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.ir.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The blocks that one JVM method has, in the order of the code: a range, without the ranges of
/// other regions in it, which it calls.
final class Region {
  /// The exit that is the function's return.
  static final int RETURN = -1;

  final int number;
  final int first;
  final int last;

  /// Blocks and regions, in order.
  final List<Object> items = new ArrayList<>();

  @Nullable Region parent;

  /// The indices of the blocks where control comes in.
  final TreeSet<Integer> entries = new TreeSet<>();

  /// The indices of the blocks where control goes, and [#RETURN].
  final TreeSet<Integer> exits = new TreeSet<>();

  Region(int number, int first, int last) {
    this.number = number;
    this.first = first;
    this.last = last;
  }

  boolean contains(int block) {
    return first <= block && block <= last;
  }

  /// {@return whether a value belongs to this or a region in it}
  boolean contains(@Nullable Block block) {
    return block != null && contains(block.index);
  }
}
