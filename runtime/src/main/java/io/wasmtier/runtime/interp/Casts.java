package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.abi.GuestStruct;
import io.wasmtier.runtime.abi.RefTypes;
import io.wasmtier.wasm.ValType;
import org.jspecify.annotations.Nullable;

/// Casts and tests of references, which count their outcomes.
final class Casts {
  private Casts() {}

  private static boolean matches(GuestActivation act, @Nullable Object reference, int type) {
    if (reference == null) {
      return ValType.isNullable(type);
    }
    int heap = ValType.heap(type);
    return heap < ValType.CONCRETE
        ? RefTypes.isOf(reference, heap)
        : RefTypes.isOf(reference, act.table.type(heap - ValType.CONCRETE), ValType.isExact(type));
  }

  /// Casts by descriptor: that of the object must be the one given.
  @SuppressWarnings("ReferenceEquality") // Descriptors are equal if they are the same object.
  private static boolean isDescribed(
      @Nullable Object reference, int type, @Nullable Object descriptor) {
    if (descriptor == null) {
      throw Trap.of(TrapKind.NULL_DESCRIPTOR_REFERENCE);
    }
    return reference == null
        ? ValType.isNullable(type)
        : reference instanceof GuestStruct struct && struct.descriptor() == descriptor;
  }

  private static int branch(GuestActivation act, boolean taken, int[] c, int at) {
    if (taken) {
      return Branches.taken(act, c, at);
    }
    c[at + 2]++;
    return at + 3;
  }

  static int execute(
      GuestActivation act, int op, int[] c, long[] s, @Nullable Object[] r, int fp, int pc) {
    return switch (op) {
      case GcOp.REF_TEST -> {
        boolean matches = matches(act, r[fp + c[pc + 2]], c[pc + 3]);
        c[matches ? pc + 4 : pc + 5]++;
        s[fp + c[pc + 1]] = matches ? 1 : 0;
        yield pc + 6;
      }
      case GcOp.REF_CAST -> {
        boolean matches = matches(act, r[fp + c[pc + 1]], c[pc + 2]);
        c[matches ? pc + 3 : pc + 4]++;
        if (!matches) {
          throw Trap.of(TrapKind.CAST_FAILURE);
        }
        yield pc + 5;
      }
      case GcOp.REF_CAST_DESC -> {
        boolean matches = isDescribed(r[fp + c[pc + 1]], c[pc + 2], r[fp + c[pc + 3]]);
        c[matches ? pc + 4 : pc + 5]++;
        if (!matches) {
          throw Trap.of(TrapKind.DESCRIPTOR_CAST_FAILURE);
        }
        yield pc + 6;
      }
      case GcOp.BR_ON_CAST, GcOp.BR_ON_CAST_FAIL -> {
        boolean matches = matches(act, r[fp + c[pc + 1]], c[pc + 2]);
        yield branch(act, matches == (op == GcOp.BR_ON_CAST), c, pc + 3);
      }
      case GcOp.BR_ON_CAST_DESC, GcOp.BR_ON_CAST_DESC_FAIL -> {
        boolean matches = isDescribed(r[fp + c[pc + 1]], c[pc + 2], r[fp + c[pc + 3]]);
        yield branch(act, matches == (op == GcOp.BR_ON_CAST_DESC), c, pc + 4);
      }
      default -> throw new AssertionError("no operation: " + op);
    };
  }
}
