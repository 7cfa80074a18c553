package io.wasmtier.spectest.generate;

import io.wasmtier.decoder.TypeEncoder;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;

/// Structures with descriptors (proposal: Custom Descriptors). [AggregateCode] makes them.
final class DescriptorCode {
  private static final List<ValType> NONE = List.of();

  private final BodyWriter body;
  private final CodeGenerator code;

  DescriptorCode(BodyWriter body, CodeGenerator code) {
    this.body = body;
    this.code = code;
  }

  void addTo(Productions productions) {
    productions
        .expression(4, Opcode.REF_GET_DESC, this::descriptor)
        .expression(4, Opcode.REF_CAST_DESC_EQ, this::cast)
        .expression(4, Opcode.BR_ON_CAST_DESC_EQ, this::branch);
  }

  /// {@return one of the two described types}
  private int described() {
    return body.module.described() + (body.chance(50) ? 0 : 2);
  }

  private boolean descriptor(int type, int depth) {
    int described = described();
    if (!ValType.isRef(type)
        || !body.types.matches(ValType.ref(false, described + 1).bits(), type)) {
      return false;
    }
    code.receiver(ValType.ref(true, described).bits(), depth - 1);
    body.emit(Opcode.REF_GET_DESC).u32(described);
    return true;
  }

  /// Writes a described object and a descriptor, mostly the object's.
  private void operands(int described, int depth) {
    ValType type = ValType.ref(true, described);
    code.receiver(type.bits(), depth - 1);
    if (body.chance(80)) {
      int local = body.scratch(type);
      body.emit(Opcode.LOCAL_TEE).u32(local);
      body.emit(Opcode.LOCAL_GET).u32(local);
      body.emit(Opcode.REF_GET_DESC).u32(described);
    } else {
      code.receiver(ValType.ref(true, described + 1).bits(), depth - 1);
    }
  }

  private boolean cast(int type, int depth) {
    int described = described();
    boolean nullable = body.chance(50);
    int target = ValType.ref(nullable, described).bits();
    if (!ValType.isRef(type) || !body.types.matches(target, type)) {
      return false;
    }
    operands(described, depth);
    body.emit(nullable ? Opcode.REF_CAST_DESC_EQ_NULL : Opcode.REF_CAST_DESC_EQ, target);
    return true;
  }

  /// Writes an i32 that tells how the cast came out.
  private boolean branch(int type, int depth) {
    if (type != ValType.BITS_I32) {
      return false;
    }
    int described = described();
    int source = ValType.ref(true, described).bits();
    int target = ValType.ref(body.chance(50), described).bits();
    body.open(Opcode.BLOCK, new FuncType(NONE, List.of(ValType.I32)));
    body.open(Opcode.BLOCK, new FuncType(NONE, List.of(new ValType(source))));
    operands(described, depth);
    body.emit(body.chance(50) ? Opcode.BR_ON_CAST_DESC_EQ : Opcode.BR_ON_CAST_DESC_EQ_FAIL)
        .u8(1 | (ValType.isNullable(target) ? 2 : 0))
        .u32(0);
    TypeEncoder.heapType(body.out, source);
    TypeEncoder.heapType(body.out, target);
    body.emit(Opcode.DROP);
    body.number(false, 0);
    body.emit(Opcode.BR).u32(1);
    body.close();
    body.emit(Opcode.DROP);
    body.number(false, 1);
    body.close();
    return true;
  }
}
