package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.ir.Block;
import io.wasmtier.compiler.ir.Graph;
import io.wasmtier.compiler.ir.Loop;
import io.wasmtier.compiler.ir.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Divides a function into regions small enough for JVM methods.
///
/// Inner loops are kept whole if they fit. What surrounds them is cut into runs of neighbours, each
/// a region that is called from what is left, until that fits too. A region is always a union of
/// blocks and whole loops that follow each other in one loop, so control can come back into it from
/// outside only through the loop's header, which stays with the caller.
final class Partition {
  /// The size of a call of a region.
  private static final int CALL = 34;

  private static final int PER_EXIT = 9;

  /// What is not yet in a region: a block, a loop, or the call of a region.
  private static final class Item {
    final List<Object> content = new ArrayList<>();
    int first;
    int last;
    int size;

    boolean isCall() {
      return content.size() == 1 && content.get(0) instanceof Region;
    }
  }

  private final Graph graph;
  private final int budget;
  final List<Region> regions = new ArrayList<>();

  /// The region that has a block.
  final Region[] of;

  private Partition(Graph graph, int budget) {
    this.graph = graph;
    this.budget = budget;
    this.of = new Region[graph.blocks.size()];
  }

  /// @param budget the bytes of JVM code that a method may have by estimate
  static Partition of(Graph graph, int budget) {
    Partition partition = new Partition(graph, budget);
    partition.cut();
    partition.connect();
    return partition;
  }

  private void cut() {
    Deque<List<Item>> open = new ArrayDeque<>();
    Deque<Loop> loops = new ArrayDeque<>();
    Map<Block, Loop> headers = new HashMap<>();
    for (Loop loop : graph.loops) {
      headers.put(loop.header, loop);
    }
    open.push(new ArrayList<>());
    for (Block block : graph.blocks) {
      Loop loop = headers.get(block);
      if (loop != null) {
        open.push(new ArrayList<>());
        loops.push(loop);
      }
      Item item = new Item();
      item.first = block.index;
      item.last = block.index;
      item.size = Sizes.of(block);
      item.content.add(block);
      top(open).add(item);
      while (!loops.isEmpty() && top(loops).last == block.index) {
        loops.pop();
        List<Item> items = open.pop();
        top(open).add(close(items));
      }
    }
    List<Item> items = top(open);
    reduce(items, 1);
    region(items, 0, items.size());
  }

  private static <T> T top(Deque<T> deque) {
    return Objects.requireNonNull(deque.peek());
  }

  private static int size(List<Item> items) {
    int size = 0;
    for (Item item : items) {
      size += item.size;
    }
    return size;
  }

  /// Makes one item of a loop.
  private Item close(List<Item> items) {
    if (size(items) > budget) {
      reduce(items, 1);
      return region(items, 0, items.size());
    }
    Item whole = new Item();
    for (Item item : items) {
      whole.content.addAll(item.content);
    }
    whole.first = items.get(0).first;
    whole.last = items.get(items.size() - 1).last;
    whole.size = size(items);
    return whole;
  }

  /// Cuts runs out until the rest is small enough.
  ///
  /// @param from the first item that may be cut out
  private void reduce(List<Item> items, int from) {
    while (size(items) > budget) {
      List<Item> reduced = new ArrayList<>(items.subList(0, from));
      int i = from;
      while (i < items.size()) {
        int end = i;
        int run = 0;
        while (end < items.size() && (end == i || run + items.get(end).size <= budget)) {
          run += items.get(end++).size;
        }
        if (end == i + 1 && items.get(i).isCall()) {
          reduced.add(items.get(i));
        } else {
          reduced.add(region(items, i, end));
        }
        i = end;
      }
      boolean helped = size(reduced) < size(items);
      items.clear();
      items.addAll(reduced);
      if (!helped) {
        return; // Who measures the methods decides.
      }
    }
  }

  private Item region(List<Item> items, int from, int to) {
    int first = items.get(from).first;
    int last = items.get(to - 1).last;
    Region region = new Region(regions.size(), first, last);
    regions.add(region);
    for (Item item : items.subList(from, to)) {
      for (Object content : item.content) {
        region.items.add(content);
        if (content instanceof Region inner) {
          inner.parent = region;
        } else if (content instanceof Block block) {
          of[block.index] = region;
        }
      }
    }
    Item call = new Item();
    call.first = first;
    call.last = last;
    call.content.add(region);
    int exits = 0;
    for (int i = first; i <= last && exits < 100; i++) {
      for (Block to2 : graph.blocks.get(i).successors) {
        exits += to2.index < first || to2.index > last ? 1 : 0;
      }
    }
    call.size = CALL + Math.min(exits, 100) * PER_EXIT;
    return call;
  }

  /// {@return the region of the whole function}
  Region root() {
    return regions.get(regions.size() - 1);
  }

  // Ways in and out.

  private void connect() {
    for (Block block : graph.blocks) {
      for (Block to : block.successors) {
        edge(block.index, to.index);
      }
      if (block.handler != null) {
        edge(block.index, block.handler.index);
      }
      if (block.terminator().kind == Node.Kind.RETURN) {
        for (Region region = of[block.index]; region != null; region = region.parent) {
          region.exits.add(Region.RETURN);
        }
      }
    }
    root().entries.add(0);
  }

  private void edge(int from, int to) {
    for (Region region = of[from]; region != null && !region.contains(to); region = region.parent) {
      region.exits.add(to);
    }
    for (Region region = of[to]; region != null && !region.contains(from); region = region.parent) {
      region.entries.add(to);
    }
  }

  /// {@return the item of a region that a block is in: the block itself, or a region called; null
  /// if it is outside}
  @Nullable Object item(Region region, int block) {
    if (!region.contains(block)) {
      return null;
    }
    Region inner = of[block];
    if (inner == region) {
      return graph.blocks.get(block);
    }
    while (inner.parent != region) {
      inner = Objects.requireNonNull(inner.parent);
    }
    return inner;
  }
}
