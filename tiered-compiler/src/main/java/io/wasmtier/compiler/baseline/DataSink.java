package io.wasmtier.compiler.baseline;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.emit.Target;
import io.wasmtier.compiler.lower.Accesses;
import io.wasmtier.compiler.lower.Bulk;
import io.wasmtier.compiler.lower.Exceptions;
import io.wasmtier.compiler.lower.Folding;
import io.wasmtier.compiler.lower.Globals;
import io.wasmtier.compiler.lower.Instructions;
import io.wasmtier.compiler.lower.Numbers;
import io.wasmtier.compiler.lower.Refusal;
import io.wasmtier.compiler.lower.RefusingSink;
import io.wasmtier.compiler.lower.Site;
import io.wasmtier.compiler.lower.Source;
import io.wasmtier.compiler.lower.Vectors;
import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.ValType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The part of tier 1 for what does not change control: where numbers, locals, globals, operands
/// and references are. What an instruction becomes is [io.wasmtier.compiler.lower]'s.
///
/// JVM locals: the parameters, the instance, the other locals; memory 0 with its bytes and limit,
/// if the function uses it; two to compute with; one for an exception being handled; then the homes
/// of operands ([Operands]).
///
/// A comparison waits for what comes next: its operands are on the JVM's stack, and a branch makes
/// one jump of both.
///
/// File size: one short method per shape of instruction, and all share the frame and the operands.
abstract class DataSink extends RefusingSink {
  static final String ABI = "io/wasmtier/runtime/abi/";
  static final String INSTANCE = ABI + "ModuleInstance";
  static final String OPERATIONS = ABI + "Operations";
  static final String OF_INSTANCE = "L" + INSTANCE + ";";

  final BatchWriter batch;
  final MethodEmitter out;
  final boolean usesMemory;
  private final boolean callsItself;
  private final int tries;
  private int keepers;
  final Site site;
  private final Accesses accesses;
  private final Bulk bulk;
  private final Globals globals;
  private final Popped popped = new Popped();

  /// The loop where the function is entered, or null: at its beginning.
  final @Nullable LoopEntry loop;

  /// Where a tail call to the function itself goes.
  final Target start = new Target();

  /// Set by [#begin].
  Operands stack;

  /// The JVM locals of WebAssembly's.
  int[] variables = {};

  int instance;
  int thrown;

  private Object[] frame = {};
  private int fixedEntries;

  /// The entries of parameters and instance.
  private int entryEntries;

  private int fixedVariables;

  /// The comparison that waits, and whether its opposite is meant.
  @Nullable Opcode comparison;

  boolean opposite;

  /// Where the code is that takes over from the interpreter.
  private final Target takeOver = new Target();

  /// The loop's head.
  private @Nullable Target head;

  private Object[] headFrame = {};
  private int[] operandTypes = {};
  private int[] operandHomes = {};

  DataSink(BatchWriter batch, MethodEmitter out, Survey survey, @Nullable LoopEntry loop) {
    this.batch = batch;
    this.out = out;
    this.usesMemory = survey.usesMemory() && batch.heap() && !batch.is64(0);
    this.callsItself = survey.callsItself();
    this.tries = survey.tries();
    this.loop = loop;
    this.stack = new Operands(out, 0);
    this.site = new Site(out, batch.module(), batch::keep);
    this.accesses = new Accesses(site);
    this.bulk = new Bulk(site);
    this.globals = new Globals(site);
  }

  /// The operands of the current instruction, none of which is on the JVM's stack.
  private final class Popped implements Source {
    private int first;

    @Override
    public void load(int operand) {
      stack.load(first + operand);
    }

    @Override
    public void loadHalf(int operand, boolean high) {
      stack.loadHalf(first + operand, high);
    }
  }

  /// Clears the top operands off the JVM's stack. They are to be popped when the instruction was
  /// emitted.
  final Source operands(int number) {
    stack.offStack(number);
    popped.first = stack.count() - number;
    return popped;
  }

  // Prologue.

