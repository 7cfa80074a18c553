package io.wasmtier.text;

import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.WasmModule;
import java.util.Map;

/// The identifiers of a module's index spaces.
final class PrinterSpaces {
  final PrinterNames types;
  final PrinterNames functions;
  final PrinterNames tables;
  final PrinterNames memories;
  final PrinterNames globals;
  final PrinterNames tags;
  final PrinterNames elements;
  final PrinterNames data;

  /// @param typeCount the number of type definitions
  PrinterSpaces(WasmModule module, int typeCount) {
    Names names = module.names();
    types = new PrinterNames(names.types(), typeCount);
    functions = space(module, ExternKind.FUNC, names.functions(), module.functions().length);
    tables = space(module, ExternKind.TABLE, names.tables(), module.tables().size());
    memories = space(module, ExternKind.MEMORY, names.memories(), module.memories().size());
    globals = space(module, ExternKind.GLOBAL, names.globals(), module.globals().size());
    tags = space(module, ExternKind.TAG, names.tags(), module.tags().size());
    elements = new PrinterNames(names.elements(), module.elements().size());
    data = new PrinterNames(names.data(), module.data().size());
  }

  private static PrinterNames space(
      WasmModule module, ExternKind kind, Map<Integer, String> names, int defined) {
    return new PrinterNames(names, module.imported(kind) + defined);
  }

  /// {@return the identifiers of an index space}
  PrinterNames of(ExternKind kind) {
    return switch (kind) {
      case FUNC -> functions;
      case TABLE -> tables;
      case MEMORY -> memories;
      case GLOBAL -> globals;
      case TAG -> tags;
    };
  }
}
