package io.wasmtier.compiler.baseline;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.emit.Target;
import io.wasmtier.compiler.lower.Exceptions;
import io.wasmtier.compiler.lower.Refusal;
import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.validator.CatchClause;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tier 1: compiles a function in one walk over it. This part is about control; [DataSink] says how
/// values are kept.
///
/// Values that a branch carries go to the homes of the block's results (or of a loop's parameters).
/// They only ever move down the stack, so moving them in order needs no temporary. At a label,
/// everything below is in its home or a constant since the block was entered.
///
/// File size: blocks, branches, calls and handlers all need where each label keeps its values.
final class BaselineSink extends ObjectSink {
  private static final String FUNCTION = "io/wasmtier/runtime/WasmFunction";
  private static final String OF_OBJECT = "Ljava/lang/Object;";

  /// What is kept with a label.
  private static final class Block {
    /// Where branches go.
    final Target target = new Target();

    /// The home of the first value that a branch carries.
    final int base;

    /// Where an `if` goes whose condition does not hold; null once bound.
    @Nullable Target otherwise;

    @Nullable Handler handler;

    /// Of a legacy `try`: what it catches.
    @Nullable Handler legacy;

    Block(int base) {
      this.base = base;
    }
  }

  /// The clauses of a `try_table`, whose code comes at the end of the method.
  private static final class Handler {
    final Target start = new Target();
    final Target end = new Target();
    final Target entry = new Target();

    /// Where code leaves the block, by start and end: it overwrites operands that lie beneath the
    /// block, which the handler's frame does not allow, and throws nothing.
    final List<Target> gaps = new ArrayList<>();

    final List<CatchClause> clauses;
    final Object[] frame;

    /// The number of the block.
    final int number;

    /// What an exception goes to that no clause catches; null for the caller.
    @Nullable Handler around;

    /// The arms of a legacy `try`; null for `try_table`.
    @Nullable List<Arm> arms;

    /// The JVM local of a legacy `try`'s exception.
    int keeper;

    Handler(Label label, List<CatchClause> clauses, Object[] frame, @Nullable Handler around) {
      this.number = label.number;
      this.clauses = clauses;
      this.frame = frame;
      this.around = around;
    }
  }

  /// A `catch` (or `catch_all`, with tag -1) of a legacy `try`.
  private record Arm(int tag, Target target) {}

  private final List<Handler> handlers = new ArrayList<>();
  private final Deque<Handler> open = new ArrayDeque<>();
  private int function;

  /// How many legacy `try` blocks are open, their arms included.
  private int openTries;

  /// Loops so far.
  private int loops;

  private final Exceptions exceptions;

  BaselineSink(BatchWriter batch, MethodEmitter out, Survey survey, @Nullable LoopEntry loop) {
    super(batch, out, survey, loop);
    this.exceptions = new Exceptions(site);
  }

  @Override
  public void begin(FunctionContext context) {
    super.begin(context);
    function = context.functionIndex();
    context.body().attachment = new Block(stack.firstHome());
  }

  // Blocks.

  private static Block at(Label label) {
    return (Block) Objects.requireNonNull(label.attachment);
  }

  /// Everything must be where any path can find it.
  private Block enter(Label label) {
    resolve();
    stack.settle();
    stack.home(label.params.length, true);
    Block block = new Block(stack.home(label.height));
    label.attachment = block;
    return block;
  }

  @Override
  public void block(Label label) {
    enter(label);
  }

  @Override
  public void loop(Label label) {
    Block block = enter(label);
    bind(block.target);
    if (loop != null && loops++ == loop.ordinal()) {
      enteredAt(block.target);
    }
    mark();
    poll();
  }

  @Override
  public void if_(Label label) {
    popCondition();
    stack.settle();
    stack.home(label.params.length, true);
    Block block = new Block(stack.home(label.height));
    label.attachment = block;
    Target otherwise = new Target();
    block.otherwise = otherwise;
    jumpIf(false, otherwise);
  }

