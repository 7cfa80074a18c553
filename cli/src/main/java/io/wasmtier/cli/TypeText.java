package io.wasmtier.cli;

import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.Import;
import java.util.ArrayList;
import java.util.List;

/// Words for the types of what a module imports and exports. The module need not be valid.
final class TypeText {
  private final List<SubType> types = new ArrayList<>();
  private final List<List<ExternType>> spaces = new ArrayList<>();

  TypeText(WasmModule module) {
    for (RecGroup group : module.types()) {
      types.addAll(group.types());
    }
    for (int i = 0; i < ExternKind.values().length; i++) {
      spaces.add(new ArrayList<>());
    }
    for (Import entry : module.imports()) {
      space(entry.type().kind()).add(entry.type());
    }
    for (int type : module.functions()) {
      space(ExternKind.FUNC).add(new ExternType.Func(type, false));
    }
    module.tables().forEach(table -> space(ExternKind.TABLE).add(table.type()));
    space(ExternKind.MEMORY).addAll(module.memories());
    module.globals().forEach(global -> space(ExternKind.GLOBAL).add(global.type()));
    space(ExternKind.TAG).addAll(module.tags());
  }

  private List<ExternType> space(ExternKind kind) {
    return spaces.get(kind.ordinal());
  }

  /// {@return the type of a member of an index space, or its index if there is no such member}
  String of(ExternKind kind, int index) {
    List<ExternType> space = space(kind);
    return index >= 0 && index < space.size()
        ? of(space.get(index))
        : kind.text() + " " + Integer.toUnsignedString(index) + " (unknown)";
  }

  /// {@return a type in words, such as `func (i32, i32) -> (i32)`}
  String of(ExternType type) {
    StringBuilder out = new StringBuilder(type.kind().text()).append(' ');
    switch (type) {
      case ExternType.Func function -> function(out, function.type());
      case ExternType.Table table -> out.append(table.limits()).append(' ').append(table.element());
      case ExternType.Memory memory -> {
        out.append(memory.limits()).append(memory.shared() ? " shared" : "");
        if (memory.pageSizeLog2() != ExternType.Memory.STANDARD_PAGE_LOG2) {
          out.append(" (pages of ").append(1L << memory.pageSizeLog2()).append(" bytes)");
        }
      }
      case ExternType.Global global ->
          out.append(global.mutable() ? "mut " : "").append(global.type());
      case ExternType.Tag tag -> function(out, tag.type());
    }
    return out.toString();
  }

  private void function(StringBuilder out, int type) {
    if (type >= 0
        && type < types.size()
        && types.get(type).composite() instanceof FuncType function) {
      out.append(list(function.params())).append(" -> ").append(list(function.results()));
    } else {
      out.append("(type ").append(Integer.toUnsignedString(type)).append(')');
    }
  }

  private static String list(List<?> values) {
    String text = values.toString();
    return "(" + text.substring(1, text.length() - 1) + ")";
  }
}
