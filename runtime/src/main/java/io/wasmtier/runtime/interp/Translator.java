package io.wasmtier.runtime.interp;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.validator.CatchClause;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes register code (see [Op]) of a function in one walk over it: this part is about control.
///
/// Every block has a [CodeWriter.Target]; values that a branch carries go to the homes of the
/// block's results (or of a loop's parameters). They only ever move down the stack, so moving them
/// in order needs no temporary. Results of the function go to its first slots, where locals may be
/// read at the same time: several go home first and are then copied as a whole. Benchmark:
/// `TranslateBenchmark`.
///
/// File size: blocks, branches, casts that branch, calls and exception handlers all work on the
/// same label targets and the condition popped last; whatever does not has a class above.
final class Translator extends ContTranslator {
  /// A clause of a `try_table` or legacy `try` whose code is known.
  ///
  /// @param keeper the number of the slot, counted from [Operands#highest] on, that keeps the
  ///   exception, or -1
  /// @param results the types to return, if the clause catches to the function's label, else null
  private record Handler(
      int start,
      int end,
      int kind,
      int tag,
      CodeWriter.Target target,
      int keeper,
      int label,
      int @Nullable [] results) {}

  private final List<Handler> handlers = new ArrayList<>();

  /// Slots behind the operands for exceptions that legacy `rethrow` may want, one per nesting
  /// level; the words in the code that name them are corrected at the end.
  private int keepers;

  private int openKeepers;
  private int firstKeeper;
  private final List<Integer> keeperWords = new ArrayList<>();

  // The condition popped last.
  private int conditionOp;
  private int conditionA;
  private int conditionB;

  /// Where loops begin, if somebody asks.
  private final @Nullable LoopTable loops;

  private Translator(
      CodeTable table, PositionTable.@Nullable Recorder recorder, @Nullable LoopTable loops) {
    super(table, recorder);
    this.loops = loops;
  }

  /// {@return the code of a function}
  ///
  /// @throws io.wasmtier.wasm.WasmtierException if the function is not valid, or uses what is not
  ///   executed
  static RegisterCode translate(CodeTable table, int function) {
    Translator translator = new Translator(table, null, null);
    table.module.walk(function, translator);
    return translator.result();
  }

  /// {@return where in the module the instructions of a function come from}
  static PositionTable positions(CodeTable table, int function) {
    PositionTable.Recorder recorder = new PositionTable.Recorder();
    table.module.walk(function, new Translator(table, recorder, null));
    return recorder.table();
  }

  /// {@return the loops of a function}
  static LoopTable loops(CodeTable table, int function) {
    LoopTable loops = new LoopTable();
    table.module.walk(function, new Translator(table, null, loops));
    return loops;
  }

  private RegisterCode result() {
    int[] table = new int[handlers.size() * RegisterCode.HANDLER_WORDS];
    int at = 0;
    for (Handler handler : handlers) {
      table[at++] = handler.start;
      table[at++] = handler.end;
      table[at++] = handler.kind;
      table[at++] = handler.tag;
      table[at++] = handler.target.pc;
      table[at++] = handler.target.base;
      table[at++] = handler.keeper < 0 ? -1 : firstKeeper + handler.keeper;
      table[at++] = handler.label;
    }
    return new RegisterCode(Arrays.copyOf(out.code, out.size), table);
  }

  @Override
  public void finish() {
    // A clause that catches to the function's label returns what it caught.
    for (Handler handler : handlers) {
      if (handler.results != null) {
        out.bind(handler.target);
        returnFrom(stack.floor(), handler.results);
      }
    }
    finishHandlers();
    out.plain(Op.ON_STACK);
    int results = stack.floor() + context().type().resultSlots();
    if (stack.usesZero()) {
      out.code[Op.LOCALS]++;
    }
    firstKeeper = Math.max(stack.highest(), results);
    out.code[Op.FRAME] = firstKeeper + keepers;
    for (int at : keeperWords) {
      out.code[at] += firstKeeper;
    }
  }

  // Blocks.