  @Override
  public void else_(Label label, boolean fallsThrough) {
    Block block = at(label);
    if (fallsThrough) {
      resolve();
      stack.home(label.results.length, true);
      out.jump(block.target);
    }
    comparison = null;
    stack.reset(label.height, label.params);
    bind(Objects.requireNonNull(block.otherwise));
    block.otherwise = null;
  }

  @Override
  public void end(Label label, boolean fallsThrough) {
    if (label.kind == Label.Kind.FUNCTION) {
      if (fallsThrough) {
        return_();
      }
      return;
    }
    Block block = at(label);
    if (fallsThrough) {
      resolve();
      stack.home(label.results.length, true);
    }
    comparison = null;
    if (block.handler != null) {
      close(block.handler);
    }
    if (block.legacy != null) {
      openTries--;
      if (block.legacy.arms == null) {
        open.pop(); // A `try` without clauses catches nothing.
      }
    }
    stack.reset(label.height, label.results);
    if (block.otherwise != null) {
      // Without an else, the parameters are the results and lie where they must.
      bind(block.otherwise);
      block.otherwise = null;
    }
    if (label.kind != Label.Kind.LOOP && block.target.isUsed() || isCaught(label)) {
      bind(block.target);
    }
  }

  private void guard(Handler handler) {
    Target start = handler.start;
    for (int i = 0; i < handler.gaps.size(); i += 2) {
      out.handle(start, handler.gaps.get(i), handler.entry, Exceptions.EXCEPTION);
      start = handler.gaps.get(i + 1);
    }
    out.handle(start, handler.end, handler.entry, Exceptions.EXCEPTION);
  }

  /// {@return whether a clause whose code comes later leads to the end of a block}
  private boolean isCaught(Label label) {
    return label.kind != Label.Kind.LOOP && label.isTarget;
  }

  // Branches.

  /// Brings the operands of the condition on top onto the JVM's stack, and nothing else; [#jumpIf]
  /// must follow.
  private void popCondition() {
    if (stack.stackBelow(1)) {
      resolve();
    }
    if (comparison == null) {
      int top = stack.count() - 1;
      if (stack.stackBelow(1)) {
        stack.offStack(stack.count());
      }
      if (!stack.isOnStack(top)) {
        stack.load(top);
      }
    }
    stack.pop(1);
  }

  private boolean isInPlace(Label label, int values) {
    return label.kind != Label.Kind.FUNCTION
        && (values == 0 || stack.home(stack.count() - values) == at(label).base);
  }

  /// Moves the values that a branch carries, none of which is on the JVM's stack, and jumps.
  private void carry(Label label) {
    if (label.kind == Label.Kind.FUNCTION) {
      returnValues();
      return;
    }
    int[] types = label.branchTypes();
    int first = stack.count() - types.length;
    int home = at(label).base;
    Target from = new Target();
    out.bind(from);
    for (int i = 0; i < types.length; i++) {
      stack.load(first + i);
      out.store(types[i], home);
      home += MethodEmitter.size(types[i]);
    }
    out.jump(at(label).target);
    Target to = new Target();
    out.bind(to);
    for (Handler handler : open) {
      handler.gaps.add(from);
      handler.gaps.add(to);
    }
  }

  @Override
  public void br(Label label) {
    if (label.kind == Label.Kind.FUNCTION) {
      return_();
      return;
    }
    resolve();
    stack.offStack(label.branchTypes().length);
    stack.clearStack();
    carry(label);
  }

  @Override
  public void brIf(Label label) {
    popCondition();
    int values = label.branchTypes().length;
    if (isInPlace(label, values)) {
      stack.home(values, true);
      jumpIf(true, at(label).target);
      return;
    }
    stack.offStack(values);
    Target behind = new Target();
    jumpIf(false, behind);
    carry(label);
    bind(behind);
  }

