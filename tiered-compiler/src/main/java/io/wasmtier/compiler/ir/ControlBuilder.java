package io.wasmtier.compiler.ir;

import io.wasmtier.compiler.lower.Refusal;
import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.validator.CatchClause;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The part of the builder for control: blocks, phis, handlers.
///
/// Static single assignment form on the fly: the values of locals and operands are followed through
/// the code, and where ways meet, a phi is made for what differs. Because control is structured,
/// all ways into a block but those back to a loop's header are known when it begins (so there are
/// no incomplete phis as in Braun et al., Simple and Efficient Construction of Static Single
/// Assignment Form, 2013); for a loop it is known beforehand which locals it changes.
///
/// File size: one short method per shape of control, and all share the values followed.
abstract class ControlBuilder extends ScalarSink {
  /// Entries of a switch that stay in one piece.
  private static final int SWITCH = 200;

  /// Nodes after which a block is cut, so that a method's worth of code never is one block.
  private static final int LONGEST = 60;

  /// Where ways meet.
  private static final class Join {
    final Block block = new Block();
    Node[] locals = Node.NONE;
    Node[] values = Node.NONE;

    /// For a loop: the locals that have a phi, in order of the phis behind those of the parameters.
    int @Nullable [] changed;

    @Nullable Loop loop;

    // An `if` that has no else yet.
    @Nullable Block otherwise;
    Node[] otherLocals = Node.NONE;
    Node[] otherValues = Node.NONE;

    // A try_table.
    @Nullable Block handler;
    @Nullable Block around;
    Node[] belowHandler = Node.NONE;
    List<CatchClause> clauses = List.of();
  }

  Graph graph;
  Node[] locals = Node.NONE;
  Node[] stack = new Node[16];
  int count;
  Block current = new Block();
  final Assignments assignments;
  private @Nullable Loop loop;
  private @Nullable Block handler;
  private @Nullable Join start;

  ControlBuilder(Graph graph, Assignments assignments) {
    this.graph = graph;
    this.assignments = assignments;
  }

  // Nodes.

  final void push(Node value) {
    if (count == stack.length) {
      stack = Arrays.copyOf(stack, 2 * count);
    }
    stack[count++] = value;
  }

  final Node pop() {
    return stack[--count];
  }

  final Node[] pop(int number) {
    count -= number;
    return Arrays.copyOfRange(stack, count, count + number);
  }

  private Node[] top(int number) {
    return Arrays.copyOfRange(stack, count - number, count);
  }

  /// Adds a node to the current block.
  final Node add(Node node) {
    if (current.nodes.size() >= LONGEST && !node.isTerminator() && node.kind != Node.Kind.RESULT) {
      Block next = new Block();
      jump(next);
      bind(next);
    }
    node.block = current;
    node.offset = context().offset();
    current.nodes.add(node);
    return node;
  }

  // Blocks.

  private void bind(Block block) {
    block.index = graph.blocks.size();
    block.loop = loop;
    block.handler = handler;
    graph.blocks.add(block);
    current = block;
  }

  private void end(Node terminator, Block... successors) {
    add(terminator);
    current.successors = successors;
  }

  /// Goes on in a block that has no other way in so far, and no phis.
  private void jump(Block to) {
    to.predecessors.add(current);
    end(graph.node(Node.Kind.JUMP, ValType.BITS_BOT), to);
  }

  private static Join at(Label label) {
    return (Join) Objects.requireNonNull(label.attachment);
  }

  @Override
  public void begin(FunctionContext context) {
    super.begin(context);
    int[] types = context.locals();
    int params = graph.params.length;
    locals = new Node[types.length];
    bind(new Block());
    for (int i = 0; i < types.length; i++) {
      if (types[i] == ValType.BITS_V128) {
        throw new Refusal("v128");
      }
      Node initial = i < params ? graph.params[i] : graph.constant(types[i], 0);
      if (assignments.isVariable(i)) {
        graph.variables[i] = types[i] < 0 ? ValType.REFERENCE : types[i];
      }
      locals[i] = initial;
    }
    if (assignments.callsItself()) {
      Join join = new Join();
      header(join, IntStream.range(0, params).toArray(), 0);
      start = join;
    }
    for (int i = 0; i < types.length; i++) {
      if (assignments.isVariable(i)) {
        setVariable(i, locals[i]);
        locals[i] = graph.constant(ValType.BITS_I32, 0);
      }
    }
    context.body().attachment = new Join();
  }

