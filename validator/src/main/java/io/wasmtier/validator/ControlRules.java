package io.wasmtier.validator;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rules of blocks, branches, calls and exceptions (spec: Validation, Instructions, Control
/// Instructions).
final class ControlRules {
  private static final int FUNCREF = ValType.FUNCREF.bits();
  private static final int EXNREF = ValType.EXNREF.bits();
  private static final int NON_NULL_EXN = ValType.refBits(false, AbstractHeap.EXN.ordinal());

  private final WalkState s;

  // The block type read last.
  private int[] params = WalkState.NO_TYPES;
  private int[] results = WalkState.NO_TYPES;

  private Label[] tableLabels = new Label[16];

  ControlRules(WalkState state) {
    this.s = state;
  }

  private void blockType() {
    InstructionReader in = s.in;
    if (in.blockTypeIsIndex) {
      DefType type = s.functionType(in.blockType);
      params = type.params();
      results = type.results();
      if (!s.has(Feature.MULTI_VALUE) && (params.length > 0 || results.length > 1)) {
        throw s.invalid("invalid result arity: block types with more need multi-value");
      }
    } else {
      params = WalkState.NO_TYPES;
      results =
          in.blockType == InstructionReader.BLOCK_EMPTY
              ? WalkState.NO_TYPES
              : WalkState.one(s.spaces.canonical(in.blockType));
    }
  }

  private @Nullable Label open(Label.Kind kind) {
    s.popAll(params);
    return s.newLabel(kind, params, results);
  }

  void block() {
    blockType();
    Label label = open(Label.Kind.BLOCK);
    if (label != null) {
      s.sink().block(label);
    }
    s.enter(Label.Kind.BLOCK, params, results, label);
  }

  void loop() {
    blockType();
    Label label = open(Label.Kind.LOOP);
    if (label != null) {
      s.sink().loop(label);
    }
    s.enter(Label.Kind.LOOP, params, results, label);
  }

  void if_() {
    blockType();
    s.pop(ValType.BITS_I32);
    Label label = open(Label.Kind.IF);
    if (label != null) {
      s.sink().if_(label);
    }
    s.enter(Label.Kind.IF, params, results, label);
  }

  void else_() {
    int frame = s.depth - 1;
    if (s.kind(frame) != Label.Kind.IF || s.hasElse()) {
      throw s.error(Failure.MALFORMED, "unexpected else");
    }
    s.checkEnd();
    s.setElse();
    if (s.isDelivered()) {
      Label label = arm(frame);
      label.hasElse = true;
      s.sink().else_(label, s.deliver);
    }
    s.otherArm(s.params(frame));
  }

  /// {@return the label of a block with several arms, a target if the end of the arm that ends here
  /// can be reached}
  private Label arm(int frame) {
    Label label = s.label(frame);
    label.isTarget |= s.deliver;
    return label;
  }

  void end() {
    int frame = s.depth - 1;
    Label.Kind kind = s.kind(frame);
    s.checkEnd();
    boolean armMissing = kind == Label.Kind.IF && !s.hasElse();
    if (armMissing && !Types.matches(s.params(frame), s.results(frame))) {
      throw s.invalid(
          "type mismatch: if without else must leave what it takes, expected "
              + text(s.results(frame))
              + ", found "
              + text(s.params(frame)));
    }
    boolean reached = false;
    if (s.isDelivered()) {
      Label label = s.label(frame);
      s.sink().end(label, s.deliver);
      reached = s.deliver || armMissing || kind != Label.Kind.LOOP && label.isTarget;
    }
    s.leave(reached);
  }

  private static String text(int[] types) {
    return Arrays.stream(types)
        .limit(16)
        .mapToObj(Types::toString)
        .collect(java.util.stream.Collectors.joining(" ", "[", types.length > 16 ? " ...]" : "]"));
  }

  void tryTable() {
    blockType();
    s.popAll(params);
    InstructionReader in = s.in;
    List<CatchClause> clauses = s.deliver ? new ArrayList<>(in.listSize / 4) : List.of();
    for (int i = 0; i < in.listSize; i += 4) {
      int kind = in.list[i];
      int tag = in.list[i + 1];
      int frame = s.frame(in.list[i + 2]);
      int[] carried = tag(kind) ? s.tag(tag).params() : WalkState.NO_TYPES;
      if (kind == InstructionReader.CATCH_REF || kind == InstructionReader.CATCH_ALL_REF) {
        carried = Arrays.copyOf(carried, carried.length + 1);
        carried[carried.length - 1] = NON_NULL_EXN;
      }
      int[] wanted = s.branchTypes(frame);
      if (!Types.matches(carried, wanted)) {
        throw s.invalid(
            "type mismatch: the label of a catch clause expects "
                + text(wanted)
                + ", found "
                + text(carried));
      }
      if (s.deliver) {
        clauses.add(new CatchClause(kind, tag(kind) ? tag : -1, s.target(frame)));
      }
    }
    Label label = s.newLabel(Label.Kind.TRY_TABLE, params, results);
    if (label != null) {
      s.sink().tryTable(label, clauses);
    }
    s.enter(Label.Kind.TRY_TABLE, params, results, label);
  }

  private static boolean tag(int kind) {
    return kind == InstructionReader.CATCH || kind == InstructionReader.CATCH_REF;
  }

  // Branches.

  void br() {
    int frame = s.frame(s.in.first);
    s.popAll(s.branchTypes(frame));
    if (s.deliver) {
      s.sink().br(s.target(frame));
    }
    s.unreachable();
  }

  void brIf() {
    int frame = s.frame(s.in.first);
    int[] types = s.branchTypes(frame);
    s.pop(ValType.BITS_I32);
    s.popAll(types);
    if (s.deliver) {
      s.sink().brIf(s.target(frame));
    }
    s.pushAll(types);
  }

  @SuppressWarnings("ReferenceEquality") // only saves checking the same array again
  void brTable() {
    InstructionReader in = s.in;
    int count = in.listSize;
    DecodeLimits.check(count - 1L, s.spaces.limits.brTable(), "labels of a br_table", in.offset());
    s.pop(ValType.BITS_I32);
    int[] defaultTypes = s.branchTypes(s.frame(in.list[count - 1]));
    int[] checked = null;
    for (int i = 0; i < count; i++) {
      int[] types = s.branchTypes(s.frame(in.list[i]));
      // Labels of the same type follow one another mostly.
      if (types != checked) {
        if (types.length != defaultTypes.length) {
          throw s.invalid(
              "type mismatch: expected labels with "
                  + text(defaultTypes)
                  + ", found "
                  + text(types)
                  + " at br_table");
        }
        s.checkTop(types);
        checked = types;
      }
    }
    if (s.deliver) {
      if (tableLabels.length < count) {
        tableLabels = new Label[count + count / 2];
      }
      for (int i = 0; i < count; i++) {
        tableLabels[i] = s.target(s.frame(in.list[i]));
      }
      s.sink().brTable(tableLabels, count);
    }
    s.unreachable();
  }

  void brOnNull(Opcode opcode) {
    int frame = s.frame(s.in.first);
    int[] types = s.branchTypes(frame);
    int reference = s.popReference();
    s.popAll(types);
    if (s.deliver) {
      s.sink().brOnNull(opcode, s.target(frame), reference);
    }
    s.pushAll(types);
    s.push(reference & ~ValType.NULLABLE);
  }

  void brOnNonNull(Opcode opcode) {
    int frame = s.frame(s.in.first);
    int[] types = s.branchTypes(frame);
    int last = types.length - 1;
    if (last < 0 || !ValType.isRef(types[last])) {
      throw s.invalid(
          "type mismatch: expected a label that takes a reference last, found "
              + text(types)
              + " at br_on_non_null");
    }
    int reference = s.pop(types[last] | ValType.NULLABLE);
    s.popAll(types, last);
    if (s.deliver) {
      s.sink().brOnNull(opcode, s.target(frame), reference);
    }
    for (int i = 0; i < last; i++) {
      s.push(types[i]);
    }
  }

  void return_() {
    s.popAll(s.results(0));
    if (s.deliver) {
      s.sink().return_();
    }
    s.unreachable();
  }

  void select(Opcode opcode) {
    InstructionReader in = s.in;
    s.pop(ValType.BITS_I32);
    int type;
    if (opcode == Opcode.SELECT_T) {
      if (in.listSize != 1) {
        throw s.invalid("invalid result arity: select of " + in.listSize + " values");
      }
      type = s.spaces.canonical(in.list[0]);
      s.pop(type);
      s.pop(type);
    } else {
      type = s.pop();
      if (ValType.isRef(type)) {
        throw s.mismatch("a number or vector");
      }
      int other = s.pop();
      if (ValType.isRef(other)) {
        throw s.mismatch("a number or vector");
      }
      if (type == ValType.BITS_BOT) {
        type = other;
      } else if (other != ValType.BITS_BOT && other != type) {
        throw s.mismatch(type, type, ValType.BITS_I32);
      }
    }
    if (s.deliver) {
      s.sink().select(type);
    }
    s.push(type);
  }

  // Calls.

  void call(Opcode opcode) {
    int function = s.in.first;
    if (function < 0 || function >= s.spaces.functions.length) {
      throw s.unknown("function", function);
    }
    DefType type = s.spaces.functions[function];
    s.popAll(type.params());
    if (s.deliver) {
      s.sink().call(opcode, function, type);
    }
    results(opcode, type);
  }

  void callIndirect(Opcode opcode) {
    int index = s.in.second;
    if (index < 0 || index >= s.spaces.tables.length) {
      throw s.unknown("table", index);
    }
    ExternType.Table table = s.spaces.tables[index];
    DefType type = s.functionType(s.in.first);
    if (!Types.matches(table.element().bits(), FUNCREF)) {
      throw s.invalid(
          "type mismatch: expected a table of functions, found elements of type "
              + Types.toString(table.element().bits()));
    }
    s.pop(table.limits().addressType().bits());
    s.popAll(type.params());
    if (s.deliver) {
      s.sink().callIndirect(opcode, index, type);
    }
    results(opcode, type);
  }

  void callRef(Opcode opcode) {
    DefType type = s.functionType(s.in.first);
    s.pop(type.ref(true));
    s.popAll(type.params());
    if (s.deliver) {
      s.sink().callRef(opcode, type);
    }
    results(opcode, type);
  }

  private void results(Opcode opcode, DefType type) {
    if (!opcode.isTailCall()) {
      s.pushAll(type.results());
      return;
    }
    if (!Types.matches(type.results(), s.results(0))) {
      throw s.invalid(
          "type mismatch: expected a callee with results "
              + text(s.results(0))
              + ", found "
              + text(type.results())
              + " at "
              + opcode.mnemonic());
    }
    s.unreachable();
  }

  // Exceptions.

  void throw_() {
    int tag = s.in.first;
    DefType type = s.tag(tag);
    s.popAll(type.params());
    if (s.deliver) {
      s.sink().throw_(tag, type);
    }
    s.unreachable();
  }

  void throwRef() {
    s.pop(EXNREF);
    if (s.deliver) {
      s.sink().throwRef();
    }
    s.unreachable();
  }

  void legacyTry() {
    blockType();
    Label label = open(Label.Kind.LEGACY_TRY);
    if (label != null) {
      s.sink().legacyTry(label);
    }
    s.enter(Label.Kind.LEGACY_TRY, params, results, label);
  }

  void legacyCatch() {
    int tag = s.in.first;
    legacyHandler(tag, s.tag(tag).params());
  }

  void legacyCatchAll() {
    legacyHandler(-1, WalkState.NO_TYPES);
  }

  private void legacyHandler(int tag, int[] types) {
    int frame = s.depth - 1;
    if (s.kind(frame) != Label.Kind.LEGACY_TRY || s.caughtAll()) {
      throw s.error(Failure.MALFORMED, "unexpected " + s.in.opcode().mnemonic());
    }
    s.checkEnd();
    s.setHandler(tag < 0);
    if (s.isDelivered()) {
      Label label = arm(frame);
      label.inHandler = true;
      s.sink().legacyCatch(label, tag, s.deliver);
    }
    s.otherArm(types);
  }

  void legacyDelegate() {
    int frame = s.depth - 1;
    if (s.kind(frame) != Label.Kind.LEGACY_TRY || s.inHandler(frame)) {
      throw s.error(Failure.MALFORMED, "unexpected delegate");
    }
    int target = s.frame(s.in.first, frame);
    s.checkEnd();
    boolean reached = false;
    if (s.isDelivered()) {
      Label label = s.label(frame);
      s.sink().legacyDelegate(label, s.label(target), s.deliver);
      reached = s.deliver || label.isTarget;
    }
    s.leave(reached);
  }

  void legacyRethrow() {
    int frame = s.frame(s.in.first);
    if (!s.inHandler(frame)) {
      throw s.invalid("invalid rethrow label " + s.in.first);
    }
    if (s.deliver) {
      s.sink().legacyRethrow(s.label(frame));
    }
    s.unreachable();
  }
}