  @Override
  CodeWriter.Target target(Label label) {
    if (label.attachment instanceof CodeWriter.Target target) {
      return target;
    }
    CodeWriter.Target target = new CodeWriter.Target(stack.floor() + label.slotHeight);
    label.attachment = target;
    return target;
  }

  @Override
  public void block(Label label) {
    stack.enterBlock(label.params.length);
    target(label);
  }

  @Override
  public void loop(Label label) {
    stack.enterBlock(label.params.length);
    out.bind(target(label));
    if (loops != null) {
      loops.add(out.size, localSlots, stack);
    }
  }

  @Override
  public void if_(Label label) {
    popCondition();
    stack.enterBlock(label.params.length);
    CodeWriter.Target otherwise = new CodeWriter.Target(0);
    target(label).otherwise = otherwise;
    branch(true, otherwise);
  }

  @Override
  public void else_(Label label, boolean fallsThrough) {
    CodeWriter.Target target = target(label);
    if (fallsThrough) {
      stack.allHome(label.results.length);
      out.jump(target);
    }
    stack.reset(label.height, label.params);
    out.bind(Objects.requireNonNull(target.otherwise));
    target.otherwise = null;
  }

  @Override
  public void end(Label label, boolean fallsThrough) {
    if (label.kind == Label.Kind.FUNCTION) {
      if (fallsThrough) {
        return_();
      }
      return;
    }
    CodeWriter.Target target = target(label);
    if (fallsThrough) {
      stack.allHome(label.results.length);
    }
    if (label.kind == Label.Kind.LEGACY_TRY) {
      openKeepers--;
    }
    if (label.kind == Label.Kind.TRY_TABLE) {
      closeHandlers(label, target);
    }
    if (target.otherwise != null) {
      // Without an else, the parameters are the results and lie where they must.
      out.bind(target.otherwise);
      target.otherwise = null;
    }
    if (label.kind != Label.Kind.LOOP && label.isTarget) {
      out.bind(target);
    }
    stack.reset(label.height, label.results);
  }

  // Branches.

  /// Pops a condition into the fields above, fused with the comparison that made it, if that was
  /// the last instruction.
  private void popCondition() {
    int top = stack.count() - 1;
    if (stack.isLastResult(top) && fuse()) {
      out.retract();
      stack.discard(1);
      return;
    }
    conditionA = stack.pop();
    conditionB = 0;
    conditionOp = Op.BR_I32_NE_K;
  }

  private boolean fuse() {
    int op = out.code[out.last];
    int form = op & ~Op.ORDINAL_MASK;
    int ordinal = op & Op.ORDINAL_MASK;
    int a = out.code[out.last + 2];
    if (form == Op.UNARY && (ordinal == EQZ32 || ordinal == EQZ64)) {
      conditionOp = ordinal == EQZ32 ? Op.BR_I32_EQ_K : Op.BR_I64_EQ_K;
      conditionA = a;
      conditionB = 0;
      return true;
    }
    if (op == Op.IS_NULL) {
      conditionOp = Op.BR_NULL;
      conditionA = a;
      conditionB = 0;
      return true;
    }
    if (form != Op.BINARY && form != Op.BINARY_K || !NumericForms.isComparison(ordinal)) {
      return false;
    }
    int b = out.code[out.last + 3];
    int branch = NumericForms.BRANCH[ordinal];
    if (NumericForms.NEGATED[ordinal] == NumericForms.NONE) {
      conditionOp = Op.BR_IF + ordinal;
    } else if (form == Op.BINARY) {
      if (branch == NumericForms.NONE) {
        branch = NumericForms.BRANCH[NumericForms.EXCHANGED[ordinal]];
        int c = a;
        a = b;
        b = c;
      }
      conditionOp = branch;
    } else {
      if (branch == NumericForms.NONE) {
        // x > k is x >= k + 1, and x <= k is x < k + 1, unless k is the largest number or k + 1
        // does not fit.
        boolean isLong = NumericForms.OPERAND[ordinal] == 'l';
        if (isUnsigned(ordinal) && b == -1
            || (isLong || !isUnsigned(ordinal)) && b == Integer.MAX_VALUE) {
          return false;
        }
        branch = successor(ordinal);
        b++;
      }
      conditionOp = branch + Op.BR_CONSTANT;
    }
    conditionA = a;
    conditionB = b;
    return true;
  }

