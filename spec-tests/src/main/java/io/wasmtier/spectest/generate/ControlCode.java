package io.wasmtier.spectest.generate;

import io.wasmtier.decoder.TypeEncoder;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.List;

/// Blocks, branches, `select`, `drop`.
final class ControlCode {
  private static final List<ValType> NONE = List.of();

  private final BodyWriter body;
  private final CodeGenerator code;

  /// How many counted loops are open.
  private int loops;

  /// The types with an index that blocks may have.
  private final List<FuncType> blockTypes = new ArrayList<>();

  ControlCode(BodyWriter body, CodeGenerator code) {
    this.body = body;
    this.code = code;
    for (int index : body.types.functions) {
      if (body.types.definition(index).isPlain()) {
        blockTypes.add(body.types.function(index));
      }
    }
  }

  void addTo(Productions productions) {
    productions
        .expression(14, Opcode.BLOCK, this::block)
        .expression(3, Opcode.SELECT, this::select)
        .expression(2, Opcode.SELECT_T, this::typedSelect)
        .expression(2, Opcode.UNREACHABLE, this::divergence)
        .statement(20, Opcode.BLOCK, this::typedBlock)
        .statement(10, Opcode.BLOCK, this::plainBlock)
        .statement(8, Opcode.LOOP, this::counted)
        .statement(10, Opcode.BR_IF, this::branchIf)
        .statement(10, Opcode.DROP, this::drop);
  }

  private boolean block(int type, int depth) {
    ValType wanted = new ValType(type);
    List<FuncType> typed =
        blockTypes.stream().filter(t -> t.results().equals(List.of(wanted))).toList();
    block(
        typed.isEmpty() || body.chance(60) ? new FuncType(NONE, List.of(wanted)) : body.any(typed),
        depth - 1);
    return true;
  }

  private boolean typedBlock(int depth) {
    FuncType type = body.any(blockTypes);
    block(type, depth);
    body.drop(type.results().size());
    return true;
  }

  private boolean plainBlock(int depth) {
    block(new FuncType(NONE, NONE), depth);
    return true;
  }

  private void block(FuncType type, int depth) {
    code.values(type.params(), depth);
    switch (body.random.nextInt(3)) {
      case 0 -> {
        body.open(Opcode.LOOP, type);
        code.turn();
        inside(type, depth);
      }
      case 1 -> {
        code.i32(depth);
        body.open(Opcode.IF, type);
        inside(type, depth);
        if (!type.params().equals(type.results()) || body.chance(70)) {
          body.emit(Opcode.ELSE);
          inside(type, depth);
        }
      }
      default -> {
        body.open(Opcode.BLOCK, type);
        inside(type, depth);
      }
    }
    body.close();
  }

  /// Writes a loop that counts down, now and then from thousands; it stops where there are no more
  /// turns.
  private boolean counted(int depth) {
    if (loops == BodyWriter.COUNTERS) {
      return false;
    }
    int counter = body.scratch(ValType.I32) + loops;
    body.number(false, body.chance(10) ? 5000 : 1 + body.random.nextInt(8));
    body.emit(Opcode.LOCAL_SET).u32(counter);
    body.open(Opcode.LOOP, new FuncType(NONE, NONE));
    code.turn();
    loops++;
    code.statement(depth - 1);
    code.statements(depth - 1);
    loops--;
    body.emit(Opcode.LOCAL_GET).u32(counter);
    body.number(false, 1);
    body.emit(Opcode.I32_SUB);
    body.emit(Opcode.LOCAL_TEE).u32(counter);
    body.number(false, 0);
    body.emit(Opcode.I32_NE);
    body.emit(Opcode.GLOBAL_GET).u32(ModuleShape.TURNS);
    body.number(false, 0);
    body.emit(Opcode.I32_NE);
    body.emit(Opcode.I32_AND);
    body.emit(Opcode.BR_IF).u32(0);
    body.close();
    return true;
  }

  /// Writes what stands in a block: takes the parameters off, leaves the results.
  private void inside(FuncType type, int depth) {
    for (ValType param : type.params().reversed()) {
      int local = body.localFor(param.bits());
      if (local >= 0) {
        body.emit(Opcode.LOCAL_SET).u32(local);
      } else {
        body.emit(Opcode.DROP);
      }
    }
    code.statements(depth);
    code.values(type.results(), depth);
  }

  private boolean select(int type, int depth) {
    if (ValType.isRef(type)) {
      return false;
    }
    code.value(type, depth - 1);
    code.value(type, depth - 1);
    code.i32(depth - 1);
    body.emit(Opcode.SELECT);
    return true;
  }

  private boolean typedSelect(int type, int depth) {
    code.value(type, depth - 1);
    code.value(type, depth - 1);
    code.i32(depth - 1);
    body.emit(Opcode.SELECT_T).u32(1);
    TypeEncoder.valueType(body.out, type);
    return true;
  }

  private boolean drop(int depth) {
    code.value(new TypeMaker(body.random, body.module.features()).randomType(false).bits(), depth);
    body.emit(Opcode.DROP);
    return true;
  }

  // Branches

  /// Writes something behind which nothing is reached; it may stand where any value is wanted.
  private boolean divergence(int type, int depth) {
    switch (body.random.nextInt(8)) {
      case 0 -> body.emit(Opcode.UNREACHABLE);
      case 1, 2 -> {
        code.values(body.signature.results(), depth - 1);
        body.emit(Opcode.RETURN);
      }
      case 3, 4 -> branchTable(depth - 1);
      default -> {
        int label = body.random.nextInt(body.depth());
        code.values(body.label(label).types(), depth - 1);
        body.emit(Opcode.BR).u32(label);
      }
    }
    return true;
  }

  private void branchTable(int depth) {
    List<ValType> wanted = body.label(body.random.nextInt(body.depth())).types();
    List<Integer> targets = body.labels(label -> label.types().equals(wanted));
    code.values(wanted, depth);
    code.i32(depth);
    int count = body.random.nextInt(5);
    body.emit(Opcode.BR_TABLE).u32(count);
    for (int i = 0; i <= count; i++) {
      body.out.u32(body.any(targets));
    }
  }

  private boolean branchIf(int depth) {
    int label = body.random.nextInt(body.depth());
    code.values(body.label(label).types(), depth);
    code.i32(depth);
    body.emit(Opcode.BR_IF).u32(label);
    body.drop(body.label(label).types().size());
    return true;
  }
}
