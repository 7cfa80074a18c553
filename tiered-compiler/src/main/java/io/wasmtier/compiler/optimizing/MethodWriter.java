package io.wasmtier.compiler.optimizing;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.emit.Target;
import io.wasmtier.compiler.ir.Block;
import io.wasmtier.compiler.ir.Graph;
import io.wasmtier.compiler.ir.Node;
import io.wasmtier.compiler.lower.Site;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the method of one region.
///
/// The method of the whole function has the function's parameters and results. The others have the
/// instance, the frame, and if control comes in at several places, the block to begin with; they
/// return the block to go on with, for the caller to find.
///
/// All JVM locals have one type and a value from the beginning, so every stack-map frame is the
/// same and whatever way led to a place makes no difference.
@SuppressWarnings("ReferenceEquality") // Blocks and regions are equal if they are the same.
final class MethodWriter extends NodeWriter {
  private final Partition partition;
  private final Region region;
  private final boolean isRoot;
  private final Map<Object, Target> targets = new HashMap<>();
  private final Map<Block, Target> pads = new HashMap<>();
  private Object[] frame = {};
  private int way;
  private int thrown;

  MethodWriter(
      Linkage link,
      MethodEmitter out,
      Graph graph,
      Placement placement,
      Partition partition,
      Region region) {
    super(link, out, graph, placement);
    this.partition = partition;
    this.region = region;
    this.isRoot = region == partition.root();
  }

