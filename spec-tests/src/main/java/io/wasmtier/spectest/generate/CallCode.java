package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Calls of all kinds, tail calls too.
final class CallCode {
  private final BodyWriter body;
  private final CodeGenerator code;

  CallCode(BodyWriter body, CodeGenerator code) {
    this.body = body;
    this.code = code;
  }

  void addTo(Productions productions) {
    productions
        .expression(3, Opcode.CALL, (type, depth) -> call(Opcode.CALL, type, depth))
        .expression(
            3, Opcode.CALL_INDIRECT, (type, depth) -> call(Opcode.CALL_INDIRECT, type, depth))
        .expression(3, Opcode.CALL_REF, (type, depth) -> call(Opcode.CALL_REF, type, depth))
        .expression(1, Opcode.RETURN_CALL, (type, depth) -> tailCall(Opcode.RETURN_CALL, depth))
        .expression(
            1,
            Opcode.RETURN_CALL_INDIRECT,
            (type, depth) -> tailCall(Opcode.RETURN_CALL_INDIRECT, depth))
        .expression(
            1, Opcode.RETURN_CALL_REF, (type, depth) -> tailCall(Opcode.RETURN_CALL_REF, depth))
        .statement(6, Opcode.CALL, this::statement);
  }

  private List<Integer> callees(Predicate<FuncType> condition) {
    List<Integer> callees = new ArrayList<>();
    for (int i = 0; i < body.module.functions().length; i++) {
      // Functions for continuations, the last, mostly suspend, which traps outside of one.
      boolean suspends =
          body.module.continuations() != null && i >= body.module.functions().length - 3;
      if (condition.test(body.module.signature(i)) && (!suspends || body.chance(10))) {
        callees.add(i);
      }
    }
    return callees;
  }

  /// Writes a call whose first result is wanted, and drops the others.
  private boolean call(Opcode opcode, int type, int depth) {
    List<Integer> callees =
        callees(callee ->
            !callee.results().isEmpty()
                && body.types.matches(callee.results().get(0).bits(), type));
    if (callees.isEmpty()) {
      return false;
    }
    int callee = body.any(callees);
    write(opcode, callee, depth - 1);
    body.drop(body.module.signature(callee).results().size() - 1);
    return true;
  }

  private boolean statement(int depth) {
    List<Integer> callees = callees(callee -> true);
    if (callees.isEmpty()) {
      return false;
    }
    int callee = body.any(callees);
    List<Opcode> kinds = new ArrayList<>(List.of(Opcode.CALL, Opcode.CALL_INDIRECT));
    if (body.has(Opcode.CALL_REF)) {
      kinds.add(Opcode.CALL_REF);
    }
    write(body.any(kinds), callee, depth);
    body.drop(body.module.signature(callee).results().size());
    return true;
  }

  private boolean tailCall(Opcode opcode, int depth) {
    List<Integer> callees =
        callees(callee -> body.types.matches(callee.results(), body.signature.results()));
    if (callees.isEmpty()) {
      return false;
    }
    write(opcode, body.any(callees), depth - 1);
    return true;
  }

  private void write(Opcode opcode, int callee, int depth) {
    code.values(body.module.signature(callee).params(), depth);
    int type = body.module.functions()[callee];
    switch (opcode.shape()) {
      case CALL_INDIRECT -> {
        ExternType.Table table = body.module.tables().get(0);
        if (body.chance(90)) {
          body.number(table.limits().is64(), callee);
        } else {
          StorageCode.index(body, code, table, depth);
        }
        body.emit(opcode).u32(type).u32(0);
      }
      case CALL_REF -> {
        if (body.chance(80)) {
          body.emit(Opcode.REF_FUNC).u32(callee);
        } else {
          code.receiver(ValType.ref(true, type).bits(), depth);
        }
        body.emit(opcode).u32(type);
      }
      default -> body.emit(opcode).u32(callee);
    }
  }
}
