package io.wasmtier.text;

import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.Names;

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

  PrinterSpaces(Names names) {
    types = new PrinterNames(names.types());
    functions = new PrinterNames(names.functions());
    tables = new PrinterNames(names.tables());
    memories = new PrinterNames(names.memories());
    globals = new PrinterNames(names.globals());
    tags = new PrinterNames(names.tags());
    elements = new PrinterNames(names.elements());
    data = new PrinterNames(names.data());
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
