package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.abi.GuestArray;
import io.wasmtier.runtime.abi.GuestArrays;
import io.wasmtier.runtime.abi.GuestStruct;
import io.wasmtier.runtime.abi.HeapExhausted;
import io.wasmtier.runtime.abi.I31;
import io.wasmtier.runtime.abi.StructFactory;
import io.wasmtier.validator.DefType;
import org.jspecify.annotations.Nullable;

/// The operations of [GcOp] (spec: Execution, Instructions, Reference and Aggregate Instructions);
/// casts are in [Casts]. They stay in the frame and call nobody.
final class GcOperations {
  // Loads the class while there is room.
  @SuppressWarnings("StaticAssignmentOfThrowable") // There is no room to make one on demand.
  private static final HeapExhausted OUT_OF_MEMORY = HeapExhausted.INSTANCE;

  private GcOperations() {}

  /// Executes one operation.
  ///
  /// @return the next program counter
  static int execute(
      GuestActivation act, int op, int[] c, long[] s, @Nullable Object[] r, int fp, int pc) {
    try {
      if (op < GcOp.ARRAY_NEW_V128) {
        return structure(act, op, c, s, r, fp, pc);
      }
      if (op < GcOp.REF_TEST) {
        return op < GcOp.ARRAY_GET
            ? newArray(act, op, c, s, r, fp, pc)
            : op < GcOp.ARRAY_FILL_V128
                ? element(op, c, s, r, fp, pc)
                : range(act, op, c, s, r, fp, pc);
      }
      return op < GcOp.REF_I31
          ? Casts.execute(act, op, c, s, r, fp, pc)
          : scalar(op, c, s, r, fp, pc);
    } catch (OutOfMemoryError e) {
      throw OUT_OF_MEMORY;
    }
  }

  private static AssertionError noOperation(int op) {
    return new AssertionError("no operation: " + op);
  }

  // Structures.

  private static GuestStruct struct(@Nullable Object reference) {
    if (reference instanceof GuestStruct struct) {
      return struct;
    }
    throw Trap.of(TrapKind.NULL_STRUCTURE_REFERENCE);
  }

  private static GuestStruct allocate(GuestActivation act, int type) {
    return StructFactory.of(act.table.type(type)).allocate();
  }

  private static GuestStruct descriptor(@Nullable Object reference) {
    if (reference instanceof GuestStruct struct) {
      return struct;
    }
    throw Trap.of(TrapKind.NULL_DESCRIPTOR_REFERENCE);
  }

  private static int structure(
      GuestActivation act, int op, int[] c, long[] s, @Nullable Object[] r, int fp, int pc) {
    return switch (op) {
      case GcOp.STRUCT_NEW -> {
        GuestStruct struct = allocate(act, c[pc + 1]);
        int base = fp + c[pc + 2];
        struct.fill(s, r, base);
        r[base] = struct;
        yield pc + 3;
      }
      case GcOp.STRUCT_NEW_DEFAULT -> {
        r[fp + c[pc + 1]] = allocate(act, c[pc + 2]);
        yield pc + 3;
      }
      case GcOp.STRUCT_NEW_DESC -> {
        GuestStruct descriptor = descriptor(r[fp + c[pc + 3]]);
        GuestStruct struct = allocate(act, c[pc + 1]);
        int base = fp + c[pc + 2];
        struct.fill(s, r, base);
        struct.setDescriptor(descriptor);
        r[base] = struct;
        yield pc + 4;
      }
      case GcOp.STRUCT_NEW_DEFAULT_DESC -> {
        GuestStruct descriptor = descriptor(r[fp + c[pc + 3]]);
        GuestStruct struct = allocate(act, c[pc + 2]);
        struct.setDescriptor(descriptor);
        r[fp + c[pc + 1]] = struct;
        yield pc + 4;
      }
      case GcOp.STRUCT_GET -> {
        s[fp + c[pc + 1]] = struct(r[fp + c[pc + 2]]).getBits(c[pc + 3]);
        yield pc + 4;
      }
      case GcOp.STRUCT_GET_REFERENCE -> {
        r[fp + c[pc + 1]] = struct(r[fp + c[pc + 2]]).getReference(c[pc + 3]);
        yield pc + 4;
      }
      case GcOp.STRUCT_GET_V128 -> {
        GuestStruct struct = struct(r[fp + c[pc + 2]]);
        s[fp + c[pc + 1]] = struct.getBits(c[pc + 3]);
        s[fp + c[pc + 1] + 1] = struct.getHigh(c[pc + 3]);
        yield pc + 4;
      }
      case GcOp.STRUCT_GET_U -> {
        s[fp + c[pc + 1]] = struct(r[fp + c[pc + 2]]).getBits(c[pc + 3]) & c[pc + 4];
        yield pc + 5;
      }
      case GcOp.STRUCT_SET -> {
        struct(r[fp + c[pc + 1]]).setBits(c[pc + 2], s[fp + c[pc + 3]]);
        yield pc + 4;
      }
      case GcOp.STRUCT_SET_REFERENCE -> {
        struct(r[fp + c[pc + 1]]).setReference(c[pc + 2], r[fp + c[pc + 3]]);
        yield pc + 4;
      }
      case GcOp.STRUCT_SET_V128 -> {
        GuestStruct struct = struct(r[fp + c[pc + 1]]);
        struct.setBits(c[pc + 2], s[fp + c[pc + 3]]);
        struct.setHigh(c[pc + 2], s[fp + c[pc + 3] + 1]);
        yield pc + 4;
      }
      case GcOp.GET_DESCRIPTOR -> {
        if (!(r[fp + c[pc + 2]] instanceof GuestStruct struct)) {
          throw Trap.of(TrapKind.NULL_REFERENCE);
        }
        r[fp + c[pc + 1]] = struct.descriptor();
        yield pc + 3;
      }
      default -> throw noOperation(op);
    };
  }

