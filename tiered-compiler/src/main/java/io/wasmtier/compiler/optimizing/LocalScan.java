package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.ir.Block;
import io.wasmtier.compiler.ir.Node;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// Gives JVM locals to the values of one method, by linear scan. What phis join gets the same local
/// where that is free, so that most moves vanish. A local never changes its type: then all frames
/// of a method are equal.
final class LocalScan {
  private record Active(int end, int index) {}

  /// The locals made, in order: types and JVM locals.
  final List<Integer> types = new ArrayList<>();

  private final List<Integer> locals = new ArrayList<>();
  private final List<Boolean> free = new ArrayList<>();
  private final List<List<Integer>> freeByType = new ArrayList<>();
  private final PriorityQueue<Active> active =
      new PriorityQueue<>((a, b) -> Integer.compare(a.end, b.end));
  private final Map<Node, Integer> preferred = new HashMap<>();
  private final List<Node> assigned = new ArrayList<>();
  private int next;

  /// @param first the first JVM local that is free
  LocalScan(int first) {
    this.next = first;
    for (int i = 0; i < 5; i++) {
      freeByType.add(new ArrayList<>());
    }
  }

  void scan(Region region, Map<Node, Integer> incoming) {
    incoming.forEach((node, end) -> {
      if (node.local < 0) {
        assign(node, -1, end);
      }
    });
    for (Object item : region.items) {
      if (!(item instanceof Block block)) {
        continue;
      }
      for (Node phi : block.phis) {
        if (phi.localEnd > 0) {
          assign(phi, block.start, phi.localEnd);
        }
      }
      for (Node node : block.nodes) {
        if (node.root && node.type != ValType.BITS_BOT && node.localEnd > 0) {
          assign(node, node.position, node.localEnd);
        }
      }
    }
  }

  private void assign(Node node, int start, int end) {
    while (!active.isEmpty() && active.peek().end <= start) {
      int index = active.poll().index;
      free.set(index, true);
      freeByType.get(variant(types.get(index))).add(index);
    }
    int type = node.type < 0 ? ValType.REFERENCE : node.type;
    Node web = Placement.web(node);
    Integer wanted = preferred.get(web);
    int index;
    if (wanted != null && free.get(wanted)) {
      index = wanted;
    } else {
      index = take(type);
    }
    free.set(index, false);
    preferred.putIfAbsent(web, index);
    active.add(new Active(end, index));
    node.local = locals.get(index);
    assigned.add(node);
  }

  private static int variant(int type) {
    return type < 0 ? 0 : type;
  }

  private int take(int type) {
    List<Integer> list = freeByType.get(variant(type));
    while (!list.isEmpty()) {
      int index = list.removeLast();
      if (free.get(index)) {
        return index;
      }
    }
    int index = types.size();
    types.add(type);
    free.add(false);
    locals.add(next);
    next += MethodEmitter.size(type);
    return index;
  }

  int local(int index) {
    return locals.get(index);
  }

  /// Forgets it all, before the next method.
  void release() {
    for (Node node : assigned) {
      node.local = -1;
    }
  }
}
