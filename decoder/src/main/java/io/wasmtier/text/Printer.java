package io.wasmtier.text;

import io.wasmtier.decoder.BranchHints;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.CustomSection;
import io.wasmtier.wasm.WasmModule.DataSegment;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.Global;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import io.wasmtier.wasm.WasmModule.Table;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints modules in the text format (spec: Text Format): one definition per line or paragraph,
/// bodies as flat instructions.
///
/// Parsing what was printed gives the module again. What the text format has no words for is lost:
/// paddings of LEB128 numbers, how locals are grouped, the data count section, empty sections,
/// table 0 named where it needn't be. Names become identifiers, or `(@name …)` annotations where an
/// identifier is impossible because the name is not unique. Not printed are empty names, names of
/// fields and locals that are not unique, and the section they came from. Branch hints become
/// annotations, all other custom sections `(@custom …)`. Not thread-safe, one use.
public final class Printer {
  private final WasmModule module;
  private final Appendable target;
  private final StringBuilder out = new StringBuilder();
  private final PrinterSpaces spaces;
  private final PrinterTypes types;
  private final PrinterCode code;
  private final List<SubType> typeList = new ArrayList<>();
  private BranchHints hints = BranchHints.NONE;
  private final int[] next = new int[ExternKind.values().length];

  private Printer(WasmModule module, Appendable target) {
    this.module = module;
    this.target = target;
    for (RecGroup group : module.types()) {
      typeList.addAll(group.types());
    }
    this.spaces = new PrinterSpaces(module, typeList.size());
    this.types = new PrinterTypes(out, spaces.types, typeList, module.names());
    this.code = new PrinterCode(out, spaces, types);
  }

  /// {@return the text of a module}
  ///
  /// @throws WasmtierException of kind MALFORMED if a function body is malformed
  public static String print(WasmModule module) {
    StringBuilder text = new StringBuilder();
    print(module, text);
    return text.toString();
  }

  /// Prints a module definition by definition, so that the text of a large module need not fit in
  /// memory.
  ///
  /// @param module the module, which need not be valid
  /// @param target where the text goes
  /// @throws WasmtierException of kind MALFORMED if a function body is malformed; what comes before
  ///   it is printed
  /// @throws UncheckedIOException if the target fails
  public static void print(WasmModule module, Appendable target) {
    new Printer(module, target).module();
  }

  private void module() {
    out.append("(module");
    String name = module.names().module();
    if (name != null) {
      new PrinterNames(Map.of(0, name), 1).named(out, 0);
    }
    types();
    for (Import entry : module.imports()) {
      imported(entry);
    }
    int firstFunction = next[ExternKind.FUNC.ordinal()];
    tables();
    for (ExternType.Memory memory : module.memories()) {
      begin(ExternKind.MEMORY);
      types.memory(memory);
      end();
    }
    for (ExternType.Tag tag : module.tags()) {
      begin(ExternKind.TAG);
      types.use(tag.type());
      end();
    }
    for (Global global : module.globals()) {
      begin(ExternKind.GLOBAL);
      types.global(global.type());
      code.expression(global.init().code());
      end();
    }
    for (Export export : module.exports()) {
      out.append("\n  (export ");
      PrinterTokens.string(out, export.name());
      out.append(" (").append(export.kind().text()).append(' ');
      spaces.of(export.kind()).reference(out, export.index());
      out.append(')');
      end();
    }
    if (module.start() != -1) {
      out.append("\n  (start ");
      spaces.functions.reference(out, module.start());
      end();
    }
    elements();
    functions(firstFunction);
    data();
    customs();
    out.append(")\n");
    flush();
  }

  private void types() {
    int index = 0;
    for (RecGroup group : module.types()) {
      boolean rec = group.explicit() || group.types().size() != 1;
      out.append(rec ? "\n  (rec" : "");
      for (SubType type : group.types()) {
        out.append(rec ? "\n    " : "\n  ");
        types.definition(index++, type);
      }
      out.append(rec ? ")" : "");
      flush();
    }
  }

  private void imported(Import entry) {
    out.append("\n  (import ");
    PrinterTokens.string(out, entry.module());
    out.append(' ');
    PrinterTokens.string(out, entry.name());
    ExternKind kind = entry.type().kind();
    out.append(" (").append(kind.text());
    spaces.of(kind).definition(out, next[kind.ordinal()]++);
    switch (entry.type()) {
      case ExternType.Func func -> {
        out.append(func.exact() ? " (exact" : "");
        types.use(func.type());
        out.append(func.exact() ? ")" : "");
      }
      case ExternType.Table table -> types.table(table);
      case ExternType.Memory memory -> types.memory(memory);
      case ExternType.Global global -> types.global(global);
      case ExternType.Tag tag -> types.use(tag.type());
    }
    out.append(')');
    end();
  }