  private boolean usesMemory() {
    if (!graph.usesMemory || !link.heap() || link.is64(0)) {
      return false;
    }
    for (Object item : region.items) {
      if (item instanceof Block block) {
        for (Node node : block.nodes) {
          if (node.index == 0 && (node.kind == Node.Kind.LOAD || node.kind == Node.Kind.STORE)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  // Descriptors of the methods.

  private static String parameters(Placement placement, Region region) {
    return "("
        + OF_INSTANCE
        + (placement.numbers > 0 ? "[J" : "")
        + (placement.references > 0 ? "[" + OF_OBJECT : "")
        + (region.entries.size() > 1 ? "I" : "")
        + ")I";
  }

  static String descriptor(Placement placement, Region region) {
    return parameters(placement, region);
  }

  static String name(Linkage link, Graph graph, Region region) {
    return link.method(graph.function) + "$" + region.number;
  }

  // The prologue.

  void write() {
    List<Object> types = new ArrayList<>();
    int next = 0;
    if (isRoot) {
      for (Node param : graph.params) {
        param.local = next;
        types.add(MethodEmitter.frameType(param.type));
        next += MethodEmitter.size(param.type);
      }
    }
    instance = next++;
    site.placeInstance(instance);
    types.add(INSTANCE);
    if (placement.numbers > 0) {
      numbers = next++;
      types.add("[J");
    }
    if (placement.references > 0) {
      references = next++;
      types.add("[" + OF_OBJECT);
    }
    way = next++;
    types.add(MethodEmitter.frameType(ValType.BITS_I32));
    if (isRoot) {
      frames();
    }
    if (isRoot || region.entries.size() < 2) {
      out.constant(0);
      out.store(ValType.BITS_I32, way);
    }
    if (usesMemory()) {
      site.placeMemory(next);
      next += 3;
      types.add(Site.LINEAR_MEMORY);
      types.add("[B");
      types.add(MethodEmitter.frameType(ValType.BITS_I32));
      site.loadMemory();
    }
    if (hasHandlers()) {
      thrown = next++;
      types.add(MethodEmitter.frameType(ValType.REFERENCE));
      out.constant(ValType.REFERENCE, 0);
      out.storeReference(thrown);
    }
    if (!placement.isSplit()) {
      variables = new int[graph.variables.length];
      for (int i = 0; i < variables.length; i++) {
        int type = graph.variables[i];
        if (type != 0) {
          variables[i] = next;
          types.add(MethodEmitter.frameType(type));
          out.constant(type, 0);
          out.store(type, next);
          next += MethodEmitter.size(type);
        }
      }
    }
    Map<Node, Integer> incoming = placement.incoming.getOrDefault(region, Map.of());
    LocalScan scan = new LocalScan(next);
    scan.scan(region, incoming);
    for (int i = 0; i < scan.types.size(); i++) {
      int type = scan.types.get(i);
      types.add(MethodEmitter.frameType(type));
      out.constant(type, 0);
      out.store(type, scan.local(i));
    }
    frame = types.toArray();
    if (isRoot) {
      for (Node param : graph.params) {
        if (param.slot >= 0) {
          share(param);
        }
      }
      site.mark(graph.blocks.get(0).nodes.get(0).offset);
      poll();
    }
    for (Node node : incoming.keySet()) {
      loadSlot(node.type, node.slot);
      out.store(node.type, node.local);
    }
    body();
    scan.release();
    for (Node param : graph.params) {
      param.local = -1;
    }
  }

  private boolean hasHandlers() {
    for (Object item : region.items) {
      if (item instanceof Block block && block.handler != null) {
        return true;
      }
    }
    return false;
  }

  private void frames() {
    if (placement.numbers > 0) {
      out.constant(placement.numbers);
      out.newArray(true);
      out.storeReference(numbers);
    }
    if (placement.references > 0) {
      out.constant(placement.references);
      out.newArray(false);
      out.storeReference(references);
    }
  }

  private void poll() {
    Target next = new Target();
    out.invokeStatic(ABI + "InterruptPoll", "requested", "()Z");
    out.jumpIf(Jvm.IFEQ, next);
    out.loadReference(instance);
    out.invokeStatic(ABI + "InterruptPoll", "check", "(" + OF_INSTANCE + ")V");
    bind(next);
  }

  private void bind(Target target) {
    out.bind(target, frame, frame.length);
  }

  private Target target(Object item) {
    return targets.computeIfAbsent(item, key -> new Target());
  }

  // The code.

  private void body() {
    List<Object> items = region.items;
    if (region.entries.size() > 1) {
      dispatch(region.entries, null);
    } else {
      int entry = region.entries.isEmpty() ? region.first : region.entries.first();
      go(entry, items.get(0));
    }
    Target from = null;
    Block covered = null;
    for (int i = 0; i < items.size(); i++) {
      Object item = items.get(i);
      Object next = i + 1 < items.size() ? items.get(i + 1) : null;
      Block handler = item instanceof Block block ? block.handler : null;
      if (from != null && handler != covered) {
        protect(from, Objects.requireNonNull(covered));
        from = null;
      }
      bind(target(item));
      if (handler != null && from == null) {
        from = new Target();
        out.bind(from);
        covered = handler;
      }
      if (item instanceof Block block) {
        block(block, next);
      } else {
        callRegion((Region) item, next);
      }
    }
    if (from != null) {
      protect(from, Objects.requireNonNull(covered));
    }
    pads.forEach(this::pad);
  }

  private void protect(Target from, Block handler) {
    Target to = new Target();
    out.bind(to);
    out.handle(from, to, pads.computeIfAbsent(handler, key -> new Target()), EXCEPTION);
  }

  /// Where exceptions arrive, on their way to a handler.
  private void pad(Block handler, Target pad) {
    out.bind(pad, frame, frame.length, EXCEPTION);
    Node caught = handler.nodes.get(0);
    out.storeReference(thrown);
    site.reloadMemory();
    if (caught.throughSlot) {
      if (caught.slot >= 0) {
        beginSlot(caught.type, caught.slot);
        out.loadReference(thrown);
        endSlot(caught.type);
      }
    } else if (caught.local >= 0) {
      out.loadReference(thrown);
      out.storeReference(caught.local);
    }
    go(handler.index, null);
  }

  private void block(Block block, @Nullable Object next) {
    for (Node phi : block.phis) {
      if (phi.throughSlot) {
        if (phi.local >= 0) {
          loadSlot(phi.type, phi.slot);
          out.store(phi.type, phi.local);
        }
      } else if (phi.slot >= 0) {
        share(phi);
      }
    }
    if (block.loop != null && block.loop.header == block) {
      site.mark(block.nodes.get(0).offset);
      poll();
    }
    int last = block.nodes.size() - 1;
    for (int i = 0; i < last; i++) {
      Node node = block.nodes.get(i);
      if (node.root) {
        root(node);
      }
    }
    Node end = block.nodes.get(last);
    switch (end.kind) {
      case JUMP -> follow(block, block.successors[0], next);
      case BRANCH -> branch(block, end.in(0), next);
      case SWITCH -> switch_(block, end.in(0));
      case RETURN -> return_(end);
      case UNREACHABLE -> unreachable(end);
      case THROW -> throw_(end);
      case THROW_REF -> throwRef(end);
      default -> throw new IllegalStateException(end.kind + " does not end a block");
    }
  }

  // Edges.

  private static boolean carries(Block to) {
    return !to.phis.isEmpty();
  }

  /// {@return where an edge that carries nothing jumps to, or null if it takes more than a jump}
  private @Nullable Target direct(Block to) {
    return !carries(to) && partition.item(region, to.index) == to ? target(to) : null;
  }

  /// Moves what an edge carries and goes on there.
  private void follow(Block from, Block to, @Nullable Object next) {
    if (carries(to)) {
      move(to, to.predecessorIndex(from));
    }
    go(to.index, next);
  }

  /// All values are read before the first is written, since one phi may be another's input.
  private void move(Block to, int edge) {
    List<Node> moved = new ArrayList<>();
    for (Node phi : to.phis) {
      Node value = phi.in(edge);
      if (phi.throughSlot && phi.slot >= 0) {
        beginSlot(phi.type, phi.slot);
      } else if (phi.local < 0 || value.local == phi.local && !isInline(value)) {
        continue;
      }
      value(value);
      moved.add(phi);
    }
    for (int i = moved.size() - 1; i >= 0; i--) {
      Node phi = moved.get(i);
      if (phi.throughSlot) {
        endSlot(phi.type);
      } else {
        out.store(phi.type, phi.local);
      }
    }
  }

  /// Goes to a block, wherever it is.
  private void go(int block, @Nullable Object next) {
    Object item = partition.item(region, block);
    if (item == null) {
      out.constant(block);
      out.returnValue(ValType.BITS_I32);
      return;
    }
    if (item instanceof Region inner && inner.entries.size() > 1) {
      out.constant(block);
      out.store(ValType.BITS_I32, way);
    }
    if (item != next) {
      out.jump(target(item));
    }
  }

  private void branch(Block block, Node condition, @Nullable Object next) {
    Block yes = block.successors[0];
    Block no = block.successors[1];
    Target direct = direct(yes);
    if (direct != null && yes != next) {
      jumpIf(condition, true, direct);
      follow(block, no, next);
      return;
    }
    direct = direct(no);
    if (direct != null) {
      jumpIf(condition, false, direct);
      follow(block, yes, next);
      return;
    }
    Target other = new Target();
    jumpIf(condition, false, other);
    follow(block, yes, null);
    bind(other);
    follow(block, no, next);
  }

  private void switch_(Block block, Node index) {
    value(index);
    Block[] successors = block.successors;
    Target[] stubs = new Target[successors.length];
    for (int i = 0; i < stubs.length; i++) {
      Target direct = direct(successors[i]);
      stubs[i] = direct == null ? new Target() : direct;
    }
    int[] table = Objects.requireNonNull(block.table);
    Target[] entries = new Target[table.length];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = stubs[table[i]];
    }
    out.tableSwitch(entries);
    for (int i = 0; i < stubs.length; i++) {
      if (direct(successors[i]) == null) {
        bind(stubs[i]);
        follow(block, successors[i], null);
      }
    }
  }

  // Returns.

  private void return_(Node node) {
    int[] results = graph.type.results();
    if (!isRoot) {
      for (int i = 0; i < results.length; i++) {
        beginSlot(results[i], placement.resultSlots[i]);
        value(node.in(i));
        endSlot(results[i]);
      }
      out.constant(Region.RETURN);
      out.returnValue(ValType.BITS_I32);
      return;
    }
    for (int i = 1; i < results.length; i++) {
      Node result = node.in(i);
      link.putResult(out, instance, i, results[i], () -> value(result));
    }
    if (results.length == 0) {
      out.returnNothing();
    } else {
      value(node.in(0));
      out.returnValue(results[0]);
    }
  }

  /// Returns what an inner region has left in the frame.
  private void returnOf() {
    int[] results = graph.type.results();
    if (!isRoot) {
      out.constant(Region.RETURN);
      out.returnValue(ValType.BITS_I32);
      return;
    }
    for (int i = 1; i < results.length; i++) {
      int slot = placement.resultSlots[i];
      int type = results[i];
      link.putResult(out, instance, i, type, () -> loadSlot(type, slot));
    }
    if (results.length == 0) {
      out.returnNothing();
    } else {
      loadSlot(results[0], placement.resultSlots[0]);
      out.returnValue(results[0]);
    }
  }

  // Calls of regions.

  private void callRegion(Region inner, @Nullable Object next) {
    markPart();
    out.loadReference(instance);
    if (placement.numbers > 0) {
      out.loadReference(numbers);
    }
    if (placement.references > 0) {
      out.loadReference(references);
    }
    if (inner.entries.size() > 1) {
      out.load(ValType.BITS_I32, way);
    }
    out.invokeStatic(link.name(), name(link, graph, inner), parameters(placement, inner));
    site.reloadMemory();
    Set<Integer> exits = inner.exits;
    if (exits.size() > 1) {
      out.store(ValType.BITS_I32, way);
      dispatch(exits, next);
      return;
    }
    out.drop(ValType.BITS_I32);
    if (exits.isEmpty()) {
      // It never comes back.
      out.constant(ValType.REFERENCE, 0);
      out.op(Jvm.ATHROW);
    } else {
      int exit = inner.exits.first();
      if (exit == Region.RETURN) {
        returnOf();
      } else {
        go(exit, next);
      }
    }
  }

  private record Leaf(int lowest, @Nullable Object item, boolean isReturn) {}

  /// Goes to the block whose index the way is, one of those given.
  private void dispatch(Set<Integer> ways, @Nullable Object next) {
    List<Leaf> leaves = new ArrayList<>();
    for (int to : ways) {
      Object item = to == Region.RETURN ? null : partition.item(region, to);
      boolean isReturn = to == Region.RETURN && isRoot;
      Leaf last = leaves.isEmpty() ? null : leaves.get(leaves.size() - 1);
      if (last == null || last.item != item || last.isReturn != isReturn) {
        leaves.add(new Leaf(to, item, isReturn));
      }
    }
    dispatch(leaves, next);
  }

  // Recursion as deep as the logarithm of the number of leaves.
  private void dispatch(List<Leaf> leaves, @Nullable Object next) {
    if (leaves.size() == 1) {
      Leaf leaf = leaves.get(0);
      if (leaf.isReturn) {
        returnOf();
      } else if (leaf.item == null) {
        out.load(ValType.BITS_I32, way);
        out.returnValue(ValType.BITS_I32);
      } else if (leaf.item != next) {
        out.jump(target(leaf.item));
      }
      return;
    }
    int middle = leaves.size() >>> 1;
    Target below = new Target();
    out.load(ValType.BITS_I32, way);
    out.constant(leaves.get(middle).lowest);
    out.jumpIf(Jvm.IF_ICMPLT, below);
    dispatch(leaves.subList(middle, leaves.size()), null);
    bind(below);
    dispatch(leaves.subList(0, middle), next);
  }
}
