package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ValType;
import org.jspecify.annotations.Nullable;

/// Tests of references at run time (spec: Execution, Types; Instructions, `ref.test`, `ref.eq`).
/// All in constant time.
///
/// External and internal references are the same objects, so that conversions between both do
/// nothing and keep identity. Any Java object may therefore stand in the `any` hierarchy, where it
/// is below `any` alone unless it is a guest's object.
public final class RefTypes {
  private RefTypes() {}

  /// {@return whether a reference is of a type}
  ///
  /// @param reference any reference, of any hierarchy: one of a wrong hierarchy is not of the type
  /// @param type a reference type, as canonical bits
  public static boolean matches(@Nullable Object reference, int type) {
    if (reference == null) {
      return ValType.isNullable(type);
    }
    int heap = ValType.heap(type);
    return heap < ValType.CONCRETE
        ? isOf(reference, heap)
        : isOf(reference, DefType.of(heap - ValType.CONCRETE), ValType.isExact(type));
  }

  /// {@return whether an object is of an abstract heap type}
  ///
  /// @param heap the ordinal of the [AbstractHeap]
  public static boolean isOf(Object object, int heap) {
    return switch (AbstractHeap.of(heap)) {
      case ANY, EXTERN -> true;
      case EQ ->
          object instanceof GuestStruct || object instanceof GuestArray || object instanceof I31;
      case I31 -> object instanceof I31;
      case STRUCT -> object instanceof GuestStruct;
      case ARRAY -> object instanceof GuestArray;
      case FUNC -> object instanceof WasmFunction;
      case EXN -> object instanceof WasmException;
      case CONT -> object instanceof GuestObject guest && guest.type().isContinuation();
      case NONE, NOFUNC, NOEXTERN, NOEXN, NOCONT -> false;
    };
  }

  /// {@return whether an object is of a concrete type}
  ///
  /// @param exact whether subtypes do not count
  public static boolean isOf(Object object, DefType type, boolean exact) {
    DefType actual;
    if (object instanceof GuestObject guest) {
      actual = guest.type();
    } else if (object instanceof WasmFunction function) {
      actual = function.type();
    } else {
      return false;
    }
    return exact ? actual == type : actual.isSubtypeOf(type);
  }

  /// {@return whether two references are the same to a guest: identical, or scalars of the same
  /// value (spec: `ref.eq`)}
  @SuppressWarnings("ReferenceEquality") // Identity is what a guest means.
  public static boolean same(@Nullable Object a, @Nullable Object b) {
    return a == b || a instanceof I31 scalar && scalar.equals(b);
  }
}
