package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.abi.GuestArrays;
import io.wasmtier.runtime.abi.StructLayout;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.Label;
import io.wasmtier.validator.Types;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of the translator for structures, arrays, scalars and casts (see [GcOp]).
abstract class GcTranslator extends SimdTranslator {
  private static final int I31REF = ValType.refBits(false, AbstractHeap.I31.ordinal());

  GcTranslator(CodeTable table, PositionTable.@Nullable Recorder recorder) {
    super(table, recorder);
  }

  /// {@return a reference type as it stands in code}
  private int referenceType(int bits) {
    return ValType.isConcrete(bits)
        ? bits & ~ValType.HEAP_MASK
            | ValType.CONCRETE + table.typeNumber(DefType.of(ValType.number(bits)))
        : bits;
  }

  // References.

  @Override
  public void reference(Opcode opcode, int type) {
    switch (opcode) {
      case REF_I31 -> {
        int slot = stack.pop();
        out.result(GcOp.REF_I31, stack.push(I31REF), slot);
      }
      case I31_GET_S, I31_GET_U -> {
        int slot = stack.pop();
        out.result(
            opcode == Opcode.I31_GET_S ? GcOp.I31_GET_S : GcOp.I31_GET_U,
            stack.push(ValType.BITS_I32),
            slot);
      }
      case ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY -> {
        // The same object; only the type changes.
        AbstractHeap heap =
            opcode == Opcode.ANY_CONVERT_EXTERN ? AbstractHeap.ANY : AbstractHeap.EXTERN;
        stack.setType(stack.count() - 1, ValType.refBits(ValType.isNullable(type), heap.ordinal()));
      }
      default -> super.reference(opcode, type);
    }
  }

  @Override
  public void cast(Opcode opcode, int source, int target) {
    if (opcode == Opcode.REF_TEST || opcode == Opcode.REF_TEST_NULL) {
      int slot = stack.pop();
      out.result(GcOp.REF_TEST, stack.push(ValType.BITS_I32), slot, referenceType(target));
    } else {
      // The value stays where it is; only its type changes.
      int top = stack.count() - 1;
      out.plain(GcOp.REF_CAST, stack.source(top), referenceType(target));
      stack.setType(top, target);
    }
    out.words(2, 0);
  }

  // Casts that branch. The reference stays on the stack either way.

  /// Branches with the values of a label, the last of which is on top of the stack, depending on a
  /// cast of it.
  ///
  /// @param op the operation that branches to the label; its opposite differs in the lowest bit
  /// @param descriptor the slot of the descriptor, or -1
  abstract void castBranch(int op, Label label, int type, int descriptor);

  /// Writes an operation that branches on a cast.
  final void castBranch(int op, int slot, int type, int descriptor, CodeWriter.Target target) {
    out.plain(op, slot, type);
    if (descriptor >= 0) {
      out.words(1, descriptor);
    }
    out.words(1, 0);
    out.target(target);
    out.words(1, 0);
    out.barrier();
  }

  @Override
  public void brOnCast(Opcode opcode, Label label, int source, int target) {
    boolean onFail = opcode == Opcode.BR_ON_CAST_FAIL;
    castBranch(onFail ? GcOp.BR_ON_CAST_FAIL : GcOp.BR_ON_CAST, label, referenceType(target), -1);
    stack.setType(stack.count() - 1, onFail ? target : Types.diff(source, target));
  }

  @Override
  public void castDesc(Opcode opcode, @Nullable Label label, int source, int target) {
    int descriptor = stack.pop();
    if (label == null) {
      int top = stack.count() - 1;
      out.plain(GcOp.REF_CAST_DESC, stack.source(top), referenceType(target), descriptor);
      out.words(2, 0);
      stack.setType(top, target);
      return;
    }
    boolean onFail = opcode == Opcode.BR_ON_CAST_DESC_EQ_FAIL;
    castBranch(
        onFail ? GcOp.BR_ON_CAST_DESC_FAIL : GcOp.BR_ON_CAST_DESC,
        label,
        referenceType(target),
        descriptor);
    stack.setType(stack.count() - 1, onFail ? target : Types.diff(source, target));
  }

  @Override
  public void refGetDesc(DefType type) {
    DefType descriptor = java.util.Objects.requireNonNull(type.descriptor());
    int slot = stack.pop();
    out.result(GcOp.GET_DESCRIPTOR, stack.push(descriptor.ref(false)), slot);
  }

  // Structures.

  @Override
  public void struct(Opcode opcode, DefType type, int field) {
    switch (opcode.shape()) {
      case STRUCT_NEW -> newStruct(opcode, type);
      case STRUCT_GET -> {
        FieldType fieldType = StructLayout.fields(type).get(field);
        int slot = stack.pop();
        int to = stack.push(fieldType.unpacked().bits());
        if (opcode == Opcode.STRUCT_GET_U) {
          out.result(GcOp.STRUCT_GET_U, to, slot, field, mask(fieldType));
        } else {
          out.result(byType(GcOp.STRUCT_GET, fieldType), to, slot, field);
        }
      }
      default -> {
        int value = stack.pop();
        int slot = stack.pop();
        FieldType fieldType = StructLayout.fields(type).get(field);
        out.plain(byType(GcOp.STRUCT_SET, fieldType), slot, field, value);
      }
    }
  }