  private static final int EQZ32 = Opcode.I32_EQZ.ordinal();
  private static final int EQZ64 = Opcode.I64_EQZ.ordinal();

  private static boolean isUnsigned(int ordinal) {
    return switch (Opcode.at(ordinal)) {
      case I32_GT_U, I32_LE_U, I64_GT_U, I64_LE_U -> true;
      default -> false;
    };
  }

  /// {@return the branch that, with the next larger constant, does the same as a comparison by > or
  /// <=}
  private static int successor(int ordinal) {
    return switch (Opcode.at(ordinal)) {
      case I32_GT_S -> Op.BR_I32_GE_S;
      case I32_GT_U -> Op.BR_I32_GE_U;
      case I32_LE_S -> Op.BR_I32_LT_S;
      case I32_LE_U -> Op.BR_I32_LT_U;
      case I64_GT_S -> Op.BR_I64_GE_S;
      case I64_GT_U -> Op.BR_I64_GE_U;
      case I64_LE_S -> Op.BR_I64_LT_S;
      case I64_LE_U -> Op.BR_I64_LT_U;
      default -> throw new AssertionError(Opcode.at(ordinal));
    };
  }

  /// Branches if the condition popped last holds, or if it does not.
  private void branch(boolean negated, CodeWriter.Target target) {
    int op = negated ? negation(conditionOp) : conditionOp;
    if (negated && recorder != null) {
      recorder.negated(out.size);
    }
    if (op == Op.BR_NULL || op == Op.BR_NON_NULL) {
      branchOnReference(op, conditionA, target);
    } else {
      out.branch(op, conditionA, conditionB, target);
    }
  }

  private static int negation(int op) {
    return switch (op & ~Op.ORDINAL_MASK) {
      case Op.BR_IF -> op - Op.BR_IF + Op.BR_UNLESS;
      case Op.BR_UNLESS -> op - Op.BR_UNLESS + Op.BR_IF;
      default ->
          switch (op) {
            case Op.BR_NULL -> Op.BR_NON_NULL;
            case Op.BR_NON_NULL -> Op.BR_NULL;
            default -> op ^ Op.NEGATION;
          };
    };
  }

  private void branchOnReference(int op, int slot, CodeWriter.Target target) {
    out.plain(op, slot, 0);
    out.target(target);
    out.words(1, 0);
    out.barrier();
  }

  /// Moves the values that a branch carries to where its target wants them.
  private void carry(int to, int[] types) {
    int slot = to;
    int first = stack.count() - types.length;
    for (int i = 0; i < types.length; i++) {
      stack.copyTo(first + i, slot);
      slot += ValType.slots(types[i]);
    }
  }

  /// {@return whether the values that a branch carries can be where its target wants them without
  /// being moved down}
  private boolean isInPlace(Label label, int count) {
    return label.kind != Label.Kind.FUNCTION
        && (count == 0 || stack.home(stack.count() - count) == target(label).base);
  }

  @Override
  public void br(Label label) {
    if (label.kind == Label.Kind.FUNCTION) {
      return_();
      return;
    }
    carry(target(label).base, label.branchTypes());
    out.jump(target(label));
  }

  @Override
  public void brIf(Label label) {
    popCondition();
    branchIf(label);
  }

  /// Branches with values if the condition popped last holds.
  private void branchIf(Label label) {
    int count = label.branchTypes().length;
    if (isInPlace(label, count)) {
      // They stay on the stack, so they may as well go home now.
      stack.allHome(count);
      branch(false, target(label));
      return;
    }
    CodeWriter.Target behind = new CodeWriter.Target(0);
    branch(true, behind);
    br(label);
    out.bind(behind);
  }

