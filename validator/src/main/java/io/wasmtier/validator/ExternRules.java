package io.wasmtier.validator;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;

/// What types of memories, tables and globals are valid (spec: Validation, Types), be they of a
/// module or given by a host, whose types name canonical ids. Stateless.
public final class ExternRules {
  private ExternRules() {}

  /// Checks the type of what a host makes.
  ///
  /// @param type concrete types in it name canonical ids; that of a function or tag is one
  /// @throws WasmtierException of kind INVALID
  public static void check(ExternType type, FeatureSet features) {
    switch (type) {
      case ExternType.Func function -> known(ValType.refBits(false, concrete(function.type())));
      case ExternType.Tag tag -> known(ValType.refBits(false, concrete(tag.type())));
      case ExternType.Memory memory -> memory(memory, features);
      case ExternType.Table table -> {
        table(table);
        if (!table.element().isRef()) {
          throw ModuleValidation.invalid("a table can't have elements of type " + table.element());
        }
        known(table.element().bits());
      }
      case ExternType.Global global -> known(global.type().bits());
    }
  }

  private static int concrete(int id) {
    return ValType.CONCRETE + id;
  }

  /// Checks the type of a function that a host makes.
  ///
  /// @param type concrete types in it name canonical ids
  /// @throws WasmtierException of kind INVALID
  public static void check(FuncType type) {
    known(type.params());
    known(type.results());
  }

  private static void known(List<ValType> types) {
    for (ValType type : types) {
      known(type.bits());
    }
  }

  private static void known(int bits) {
    if (ValType.isConcrete(bits)) {
      try {
        DefType.of(ValType.number(bits));
      } catch (IllegalArgumentException e) {
        throw ModuleValidation.invalid(
            "unknown type: no type definition has the id " + ValType.number(bits));
      }
    } else if (ValType.isRef(bits)
        ? ValType.heap(bits) >= AbstractHeap.values().length
        : bits < ValType.BITS_I32 || bits > ValType.BITS_V128) {
      throw ModuleValidation.invalid("no value is of the type " + Integer.toHexString(bits));
    }
  }

  static void memory(ExternType.Memory memory, FeatureSet features) {
    int log2 = memory.pageSizeLog2();
    if (log2 != ExternType.Memory.STANDARD_PAGE_LOG2
        && (log2 != 0 || !features.has(Feature.CUSTOM_PAGE_SIZES))) {
      throw ModuleValidation.invalid("invalid custom page size 2^" + log2);
    }
    Limits limits = memory.limits();
    // The pages of 2^32 or 2^64 bytes; 2^64 one-byte pages are more than can be written.
    long pages = limits.is64() ? log2 == 0 ? -1 : 1L << 64 - log2 : 1L << 32 - log2;
    limits(
        limits,
        log2 == 0 && !limits.is64() ? pages - 1 : pages,
        "memory size must be at most "
            + (limits.is64()
                ? log2 == 0 ? "2^64-1 pages" : "2^48 pages (256 TiB)"
                : log2 == 0 ? "2^32-1 pages" : "65536 pages (4GiB)"));
    if (memory.shared() && !limits.hasMax()) {
      throw ModuleValidation.invalid("shared memory must have maximum");
    }
  }

  static void table(ExternType.Table table) {
    limits(
        table.limits(),
        table.limits().is64() ? -1 : 0xFFFF_FFFFL,
        "table size must be at most " + (table.limits().is64() ? "2^64-1" : "2^32-1"));
  }

  private static void limits(Limits limits, long largest, String message) {
    if (Long.compareUnsigned(limits.min(), largest) > 0
        || limits.hasMax() && Long.compareUnsigned(limits.max(), largest) > 0) {
      throw ModuleValidation.invalid(message + ", found " + limits);
    }
    if (limits.hasMax() && Long.compareUnsigned(limits.min(), limits.max()) > 0) {
      throw ModuleValidation.invalid("size minimum must not be greater than maximum: " + limits);
    }
  }
}