  // Arrays.

  private static GuestArray array(@Nullable Object reference) {
    if (reference instanceof GuestArray array) {
      return array;
    }
    throw Trap.of(TrapKind.NULL_ARRAY_REFERENCE);
  }

  private static int newArray(
      GuestActivation act, int op, int[] c, long[] s, @Nullable Object[] r, int fp, int pc) {
    return switch (op) {
      case GcOp.ARRAY_NEW -> {
        int value = fp + c[pc + 3];
        r[fp + c[pc + 1]] =
            GuestArrays.filled(
                act.table.type(c[pc + 2]), (int) s[fp + c[pc + 4]], s[value], 0, r[value]);
        yield pc + 5;
      }
      case GcOp.ARRAY_NEW_V128 -> {
        int value = fp + c[pc + 3];
        r[fp + c[pc + 1]] =
            GuestArrays.filled(
                act.table.type(c[pc + 2]), (int) s[fp + c[pc + 4]], s[value], s[value + 1], null);
        yield pc + 5;
      }
      case GcOp.ARRAY_NEW_DEFAULT -> {
        r[fp + c[pc + 1]] =
            GuestArrays.allocate(act.table.type(c[pc + 2]), (int) s[fp + c[pc + 3]]);
        yield pc + 4;
      }
      case GcOp.ARRAY_NEW_FIXED -> {
        int base = fp + c[pc + 2];
        r[base] = GuestArrays.of(act.table.type(c[pc + 1]), c[pc + 3], s, r, base);
        yield pc + 4;
      }
      case GcOp.ARRAY_NEW_DATA -> {
        r[fp + c[pc + 1]] =
            GuestArrays.ofData(
                act.table.type(c[pc + 2]),
                act.instance.data[c[pc + 3]].segment(),
                (int) s[fp + c[pc + 4]],
                (int) s[fp + c[pc + 5]]);
        yield pc + 6;
      }
      case GcOp.ARRAY_NEW_ELEM -> {
        DefType type = act.table.type(c[pc + 2]);
        r[fp + c[pc + 1]] =
            GuestArrays.ofElements(
                type,
                act.instance.elements[c[pc + 3]],
                (int) s[fp + c[pc + 4]],
                (int) s[fp + c[pc + 5]]);
        yield pc + 6;
      }
      default -> throw noOperation(op);
    };
  }