  @Override
  public void begin(FunctionContext function) {
    super.begin(function);
    int[] locals = function.locals();
    int params = function.type().params().length;
    variables = new int[locals.length];
    frame = new Object[2 * locals.length + tries + 64];
    int variable = 0;
    for (int i = 0; i < params; i++) {
      variable = local(i, locals[i], variable);
    }
    instance = variable++;
    frame[fixedEntries++] = INSTANCE;
    entryEntries = fixedEntries;
    if (loop != null) {
      out.jump(takeOver);
    }
    if (callsItself || loop != null) {
      // Behind the jump, what comes before the loop is only reached from inside it.
      out.bind(start, frame, fixedEntries);
    }
    for (int i = params; i < locals.length; i++) {
      int here = variable;
      variable = local(i, locals[i], variable);
      if (locals[i] == ValType.BITS_V128) {
        out.constant(0L);
        out.constant(0L);
      } else {
        out.constant(locals[i], 0);
      }
      out.store(locals[i], here);
    }
    if (usesMemory) {
      site.placeMemory(variable);
      variable += 3;
      frame[fixedEntries++] = Site.LINEAR_MEMORY;
      frame[fixedEntries++] = "[B";
      frame[fixedEntries++] = MethodEmitter.frameType(ValType.BITS_I32);
    }
    site.placeInstance(instance);
    site.placeScratch(variable);
    frame[fixedEntries++] = MethodEmitter.UNUSED;
    frame[fixedEntries++] = MethodEmitter.UNUSED;
    variable += 2;
    keepers = variable;
    for (int i = 0; i < tries; i++) {
      // Of one type everywhere, so that frames need not tell where it is set.
      out.op(Jvm.ACONST_NULL);
      out.storeReference(variable++);
      frame[fixedEntries++] = Exceptions.EXCEPTION;
    }
    site.loadMemory();
    thrown = variable++;
    frame[fixedEntries++] = MethodEmitter.UNUSED;
    fixedVariables = variable;
    stack = new Operands(out, fixedVariables);
    mark();
    poll();
  }

  private int local(int index, int type, int variable) {
    variables[index] = variable;
    fixedEntries = MethodEmitter.describe(frame, fixedEntries, type);
    return variable + MethodEmitter.size(type);
  }

  /// {@return the JVM local that keeps the exception of a legacy `try`}
  ///
  /// @param depth the number of such blocks around it
  final int keeper(int depth) {
    return keepers + depth;
  }

  // Taking over from the interpreter.

  /// Takes note of what is alive at the head of the loop where the function is entered.
  final void enteredAt(Target target) {
    head = target;
    operandTypes = new int[stack.count()];
    operandHomes = new int[operandTypes.length];
    for (int i = 0; i < operandTypes.length; i++) {
      operandTypes[i] = stack.type(i);
      operandHomes[i] = stack.isConstant(i) ? -1 : stack.home(i);
    }
    headFrame = frame(operandTypes.length);
  }

  /// Writes the code that fills JVM locals from the interpreter's frame and goes to the loop.
  final void takeOver() {
    LoopEntry from = loop;
    if (from == null) {
      return;
    }
    Target to = head;
    if (tries > 0) {
      throw new Refusal("a loop with legacy exceptions");
    }
    for (int type : operandTypes) {
      if (type == ValType.BITS_V128) {
        throw new Refusal("a loop below which a v128 is");
      }
    }
    for (int type : context().locals()) {
      if (type == ValType.BITS_V128) {
        throw new Refusal("a loop with v128 locals");
      }
    }
    if (to == null || operandTypes.length != from.operands().length) {
      throw new Refusal("a loop that is not where it should be");
    }
    out.bind(takeOver, headFrame, entryEntries);
    // Its variable holds the exception caught last, later on.
    int base = thrown;
    out.loadReference(instance);
    out.getField(INSTANCE, "store", "L" + ABI + "StoreContext;");
    out.getField(ABI + "StoreContext", "loopFrame", "I");
    out.store(ValType.BITS_I32, base);
    int[] locals = context().locals();
    int params = context().type().params().length;
    for (int i = params; i < locals.length; i++) {
      BatchWriter.fromSlot(out, instance, base, from.locals()[i], locals[i]);
      out.store(locals[i], variables[i]);
    }
    for (int i = 0; i < operandTypes.length; i++) {
      if (operandHomes[i] >= 0) {
        BatchWriter.fromSlot(out, instance, base, from.operands()[i], operandTypes[i]);
        out.store(operandTypes[i], operandHomes[i]);
      }
    }
    for (int i = 0; i < locals.length; i++) {
      forget(base, from.locals()[i], locals[i]);
    }
    for (int i = 0; i < operandTypes.length; i++) {
      forget(base, from.operands()[i], operandTypes[i]);
    }
    site.loadMemory();
    out.jump(to);
  }

  /// Drops a reference that the interpreter's frame, which lives as long as this one, would hold.
  private void forget(int base, int slot, int type) {
    if (type < 0) {
      BatchWriter.loadSlots(out, instance, true);
      out.load(ValType.BITS_I32, base);
      out.constant(slot);
      out.op(Jvm.IADD);
      out.constant(type, 0);
      out.op(Jvm.AASTORE);
    }
  }