  private static int mask(FieldType type) {
    return type.bytes() == 1 ? 0xFF : 0xFFFF;
  }

  /// {@return the form of an accessor for a type: numbers, references, v128 in this order}
  private static int byType(int op, FieldType type) {
    int bits = type.storage().bits();
    return bits < 0 ? op + 1 : bits == ValType.BITS_V128 ? op + 2 : op;
  }

  private void newStruct(Opcode opcode, DefType type) {
    int number = table.typeNumber(type);
    switch (opcode) {
      case STRUCT_NEW_DEFAULT ->
          out.result(GcOp.STRUCT_NEW_DEFAULT, stack.push(type.ref(false)), number);
      case STRUCT_NEW_DEFAULT_DESC -> {
        int descriptor = stack.pop();
        out.result(GcOp.STRUCT_NEW_DEFAULT_DESC, stack.push(type.ref(false)), number, descriptor);
      }
      default -> {
        boolean described = opcode == Opcode.STRUCT_NEW_DESC;
        int descriptor = described ? stack.pop() : -1;
        List<FieldType> fields = StructLayout.fields(type);
        int first = stack.allHome(fields.size());
        stack.discard(fields.size());
        stack.push(type.ref(false));
        if (described) {
          out.plain(GcOp.STRUCT_NEW_DESC, number, first, descriptor);
        } else {
          out.plain(GcOp.STRUCT_NEW, number, first);
        }
      }
    }
  }

  // Arrays.

  @Override
  public void array(Opcode opcode, DefType type, int argument) {
    FieldType element = GuestArrays.element(type);
    boolean isVector = element.storage().bits() == ValType.BITS_V128;
    switch (opcode.shape()) {
      case ARRAY_NEW -> {
        int length = stack.pop();
        if (opcode == Opcode.ARRAY_NEW_DEFAULT) {
          out.result(
              GcOp.ARRAY_NEW_DEFAULT, stack.push(type.ref(false)), table.typeNumber(type), length);
        } else {
          int value = stack.pop();
          out.result(
              isVector ? GcOp.ARRAY_NEW_V128 : GcOp.ARRAY_NEW,
              stack.push(type.ref(false)),
              table.typeNumber(type),
              value,
              length);
        }
      }
      case ARRAY_NEW_FIXED -> {
        int first = stack.allHome(argument);
        stack.discard(argument);
        stack.push(type.ref(false));
        out.plain(GcOp.ARRAY_NEW_FIXED, table.typeNumber(type), first, argument);
      }
      case ARRAY_NEW_SEGMENT -> {
        int length = stack.pop();
        int offset = stack.pop();
        out.plain(
            opcode == Opcode.ARRAY_NEW_DATA ? GcOp.ARRAY_NEW_DATA : GcOp.ARRAY_NEW_ELEM,
            stack.push(type.ref(false)),
            table.typeNumber(type),
            argument,
            offset,
            length);
      }
      case ARRAY_GET -> {
        int index = stack.pop();
        int slot = stack.pop();
        int to = stack.push(element.unpacked().bits());
        if (opcode == Opcode.ARRAY_GET_U) {
          out.result(GcOp.ARRAY_GET_U, to, slot, index, mask(element));
        } else {
          out.result(byType(GcOp.ARRAY_GET, element), to, slot, index);
        }
      }
      case ARRAY_SET -> {
        int value = stack.pop();
        int index = stack.pop();
        int slot = stack.pop();
        out.plain(byType(GcOp.ARRAY_SET, element), slot, index, value);
      }
      case ARRAY_FILL -> {
        int length = stack.pop();
        int value = stack.pop();
        int index = stack.pop();
        int slot = stack.pop();
        out.plain(isVector ? GcOp.ARRAY_FILL_V128 : GcOp.ARRAY_FILL, slot, index, value, length);
      }
      default -> {
        int first = stack.allHome(4);
        stack.discard(4);
        out.plain(
            opcode == Opcode.ARRAY_INIT_DATA ? GcOp.ARRAY_INIT_DATA : GcOp.ARRAY_INIT_ELEM,
            first,
            argument);
      }
    }
  }

  @Override
  public void arrayLen() {
    int slot = stack.pop();
    out.result(GcOp.ARRAY_LEN, stack.push(ValType.BITS_I32), slot);
  }

  @Override
  public void arrayCopy(DefType destination, DefType source) {
    int first = stack.allHome(5);
    stack.discard(5);
    out.plain(GcOp.ARRAY_COPY, first);
  }
}
