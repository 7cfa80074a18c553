package io.wasmtier.decoder;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.CompositeType.ArrayType;
import io.wasmtier.wasm.CompositeType.ContType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.CompositeType.StructType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import java.util.List;

/// Writes types as the binary format has them, in their shortest form (spec: Binary Format, Types).
/// Stateless.
public final class TypeEncoder {
  private TypeEncoder() {}

  /// Writes a value type or, inside a field, a packed type.
  ///
  /// @param bits a type as in [ValType#bits], concrete types being type indices
  public static void valueType(ByteWriter out, int bits) {
    switch (bits) {
      case ValType.BITS_I32 -> out.u8(0x7F);
      case ValType.BITS_I64 -> out.u8(0x7E);
      case ValType.BITS_F32 -> out.u8(0x7D);
      case ValType.BITS_F64 -> out.u8(0x7C);
      case ValType.BITS_V128 -> out.u8(0x7B);
      case ValType.BITS_I8 -> out.u8(TypeDecoder.I8);
      case ValType.BITS_I16 -> out.u8(TypeDecoder.I16);
      default -> {
        if (!ValType.isRef(bits)) {
          throw new IllegalArgumentException("not a type of the binary format: " + bits);
        }
        if (!ValType.isNullable(bits) || ValType.isConcrete(bits) || ValType.isExact(bits)) {
          out.u8(ValType.isNullable(bits) ? 0x63 : 0x64);
        }
        heapType(out, bits);
      }
    }
  }

  /// Writes the heap type of a reference type, without its nullability.
  ///
  /// @param bits a reference type
  public static void heapType(ByteWriter out, int bits) {
    if (ValType.isExact(bits)) {
      out.u8(0x62);
    }
    int heap = ValType.heap(bits);
    if (heap >= ValType.CONCRETE) {
      out.s64(heap - ValType.CONCRETE);
    } else {
      out.u8(AbstractHeap.of(heap).code());
    }
  }

  static void group(ByteWriter out, RecGroup group) {
    if (group.explicit() || group.types().size() != 1) {
      out.u8(TypeDecoder.REC).u32(group.types().size());
    }
    for (SubType type : group.types()) {
      subType(out, type);
    }
  }

  private static void subType(ByteWriter out, SubType type) {
    if (!type.isFinal() || !type.supertypes().isEmpty()) {
      out.u8(type.isFinal() ? TypeDecoder.SUB_FINAL : TypeDecoder.SUB);
      out.u32(type.supertypes().size());
      for (int supertype : type.supertypes()) {
        out.u32(supertype);
      }
    }
    if (type.describes() != -1) {
      out.u8(TypeDecoder.DESCRIBES).u32(type.describes());
    }
    if (type.descriptor() != -1) {
      out.u8(TypeDecoder.DESCRIPTOR).u32(type.descriptor());
    }
    switch (type.composite()) {
      case FuncType function -> {
        out.u8(TypeDecoder.FUNC);
        valueTypes(out, function.params());
        valueTypes(out, function.results());
      }
      case StructType struct -> {
        out.u8(TypeDecoder.STRUCT).u32(struct.fields().size());
        for (FieldType field : struct.fields()) {
          field(out, field);
        }
      }
      case ArrayType array -> {
        out.u8(TypeDecoder.ARRAY);
        field(out, array.element());
      }
      case ContType continuation -> {
        out.u8(TypeDecoder.CONT).s64(continuation.function());
      }
    }
  }

  private static void valueTypes(ByteWriter out, List<ValType> types) {
    out.u32(types.size());
    for (ValType type : types) {
      valueType(out, type.bits());
    }
  }

  private static void field(ByteWriter out, FieldType field) {
    valueType(out, field.storage().bits());
    out.u8(field.mutable() ? 1 : 0);
  }

  /// Writes the type of an import, its kind before it.
  static void externType(ByteWriter out, ExternType type) {
    out.u8(
        type instanceof ExternType.Func function && function.exact()
            ? TypeDecoder.EXACT_FUNC
            : type.kind().ordinal());
    switch (type) {
      case ExternType.Func func -> out.u32(func.type());
      case ExternType.Table table -> table(out, table);
      case ExternType.Memory memory -> memory(out, memory);
      case ExternType.Global global -> global(out, global);
      case ExternType.Tag tag -> tag(out, tag);
    }
  }

  static void table(ByteWriter out, ExternType.Table table) {
    valueType(out, table.element().bits());
    limits(out, table.limits(), 0);
  }

  static void memory(ByteWriter out, ExternType.Memory memory) {
    boolean standard = memory.pageSizeLog2() == ExternType.Memory.STANDARD_PAGE_LOG2;
    limits(
        out,
        memory.limits(),
        (memory.shared() ? TypeDecoder.SHARED : 0) | (standard ? 0 : TypeDecoder.HAS_PAGE_SIZE));
    if (!standard) {
      out.u32(memory.pageSizeLog2());
    }
  }

  private static void limits(ByteWriter out, Limits limits, int flags) {
    out.u8(
        flags
            | (limits.hasMax() ? TypeDecoder.HAS_MAX : 0)
            | (limits.is64() ? TypeDecoder.IS_64 : 0));
    out.u64(limits.min());
    if (limits.hasMax()) {
      out.u64(limits.max());
    }
  }

  static void global(ByteWriter out, ExternType.Global global) {
    valueType(out, global.type().bits());
    out.u8(global.mutable() ? 1 : 0);
  }

  static void tag(ByteWriter out, ExternType.Tag tag) {
    out.u8(0).u32(tag.type());
  }
}