  @Override
  public void brTable(Label[] labels, int count) {
    int index = stack.pop();
    int values = labels[0].branchTypes().length;
    int base = stack.allHome(values);
    out.plain(Op.BR_TABLE, index, count);
    List<Label> moved = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Label label = labels[i];
      CodeWriter.Target target = target(label);
      if (label.kind == Label.Kind.FUNCTION || values > 0 && target.base != base) {
        if (target.detour == null) {
          target.detour = new CodeWriter.Target(base);
          moved.add(label);
        }
        target = target.detour;
      }
      out.words(1, 0);
      out.target(target);
    }
    out.barrier();
    for (Label label : moved) {
      CodeWriter.Target target = target(label);
      out.bind(Objects.requireNonNull(target.detour));
      target.detour = null;
      br(label);
    }
  }

  @Override
  public void brOnNull(Opcode opcode, Label label, int type) {
    if (opcode == Opcode.BR_ON_NULL) {
      int slot = stack.source(stack.count() - 1);
      conditionOp = Op.BR_NULL;
      conditionA = slot;
      stack.discard(1);
      branchIf(label);
      // The reference is still where it was, but it may have been moved by nothing: push it again.
      repush(slot, type & ~ValType.NULLABLE);
      return;
    }
    // The label takes the reference as its last value.
    int count = label.branchTypes().length;
    int slot = stack.source(stack.count() - 1);
    if (isInPlace(label, count)) {
      stack.allHome(count);
      branchOnReference(Op.BR_NON_NULL, stack.home(stack.count() - 1), target(label));
    } else {
      CodeWriter.Target behind = new CodeWriter.Target(0);
      if (recorder != null) {
        recorder.negated(out.size);
      }
      branchOnReference(Op.BR_NULL, slot, behind);
      br(label);
      out.bind(behind);
    }
    stack.discard(1);
  }

  @Override
  void castBranch(int op, Label label, int type, int descriptor) {
    int count = label.branchTypes().length;
    int top = stack.count() - 1;
    if (isInPlace(label, count)) {
      stack.allHome(count);
      castBranch(op, stack.home(top), type, descriptor, target(label));
      return;
    }
    CodeWriter.Target behind = new CodeWriter.Target(0);
    castBranch(op ^ 1, stack.source(top), type, descriptor, behind);
    br(label);
    out.bind(behind);
  }

  private void repush(int slot, int type) {
    if (slot >= stack.floor()) {
      stack.push(type);
    } else {
      stack.pushLocal(type, slot);
    }
  }

  @Override
  public void return_() {
    int[] results = context().body().results;
    if (results.length == 1 && results[0] > 0 && results[0] != ValType.BITS_V128) {
      int top = stack.count() - 1;
      if (stack.isConstant(top) && stack.constant(top) == 0) {
        out.plain(Op.RETURN_VALUE, stack.zero(), link());
      } else if (stack.isConstant(top)) {
        // Not popped: behind a br_if, it is still on the stack.
        stack.copyTo(top, stack.home(top));
        out.plain(Op.RETURN_VALUE, stack.home(top), link());
      } else {
        out.plain(Op.RETURN_VALUE, stack.source(top), link());
      }
      out.barrier();
      return;
    }
    int first = stack.count() - results.length;
    int base = results.length == 0 ? stack.top() : stack.home(first);
    for (int i = 0; i < results.length; i++) {
      stack.copyTo(first + i, stack.home(first + i));
    }
    returnFrom(base, results);
  }

  @Override
  void returnFrom(int base, int[] results) {
    int slots = 0;
    for (int type : results) {
      slots += ValType.slots(type);
    }
    if (slots == 0) {
      out.plain(Op.RETURN, link());
    } else {
      out.plain(Op.RETURN_VALUES, base, slots, link());
    }
    out.barrier();
  }

  @Override
  public void unreachable() {
    out.plain(Op.UNREACHABLE);
    out.barrier();
  }

  // Calls.

  private void finishCall(Opcode opcode, DefType signature) {
    stack.discard(signature.params().length);
    if (!opcode.isTailCall()) {
      for (int type : signature.results()) {
        stack.push(type);
      }
    }
    out.barrier();
  }

  @Override
  public void call(Opcode opcode, int function, DefType type) {
    int base = stack.allHome(type.params().length);
    out.plain(opcode.isTailCall() ? Op.TAIL_CALL : Op.CALL, function, base);
    finishCall(opcode, type);
  }

  @Override
  public void callIndirect(Opcode opcode, int tableIndex, DefType type) {
    int index = stack.pop();
    int base = stack.allHome(type.params().length);
    out.plain(
        opcode.isTailCall()
            ? Op.TAIL_CALL_INDIRECT
            : table.module.tableType(tableIndex).limits().is64()
                ? Op.CALL_INDIRECT_64
                : Op.CALL_INDIRECT,
        index,
        tableIndex,
        table.typeNumber(type));
    out.words(Op.TARGETS, 0);
    out.words(1, base);
    finishCall(opcode, type);
  }

  @Override
  public void callRef(Opcode opcode, DefType type) {
    int function = stack.pop();
    int base = stack.allHome(type.params().length);
    out.plain(opcode.isTailCall() ? Op.TAIL_CALL_REF : Op.CALL_REF, function);
    out.words(Op.TARGETS, 0);
    out.words(1, base);
    finishCall(opcode, type);
  }

  // Exceptions.

  @Override
  public void tryTable(Label label, List<CatchClause> clauses) {
    stack.enterBlock(label.params.length);
    out.barrier();
    CodeWriter.Target target = target(label);
    target.start = out.size;
    target.clauses = clauses;
  }

  private void closeHandlers(Label label, CodeWriter.Target target) {
    out.barrier();
    for (CatchClause clause : target.clauses) {
      Label to = Objects.requireNonNull(clause.label());
      boolean returns = to.kind == Label.Kind.FUNCTION;
      handlers.add(
          new Handler(
              target.start,
              out.size,
              clause.kind(),
              clause.tag(),
              returns ? new CodeWriter.Target(stack.floor()) : target(to),
              -1,
              label.number,
              returns ? to.results : null));
    }
  }

  @Override
  public void throw_(int tag, DefType type) {
    int params = type.params().length;
    int base = stack.allHome(params);
    out.plain(Op.THROW, tag, base);
    stack.discard(params);
    out.barrier();
  }

  @Override
  public void throwRef() {
    out.plain(Op.THROW_REF, stack.pop());
    out.barrier();
  }

  // Legacy exceptions.

  @Override
  public void legacyTry(Label label) {
    stack.enterBlock(label.params.length);
    out.barrier();
    CodeWriter.Target target = target(label);
    target.start = out.size;
    target.end = -1;
    target.keeper = openKeepers++;
    keepers = Math.max(keepers, openKeepers);
  }

  /// Ends the body or the handler before a clause.
  private void closeArm(Label label, CodeWriter.Target target, boolean fallsThrough) {
    out.barrier();
    if (target.end < 0) {
      target.end = out.size;
    }
    if (fallsThrough) {
      stack.allHome(label.results.length);
      out.jump(target);
    }
  }

  @Override
  public void legacyCatch(Label label, int tag, boolean fallsThrough) {
    CodeWriter.Target target = target(label);
    closeArm(label, target, fallsThrough);
    CodeWriter.Target arm = new CodeWriter.Target(target.base);
    out.bind(arm);
    handlers.add(
        new Handler(
            target.start,
            target.end,
            tag < 0 ? InstructionReader.CATCH_ALL : InstructionReader.CATCH,
            tag,
            arm,
            target.keeper,
            label.number,
            null));
    stack.reset(label.height, tag < 0 ? NO_TYPES : table.module.tagType(tag).params());
  }

  private static final int[] NO_TYPES = {};

  @Override
  public void legacyDelegate(Label label, Label to, boolean fallsThrough) {
    CodeWriter.Target target = target(label);
    out.barrier();
    handlers.add(
        new Handler(
            target.start,
            out.size,
            RegisterCode.DELEGATE,
            to.number,
            target,
            -1,
            label.number,
            null));
    if (fallsThrough) {
      stack.allHome(label.results.length);
    }
    openKeepers--;
    out.bind(target);
    stack.reset(label.height, label.results);
  }

  @Override
  public void legacyRethrow(Label label) {
    out.plain(Op.THROW_REF, target(label).keeper);
    keeperWords.add(out.size - 1);
    out.barrier();
  }
}
