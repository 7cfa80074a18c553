package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.ContType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.List;

/// References that are no structures, arrays or continuations: null, functions, i31, conversions;
/// and the branches on null.
final class ReferenceCode {
  private static final List<ValType> NONE = List.of();
  private static final List<ValType> I32 = List.of(ValType.I32);

  private final BodyWriter body;
  private final CodeGenerator code;
  private final AggregateCode aggregates;
  private final TypeMaker types;

  ReferenceCode(BodyWriter body, CodeGenerator code, AggregateCode aggregates) {
    this.body = body;
    this.aggregates = aggregates;
    this.code = code;
    this.types = new TypeMaker(body.random, body.module.features());
  }

  void addTo(Productions productions) {
    productions
        .expression(4, Opcode.REF_FUNC, this::function)
        .expression(3, Opcode.REF_IS_NULL, this::isNull)
        .expression(3, Opcode.REF_EQ, this::equal)
        .expression(3, Opcode.REF_AS_NON_NULL, this::asNonNull)
        .expression(4, Opcode.REF_I31, this::i31)
        .expression(2, Opcode.I31_GET_S, this::i31Get)
        .expression(3, Opcode.EXTERN_CONVERT_ANY, this::convert)
        .expression(2, Opcode.BR_ON_NULL, this::branchOnNull)
        .expression(2, Opcode.BR_ON_NON_NULL, this::branchOnNonNull)
        .statement(2, Opcode.BR_ON_NULL, this::leaveOnNull);
  }

  /// Writes a reference that needs no other value, or few. What can't be made is a null that is
  /// taken for none, which traps.
  void leaf(int type) {
    if (ValType.isNullable(type) && body.chance(50)) {
      body.refNull(type);
      return;
    }
    AbstractHeap kind = body.types.kindOf(type);
    if (!ValType.isExact(type) && function(type, 0)) {
      return;
    }
    if (ValType.refBits(false, AbstractHeap.I31.ordinal()) == (type & ~ValType.NULLABLE)
        || body.module.features().has(Feature.GC)
            && (kind == AbstractHeap.EQ || kind == AbstractHeap.ANY)) {
      body.emit(Opcode.I32_CONST).s64(body.constants.i32());
      body.emit(Opcode.REF_I31);
      return;
    }
    if (aggregates.leaf(type)) {
      return;
    }
    if (kind == AbstractHeap.CONT && ValType.isConcrete(type)) {
      ContType continuation = (ContType) body.types.definition(ValType.number(type)).composite();
      leaf(ValType.ref(false, continuation.function()).bits());
      body.emit(Opcode.CONT_NEW).u32(ValType.number(type));
      return;
    }
    if (type == ValType.ref(false, AbstractHeap.EXN).bits()) {
      ExceptionCode.caught(body, type, () -> body.emit(Opcode.THROW).u32(ModuleShape.TAG_EMPTY));
      return;
    }
    if (kind == AbstractHeap.EXTERN && !ValType.isNullable(type) && body.has(Opcode.REF_I31)) {
      leaf(ValType.ref(false, AbstractHeap.ANY).bits());
      body.emit(Opcode.EXTERN_CONVERT_ANY);
      return;
    }
    body.refNull(type);
    if (!ValType.isNullable(type)) {
      body.emit(Opcode.REF_AS_NON_NULL);
    }
  }

