package io.wasmtier.decoder;

import io.wasmtier.wasm.Bodies;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.CustomSection;
import io.wasmtier.wasm.WasmModule.DataSegment;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Global;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmModule.Table;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the sections of a module one after the other and makes the module of them (spec: Binary
/// Format, Modules). Knows nothing of where they come from: [Decoder] has them all,
/// [StreamingDecoder] gets them piece by piece. Not thread-safe.
final class ModuleDecoder {
  private final FeatureSet features;
  private final Tally tally;
  private final EntryPlace place;

  private SectionId last = SectionId.CUSTOM;
  private List<RecGroup> types = List.of();
  private List<Import> imports = List.of();
  private int importedFunctions;
  private int[] functions = new int[0];
  private List<Table> tables = List.of();
  private List<ExternType.Memory> memories = List.of();
  private List<ExternType.Tag> tags = List.of();
  private List<Global> globals = List.of();
  private List<Export> exports = List.of();
  private int start = -1;
  private List<ElementSegment> elements = List.of();
  private int dataCount = -1;
  private Bodies code = Bodies.NONE;
  private List<DataSegment> data = List.of();
  private final List<CustomSection> customs = new ArrayList<>();
  private @Nullable Names names;

  /// The index of the function whose body is being read, for error messages.
  private int function = WasmtierException.NONE;

  ModuleDecoder(FeatureSet features, DecodeLimits limits) {
    this(features, limits, EntryPlace.NONE);
  }

  /// @param place what to look for on the way
  ModuleDecoder(FeatureSet features, DecodeLimits limits, EntryPlace place) {
    this.features = features;
    this.tally = new Tally(limits);
    this.place = place;
  }

  /// {@return the section that begins with an id byte}
  ///
  /// @param offset where the byte stands in the module
  /// @throws WasmtierException of kind MALFORMED if there is no such section or not here
  SectionId begin(int idByte, long offset) {
    SectionId id = SectionId.of(idByte, features);
    if (id == null) {
      throw Decoder.error("malformed section id " + idByte, offset);
    }
    if (id != SectionId.CUSTOM) {
      if (id.compareTo(last) <= 0) {
        throw Decoder.error(
            "unexpected content after last section: the "
                + id.text()
                + " section must not follow the "
                + last.text()
                + " section",
            offset);
      }
      last = id;
    }
    return id;
  }

  /// Checks the size in a section's header, before its bytes are there. As sections are all there
  /// is, this bounds the module too.
  ///
  /// @param offset where the size stands
  /// @param start where the content begins
  void size(int size, long offset, long start) {
    if (size < 0) {
      throw Decoder.error("length out of bounds", offset);
    }
    tally.module(start + size, offset);
  }

  /// Reads a section announced by [#begin].
  void section(SectionId id, Slice content) {
    try {
      if (id == SectionId.CODE) {
        code(content);
        return;
      }
      ByteReader in = content.reader();
      read(id, content, in);
      if (in.remaining() != 0) {
        throw Decoder.error("section size mismatch", in.offset());
      }
    } catch (WasmtierException e) {
      throw inSection(id, e);
    }
  }

  // Says where it happened; what ended too early was the section, as the module's end is checked
  // before.
  private WasmtierException inSection(SectionId id, WasmtierException e) {
    String message = String.valueOf(e.getMessage());
    if (message.equals("unexpected end")) {
      message = "unexpected end of section or function";
    }
    return new WasmtierException(
        e.failure(),
        message + " (" + id.text() + " section)",
        e.offset(),
        e.function() != WasmtierException.NONE ? e.function() : function,
        null);
  }

  private void read(SectionId id, Slice content, ByteReader in) {
    TypeDecoder typeDecoder = new TypeDecoder(in, features, tally);
    switch (id) {
      case CUSTOM -> custom(content, in);
      case TYPE -> types = typeDecoder.types(place);
      case IMPORT -> imports(in, typeDecoder);
      case FUNCTION -> functions(in, typeDecoder);
      case TABLE -> tables(in, typeDecoder, expressions(content, in));
      case MEMORY -> {
        int count = count(in, ExternKind.MEMORY);
        memories = new ArrayList<>(TypeDecoder.initial(count));
        for (int i = 0; i < count; i++) {
          place.entry(id, i, in);
          memories.add(typeDecoder.memory());
        }
      }
      case TAG -> {
        int count = count(in, ExternKind.TAG);
        tags = new ArrayList<>(TypeDecoder.initial(count));
        for (int i = 0; i < count; i++) {
          place.entry(id, i, in);
          tags.add(typeDecoder.tag());
        }
      }
      case GLOBAL -> {
        ExpressionReader expressions = expressions(content, in);
        int count = count(in, ExternKind.GLOBAL);
        globals = new ArrayList<>(TypeDecoder.initial(count));
        for (int i = 0; i < count; i++) {
          place.entry(id, i, in);
          globals.add(new Global(typeDecoder.global(), expressions.next()));
        }
      }
      case EXPORT -> exports(in);
      case START -> {
        place.entry(id, 0, in);
        start = in.u32();
      }
      case ELEMENT ->
          elements =
              new SegmentDecoder(
                      in, content, expressions(content, in), typeDecoder, features, place)
                  .elements(tally);
      case DATA_COUNT -> {
        long offset = in.offset();
        dataCount = in.u32();
        tally.data(Integer.toUnsignedLong(dataCount), offset);
      }
      case DATA -> {
        long offset = in.offset();
        data =
            new SegmentDecoder(in, content, expressions(content, in), typeDecoder, features, place)
                .data(tally);
        if (dataCount != -1 && dataCount != data.size()) {
          throw dataMismatch(offset);
        }
      }
      case CODE -> throw new AssertionError("indexed, not read");
    }
  }

  private ExpressionReader expressions(Slice content, ByteReader in) {
    return new ExpressionReader(content, in, features);
  }

  // The number of definitions, bounded together with the imports of the same kind.
  private int count(ByteReader in, ExternKind kind) {
    long offset = in.offset();
    int count = TypeDecoder.count(in);
    tally.defined(kind, count, offset);
    return count;
  }

  private void custom(Slice content, ByteReader in) {
    long offset = in.offset();
    String name = in.name();
    int length = in.remaining();
    Slice bytes = content.slice((int) (in.offset() - offset), length);
    in.skip(length);
    customs.add(new CustomSection(name, bytes, last.code()));
    // The names' section must stand behind the data section, but tools have always put it
    // elsewhere.
    if (name.equals(NameSection.NAME) && names == null) {
      names = NameSection.read(bytes);
    }
  }

  private void imports(ByteReader in, TypeDecoder typeDecoder) {
    int groups = importCount(in);
    imports = new ArrayList<>(TypeDecoder.initial(groups));
    for (int i = 0; i < groups; i++) {
      place.entry(SectionId.IMPORT, imports.size(), in);
      String module = in.name();
      String name = in.name();
      int discriminator = name.isEmpty() && features.has(Feature.COMPACT_IMPORTS) ? in.peek() : -1;
      switch (discriminator) {
        case COMPACT_NAMES_TYPES -> {
          in.u8();
          int count = importCount(in);
          for (int k = 0; k < count; k++) {
            place.entry(SectionId.IMPORT, imports.size(), in);
            String item = in.name();
            add(new Import(module, item, typeDecoder.externType()), in);
          }
        }
        case COMPACT_NAMES -> {
          in.u8();
          ExternType type = typeDecoder.externType();
          int count = importCount(in);
          for (int k = 0; k < count; k++) {
            place.entry(SectionId.IMPORT, imports.size(), in);
            add(new Import(module, in.name(), type), in);
          }
        }
        default -> add(new Import(module, name, typeDecoder.externType()), in);
      }
    }
  }

  /// What stands in place of an import's kind behind an empty name: one module name for many
  /// imports, with a type each or
  /// one for all (proposal: Compact Import Section).
  static final int COMPACT_NAMES_TYPES = 0x7F, COMPACT_NAMES = 0x7E;

  private int importCount(ByteReader in) {
    long offset = in.offset();
    int count = TypeDecoder.count(in);
    tally.imports(count, offset);
    return count;
  }

  private void add(Import entry, ByteReader in) {
    ExternKind kind = entry.type().kind();
    tally.imported(kind, in.offset());
    imports.add(entry);
    importedFunctions += kind == ExternKind.FUNC ? 1 : 0;
  }

  private void functions(ByteReader in, TypeDecoder typeDecoder) {
    int count = count(in, ExternKind.FUNC);
    functions = new int[count];
    for (int i = 0; i < count; i++) {
      place.entry(SectionId.FUNCTION, i, in);
      functions[i] = typeDecoder.typeIndex();
    }
  }

  /// A table whose elements don't start as null begins so.
  static final int TABLE_WITH_INIT = 0x40;

  private void tables(ByteReader in, TypeDecoder typeDecoder, ExpressionReader expressions) {
    int count = count(in, ExternKind.TABLE);
    tables = new ArrayList<>(TypeDecoder.initial(count));
    for (int i = 0; i < count; i++) {
      place.entry(SectionId.TABLE, i, in);
      if (in.peek() == TABLE_WITH_INIT && features.has(Feature.FUNCTION_REFERENCES)) {
        in.u8();
        int at = in.position();
        if (in.u8() != 0) {
          throw in.malformed("zero byte expected", at);
        }
        ExternType.Table type = typeDecoder.table();
        tables.add(new Table(type, expressions.next()));
      } else {
        tables.add(new Table(typeDecoder.table(), null));
      }
    }
  }

  private void exports(ByteReader in) {
    long offset = in.offset();
    int count = TypeDecoder.count(in);
    tally.exports(count, offset);
    exports = new ArrayList<>(TypeDecoder.initial(count));
    ExternKind[] kinds = ExternKind.values();
    for (int i = 0; i < count; i++) {
      place.entry(SectionId.EXPORT, i, in);
      String name = in.name();
      int at = in.position();
      int kind = in.u8();
      if (kind >= kinds.length
          || kinds[kind] == ExternKind.TAG
              && SectionId.of(SectionId.TAG.code(), features) == null) {
        throw in.malformed("malformed export kind", at);
      }
      exports.add(new Export(name, kinds[kind], in.u32()));
    }
  }

  // Only the sizes are read. An input that is no array is not copied for that: a few bytes per
  // function are.
  private void code(Slice content) {
    ByteReader in = content.isHeap() ? content.reader() : null;
    ByteReader head = in != null ? in : window(content, 0);
    int count = (int) Math.min(Integer.toUnsignedLong(head.u32()), Integer.MAX_VALUE);
    if (count != functions.length) {
      throw lengthMismatch(content.origin(), count);
    }
    int[] starts = new int[count];
    int[] ends = new int[count];
    int position = (int) (head.offset() - content.origin());
    for (int i = 0; i < count; i++) {
      function = importedFunctions + i;
      if (in == null) {
        head = window(content, position);
      }
      long sizeOffset = head.offset();
      int size = head.u32();
      position = (int) (head.offset() - content.origin());
      if (size < 0 || size > content.length() - position) {
        throw Decoder.error("length out of bounds", sizeOffset);
      }
      tally.body(size, sizeOffset, function);
      starts[i] = position;
      position += size;
      ends[i] = position;
      if (in != null) {
        in.skip(size);
      }
    }
    function = WasmtierException.NONE;
    if (position != content.length()) {
      throw Decoder.error("section size mismatch", content.origin() + position);
    }
    code = new Bodies(content, starts, ends);
  }

  private static ByteReader window(Slice content, int position) {
    return content.slice(position, Math.min(5, content.length() - position)).reader();
  }

  /// {@return the module, when all sections were read}
  ///
  /// @param source the whole input
  WasmModule finish(Slice source) {
    if (functions.length != code.count()) {
      throw lengthMismatch(source.length(), code.count());
    }
    if (dataCount > 0 && data.isEmpty()) {
      throw dataMismatch(source.length());
    }
    return new WasmModule(
        frozen(types),
        frozen(imports),
        functions,
        frozen(tables),
        frozen(memories),
        frozen(tags),
        frozen(globals),
        frozen(exports),
        start,
        frozen(elements),
        dataCount,
        code,
        frozen(data),
        frozen(customs),
        names != null ? names : Names.NONE,
        source);
  }

  private static <T> List<T> frozen(List<T> list) {
    return List.copyOf(list);
  }

  private WasmtierException lengthMismatch(long offset, int bodies) {
    return Decoder.error(
        "function and code section have inconsistent lengths: "
            + functions.length
            + " and "
            + bodies,
        offset);
  }

  private WasmtierException dataMismatch(long offset) {
    return Decoder.error(
        "data count and data section have inconsistent lengths: "
            + dataCount
            + " and "
            + data.size(),
        offset);
  }
}
