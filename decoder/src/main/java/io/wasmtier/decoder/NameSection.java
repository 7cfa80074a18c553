package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmtierException;
import java.util.Map;

/// Reads the custom section "name" (spec: Appendix, Custom Sections, Name Section; proposal:
/// Extended Name Section).
///
/// A malformed section is ignored from the malformed subsection on, as the specification wants:
/// names never make a module fail. Strings are made when they are asked for.
final class NameSection {
  /// The custom section's name.
  static final String NAME = "name";

  /// The ids of the subsections.
  static final int MODULE = 0,
      FUNCTIONS = 1,
      LOCALS = 2,
      LABELS = 3,
      TYPES = 4,
      TABLES = 5,
      MEMORIES = 6,
      GLOBALS = 7,
      ELEMENTS = 8,
      DATA = 9,
      FIELDS = 10,
      TAGS = 11;

  private static final int SUBSECTIONS = 12;

  private NameSection() {}

  /// {@return the names in a name section}
  static Names read(Slice bytes) {
    // Names are read again on demand: one copy now instead of one each time.
    Slice section = bytes.isHeap() ? bytes : Slice.of(bytes.toArray()).at(bytes.origin());
    String module = null;
    @SuppressWarnings({"unchecked", "rawtypes"}) // generic arrays can't be made otherwise
    Map<Integer, String>[] direct = new Map[SUBSECTIONS];
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map<Integer, Map<Integer, String>>[] indirect = new Map[SUBSECTIONS];
    java.util.Arrays.fill(direct, Map.of());
    java.util.Arrays.fill(indirect, Map.of());
    ByteReader in = section.reader();
    try {
      while (in.remaining() > 0) {
        int id = in.u8();
        int size = in.length("length out of bounds");
        int start = in.position();
        Slice content = section.slice((int) (in.offset() - section.origin()), size);
        in.skip(size);
        switch (id) {
          case MODULE -> module = new ByteReader(content.toArray(), 0, size, 0).name();
          case LOCALS, LABELS, FIELDS -> indirect[id] = NameMap.readIndirect(content);
          case FUNCTIONS, TYPES, TABLES, MEMORIES, GLOBALS, ELEMENTS, DATA, TAGS ->
              direct[id] = NameMap.read(content);
          default -> {
            // Subsections of the future have no meaning here.
          }
        }
        assert in.position() == start + size;
      }
    } catch (WasmtierException e) {
      // What was read before stays.
    }
    return new Names(
        module,
        direct[FUNCTIONS],
        indirect[LOCALS],
        indirect[LABELS],
        direct[TYPES],
        direct[TABLES],
        direct[MEMORIES],
        direct[GLOBALS],
        direct[ELEMENTS],
        direct[DATA],
        indirect[FIELDS],
        direct[TAGS]);
  }
}