  private boolean function(int type, int depth) {
    if (!ValType.isRef(type) || body.types.kindOf(type) != AbstractHeap.FUNC) {
      return false;
    }
    int[] functions = body.module.functions();
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < functions.length; i++) {
      if (body.types.matches(ValType.ref(false, functions[i]).bits(), type)) {
        fitting.add(i);
      }
    }
    if (fitting.isEmpty()) {
      return false;
    }
    body.emit(Opcode.REF_FUNC).u32(body.any(fitting));
    return true;
  }

  /// {@return any nullable reference type}
  private int anyReference() {
    return body.has(Opcode.REF_EQ) && body.chance(50)
        ? ValType.ref(true, body.random.nextInt(body.types.size())).bits()
        : types.randomReference(true, 0).bits();
  }

  private boolean isNull(int type, int depth) {
    if (type != ValType.BITS_I32) {
      return false;
    }
    code.value(anyReference(), depth - 1);
    body.emit(Opcode.REF_IS_NULL);
    return true;
  }

  private boolean equal(int type, int depth) {
    if (type != ValType.BITS_I32) {
      return false;
    }
    int eq = ValType.ref(true, AbstractHeap.EQ).bits();
    code.value(eq, depth - 1);
    code.value(eq, depth - 1);
    body.emit(Opcode.REF_EQ);
    return true;
  }

  private boolean asNonNull(int type, int depth) {
    if (!ValType.isRef(type) || ValType.isNullable(type) && body.chance(80)) {
      return false;
    }
    int local = body.localOf(type | ValType.NULLABLE);
    if (local < 0 || body.chance(50)) {
      // Nulls would trap.
      code.value(type & ~ValType.NULLABLE, depth - 1);
    } else {
      body.emit(Opcode.LOCAL_GET).u32(local);
    }
    body.emit(Opcode.REF_AS_NON_NULL);
    return true;
  }

  private boolean i31(int type, int depth) {
    if (!body.types.matches(ValType.refBits(false, AbstractHeap.I31.ordinal()), type)) {
      return false;
    }
    code.i32(depth - 1);
    body.emit(Opcode.REF_I31);
    return true;
  }

  private boolean i31Get(int type, int depth) {
    if (type != ValType.BITS_I32) {
      return false;
    }
    code.receiver(ValType.refBits(true, AbstractHeap.I31.ordinal()), depth - 1);
    body.emit(body.chance(50) ? Opcode.I31_GET_S : Opcode.I31_GET_U);
    return true;
  }

  private boolean convert(int type, int depth) {
    if (!ValType.isRef(type)) {
      return false;
    }
    int nullable = type & ValType.NULLABLE;
    int any = ValType.refBits(nullable != 0, AbstractHeap.ANY.ordinal());
    int extern = ValType.refBits(nullable != 0, AbstractHeap.EXTERN.ordinal());
    if (type == any) {
      code.value(extern, depth - 1);
      body.emit(Opcode.ANY_CONVERT_EXTERN);
      return true;
    }
    if (type == extern) {
      code.value(any, depth - 1);
      body.emit(Opcode.EXTERN_CONVERT_ANY);
      return true;
    }
    return false;
  }

  /// Writes 1 for null and 0 for anything else, or what the block for a reference leaves.
  private boolean branchOnNull(int type, int depth) {
    if (ValType.isRef(type)) {
      return onNull(type, depth);
    }
    if (type != ValType.BITS_I32) {
      return false;
    }
    body.open(Opcode.BLOCK, new FuncType(NONE, I32));
    body.open(Opcode.BLOCK, new FuncType(NONE, NONE));
    code.value(anyReference(), depth - 1);
    body.emit(Opcode.BR_ON_NULL).u32(0);
    body.emit(Opcode.DROP);
    body.number(false, 0);
    body.emit(Opcode.BR).u32(1);
    body.close();
    body.number(false, 1);
    body.close();
    return true;
  }

  /// Writes a branch to some outer label for null, else the reference.
  private boolean onNull(int type, int depth) {
    List<Integer> labels = body.labels(label -> true);
    int label = body.any(labels);
    List<ValType> carried = body.label(label).types();
    if (!carried.isEmpty()) {
      return false;
    }
    code.value(type | ValType.NULLABLE, depth - 1);
    body.emit(Opcode.BR_ON_NULL).u32(label);
    return true;
  }

  private boolean leaveOnNull(int depth) {
    int label = body.random.nextInt(body.depth());
    List<ValType> carried = body.label(label).types();
    code.values(carried, depth);
    code.value(anyReference(), depth);
    body.emit(Opcode.BR_ON_NULL).u32(label);
    body.drop(carried.size() + 1);
    return true;
  }

  private boolean branchOnNonNull(int type, int depth) {
    if (ValType.isRef(type)) {
      // The block leaves what is not null, or another value.
      body.open(Opcode.BLOCK, new FuncType(NONE, List.of(new ValType(type))));
      code.value(type | ValType.NULLABLE, depth - 1);
      body.emit(Opcode.BR_ON_NON_NULL).u32(0);
      code.value(type, depth - 1);
      body.close();
      return true;
    }
    if (type != ValType.BITS_I32) {
      return false;
    }
    int reference = anyReference();
    body.open(Opcode.BLOCK, new FuncType(NONE, I32));
    body.open(Opcode.BLOCK, new FuncType(NONE, List.of(new ValType(reference))));
    code.value(reference, depth - 1);
    body.emit(Opcode.BR_ON_NON_NULL).u32(0);
    body.number(false, 1);
    body.emit(Opcode.BR).u32(1);
    body.close();
    body.emit(Opcode.DROP);
    body.number(false, 0);
    body.close();
    return true;
  }
}