  @Override
  public void brTable(Label[] labels, int count) {
    resolve();
    int top = stack.count() - 1;
    if (stack.stackBelow(1)) {
      stack.offStack(stack.count());
    }
    if (!stack.isOnStack(top)) {
      stack.load(top);
    }
    stack.pop(1);
    int values = labels[0].branchTypes().length;
    stack.home(values, true);
    Map<Label, Target> detours = new HashMap<>();
    Target[] targets = new Target[count];
    for (int i = 0; i < count; i++) {
      targets[i] =
          isInPlace(labels[i], values)
              ? at(labels[i]).target
              : detours.computeIfAbsent(labels[i], label -> new Target());
    }
    if (count == 1) {
      out.op(Jvm.POP);
      out.jump(targets[0]);
    } else {
      out.tableSwitch(targets);
    }
    for (int i = 0; i < count; i++) {
      Target detour = detours.remove(labels[i]);
      if (detour != null) {
        bind(detour);
        carry(labels[i]);
      }
    }
  }

  @Override
  public void brOnNull(Opcode opcode, Label label, int type) {
    resolve();
    stack.offStack(stack.count());
    int values = label.branchTypes().length;
    int reference = stack.count() - 1;
    boolean onNull = opcode == Opcode.BR_ON_NULL;
    if (onNull) {
      stack.pop(1);
    }
    if (isInPlace(label, values)) {
      stack.home(values, true);
      stack.load(reference);
      out.jumpIf(onNull ? Jvm.IFNULL : Jvm.IFNONNULL, at(label).target);
      if (onNull) {
        stack.unpop();
      }
    } else {
      Target behind = new Target();
      stack.load(reference);
      out.jumpIf(onNull ? Jvm.IFNONNULL : Jvm.IFNULL, behind);
      carry(label);
      if (onNull) {
        stack.unpop();
      }
      bind(behind);
    }
    if (!onNull) {
      stack.pop(1);
    }
  }

  @Override
  void branchOnCast(Label label, boolean holds) {
    int values = label.branchTypes().length;
    if (isInPlace(label, values)) {
      stack.home(values, true);
      out.jumpIf(holds ? Jvm.IFNE : Jvm.IFEQ, at(label).target);
    } else {
      Target behind = new Target();
      out.jumpIf(holds ? Jvm.IFEQ : Jvm.IFNE, behind);
      carry(label);
      bind(behind);
    }
  }

  @Override
  public void return_() {
    resolve();
    int[] results = context().body().results;
    if (results.length == 1) {
      stack.toStack(1);
      out.returnValue(results[0]);
      return;
    }
    stack.offStack(results.length);
    returnValues();
  }

  /// Returns values none of which is on the JVM's stack.
  private void returnValues() {
    int[] results = context().body().results;
    int first = stack.count() - results.length;
    for (int i = 1; i < results.length; i++) {
      int operand = first + i;
      batch.putResult(out, instance, i, results[i], () -> stack.load(operand));
    }
    if (results.length == 0) {
      out.returnNothing();
    } else {
      stack.load(first);
      out.returnValue(results[0]);
    }
  }

  @Override
  public void unreachable() {
    resolve();
    mark();
    out.invokeStatic(OPERATIONS, "unreachable", "()Lio/wasmtier/runtime/Trap;");
    out.op(Jvm.ATHROW);
  }

  // Calls.

  /// Takes the results of a call over.
  private void finishCall(DefType type) {
    stack.pop(type.params().length);
    site.reloadMemory();
    int[] results = type.results();
    for (int i = 0; i < results.length; i++) {
      if (i > 0) {
        batch.getResult(out, instance, i, results[i]);
      }
      stack.push(results[i]);
    }
  }

  @Override
  public void call(Opcode opcode, int callee, DefType type) {
    resolve();
    mark();
    if (opcode.isTailCall()) {
      callItself(callee, type);
      return;
    }
    batch.checkTyped(type);
    stack.toStack(type.params().length);
    if (callee < batch.module().importedFunctions()) {
      loadFunction(callee);
      callObject(type);
    } else {
      out.loadReference(instance);
      out.invokeStatic(batch.owner(callee), batch.method(callee), batch.descriptor(type));
    }
    finishCall(type);
  }

