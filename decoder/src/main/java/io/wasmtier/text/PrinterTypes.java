package io.wasmtier.text;

import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.ArrayType;
import io.wasmtier.wasm.CompositeType.ContType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.CompositeType.StructType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints types (spec: Text Format, Types).
final class PrinterTypes {
  private static final PrinterNames NO_NAMES = new PrinterNames(Map.of(), 0);

  private final StringBuilder out;
  private final PrinterNames types;
  private final List<SubType> definitions;
  private final Map<Integer, Map<Integer, String>> fieldNames;
  private final Map<Integer, PrinterNames> fields = new HashMap<>();

  PrinterTypes(StringBuilder out, PrinterNames types, List<SubType> definitions, Names names) {
    this.out = out;
    this.definitions = definitions;
    this.types = types;
    this.fieldNames = names.fields();
  }

  /// {@return the names of a structure's fields}
  PrinterNames fields(int type) {
    Map<Integer, String> names = fieldNames.get(type);
    return names == null
            || type < 0
            || type >= definitions.size()
            || !(definitions.get(type).composite() instanceof StructType struct)
        ? NO_NAMES
        : fields.computeIfAbsent(type, index -> new PrinterNames(names, struct.fields().size()));
  }

  /// Appends a value type.
  void value(int bits) {
    if (!ValType.isRef(bits) || !ValType.isConcrete(bits)) {
      out.append(ValType.toString(bits));
      return;
    }
    out.append("(ref ").append(ValType.isNullable(bits) ? "null " : "");
    heap(bits);
    out.append(')');
  }

  /// Appends a reference type in its long form, as casts want it.
  void reference(int bits) {
    out.append("(ref ").append(ValType.isNullable(bits) ? "null " : "");
    heap(bits);
    out.append(')');
  }

  /// Appends the heap type of a reference type.
  void heap(int bits) {
    if (ValType.isExact(bits)) {
      out.append("(exact ");
    }
    if (ValType.isConcrete(bits)) {
      types.reference(out, ValType.number(bits));
    } else {
      out.append(ValType.heapToString(ValType.heap(bits)));
    }
    if (ValType.isExact(bits)) {
      out.append(')');
    }
  }

  /// Appends ` (type x)`.
  void use(int index) {
    out.append(" (type ");
    types.reference(out, index);
    out.append(')');
  }

  /// Appends the definition of a type.
  void definition(int index, SubType type) {
    out.append("(type");
    types.definition(out, index);
    out.append(' ');
    boolean sub = !type.isFinal() || !type.supertypes().isEmpty();
    if (sub) {
      out.append(type.isFinal() ? "(sub final " : "(sub ");
      for (int supertype : type.supertypes()) {
        types.reference(out, supertype);
        out.append(' ');
      }
    }
    if (type.describes() != -1) {
      clause("(describes ", type.describes());
    }
    if (type.descriptor() != -1) {
      clause("(descriptor ", type.descriptor());
    }
    composite(index, type.composite());
    out.append(sub ? "))" : ")");
  }

  private void clause(String head, int index) {
    out.append(head);
    types.reference(out, index);
    out.append(") ");
  }

  private void composite(int index, CompositeType type) {
    switch (type) {
      case FuncType function -> {
        out.append("(func");
        signature(function, null);
        out.append(')');
      }
      case StructType struct -> {
        out.append("(struct");
        PrinterNames names = fields(index);
        for (int i = 0; i < struct.fields().size(); i++) {
          out.append(" (field");
          names.identifier(out, i);
          out.append(' ');
          field(struct.fields().get(i));
          out.append(')');
        }
        out.append(')');
      }
      case ArrayType array -> {
        out.append("(array ");
        field(array.element());
        out.append(')');
      }
      case ContType continuation -> {
        out.append("(cont ");
        types.reference(out, continuation.function());
        out.append(')');
      }
    }
  }

  private void field(FieldType field) {
    out.append(field.mutable() ? "(mut " : "");
    value(field.storage().bits());
    out.append(field.mutable() ? ")" : "");
  }

  /// Appends parameters and results.
  ///
  /// @param names the names of the parameters, or null
  void signature(FuncType function, @Nullable PrinterNames names) {
    declarations("param", function.params(), 0, names);
    declarations("result", function.results(), 0, null);
  }

  /// Appends declarations: those with a name alone, the others together.
  ///
  /// @param first the index of the first in the names
  void declarations(
      String keyword, List<ValType> declared, int first, @Nullable PrinterNames names) {
    boolean open = false;
    for (int i = 0; i < declared.size(); i++) {
      boolean named = names != null && names.hasIdentifier(first + i);
      if (named && open) {
        out.append(')');
        open = false;
      }
      if (!open) {
        out.append(" (").append(keyword);
        open = true;
      }
      if (named && names != null) {
        names.identifier(out, first + i);
      }
      out.append(' ');
      value(declared.get(i).bits());
      if (named) {
        out.append(')');
        open = false;
      }
    }
    out.append(open ? ")" : "");
  }

  /// Appends the type of a table behind its name.
  void table(ExternType.Table table) {
    limits(table.limits());
    out.append(' ');
    value(table.element().bits());
  }

  /// Appends the type of a memory behind its name.
  void memory(ExternType.Memory memory) {
    limits(memory.limits());
    out.append(memory.shared() ? " shared" : "");
    if (memory.pageSizeLog2() != ExternType.Memory.STANDARD_PAGE_LOG2) {
      out.append(" (pagesize ")
          .append(Long.toUnsignedString(1L << memory.pageSizeLog2()))
          .append(')');
    }
  }

  private void limits(Limits limits) {
    out.append(' ').append(limits);
  }

  /// Appends the type of a global behind its name.
  void global(ExternType.Global global) {
    out.append(global.mutable() ? " (mut " : " ");
    value(global.type().bits());
    out.append(global.mutable() ? ")" : "");
  }
}