  /// Ends the guest here if somebody wants that.
  final void poll() {
    Target next = new Target();
    out.invokeStatic(ABI + "InterruptPoll", "requested", "()Z");
    out.jumpIf(Jvm.IFEQ, next);
    out.loadReference(instance);
    out.invokeStatic(ABI + "InterruptPoll", "check", "(" + OF_INSTANCE + ")V");
    bind(next);
  }

  // Places.

  /// Notes that what comes now belongs to the current instruction.
  final void mark() {
    site.mark(context().offset());
  }

  /// Binds a target where all operands are in their homes.
  final void bind(Target target) {
    int entries = describe(stack.count()); // May make a larger frame.
    out.bind(target, frame, entries);
  }

  /// {@return how many entries the frame has, with a number of operands}
  final int describe(int height) {
    int room = fixedEntries + 4 * height + 1;
    if (room > frame.length) {
      frame = Arrays.copyOf(frame, 2 * room);
    }
    return stack.describe(frame, fixedEntries, height);
  }

  /// {@return a copy of the frame with a number of operands}
  final Object[] frame(int height) {
    int entries = describe(height); // May make a larger frame.
    return Arrays.copyOf(frame, entries);
  }

  /// {@return the entry of a frame that is the exception being handled}
  final int thrownEntry() {
    return fixedEntries - 1;
  }

  // Comparisons.

  /// Makes a number of the comparison that waits.
  final void resolve() {
    Opcode waiting = comparison;
    if (waiting == null) {
      return;
    }
    comparison = null;
    Numbers.compare(out, waiting);
    if (opposite) {
      out.constant(1);
      out.op(Jvm.IXOR);
    }
  }

  final void compare(Opcode opcode, int operands) {
    stack.toStack(operands);
    stack.pop(operands);
    stack.push(ValType.BITS_I32);
    comparison = opcode;
    opposite = false;
  }

  /// Jumps by the comparison that waits or by the number on the JVM's stack.
  final void jumpIf(boolean holds, Target target) {
    Opcode waiting = comparison;
    comparison = null;
    if (waiting == null) {
      out.jumpIf(holds ? Jvm.IFNE : Jvm.IFEQ, target);
      return;
    }
    Numbers.jump(out, waiting, holds != opposite, target);
  }

  // Numbers.

  @Override
  public void constant(Opcode opcode, long low, long high) {
    resolve();
    if (opcode == Opcode.V128_CONST) {
      stack.pushVector(low, high);
    } else {
      stack.pushConstant(Instructions.result(opcode), low);
    }
  }

  private void vector(Opcode opcode, int lane) {
    int operands = opcode.operands();
    Vectors.emit(out, opcode, lane, operands(operands));
    stack.pop(operands);
    stack.push(Instructions.result(opcode));
  }

  @Override
  public void ternary(Opcode opcode) {
    resolve();
    vector(opcode, Vectors.NO_LANE);
  }

  @Override
  public void lane(Opcode opcode, int lane) {
    resolve();
    vector(opcode, lane);
  }

  @Override
  public void shuffle(long lanesLow, long lanesHigh) {
    resolve();
    Vectors.shuffle(out, lanesLow, lanesHigh, operands(2));
    stack.pop(2);
    stack.push(ValType.BITS_V128);
  }

  @Override
  public void unary(Opcode opcode) {
    if (opcode == Opcode.I32_EQZ && comparison != null) {
      opposite = !opposite;
      return;
    }
    resolve();
    if (Vectors.isVector(opcode)) {
      vector(opcode, Vectors.NO_LANE);
      return;
    }
    int top = stack.count() - 1;
    int type = Instructions.result(opcode);
    if (stack.isConstant(top) && Folding.canFold(opcode)) {
      long bits = Folding.fold(opcode, stack.constant(top), 0);
      stack.pop(1);
      stack.pushConstant(type, bits);
      return;
    }
    if (Instructions.jump(opcode) != Jvm.NONE) {
      compare(opcode, 1);
      return;
    }
    if (!opcode.isPure()) {
      mark();
    }
    stack.toStack(1);
    stack.pop(1);
    Numbers.unary(out, opcode);
    stack.push(type);
  }

  @Override
  public void binary(Opcode opcode) {
    resolve();
    if (Vectors.isVector(opcode)) {
      vector(opcode, Vectors.NO_LANE);
      return;
    }
    int top = stack.count() - 1;
    int type = Instructions.result(opcode);
    if (stack.isConstant(top) && stack.isConstant(top - 1) && Folding.canFold(opcode)) {
      long bits = Folding.fold(opcode, stack.constant(top - 1), stack.constant(top));
      stack.pop(2);
      stack.pushConstant(type, bits);
      return;
    }
    if (Instructions.jump(opcode) != Jvm.NONE) {
      compare(opcode, 2);
      return;
    }
    if (!opcode.isPure()) {
      mark();
    }
    if (Instructions.commutes(opcode)) {
      stack.toStackInAnyOrder();
    } else {
      stack.toStack(2);
    }
    Numbers.binary(out, opcode);
    stack.pop(2);
    stack.push(type);
  }

