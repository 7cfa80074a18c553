package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Names;
import java.util.Map;
import java.util.TreeMap;

/// Writes the content of the custom section "name" (spec: Appendix, Custom Sections, Name Section).
final class NameEncoder {
  private NameEncoder() {}

  /// {@return the subsections for all names there are}
  static ByteWriter encode(Names names) {
    ByteWriter out = new ByteWriter();
    String module = names.module();
    if (module != null) {
      out.u8(NameSection.MODULE).sized(new ByteWriter().name(module));
    }
    direct(out, NameSection.FUNCTIONS, names.functions());
    indirect(out, NameSection.LOCALS, names.locals());
    indirect(out, NameSection.LABELS, names.labels());
    direct(out, NameSection.TYPES, names.types());
    direct(out, NameSection.TABLES, names.tables());
    direct(out, NameSection.MEMORIES, names.memories());
    direct(out, NameSection.GLOBALS, names.globals());
    direct(out, NameSection.ELEMENTS, names.elements());
    direct(out, NameSection.DATA, names.data());
    indirect(out, NameSection.FIELDS, names.fields());
    direct(out, NameSection.TAGS, names.tags());
    return out;
  }

  private static void direct(ByteWriter out, int id, Map<Integer, String> names) {
    if (!names.isEmpty()) {
      ByteWriter content = new ByteWriter();
      map(content, names);
      out.u8(id).sized(content);
    }
  }

  private static void indirect(ByteWriter out, int id, Map<Integer, Map<Integer, String>> names) {
    if (!names.isEmpty()) {
      ByteWriter content = new ByteWriter().u32(names.size());
      new TreeMap<>(names)
          .forEach((index, inner) -> {
            content.u32(index);
            map(content, inner);
          });
      out.u8(id).sized(content);
    }
  }

  // The section wants the indices in order.
  private static void map(ByteWriter content, Map<Integer, String> names) {
    content.u32(names.size());
    new TreeMap<>(names).forEach((index, name) -> content.u32(index).name(name));
  }
}
