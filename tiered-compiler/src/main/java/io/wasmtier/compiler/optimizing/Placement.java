package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.ir.Block;
import io.wasmtier.compiler.ir.Graph;
import io.wasmtier.compiler.ir.Loop;
import io.wasmtier.compiler.ir.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;

/// Finds out where each value is needed and until when, and gives places in the shared frame to
/// those that are needed in more than one method.
///
/// A value is live from where it is computed to its last use in the order of the code, or to the
/// end of the outermost loop that has a use but not the computation. That is exact up to holes,
/// since control is structured; so one pass in order assigns places (linear scan).
final class Placement {
  private static final int BEGIN = -1;

  private final Graph graph;
  private final Partition partition;

  /// What a region needs of values that are computed outside of it, and until when.
  final Map<Region, Map<Node, Integer>> incoming = new LinkedHashMap<>();

  /// Places in the frame: numbers and references.
  int numbers;

  int references;

  /// The place of each variable of a function in several methods, and of its results.
  final int[] variableSlots;

  final int[] resultSlots;

  private Placement(Graph graph, Partition partition) {
    this.graph = graph;
    this.partition = partition;
    this.variableSlots = new int[graph.variables.length];
    this.resultSlots = new int[graph.type.results().length];
  }

  static Placement of(Graph graph, Partition partition) {
    Placement placement = new Placement(graph, partition);
    placement.phis();
    placement.uses();
    placement.onlyOutside();
    if (partition.regions.size() > 1) {
      placement.slots();
    }
    return placement;
  }

  boolean isSplit() {
    return partition.regions.size() > 1;
  }

  private Region of(Node value) {
    return value.kind == Node.Kind.PARAM
        ? partition.root()
        : partition.of[Objects.requireNonNull(value.block).index];
  }

  private void phis() {
    for (Block block : graph.blocks) {
      Region region = partition.of[block.index];
      Block handler = block.handler;
      if (handler != null && partition.of[handler.index] != region) {
        handler.nodes.get(0).throughSlot = true;
      }
      if (block.phis.isEmpty()) {
        continue;
      }
      boolean outside = false;
      for (Block from : block.predecessors) {
        outside |= partition.of[from.index] != region;
      }
      for (Node phi : block.phis) {
        phi.throughSlot = outside;
        phi.slotEnd = outside ? Math.max(1, block.start) : 0;
        for (int i = 0; i < phi.arity; i++) {
          join(phi, phi.in(i));
        }
      }
    }
  }

  /// A phi or an exception that only other methods read needs no local.
  private void onlyOutside() {
    for (Block block : graph.blocks) {
      for (Node phi : block.phis) {
        phi.throughSlot |= phi.slotEnd > 0 && phi.localEnd == 0;
      }
      if (block.isHandler) {
        Node caught = block.nodes.get(0);
        caught.throughSlot |= caught.slotEnd > 0 && caught.localEnd == 0;
      }
    }
  }

  /// {@return what stands for all values that are joined by phis}
  static Node web(Node node) {
    Node web = node;
    while (web.web != null) {
      web = web.web;
    }
    if (web != node) {
      node.web = web;
    }
    return web;
  }

  private static void join(Node a, Node b) {
    if (b.isConstant()) {
      return;
    }
    Node left = web(a);
    Node right = web(b);
    if (left != right) {
      right.web = left;
    }
  }

  private void uses() {
    for (Block block : graph.blocks) {
      for (Node node : block.nodes) {
        for (int i = 0; i < node.arity; i++) {
          use(node.in(i), block, node.computedAt);
        }
      }
      for (Block to : block.successors) {
        if (!to.phis.isEmpty()) {
          int edge = to.predecessorIndex(block);
          for (Node phi : to.phis) {
            use(phi.in(edge), block, block.end);
          }
        }
      }
      if (block.isHandler) {
        Node caught = block.nodes.get(0);
        if (caught.throughSlot) {
          caught.slotEnd = Math.max(caught.slotEnd, caught.position);
        }
      }
    }
  }

  private void use(Node value, Block block, int position) {
    if (!value.root && value.kind != Node.Kind.PARAM) {
      return;
    }
    int from = value.block == null ? BEGIN : value.block.index;
    int end = position;
    for (Loop loop = block.loop;
        loop != null && (from < loop.header.index || from > loop.last);
        loop = loop.parent) {
      end = Math.max(end, graph.blocks.get(loop.last).end);
    }
    Region region = partition.of[block.index];
    if (region == of(value)) {
      value.localEnd = Math.max(value.localEnd, end);
      return;
    }
    value.slotEnd = Math.max(value.slotEnd, end);
    if (value.block == null || !region.contains(value.block)) {
      incoming.computeIfAbsent(region, r -> new LinkedHashMap<>()).merge(value, end, Math::max);
    }
  }

  private record Active(int end, int slot) {}

  private static final class Slots {
    final PriorityQueue<Active> active =
        new PriorityQueue<>((a, b) -> Integer.compare(a.end, b.end));
    final List<Integer> free = new ArrayList<>();
    int count;

    int take(int start, int end) {
      while (!active.isEmpty() && active.peek().end <= start) {
        free.add(active.poll().slot);
      }
      int slot = free.isEmpty() ? count++ : free.removeLast();
      active.add(new Active(end, slot));
      return slot;
    }
  }

  private void slots() {
    Slots ofNumbers = new Slots();
    Slots ofReferences = new Slots();
    for (int i = 0; i < variableSlots.length; i++) {
      if (graph.variables[i] != 0) {
        Slots kind = graph.variables[i] < 0 ? ofReferences : ofNumbers;
        variableSlots[i] = kind.count++;
      }
    }
    int[] results = graph.type.results();
    for (int i = 0; i < results.length; i++) {
      resultSlots[i] = results[i] < 0 ? ofReferences.count++ : ofNumbers.count++;
    }
    for (Node param : graph.params) {
      slot(param, BEGIN, ofNumbers, ofReferences);
    }
    for (Block block : graph.blocks) {
      for (Node phi : block.phis) {
        slot(phi, block.start, ofNumbers, ofReferences);
      }
      for (Node node : block.nodes) {
        slot(node, node.position, ofNumbers, ofReferences);
      }
    }
    numbers = ofNumbers.count;
    references = ofReferences.count;
  }

  private static void slot(Node node, int start, Slots numbers, Slots references) {
    if (node.slotEnd > 0) {
      // One more: what is written when something is read for the last time may come before it.
      node.slot = (node.type < 0 ? references : numbers).take(start, node.slotEnd + 1);
    }
  }
}
