package io.wasmtier.spectest.generate;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;

/// Continuations (proposal: Stack Switching): made, bound, resumed, suspended, switched.
final class ContinuationCode {
  private static final List<ValType> NONE = List.of();

  private final BodyWriter body;
  private final CodeGenerator code;
  private final ContinuationTypes types;

  /// Whether the function is made for continuations: others would mostly trap on suspending.
  private final boolean inside;

  ContinuationCode(BodyWriter body, CodeGenerator code, ContinuationTypes types) {
    this.body = body;
    this.code = code;
    this.types = types;
    this.inside =
        body.signature.equals(body.types.function(types.body()))
            || body.signature.equals(body.types.function(types.rest()))
            || body.signature.equals(body.types.function(types.switcher()));
  }

  void addTo(Productions productions) {
    productions
        .expression(8, Opcode.CONT_NEW, this::make)
        .expression(4, Opcode.CONT_BIND, this::bind)
        .expression(6, Opcode.RESUME, this::resume)
        .statement(
            10,
            Opcode.RESUME,
            depth -> {
              resume(ValType.BITS_I32, depth);
              body.emit(Opcode.DROP);
              return true;
            });
    productions
        .expression(inside ? 12 : 1, Opcode.SUSPEND, this::suspend)
        .statement(inside ? 8 : 1, Opcode.SUSPEND, this::suspension)
        .statement(inside ? 4 : 1, Opcode.SWITCH, this::switchTo);
  }

  private static int ref(int type) {
    return ValType.ref(true, type).bits();
  }

  private boolean make(int type, int depth) {
    if (!ValType.isRef(type)
        || ValType.isExact(type)
        || body.types.kindOf(type) != AbstractHeap.CONT) {
      return false;
    }
    int index = ValType.isConcrete(type) ? ValType.number(type) : types.fresh();
    int function =
        index == types.fresh()
            ? types.body()
            : index == types.suspended() ? types.rest() : types.switcher();
    code.receiver(ref(function), depth - 1);
    body.emit(Opcode.CONT_NEW).u32(index);
    return true;
  }

  private boolean bind(int type, int depth) {
    if (!body.types.matches(ValType.ref(false, types.fresh()).bits(), type)) {
      return false;
    }
    code.value(ValType.BITS_I64, depth - 1);
    code.receiver(ref(types.suspended()), depth - 1);
    body.emit(Opcode.CONT_BIND).u32(types.suspended()).u32(types.fresh());
    return true;
  }

  private boolean suspend(int type, int depth) {
    if (type != ValType.BITS_I64 || !inside && body.chance(90)) {
      return false;
    }
    code.i32(depth - 1);
    body.emit(Opcode.SUSPEND).u32(ModuleShape.TAG_SUSPEND);
    return true;
  }

  private boolean suspension(int depth) {
    if (!suspend(ValType.BITS_I64, depth)) {
      return false;
    }
    body.emit(Opcode.DROP);
    return true;
  }

  private boolean switchTo(int depth) {
    if (!inside && body.chance(90)) {
      return false;
    }
    code.receiver(ref(types.switching()), depth - 1);
    body.emit(Opcode.SWITCH).u32(types.switching()).u32(ModuleShape.TAG_SWITCH);
    body.emit(Opcode.LOCAL_SET).u32(body.scratch(ValType.ref(true, types.switching())));
    return true;
  }

  /// Writes a resumption whose suspensions go on behind it.
  ///
  /// ```
  /// block (i32)
  ///   block (i32 continuation)  resume … (on suspend 0) (on switch)  br 1  end
  ///   take the continuation, value
  /// end
  /// ```
  private boolean resume(int type, int depth) {
    if (type != ValType.BITS_I32) {
      return false;
    }
    body.open(Opcode.BLOCK, new FuncType(NONE, List.of(ValType.I32)));
    body.open(Opcode.BLOCK, body.types.function(types.handler()));
    switch (body.random.nextInt(8)) {
      case 0 -> {
        code.values(body.types.function(TypeMaker.PAYLOAD).params(), depth - 1);
        code.receiver(ref(types.suspended()), depth - 1);
        body.emit(Opcode.RESUME_THROW).u32(types.suspended()).u32(ModuleShape.TAG_PAYLOAD);
      }
      case 1 -> {
        code.receiver(ValType.EXNREF.bits(), depth - 1);
        code.receiver(ref(types.suspended()), depth - 1);
        body.emit(Opcode.RESUME_THROW_REF).u32(types.suspended());
      }
      case 2, 3 -> {
        code.value(ValType.BITS_I64, depth - 1);
        code.receiver(ref(types.suspended()), depth - 1);
        body.emit(Opcode.RESUME).u32(types.suspended());
      }
      case 4 -> {
        code.value(ref(types.switching()), depth - 1);
        code.receiver(ref(types.switching()), depth - 1);
        body.emit(Opcode.RESUME).u32(types.switching());
      }
      default -> {
        code.receiver(ref(types.fresh()), depth - 1);
        body.emit(Opcode.RESUME).u32(types.fresh());
      }
    }
    boolean switches = body.chance(50);
    body.out
        .u32(switches ? 2 : 1)
        .u8(InstructionReader.ON_LABEL)
        .u32(ModuleShape.TAG_SUSPEND)
        .u32(0);
    if (switches) {
      body.out.u8(InstructionReader.ON_SWITCH).u32(ModuleShape.TAG_SWITCH);
    }
    body.emit(Opcode.BR).u32(1);
    body.close();
    body.emit(Opcode.LOCAL_SET).u32(body.scratch(ValType.ref(true, types.suspended())));
    if (body.chance(50)) {
      // Goes on at once.
      body.emit(Opcode.DROP);
      code.value(ValType.BITS_I64, depth - 1);
      body.emit(Opcode.LOCAL_GET).u32(body.scratch(ValType.ref(true, types.suspended())));
      body.emit(Opcode.CONT_BIND).u32(types.suspended()).u32(types.fresh());
      body.emit(Opcode.LOCAL_SET).u32(body.scratch(ValType.ref(true, types.fresh())));
      code.i32(depth - 1);
    }
    body.close();
    return true;
  }
}