  final void setVariable(int local, Node value) {
    Node node = graph.node(Node.Kind.VARIABLE_SET, ValType.BITS_BOT, value);
    node.index = local;
    add(node);
  }

  @Override
  public void block(Label label) {
    label.attachment = new Join();
  }

  private Node phi(Block block, Node first) {
    Node phi = graph.node(Node.Kind.PHI, first.type < 0 ? ValType.REFERENCE : first.type);
    phi.block = block;
    phi.add(first);
    block.phis.add(phi);
    return phi;
  }

  private void header(Join join, int[] changed, int params) {
    Block header = join.block;
    jump(header);
    Loop made = new Loop(header, loop);
    join.loop = made;
    loop = made;
    graph.loops.add(made);
    bind(header);
    for (int i = count - params; i < count; i++) {
      stack[i] = phi(header, stack[i]);
    }
    for (int local : changed) {
      locals[local] = phi(header, locals[local]);
    }
    join.changed = changed;
  }

  @Override
  public void loop(Label label) {
    Join join = new Join();
    label.attachment = join;
    int[] changed =
        assignments.loop(label.offset).stream().filter(i -> !assignments.isVariable(i)).toArray();
    header(join, changed, label.params.length);
  }

  /// Adds a way from the current block.
  private void edge(Join join, Node[] values) {
    Block block = join.block;
    int before = block.predecessors.size();
    block.predecessors.add(current);
    int[] changed = join.changed;
    if (changed != null) {
      int params = block.phis.size() - changed.length;
      for (int i = 0; i < params; i++) {
        block.phis.get(i).add(values[i]);
      }
      for (int i = 0; i < changed.length; i++) {
        block.phis.get(params + i).add(locals[changed[i]]);
      }
      return;
    }
    if (before == 0) {
      join.locals = locals.clone();
      join.values = values.clone();
      return;
    }
    merge(block, join.locals, locals, before);
    merge(block, join.values, values, before);
  }

  private void merge(Block block, Node[] known, Node[] incoming, int before) {
    for (int i = 0; i < known.length; i++) {
      Node old = known[i];
      Node value = incoming[i];
      if (old.kind == Node.Kind.PHI && old.block == block) {
        old.add(value);
      } else if (old != value) {
        Node phi = phi(block, old);
        for (int k = 1; k < before; k++) {
          phi.add(old);
        }
        phi.add(value);
        known[i] = phi;
      }
    }
  }

  /// Goes on in a fresh block that follows the current one.
  private void follow(Block next) {
    next.predecessors.add(current);
    bind(next);
  }

  @Override
  public void if_(Label label) {
    Node condition = pop();
    Join join = new Join();
    label.attachment = join;
    Block then = new Block();
    Block otherwise = new Block();
    otherwise.predecessors.add(current);
    join.otherwise = otherwise;
    join.otherLocals = locals.clone();
    join.otherValues = top(label.params.length);
    end(graph.node(Node.Kind.BRANCH, ValType.BITS_BOT, condition), then, otherwise);
    follow(then);
  }

  private void restore(int height, Node[] values, Node[] ofLocals) {
    count = height;
    for (Node value : values) {
      push(value);
    }
    locals = ofLocals;
  }

  private void fall(Join join, int results) {
    edge(join, top(results));
    end(graph.node(Node.Kind.JUMP, ValType.BITS_BOT), join.block);
  }

  @Override
  public void else_(Label label, boolean fallsThrough) {
    Join join = at(label);
    if (fallsThrough) {
      fall(join, label.results.length);
    }
    restore(label.height, join.otherValues, join.otherLocals);
    bind(Objects.requireNonNull(join.otherwise));
    join.otherwise = null;
  }

