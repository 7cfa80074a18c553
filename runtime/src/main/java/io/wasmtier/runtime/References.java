package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.RefTypes;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import org.jspecify.annotations.Nullable;

/// What a host can ask about the references it gets. Structures, arrays and scalars of a guest are
/// objects without public methods: a host keeps them, passes them on and tests their types.
///
/// Thread-safe, as far as types are concerned; the objects belong to their store.
public final class References {
  private References() {}

  /// {@return whether a reference is of a type (spec: `ref.test`), in constant time}
  ///
  /// External and internal references are the same objects, therefore every object is both of type
  /// `any` and `extern`.
  ///
  /// @param reference a reference that came from a guest or may go to one
  /// @param type a reference type; concrete types name canonical ids
  /// @throws WasmtierException of kind USAGE if the type is no reference type
  public static boolean matches(@Nullable Object reference, ValType type) {
    if (!type.isRef()) {
      throw new WasmtierException(Failure.USAGE, type + " is no reference type");
    }
    return RefTypes.matches(reference, type.bits());
  }

  /// {@return whether two references are the same to a guest (spec: `ref.eq`)}
  public static boolean same(@Nullable Object a, @Nullable Object b) {
    return RefTypes.same(a, b);
  }
}
