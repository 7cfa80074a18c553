package io.wasmtier.wasm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a type definition defines (spec: Types, Composite Types).
public sealed interface CompositeType {
  /// A function type.
  ///
  /// @param params the parameter types
  /// @param results the result types
  record FuncType(List<ValType> params, List<ValType> results) implements CompositeType {
    public FuncType {
      params = List.copyOf(params);
      results = List.copyOf(results);
    }

    // Written out: see ValType.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof FuncType type
          && params.equals(type.params)
          && results.equals(type.results);
    }

    @Override
    public int hashCode() {
      return 31 * params.hashCode() + results.hashCode();
    }

    @Override
    public String toString() {
      return params + " -> " + results;
    }
  }

  /// A structure type.
  ///
  /// @param fields the fields in order
  record StructType(List<FieldType> fields) implements CompositeType {
    public StructType {
      fields = List.copyOf(fields);
    }
  }

  /// An array type.
  ///
  /// @param element the type of each element
  record ArrayType(FieldType element) implements CompositeType {}

  /// A continuation type (stack switching).
  ///
  /// @param function the number of its function type: a type index, or a canonical id behind
  ///   validation
  record ContType(int function) implements CompositeType {}

  /// The type of a structure's field or an array's element.
  ///
  /// @param storage a value type, or [ValType#I8] or [ValType#I16]
  /// @param mutable whether it can be set after allocation
  record FieldType(ValType storage, boolean mutable) {
    /// {@return whether it is narrower than a value}
    public boolean isPacked() {
      return storage.bits() == ValType.BITS_I8 || storage.bits() == ValType.BITS_I16;
    }

    /// {@return the type of the value read from it}
    public ValType unpacked() {
      return isPacked() ? ValType.I32 : storage;
    }

    /// {@return its size in bytes in a data segment, or 0 for references (spec: Types, Bit Width)}
    public int bytes() {
      return switch (storage.bits()) {
        case ValType.BITS_I8 -> 1;
        case ValType.BITS_I16 -> 2;
        case ValType.BITS_I32, ValType.BITS_F32 -> 4;
        case ValType.BITS_I64, ValType.BITS_F64 -> 8;
        case ValType.BITS_V128 -> 16;
        default -> 0;
      };
    }
  }
}