  /// Calls the function object on top of the JVM's stack.
  private void callObject(DefType type) {
    out.loadReference(instance);
    out.invokeStatic(batch.name(), batch.bridge(type), batch.bridgeDescriptor(type));
  }

  private void callItself(int callee, DefType type) {
    if (callee != function) {
      throw new Refusal("return_call");
    }
    int params = type.params().length;
    stack.toStack(params);
    for (int i = params - 1; i >= 0; i--) {
      out.store(type.params()[i], variables[i]);
    }
    stack.pop(params);
    stack.clearStack();
    out.jump(start);
  }

  @Override
  public void callIndirect(Opcode opcode, int table, DefType type) {
    if (opcode.isTailCall()) {
      throw refuse(opcode);
    }
    resolve();
    mark();
    batch.checkTyped(type);
    int params = type.params().length;
    stack.toStack(params + 1);
    stack.pop(1);
    if (!batch.isTable64(table)) {
      out.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
    }
    out.loadReference(instance);
    out.constant(table);
    out.constant(type.id());
    batch.keep(type);
    out.invokeStatic(OPERATIONS, "indirect", "(J" + OF_INSTANCE + "II)L" + FUNCTION + ";");
    callObject(type);
    finishCall(type);
  }

  @Override
  public void callRef(Opcode opcode, DefType type) {
    if (opcode.isTailCall()) {
      throw refuse(opcode);
    }
    resolve();
    mark();
    batch.checkTyped(type);
    stack.toStack(type.params().length + 1);
    stack.pop(1);
    out.invokeStatic(OPERATIONS, "function", "(" + OF_OBJECT + ")L" + FUNCTION + ";");
    callObject(type);
    finishCall(type);
  }

  // Exceptions.

  @Override
  public void tryTable(Label label, List<CatchClause> clauses) {
    Block block = enter(label);
    Handler handler = new Handler(label, clauses, frame(label.height), open.peek());
    block.handler = handler;
    open.push(handler);
    out.bind(handler.start);
  }

  /// Ends what a handler covers.
  private void close(Handler handler) {
    out.bind(handler.end);
    open.pop();
    handlers.add(handler);
    guard(handler);
  }

  // Legacy exceptions. The arms stand where the walk finds them, what leads to them at the end of
  // the method. The exception is kept in a JVM local for each level of nesting.

  @Override
  public void legacyTry(Label label) {
    Block block = enter(label);
    Handler handler = new Handler(label, List.of(), frame(label.height), open.peek());
    handler.keeper = keeper(openTries++);
    block.legacy = handler;
    open.push(handler);
    out.bind(handler.start);
  }

  @Override
  public void legacyCatch(Label label, int tag, boolean fallsThrough) {
    Block block = at(label);
    Handler handler = Objects.requireNonNull(block.legacy);
    endArm(label, fallsThrough);
    List<Arm> arms = handler.arms;
    if (arms == null) {
      arms = new ArrayList<>();
      handler.arms = arms;
      close(handler);
    }
    Arm arm = new Arm(tag, new Target());
    arms.add(arm);
    stack.reset(label.height, NO_TYPES);
    bind(arm.target);
    if (tag >= 0) {
      int slot = 0;
      for (int type : batch.module().tagType(tag).params()) {
        loadPayload(handler.keeper, slot, type);
        stack.push(type);
        slot += ValType.slots(type);
      }
    }
  }

  private static final int[] NO_TYPES = {};

  private void endArm(Label label, boolean fallsThrough) {
    if (fallsThrough) {
      resolve();
      stack.home(label.results.length, true);
      out.jump(at(label).target);
    }
    comparison = null;
  }

