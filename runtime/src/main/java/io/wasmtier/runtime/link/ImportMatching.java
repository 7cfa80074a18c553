package io.wasmtier.runtime.link;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.allocator.MemoryShape;
import io.wasmtier.validator.Types;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Limits;

/// Import matching (spec: Validation, Matching, External Types).
public final class ImportMatching {
  private ImportMatching() {}

  /// {@return whether something of one type may be imported as another}
  ///
  /// @param found the type of what there is, with the current sizes, canonical
  /// @param wanted the type of the import, canonical
  public static boolean matches(ExternType found, ExternType wanted) {
    return Types.matches(found, wanted);
  }

  /// {@return a memory's type, with the current size as minimum}
  public static ExternType.Memory memoryType(LinearMemory memory) {
    MemoryShape shape = memory.shape();
    return new ExternType.Memory(
        new Limits(shape.is64(), memory.sizeInPages(), shape.max(), shape.hasMax()),
        shape.shared(),
        shape.pageSizeLog2());
  }
}
