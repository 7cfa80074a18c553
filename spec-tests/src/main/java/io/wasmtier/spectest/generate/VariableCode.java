package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Opcode;
import java.util.ArrayList;
import java.util.List;

/// Locals and globals.
final class VariableCode {
  private final BodyWriter body;
  private final CodeGenerator code;

  VariableCode(BodyWriter body, CodeGenerator code) {
    this.body = body;
    this.code = code;
  }

  void addTo(Productions productions) {
    productions
        .expression(5, Opcode.LOCAL_GET, this::get)
        .expression(4, Opcode.LOCAL_TEE, this::tee)
        .expression(5, Opcode.GLOBAL_GET, this::global)
        .statement(30, Opcode.LOCAL_SET, this::set)
        .statement(10, Opcode.GLOBAL_SET, this::setGlobal);
  }

  private boolean get(int type, int depth) {
    int local = body.localOf(type);
    if (local < 0) {
      return false;
    }
    body.emit(Opcode.LOCAL_GET).u32(local);
    return true;
  }

  private boolean tee(int type, int depth) {
    int local = body.localOf(type);
    if (local < 0) {
      return false;
    }
    code.value(body.locals.get(local).bits(), depth - 1);
    body.emit(Opcode.LOCAL_TEE).u32(local);
    return true;
  }

  private boolean global(int type, int depth) {
    List<ExternType.Global> globals = body.module.globals();
    List<Integer> fitting = new ArrayList<>();
    for (int i = ModuleShape.TURNS + 1; i < globals.size(); i++) {
      if (body.types.matches(globals.get(i).type().bits(), type)) {
        fitting.add(i);
      }
    }
    if (fitting.isEmpty()) {
      return false;
    }
    body.emit(Opcode.GLOBAL_GET).u32(body.any(fitting));
    return true;
  }

  private boolean set(int depth) {
    int local = body.random.nextInt(body.locals.size());
    code.value(body.locals.get(local).bits(), depth);
    body.emit(Opcode.LOCAL_SET).u32(local);
    return true;
  }

  private boolean setGlobal(int depth) {
    int global = body.random.nextInt(body.module.globals().size());
    ExternType.Global type = body.module.globals().get(global);
    if (global <= ModuleShape.TURNS || !type.mutable()) {
      return false;
    }
    code.value(type.type().bits(), depth);
    body.emit(Opcode.GLOBAL_SET).u32(global);
    return true;
  }
}
