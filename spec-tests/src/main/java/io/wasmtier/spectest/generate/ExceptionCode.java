package io.wasmtier.spectest.generate;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;

/// Exceptions, those of the legacy proposal too.
final class ExceptionCode {
  private static final List<ValType> NONE = List.of();

  private final BodyWriter body;
  private final CodeGenerator code;
  private final List<ValType> payload;

  ExceptionCode(BodyWriter body, CodeGenerator code) {
    this.body = body;
    this.code = code;
    this.payload = body.types.function(TypeMaker.PAYLOAD).params();
  }

  void addTo(Productions productions) {
    productions
        .expression(4, Opcode.TRY_TABLE, this::tryTable)
        .expression(1, Opcode.THROW, (type, depth) -> raise(depth))
        .expression(1, Opcode.THROW_REF, (type, depth) -> throwRef(depth))
        .expression(6, Opcode.THROW_REF, this::caught)
        .expression(4, Opcode.TRY, this::tryCatch)
        .expression(2, Opcode.DELEGATE, this::delegate)
        .expression(1, Opcode.RETHROW, (type, depth) -> rethrow())
        .statement(4, Opcode.TRY_TABLE, depth -> statement(this::tryTable, depth))
        .statement(4, Opcode.TRY, depth -> statement(this::tryCatch, depth));
  }

  private boolean statement(Productions.Expression expression, int depth) {
    expression.write(ValType.BITS_I32, depth);
    body.emit(Opcode.DROP);
    return true;
  }

  private boolean raise(int depth) {
    if (body.chance(60)) {
      code.values(payload, depth - 1);
      body.emit(Opcode.THROW).u32(ModuleShape.TAG_PAYLOAD);
    } else {
      body.emit(Opcode.THROW).u32(ModuleShape.TAG_EMPTY);
    }
    return true;
  }

  /// Writes an exception that is thrown and caught there: `block try_table … throw … end end`.
  private boolean caught(int type, int depth) {
    if (!body.types.matches(ValType.ref(false, AbstractHeap.EXN).bits(), type)) {
      return false;
    }
    caught(body, type, () -> raise(depth - 1));
    return true;
  }

  static void caught(BodyWriter body, int type, Runnable raise) {
    body.open(Opcode.BLOCK, new FuncType(NONE, List.of(new ValType(type))));
    body.emit(Opcode.TRY_TABLE);
    body.blockType(new FuncType(NONE, NONE));
    body.out.u32(1).u8(InstructionReader.CATCH_ALL_REF).u32(0);
    body.enter(NONE, false);
    raise.run();
    body.close();
    body.emit(Opcode.UNREACHABLE);
    body.close();
  }

  private boolean throwRef(int depth) {
    code.receiver(ValType.EXNREF.bits(), depth - 1);
    body.emit(Opcode.THROW_REF);
    return true;
  }

  /// Writes a `try_table` whose first handler stands behind it; it may have more, which go to any
  /// label that fits.
  ///
  /// ```
  /// block (result)
  ///   block (payload)  try_table (result) (catch 0 0) … end  br 1  end
  ///   take payload, value
  /// end
  /// ```
  private boolean tryTable(int type, int depth) {
    List<ValType> result = List.of(new ValType(type));
    int kind = body.random.nextInt(4);
    FuncType caught =
        switch (kind) {
          case InstructionReader.CATCH -> body.types.function(TypeMaker.CAUGHT);
          case InstructionReader.CATCH_REF ->
              new FuncType(NONE, List.of(ValType.I32, ValType.I64, ValType.EXNREF));
          case InstructionReader.CATCH_ALL_REF -> new FuncType(NONE, List.of(ValType.EXNREF));
          default -> new FuncType(NONE, NONE);
        };
    body.open(Opcode.BLOCK, new FuncType(NONE, result));
    body.open(Opcode.BLOCK, caught);
    body.emit(Opcode.TRY_TABLE);
    body.blockType(new FuncType(NONE, result));
    List<Integer> others = body.labels(label -> label.types().isEmpty());
    boolean other = !others.isEmpty() && body.chance(40);
    body.out.u32(other ? 2 : 1);
    if (other) {
      body.out.u8(InstructionReader.CATCH).u32(ModuleShape.TAG_EMPTY).u32(body.any(others));
    }
    body.out.u8(kind);
    if (kind < InstructionReader.CATCH_ALL) {
      body.out.u32(ModuleShape.TAG_PAYLOAD);
    }
    body.out.u32(0);
    body.enter(result, false);
    code.statements(depth - 1);
    code.value(type, depth - 1);
    body.close();
    body.emit(Opcode.BR).u32(1);
    body.close();
    take(caught.results());
    code.value(type, depth - 1);
    body.close();
    return true;
  }

  /// Takes values off the stack into locals.
  private void take(List<ValType> types) {
    for (ValType type : types.reversed()) {
      int local = body.localFor(type.bits());
      if (local >= 0) {
        body.emit(Opcode.LOCAL_SET).u32(local);
      } else {
        body.emit(Opcode.DROP);
      }
    }
  }

  // Legacy

  private boolean tryCatch(int type, int depth) {
    FuncType block = new FuncType(NONE, List.of(new ValType(type)));
    body.open(Opcode.TRY, block);
    code.statements(depth - 1);
    code.value(type, depth - 1);
    body.leave();
    int handlers = 1 + body.random.nextInt(3);
    if ((handlers & 1) != 0) {
      body.emit(Opcode.CATCH).u32(ModuleShape.TAG_PAYLOAD);
      handler(payload, type, depth - 1);
    }
    if ((handlers & 2) != 0) {
      body.emit(Opcode.CATCH_ALL);
      handler(NONE, type, depth - 1);
    }
    body.emit(Opcode.END);
    return true;
  }

  private void handler(List<ValType> caught, int type, int depth) {
    body.enter(List.of(new ValType(type)), true);
    take(caught);
    code.statements(depth);
    code.value(type, depth);
    body.leave();
  }

  private boolean delegate(int type, int depth) {
    body.open(Opcode.TRY, new FuncType(NONE, List.of(new ValType(type))));
    code.statements(depth - 1);
    code.value(type, depth - 1);
    body.leave();
    body.emit(Opcode.DELEGATE).u32(body.random.nextInt(body.depth()));
    return true;
  }

  private boolean rethrow() {
    List<Integer> handlers = body.labels(BodyWriter.Target::handler);
    if (handlers.isEmpty()) {
      return false;
    }
    body.emit(Opcode.RETHROW).u32(body.any(handlers));
    return true;
  }
}
