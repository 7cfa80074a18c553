package io.wasmtier.wasm;

/// The type of an import or export (spec: Types, External Types).
public sealed interface ExternType {
  /// {@return which index space it belongs to}
  ExternKind kind();

  /// A function.
  ///
  /// @param type the number of its type
  /// @param exact whether an import demands exactly this type (custom descriptors)
  record Func(int type, boolean exact) implements ExternType {
    @Override
    public ExternKind kind() {
      return ExternKind.FUNC;
    }
  }

  /// A table.
  ///
  /// @param limits its size in elements
  /// @param element the type of its elements, a reference type
  record Table(Limits limits, ValType element) implements ExternType {
    @Override
    public ExternKind kind() {
      return ExternKind.TABLE;
    }
  }

  /// A memory.
  ///
  /// @param limits its size in pages
  /// @param shared whether threads may share it
  /// @param pageSizeLog2 the logarithm of the page size in bytes: 16, or 0 with custom page sizes
  record Memory(Limits limits, boolean shared, int pageSizeLog2) implements ExternType {
    /// The logarithm of the standard page size, 64 KiB.
    public static final int STANDARD_PAGE_LOG2 = 16;

    @Override
    public ExternKind kind() {
      return ExternKind.MEMORY;
    }
  }

  /// A global variable.
  ///
  /// @param type the type of its value
  /// @param mutable whether it can be set
  record Global(ValType type, boolean mutable) implements ExternType {
    @Override
    public ExternKind kind() {
      return ExternKind.GLOBAL;
    }
  }

  /// An exception or control tag.
  ///
  /// @param type the number of its function type
  record Tag(int type) implements ExternType {
    @Override
    public ExternKind kind() {
      return ExternKind.TAG;
    }
  }
}