  @Override
  public void end(Label label, boolean fallsThrough) {
    if (label.kind == Label.Kind.FUNCTION) {
      if (fallsThrough) {
        return_();
      }
      return;
    }
    Join join = at(label);
    if (label.kind == Label.Kind.LOOP) {
      Loop ended = Objects.requireNonNull(loop);
      ended.last = graph.blocks.size() - 1;
      loop = ended.parent;
      if (fallsThrough) {
        // What comes behind is not part of the loop.
        Block next = new Block();
        Node[] results = top(label.results.length);
        jump(next);
        bind(next);
        restore(label.height, results, locals);
      }
      return;
    }
    int results = label.results.length;
    if (join.handler != null) {
      if (fallsThrough) {
        fall(join, results);
      }
      handle(join);
    } else if (join.otherwise != null) {
      if (fallsThrough) {
        fall(join, results);
      }
      restore(label.height, join.otherValues, join.otherLocals);
      bind(join.otherwise);
      fall(join, results);
    } else if (fallsThrough) {
      if (join.block.predecessors.isEmpty()) {
        return; // Nothing branches here.
      }
      fall(join, results);
    }
    if (join.block.predecessors.isEmpty() && label.isTarget) {
      // Only clauses behind one that catches everything lead here: it never runs, but it comes.
      join.locals = locals;
      join.values = new Node[results];
      for (int i = 0; i < results; i++) {
        join.values[i] = graph.constant(label.results[i], 0);
      }
      bind(join.block);
      restore(label.height, join.values, join.locals);
    } else if (!join.block.predecessors.isEmpty()) {
      bind(join.block);
      restore(label.height, join.values, join.locals);
    }
  }

  // Branches.

  @Override
  public void br(Label label) {
    if (label.kind == Label.Kind.FUNCTION) {
      return_();
      return;
    }
    Join join = at(label);
    edge(join, top(label.branchTypes().length));
    end(graph.node(Node.Kind.JUMP, ValType.BITS_BOT), join.block);
  }

  @Override
  public void brIf(Label label) {
    Node condition = pop();
    branch(label, condition, true);
  }

  private void branch(Label label, Node condition, boolean holds) {
    Node branch = graph.node(Node.Kind.BRANCH, ValType.BITS_BOT, condition);
    Block next = new Block();
    if (label.kind == Label.Kind.FUNCTION) {
      Block out = new Block();
      next.predecessors.add(current);
      end(branch, holds ? out : next, holds ? next : out);
      follow(out, current);
      returnTop();
      bind(next);
      return;
    }
    Join join = at(label);
    edge(join, top(label.branchTypes().length));
    next.predecessors.add(current);
    end(branch, holds ? join.block : next, holds ? next : join.block);
    bind(next);
  }

  private void follow(Block next, Block from) {
    next.predecessors.add(from);
    bind(next);
  }

  @Override
  public void brOnNull(Opcode opcode, Label label, int type) {
    Node reference = pop();
    Node isNull = add(graph.node(Node.Kind.IS_NULL, ValType.BITS_I32, reference));
    boolean onNull = opcode == Opcode.BR_ON_NULL;
    if (!onNull) {
      push(reference);
    }
    branch(label, isNull, onNull);
    if (onNull) {
      push(reference);
    } else {
      pop();
    }
  }

  @Override
  public void brTable(Label[] labels, int size) {
    Node index = pop();
    if (size == 1) {
      br(labels[0]);
      return;
    }
    if (size <= SWITCH) {
      table(labels, 0, size, index);
      return;
    }
    // A tree of comparisons over pieces of the table.
    int pieces = (size - 1 + SWITCH - 1) / SWITCH;
    pieces(labels, size, index, 0, pieces);
  }

  // Recursion as deep as the logarithm of the number of pieces.
  private void pieces(Label[] labels, int size, Node index, int from, int to) {
    if (to - from == 1) {
      int first = from * SWITCH;
      int end = Math.min(size - 1, first + SWITCH);
      Label[] piece = Arrays.copyOfRange(labels, first, end + 1);
      piece[end - first] = labels[size - 1];
      Node relative = index;
      if (first != 0) {
        relative =
            graph.node(
                Node.Kind.NUMERIC,
                ValType.BITS_I32,
                index,
                graph.constant(ValType.BITS_I32, first));
        relative.opcode = Opcode.I32_SUB;
        add(relative);
      }
      table(piece, 0, piece.length, relative);
      return;
    }
    int middle = (from + to) >>> 1;
    Node below =
        graph.node(
            Node.Kind.NUMERIC,
            ValType.BITS_I32,
            index,
            graph.constant(ValType.BITS_I32, (long) middle * SWITCH));
    below.opcode = Opcode.I32_LT_U;
    add(below);
    Block left = new Block();
    Block right = new Block();
    left.predecessors.add(current);
    right.predecessors.add(current);
    end(graph.node(Node.Kind.BRANCH, ValType.BITS_BOT, below), left, right);
    bind(left);
    pieces(labels, size, index, from, middle);
    bind(right);
    pieces(labels, size, index, middle, to);
  }