  @Override
  public void legacyDelegate(Label label, Label target, boolean fallsThrough) {
    Block block = at(label);
    Handler handler = Objects.requireNonNull(block.legacy);
    endArm(label, fallsThrough);
    close(handler);
    openTries--;
    handler.around = null;
    for (Handler other : open) {
      // Blocks are numbered from the outside inwards.
      if (other.number <= target.number) {
        handler.around = other;
        break;
      }
    }
    stack.reset(label.height, label.results);
    if (block.target.isUsed()) {
      bind(block.target);
    }
  }

  @Override
  public void legacyRethrow(Label label) {
    resolve();
    mark();
    out.loadReference(Objects.requireNonNull(at(label).legacy).keeper);
    out.op(Jvm.ATHROW);
  }

  /// The beginning of a legacy handler, with the exception on the JVM's stack.
  private void dispatch(Handler handler, List<Arm> arms) {
    out.storeReference(handler.keeper);
    site.reloadMemory();
    for (Arm arm : arms) {
      if (arm.tag < 0) {
        out.jump(arm.target);
        return;
      }
      out.loadReference(handler.keeper);
      exceptions.hasTag(arm.tag);
      out.jumpIf(Jvm.IFNE, arm.target);
    }
    out.loadReference(handler.keeper);
    forward(handler);
  }

  /// Hands the exception on the JVM's stack on.
  private void forward(Handler handler) {
    if (handler.around != null) {
      out.jump(handler.around.entry);
    } else {
      out.op(Jvm.ATHROW);
    }
  }

  private void loadPayload(int exception, int slot, int type) {
    for (int part = 0; part < ValType.slots(type); part++) {
      out.loadReference(exception);
      exceptions.payload(slot + part, type);
    }
  }

  @Override
  public void throw_(int tag, DefType type) {
    resolve();
    mark();
    exceptions.throw_(tag, type, operands(type.params().length));
  }

  @Override
  public void throwRef() {
    resolve();
    mark();
    stack.toStack(1);
    exceptions.ofReference();
    out.op(Jvm.ATHROW);
  }

  @Override
  public void finish() {
    for (Handler handler : handlers) {
      handle(handler);
    }
    takeOver();
  }

  private void handle(Handler handler) {
    out.bind(handler.entry, handler.frame, handler.frame.length, Exceptions.EXCEPTION);
    if (handler.arms != null) {
      dispatch(handler, handler.arms);
      return;
    }
    if (handler.clauses.isEmpty()) {
      forward(handler); // A `delegate`, or nothing to catch.
      return;
    }
    out.storeReference(thrown);
    site.reloadMemory();
    for (CatchClause clause : handler.clauses) {
      boolean tagged =
          clause.kind() == InstructionReader.CATCH || clause.kind() == InstructionReader.CATCH_REF;
      Target next = new Target();
      if (tagged) {
        out.loadReference(thrown);
        exceptions.hasTag(clause.tag());
        out.jumpIf(Jvm.IFEQ, next);
      }
      deliver(clause, tagged);
      if (!tagged) {
        return; // It catches everything.
      }
      Object[] frame = handler.frame.clone();
      frame[thrownEntry()] = Exceptions.EXCEPTION;
      out.bind(next, frame, frame.length);
    }
    out.loadReference(thrown);
    forward(handler);
  }

  /// Puts what a clause catches where its label wants it and goes there.
  private void deliver(CatchClause clause, boolean tagged) {
    Label label = Objects.requireNonNull(clause.label());
    int home = at(label).base;
    int slot = 0;
    if (tagged) {
      for (int type : batch.module().tagType(clause.tag()).params()) {
        loadPayload(thrown, slot, type);
        out.store(type, home);
        home += MethodEmitter.size(type);
        slot += ValType.slots(type);
      }
    }
    if (clause.kind() == InstructionReader.CATCH_REF
        || clause.kind() == InstructionReader.CATCH_ALL_REF) {
      out.loadReference(thrown);
      out.storeReference(home);
    }
    if (label.kind == Label.Kind.FUNCTION) {
      stack.reset(0, label.results);
      returnValues();
    } else {
      out.jump(at(label).target);
    }
  }
}