  private static int element(int op, int[] c, long[] s, @Nullable Object[] r, int fp, int pc) {
    return switch (op) {
      case GcOp.ARRAY_GET -> {
        s[fp + c[pc + 1]] = array(r[fp + c[pc + 2]]).getBits((int) s[fp + c[pc + 3]]);
        yield pc + 4;
      }
      case GcOp.ARRAY_GET_REFERENCE -> {
        r[fp + c[pc + 1]] = array(r[fp + c[pc + 2]]).getReference((int) s[fp + c[pc + 3]]);
        yield pc + 4;
      }
      case GcOp.ARRAY_GET_V128 -> {
        GuestArray array = array(r[fp + c[pc + 2]]);
        int index = (int) s[fp + c[pc + 3]];
        s[fp + c[pc + 1]] = array.getBits(index);
        s[fp + c[pc + 1] + 1] = array.getHigh(index);
        yield pc + 4;
      }
      case GcOp.ARRAY_GET_U -> {
        s[fp + c[pc + 1]] = array(r[fp + c[pc + 2]]).getBits((int) s[fp + c[pc + 3]]) & c[pc + 4];
        yield pc + 5;
      }
      case GcOp.ARRAY_SET -> {
        array(r[fp + c[pc + 1]]).setBits((int) s[fp + c[pc + 2]], s[fp + c[pc + 3]]);
        yield pc + 4;
      }
      case GcOp.ARRAY_SET_REFERENCE -> {
        array(r[fp + c[pc + 1]]).setReference((int) s[fp + c[pc + 2]], r[fp + c[pc + 3]]);
        yield pc + 4;
      }
      case GcOp.ARRAY_SET_V128 -> {
        GuestArray array = array(r[fp + c[pc + 1]]);
        int index = (int) s[fp + c[pc + 2]];
        array.setBits(index, s[fp + c[pc + 3]]);
        array.setHigh(index, s[fp + c[pc + 3] + 1]);
        yield pc + 4;
      }
      case GcOp.ARRAY_LEN -> {
        s[fp + c[pc + 1]] = array(r[fp + c[pc + 2]]).length();
        yield pc + 3;
      }
      default -> throw noOperation(op);
    };
  }

  private static int range(
      GuestActivation act, int op, int[] c, long[] s, @Nullable Object[] r, int fp, int pc) {
    return switch (op) {
      case GcOp.ARRAY_FILL -> {
        int value = fp + c[pc + 3];
        array(r[fp + c[pc + 1]])
            .fill((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 4]], s[value], 0, r[value]);
        yield pc + 5;
      }
      case GcOp.ARRAY_FILL_V128 -> {
        int value = fp + c[pc + 3];
        array(r[fp + c[pc + 1]])
            .fill((int) s[fp + c[pc + 2]], (int) s[fp + c[pc + 4]], s[value], s[value + 1], null);
        yield pc + 5;
      }
      case GcOp.ARRAY_COPY -> {
        int at = fp + c[pc + 1];
        GuestArray to = array(r[at]);
        to.copy((int) s[at + 1], array(r[at + 2]), (int) s[at + 3], (int) s[at + 4]);
        yield pc + 2;
      }
      case GcOp.ARRAY_INIT_DATA -> {
        int at = fp + c[pc + 1];
        array(r[at])
            .load(
                (int) s[at + 1],
                act.instance.data[c[pc + 2]].segment(),
                s[at + 2] & 0xFFFF_FFFFL,
                (int) s[at + 3]);
        yield pc + 3;
      }
      case GcOp.ARRAY_INIT_ELEM -> {
        int at = fp + c[pc + 1];
        ((GuestArray.Reference) array(r[at]))
            .load(
                (int) s[at + 1],
                act.instance.elements[c[pc + 2]],
                (int) s[at + 2],
                (int) s[at + 3]);
        yield pc + 3;
      }
      default -> throw noOperation(op);
    };
  }

  // Scalars.

  private static int scalar(int op, int[] c, long[] s, @Nullable Object[] r, int fp, int pc) {
    if (op == GcOp.REF_I31) {
      r[fp + c[pc + 1]] = I31.of((int) s[fp + c[pc + 2]]);
    } else if (r[fp + c[pc + 2]] instanceof I31 scalar) {
      s[fp + c[pc + 1]] = op == GcOp.I31_GET_S ? scalar.signed() : scalar.unsigned();
    } else {
      throw Trap.of(TrapKind.NULL_I31_REFERENCE);
    }
    return pc + 3;
  }
}