  private void table(Label[] labels, int from, int size, Node index) {
    Map<Label, Integer> known = new HashMap<>();
    Block[] successors = new Block[size];
    int[] table = new int[size];
    int made = 0;
    Block returning = null;
    for (int i = 0; i < size; i++) {
      Label label = labels[from + i];
      Integer at = known.get(label);
      if (at == null) {
        at = made;
        known.put(label, made);
        if (label.kind == Label.Kind.FUNCTION) {
          returning = new Block();
          returning.predecessors.add(current);
          successors[made++] = returning;
        } else {
          Join join = at(label);
          edge(join, top(label.branchTypes().length));
          successors[made++] = join.block;
        }
      }
      table[i] = at;
    }
    current.table = table;
    end(graph.node(Node.Kind.SWITCH, ValType.BITS_BOT, index), Arrays.copyOf(successors, made));
    if (returning != null) {
      bind(returning);
      returnTop();
    }
  }

  private void returnTop() {
    end(graph.node(Node.Kind.RETURN, ValType.BITS_BOT, top(context().body().results.length)));
  }

  @Override
  public void return_() {
    returnTop();
  }

  @Override
  public void unreachable() {
    end(graph.node(Node.Kind.UNREACHABLE, ValType.BITS_BOT));
  }

  /// A tail call of the function itself.
  final void restart(int params) {
    Join join = Objects.requireNonNull(start);
    Node[] arguments = pop(params);
    System.arraycopy(arguments, 0, locals, 0, params);
    edge(join, Node.NONE);
    end(graph.node(Node.Kind.JUMP, ValType.BITS_BOT), join.block);
  }

  // Exceptions.

  @Override
  public void tryTable(Label label, List<CatchClause> clauses) {
    Join join = new Join();
    label.attachment = join;
    join.clauses = List.copyOf(clauses);
    join.around = handler;
    Block caught = new Block();
    caught.isHandler = true;
    caught.predecessors.add(current);
    join.handler = caught;
    join.otherLocals = locals.clone();
    join.belowHandler = Arrays.copyOf(stack, label.height);
    Block body = new Block();
    body.predecessors.add(current);
    end(graph.node(Node.Kind.JUMP, ValType.BITS_BOT), body);
    handler = caught;
    bind(body);
  }

  private void handle(Join join) {
    handler = join.around;
    bind(Objects.requireNonNull(join.handler));
    Node exception = add(graph.node(Node.Kind.CAUGHT, ValType.REFERENCE));
    for (CatchClause clause : join.clauses) {
      restore(0, join.belowHandler, join.otherLocals.clone());
      boolean tagged =
          clause.kind() == InstructionReader.CATCH || clause.kind() == InstructionReader.CATCH_REF;
      Block next = new Block();
      if (tagged) {
        Node has = graph.node(Node.Kind.HAS_TAG, ValType.BITS_I32, exception);
        has.index = clause.tag();
        add(has);
        Block match = new Block();
        match.predecessors.add(current);
        next.predecessors.add(current);
        end(graph.node(Node.Kind.BRANCH, ValType.BITS_BOT, has), match, next);
        bind(match);
        int slot = 0;
        for (int type : context().module().tagType(clause.tag()).params()) {
          Node payload =
              graph.node(Node.Kind.PAYLOAD, type < 0 ? ValType.REFERENCE : type, exception);
          payload.index = slot;
          push(add(payload));
          slot += ValType.slots(type);
        }
      }
      if (clause.kind() == InstructionReader.CATCH_REF
          || clause.kind() == InstructionReader.CATCH_ALL_REF) {
        push(exception);
      }
      br(Objects.requireNonNull(clause.label()));
      if (!tagged) {
        return; // It catches everything.
      }
      bind(next);
    }
    end(graph.node(Node.Kind.THROW_REF, ValType.BITS_BOT, exception));
  }

  @Override
  public void throw_(int tag, DefType type) {
    Node node = graph.node(Node.Kind.THROW, ValType.BITS_BOT, pop(type.params().length));
    node.index = tag;
    node.signature = type;
    end(node);
  }

  @Override
  public void throwRef() {
    end(graph.node(Node.Kind.THROW_REF, ValType.BITS_BOT, pop()));
  }

  @Override
  public void finish() {
    if (start != null) {
      Objects.requireNonNull(start.loop).last = graph.blocks.size() - 1;
    }
  }
}