  private void begin(ExternKind kind) {
    out.append("\n  (").append(kind.text());
    spaces.of(kind).definition(out, next[kind.ordinal()]++);
  }

  private void end() {
    out.append(')');
    flush();
  }

  private void flush() {
    try {
      target.append(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.setLength(0);
  }

  private void tables() {
    for (Table table : module.tables()) {
      begin(ExternKind.TABLE);
      types.table(table.type());
      Expression init = table.init();
      if (init != null) {
        code.expression(init.code());
      }
      end();
    }
  }

  private void elements() {
    int index = 0;
    for (ElementSegment segment : module.elements()) {
      out.append("\n  (elem");
      spaces.elements.definition(out, index++);
      if (segment.mode() == SegmentMode.DECLARATIVE) {
        out.append(" declare");
      }
      if (segment.mode() == SegmentMode.ACTIVE && segment.table() != 0) {
        use(ExternKind.TABLE, segment.table());
      }
      offset(segment.offset());
      int[] functions = segment.functions();
      List<Expression> expressions = segment.expressions();
      if (functions != null) {
        out.append(" func");
        for (int function : functions) {
          out.append(' ');
          spaces.functions.reference(out, function);
        }
      } else if (expressions != null) {
        out.append(' ');
        types.value(segment.type().bits());
        for (Expression expression : expressions) {
          out.append(" (item");
          code.expression(expression.code());
          out.append(')');
        }
      }
      end();
    }
  }

  private void use(ExternKind kind, int index) {
    out.append(" (").append(kind.text()).append(' ');
    spaces.of(kind).reference(out, index);
    out.append(')');
  }

  private void offset(@Nullable Expression offset) {
    if (offset != null) {
      out.append(" (offset");
      code.expression(offset.code());
      out.append(')');
    }
  }

  private void data() {
    int index = 0;
    for (DataSegment segment : module.data()) {
      out.append("\n  (data");
      spaces.data.definition(out, index++);
      if (segment.memory() != 0) {
        use(ExternKind.MEMORY, segment.memory());
      }
      offset(segment.offset());
      out.append(' ');
      PrinterTokens.bytes(out, segment.bytes());
      end();
    }
  }

  private void functions(int first) {
    Names names = module.names();
    hints = hintsThatFit(first);
    for (int i = 0; i < module.functions().length; i++) {
      int index = first + i;
      int type = module.functions()[i];
      begin(ExternKind.FUNC);
      types.use(type);
      Map<Integer, String> localNames = names.locals().get(index);
      // How many there are, the body says.
      PrinterNames locals =
          localNames == null ? null : new PrinterNames(localNames, Integer.MAX_VALUE);
      int params = 0;
      if (type < typeList.size() && typeList.get(type).composite() instanceof FuncType function) {
        types.signature(function, locals);
        params = function.params().size();
      }
      try {
        code.body(
            module.code().body(i),
            params,
            locals,
            names.labels().get(index),
            hints.function(index));
      } catch (WasmtierException e) {
        throw new WasmtierException(
            e.failure(), String.valueOf(e.getMessage()), e.offset(), index, e);
      }
      end();
    }
  }

  // Hints about anything but branches of this module's functions can't be annotations: their
  // section is printed as it is.
  private BranchHints hintsThatFit(int first) {
    BranchHints all = BranchHints.of(module);
    for (int index : all.functions()) {
      int body = index - first;
      if (body < 0
          || body >= module.code().count()
          || !all.function(index).fit(module.code().body(body))) {
        return BranchHints.NONE;
      }
    }
    return all;
  }

  private void customs() {
    for (CustomSection section : module.customs()) {
      if (section.name().equals("name") && !module.names().equals(Names.NONE)
          || section.name().equals(BranchHints.SECTION) && !hints.isEmpty()) {
        continue;
      }
      out.append("\n  (@custom ");
      PrinterTokens.string(out, section.name());
      out.append(' ').append(place(section.place())).append(' ');
      PrinterTokens.bytes(out, section.bytes());
      end();
    }
  }

  // Ids of sections in the binary format; the keywords are those of the `@custom` annotation.
  private static String place(int id) {
    return switch (id) {
      case 0 -> "(before first)";
      case 1 -> "(after type)";
      case 2 -> "(after import)";
      case 3 -> "(after func)";
      case 4 -> "(after table)";
      case 5 -> "(after memory)";
      case 13 -> "(after tag)";
      case 6 -> "(after global)";
      case 7 -> "(after export)";
      case 8 -> "(after start)";
      case 9 -> "(after elem)";
      case 12 -> "(after datacount)";
      case 10 -> "(after code)";
      default -> "(after data)";
    };
  }
}
