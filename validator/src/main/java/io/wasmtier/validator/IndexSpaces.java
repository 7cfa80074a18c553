package io.wasmtier.validator;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;

/// What validation knows of a module (spec: Validation, Contexts), all types canonical: arrays by
/// index, imports first.
///
/// Filled by [ModuleValidation] on one thread, read-only once a [ValidatedModule] holds it.
final class IndexSpaces {
  final WasmModule module;
  final FeatureSet features;
  final DecodeLimits limits;

  /// The number of imports of each [ExternKind], by ordinal.
  final int[] imported = new int[ExternKind.values().length];

  final DefType[] types;
  final DefType[] functions;
  final ExternType.Table[] tables;
  final ExternType.Memory[] memories;
  final ExternType.Global[] globals;
  final DefType[] tags;

  /// The types of the element segments.
  final ValType[] elements;

  /// The types of the imports.
  final ExternType[] imports;

  /// One bit per function: whether it occurs outside of function bodies, so that `ref.func` may
  /// name it.
  private final long[] declared;

  /// One bit per function: whether it may be of a subtype of its type (custom descriptors).
  private final long[] inexact;

  IndexSpaces(WasmModule module, FeatureSet features, DecodeLimits limits) {
    this.module = module;
    this.features = features;
    this.limits = limits;
    for (WasmModule.Import entry : module.imports()) {
      imported[entry.type().kind().ordinal()]++;
    }
    int groups = 0;
    for (var group : module.types()) {
      groups += group.types().size();
    }
    types = new DefType[groups];
    functions = new DefType[imported(ExternKind.FUNC) + module.functions().length];
    tables = new ExternType.Table[imported(ExternKind.TABLE) + module.tables().size()];
    memories = new ExternType.Memory[imported(ExternKind.MEMORY) + module.memories().size()];
    globals = new ExternType.Global[imported(ExternKind.GLOBAL) + module.globals().size()];
    tags = new DefType[imported(ExternKind.TAG) + module.tags().size()];
    elements = new ValType[module.elements().size()];
    imports = new ExternType[module.imports().size()];
    declared = new long[functions.length + 63 >>> 6];
    inexact = new long[functions.length + 63 >>> 6];
  }

  int imported(ExternKind kind) {
    return imported[kind.ordinal()];
  }

  boolean isDeclared(int function) {
    return (declared[function >>> 6] >>> function & 1) != 0;
  }

  void declare(int function) {
    declared[function >>> 6] |= 1L << function;
  }

  boolean isInexact(int function) {
    return (inexact[function >>> 6] >>> function & 1) != 0;
  }

  void setInexact(int function) {
    inexact[function >>> 6] |= 1L << function;
  }

  /// {@return canonical bits for bits with a type index, which must exist}
  int canonical(int bits) {
    return ValType.isConcrete(bits) ? Types.renumber(bits, types[ValType.number(bits)].id()) : bits;
  }
}