  @Override
  public void wide(Opcode opcode) {
    resolve();
    int operands = opcode.operands();
    Numbers.wide(out, opcode, operands(operands));
    stack.pop(operands);
    stack.push(ValType.BITS_I64);
    stack.push(ValType.BITS_I64);
  }

  // Locals and globals.

  @Override
  public void local(Opcode opcode, int index, int type) {
    resolve();
    int variable = variables[index];
    if (opcode == Opcode.LOCAL_GET) {
      stack.pushLocal(type, variable);
      return;
    }
    int top = stack.count() - 1;
    boolean onStack = stack.isOnStack(top);
    boolean constant = stack.isConstant(top);
    boolean same = stack.isLocal(top, variable);
    stack.pop(1);
    if (!same) {
      stack.beforeChange(variable);
      if (!onStack) {
        stack.load(top);
      }
      out.store(type, variable);
    }
    if (opcode == Opcode.LOCAL_TEE) {
      if (constant && type != ValType.BITS_V128) {
        stack.pushConstant(type, stack.constant(top));
      } else {
        stack.pushLocal(type, variable);
      }
    }
  }

  @Override
  public void global(Opcode opcode, int index, int type) {
    resolve();
    if (opcode == Opcode.GLOBAL_GET) {
      globals.get(index, type);
      stack.push(type);
    } else {
      globals.set(index, type, operands(1));
      stack.pop(1);
    }
  }

  @Override
  public void drop(int type) {
    resolve();
    stack.drop();
  }

  @Override
  public void select(int type) {
    resolve();
    if (type == ValType.BITS_V128) {
      Numbers.selectVector(out, operands(3));
    } else {
      stack.toStack(3);
      Numbers.select(out, type);
    }
    stack.pop(3);
    stack.push(type);
  }

  // Memory accesses.

  @Override
  public void load(Opcode opcode, int of, long offset) {
    resolve();
    mark();
    accesses.load(opcode, of, offset, operands(1));
    stack.pop(1);
    stack.push(Instructions.result(opcode));
  }

  @Override
  public void store(Opcode opcode, int of, long offset) {
    resolve();
    mark();
    accesses.store(opcode, of, offset, operands(2));
    stack.pop(2);
  }

  @Override
  public void memoryLane(Opcode opcode, int of, long offset, int lane) {
    resolve();
    mark();
    accesses.lane(opcode, of, offset, lane, operands(2));
    stack.pop(2);
    if (opcode.shape() == Shape.LOAD_LANE) {
      stack.push(ValType.BITS_V128);
    }
  }

  @Override
  public void atomic(Opcode opcode, int of, long offset) {
    resolve();
    mark();
    int operands = opcode.operands();
    accesses.atomic(opcode, of, offset, operands(operands));
    stack.pop(operands);
    if (opcode.shape() != Shape.FENCE) {
      stack.push(Instructions.result(opcode));
    }
  }

  // Whole memories and tables.

  /// Pops the operands of an instruction and takes its result over, if it has one.
  final void finish(int operands, int result) {
    stack.pop(operands);
    if (result != Bulk.NOTHING) {
      stack.push(result);
    }
  }

  @Override
  public void memory(Opcode opcode, int first, int second) {
    resolve();
    mark();
    int operands = Bulk.operands(opcode);
    int result = bulk.memory(opcode, first, second, operands(operands));
    if (opcode == Opcode.MEMORY_GROW) {
      site.reloadMemory();
    }
    finish(operands, result);
  }

  @Override
  public void table(Opcode opcode, int first, int second) {
    resolve();
    mark();
    int operands = Bulk.operands(opcode);
    finish(operands, bulk.table(opcode, first, second, operands(operands)));
  }

  // References.

  @Override
  public void refNull(int type) {
    resolve();
    stack.pushConstant(type, 0);
  }

  @Override
  public void refFunc(int function) {
    resolve();
    loadFunction(function);
    stack.push(batch.module().functionType(function).ref(false));
  }

  /// Puts a function's object on the JVM's stack.
  final void loadFunction(int function) {
    out.loadReference(instance);
    out.getField(INSTANCE, "functions", "[Lio/wasmtier/runtime/WasmFunction;");
    out.constant(function);
    out.op(Jvm.AALOAD);
  }
}
