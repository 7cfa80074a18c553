package io.wasmtier.text;

import io.wasmtier.text.Tokens.Annotation;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.Global;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmModule.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the fields of a module but its type definitions, and has what they define.
final class FieldParser {
  final List<Import> imports = new ArrayList<>();
  final List<Table> tables = new ArrayList<>();
  final List<ExternType.Memory> memories = new ArrayList<>();
  final List<ExternType.Tag> tags = new ArrayList<>();
  final List<Global> globals = new ArrayList<>();
  final List<Export> exports = new ArrayList<>();
  final Map<Integer, Map<Integer, String>> localNames = new TreeMap<>();
  final Map<Integer, Map<Integer, String>> labelNames = new TreeMap<>();
  int start = -1;

  /// All function bodies, one behind the other.
  final ByteWriter code = new ByteWriter();

  private int[] functions = new int[16];
  private int[] bodyStarts = new int[16];
  private int[] bodyEnds = new int[16];
  private int bodyCount;

  /// How many of each kind have been met, imports included: the next one's index.
  private final int[] met = new int[ExternKind.values().length];

  private final ModuleContext context;
  private final Cursor cursor;
  private final TypeParser types;
  private final IndexSpace locals = new IndexSpace("local");
  private final Labels labels = new Labels();
  private final CodeParser instructions;

  /// The segments, those of inline tables and memories included.
  final SegmentParser segments;

  FieldParser(ModuleContext context) {
    this.context = context;
    this.cursor = context.cursor;
    this.types = context.types;
    this.instructions = new CodeParser(context, locals, labels);
    this.segments = new SegmentParser(context, instructions);
  }

  int[] functions() {
    return Arrays.copyOf(functions, bodyCount);
  }

  int bodyCount() {
    return bodyCount;
  }

  int[] bodyStarts() {
    return Arrays.copyOf(bodyStarts, bodyCount);
  }

  int[] bodyEnds() {
    return Arrays.copyOf(bodyEnds, bodyCount);
  }

  /// Reads one field.
  void field() {
    if (cursor.isForm("type") || cursor.isForm("rec")) {
      typeNames();
      return;
    }
    cursor.open();
    if (cursor.skipWord("func")) {
      function();
    } else if (cursor.skipWord("table")) {
      table();
    } else if (cursor.skipWord("memory")) {
      memory();
    } else if (cursor.skipWord("global")) {
      global();
    } else if (cursor.skipWord("tag")) {
      tag();
    } else if (cursor.skipWord("import")) {
      importField();
    } else if (cursor.skipWord("export")) {
      exportField();
    } else if (cursor.skipWord("start")) {
      startField();
    } else if (cursor.skipWord("elem")) {
      id(context.elements, segments.elements.size());
      segments.element();
    } else if (cursor.skipWord("data")) {
      id(context.data, segments.data.size());
      segments.data();
    } else {
      throw cursor.unexpected();
    }
    cursor.close();
  }

  private int typesMet;

  // Type definitions are read already; only names of annotations are left.
  private void typeNames() {
    int field = cursor.at;
    boolean group = cursor.isForm("rec");
    if (group) {
      cursor.at += 2;
    }
    while (cursor.isForm("type")) {
      int type = cursor.at;
      cursor.at += 2;
      id(types.space, typesMet++);
      cursor.at = cursor.tokens.close(type) + 1;
      if (!group) {
        return;
      }
    }
    cursor.at = cursor.tokens.close(field) + 1;
  }

  /// Goes over the identifier that the first pass has bound, and takes the annotation that gives
  /// another name.
  private void id(IndexSpace space, int index) {
    if (cursor.is(Tokens.ID)) {
      cursor.at++;
    }
    if (!context.annotations.isEmpty()) {
      Annotation annotation = context.annotations.take("name", cursor.at);
      if (annotation != null) {
        space.rename(index, annotatedName(context.annotations, annotation));
      }
    }
  }

  /// {@return the name in a `@name` annotation}
  static String annotatedName(Annotations annotations, Annotation annotation) {
    Tokens content = annotation.content();
    if (content.kind(0) != Tokens.STRING || content.kind(1) != Tokens.END) {
      throw annotations.error(annotation, "@name annotation: unexpected token");
    }
    try {
      return content.name(0);
    } catch (TextException e) {
      throw annotations.error(annotation, "@name annotation: malformed UTF-8 encoding");
    }
  }

  private int begin(ExternKind kind) {
    int index = met[kind.ordinal()]++;
    id(context.space(kind), index);
    while (cursor.enter("export")) {
      export(cursor.name(), kind, index);
      cursor.close();
    }
    return index;
  }

  /// The two names of an inline import, or null if there is none.
  private String @Nullable [] inlineImport() {
    if (!cursor.enter("import")) {
      return null;
    }
    String[] names = {cursor.name(), cursor.name()};
    cursor.close();
    return names;
  }

  private void imported(String module, String name, ExternType type) {
    context.tally.imported(type.kind(), cursor.place());
    imports.add(new Import(module, name, type));
  }

  private void defined(ExternKind kind) {
    context.tally.defined(kind, 1, cursor.place());
  }

  private void export(String name, ExternKind kind, int index) {
    context.tally.exports(exports.size() + 1L, cursor.place());
    exports.add(new Export(name, kind, index));
  }

  private void function() {
    int index = begin(ExternKind.FUNC);
    String[] names = inlineImport();
    if (names != null) {
      imported(names[0], names[1], functionType());
      return;
    }
    defined(ExternKind.FUNC);
    int place = cursor.place();
    List<@Nullable String> params = new ArrayList<>();
    TypeParser.Use use = types.use(params);
    locals.clear();
    parameters(use, params);
    if (bodyCount == functions.length) {
      functions = Arrays.copyOf(functions, 2 * bodyCount);
      bodyStarts = Arrays.copyOf(bodyStarts, 2 * bodyCount);
      bodyEnds = Arrays.copyOf(bodyEnds, 2 * bodyCount);
    }
    functions[bodyCount] = use.index();
    bodyStarts[bodyCount] = code.size();
    locals(use);
    instructions.instructions(code, bodyStarts[bodyCount]);
    bodyEnds[bodyCount] = code.size();
    context.tally.body(bodyEnds[bodyCount] - bodyStarts[bodyCount], place, index);
    bodyCount++;
    context.hints.endFunction(index);
    if (!locals.names().isEmpty()) {
      localNames.put(index, Collections.unmodifiableMap(new TreeMap<>(locals.names())));
    }
    if (!labels.names().isEmpty()) {
      labelNames.put(index, labels.names());
    }
  }

  private void parameters(TypeParser.Use use, List<@Nullable String> names) {
    FuncType declared = types.functionAt(use.index());
    int count = declared == null ? 0 : declared.params().size();
    for (String name : names) {
      if (name != null) {
        locals.bind(name, cursor);
      } else {
        locals.anonymous(1);
      }
    }
    // Parameters that only the type declares come without names.
    locals.anonymous(count - locals.count());
  }

  private void locals(TypeParser.Use use) {
    ByteWriter runs = new ByteWriter();
    int runCount = 0;
    int runLength = 0;
    int runType = ValType.BITS_BOT;
    while (cursor.enter("local")) {
      boolean named = cursor.is(Tokens.ID);
      if (named) {
        if (use.explicit() && types.functionAt(use.index()) == null) {
          throw cursor.error("unknown type " + Integer.toUnsignedString(use.index()));
        }
        locals.bind(cursor);
      }
      while (named || !cursor.is(Tokens.CLOSE)) {
        int type = types.valueType().bits();
        if (type != runType && runLength > 0) {
          run(runs, runLength, runType);
          runCount++;
          runLength = 0;
        }
        runType = type;
        runLength++;
        if (named) {
          break;
        }
        locals.anonymous(1);
      }
      cursor.close();
    }
    if (runLength > 0) {
      run(runs, runLength, runType);
      runCount++;
    }
    code.u32(runCount).raw(runs, 0);
  }

  private static void run(ByteWriter out, int length, int type) {
    out.u32(length);
    io.wasmtier.decoder.TypeEncoder.valueType(out, type);
  }

  /// Reads the type of a function import, which may be exact.
  private ExternType.Func functionType() {
    boolean exact = cursor.isForm("exact");
    if (exact) {
      types.need(Feature.CUSTOM_DESCRIPTORS, "exact");
      cursor.at += 2;
    }
    int type = types.use(new ArrayList<>()).index();
    if (exact) {
      cursor.close();
    }
    return new ExternType.Func(type, exact);
  }

  private void table() {
    int index = begin(ExternKind.TABLE);
    String[] names = inlineImport();
    if (names != null) {
      imported(names[0], names[1], tableType());
      return;
    }
    defined(ExternKind.TABLE);
    boolean is64 = addressType();
    if (cursor.is(Tokens.NAT)) {
      Limits limits = limits(is64);
      ValType element = new ValType(types.referenceType());
      Expression init = null;
      if (!cursor.is(Tokens.CLOSE)) {
        types.need(Feature.FUNCTION_REFERENCES, "table initialiser");
        init = segments.expression();
      }
      tables.add(new Table(new ExternType.Table(limits, element), init));
      return;
    }
    ValType element = new ValType(types.referenceType());
    if (!cursor.enter("elem")) {
      throw cursor.unexpected();
    }
    long size = segments.inlineElements(index, is64, element);
    cursor.close();
    tables.add(new Table(new ExternType.Table(new Limits(is64, size, size, true), element), null));
  }

  private ExternType.Table tableType() {
    boolean is64 = addressType();
    return new ExternType.Table(limits(is64), new ValType(types.referenceType()));
  }

  private boolean addressType() {
    if (cursor.isWord("i64")) {
      types.need(Feature.MEMORY64, "i64");
      cursor.at++;
      return true;
    }
    cursor.skipWord("i32");
    return false;
  }

  private Limits limits(boolean is64) {
    long min = cursor.unsigned(64);
    boolean hasMax = cursor.is(Tokens.NAT);
    long max = hasMax ? cursor.unsigned(64) : 0;
    return new Limits(is64, min, max, hasMax);
  }

  private void memory() {
    int index = begin(ExternKind.MEMORY);
    String[] names = inlineImport();
    if (names != null) {
      imported(names[0], names[1], memoryType());
      return;
    }
    defined(ExternKind.MEMORY);
    int back = cursor.at;
    boolean is64 = addressType();
    int pageLog2 = pageSize();
    if (!cursor.enter("data")) {
      cursor.at = back;
      memories.add(memoryType());
      return;
    }
    long length = segments.inlineData(index, is64);
    cursor.close();
    long pages = length + (1L << Math.min(pageLog2, 32)) - 1 >> Math.min(pageLog2, 32);
    memories.add(new ExternType.Memory(new Limits(is64, pages, pages, true), false, pageLog2));
  }

  private ExternType.Memory memoryType() {
    boolean is64 = addressType();
    Limits limits = limits(is64);
    boolean shared = cursor.isWord("shared");
    if (shared) {
      types.need(Feature.THREADS, "shared");
      cursor.at++;
    }
    return new ExternType.Memory(limits, shared, pageSize());
  }

  private int pageSize() {
    if (!cursor.isForm("pagesize")) {
      return ExternType.Memory.STANDARD_PAGE_LOG2;
    }
    types.need(Feature.CUSTOM_PAGE_SIZES, "pagesize");
    cursor.at += 2;
    int token = cursor.at;
    long size = cursor.unsigned(64, "invalid custom page size");
    if (Long.bitCount(size) != 1) {
      throw cursor.tokens.error("invalid custom page size", token);
    }
    cursor.close();
    return Long.numberOfTrailingZeros(size);
  }

  private void global() {
    begin(ExternKind.GLOBAL);
    String[] names = inlineImport();
    ExternType.Global type = globalType();
    if (names != null) {
      imported(names[0], names[1], type);
    } else {
      defined(ExternKind.GLOBAL);
      globals.add(new Global(type, segments.expression()));
    }
  }

  private ExternType.Global globalType() {
    boolean mutable = cursor.enter("mut");
    ValType type = types.valueType();
    if (mutable) {
      cursor.close();
    }
    return new ExternType.Global(type, mutable);
  }

  private void tag() {
    cursor.at--;
    if (!context.features.has(Feature.LEGACY_EXCEPTIONS)
        && !context.features.has(Feature.STACK_SWITCHING)) {
      types.need(Feature.EXCEPTIONS, "tag");
    }
    cursor.at++;
    begin(ExternKind.TAG);
    String[] names = inlineImport();
    ExternType.Tag type = new ExternType.Tag(types.use(new ArrayList<>()).index());
    if (names != null) {
      imported(names[0], names[1], type);
    } else {
      defined(ExternKind.TAG);
      tags.add(type);
    }
  }

  private void importField() {
    String module = cursor.name();
    if (cursor.is(Tokens.STRING)) {
      String name = cursor.name();
      imported(module, name, importType(true));
      return;
    }
    types.need(Feature.COMPACT_IMPORTS, "item");
    List<String> untyped = new ArrayList<>();
    boolean typed = false;
    while (cursor.enter("item")) {
      String name = cursor.name();
      if (cursor.is(Tokens.CLOSE)) {
        untyped.add(name);
      } else {
        typed = true;
        imported(module, name, importType(true));
      }
      cursor.close();
    }
    if (typed && !untyped.isEmpty()) {
      throw cursor.unexpected();
    }
    if (!untyped.isEmpty()) {
      int token = cursor.at;
      ExternType type = importType(false);
      met[type.kind().ordinal()] += untyped.size() - 1;
      if (cursor.tokens.kind(token + 2) == Tokens.ID) {
        throw cursor.tokens.error("identifier not allowed", token + 2);
      }
      for (String name : untyped) {
        imported(module, name, type);
      }
    }
  }

  private ExternType importType(boolean idAllowed) {
    cursor.open();
    for (ExternKind kind : ExternKind.values()) {
      if (cursor.skipWord(kind.text())) {
        int index = met[kind.ordinal()]++;
        if (idAllowed) {
          id(context.space(kind), index);
        } else if (cursor.is(Tokens.ID)) {
          throw cursor.error("identifier not allowed");
        }
        ExternType type =
            switch (kind) {
              case FUNC -> functionType();
              case TABLE -> tableType();
              case MEMORY -> memoryType();
              case GLOBAL -> globalType();
              case TAG -> new ExternType.Tag(types.use(new ArrayList<>()).index());
            };
        cursor.close();
        return type;
      }
    }
    throw cursor.unexpected();
  }

  private void exportField() {
    String name = cursor.name();
    cursor.open();
    for (ExternKind kind : ExternKind.values()) {
      if (cursor.skipWord(kind.text())) {
        export(name, kind, context.index(kind));
        cursor.close();
        return;
      }
    }
    throw cursor.unexpected();
  }

  private void startField() {
    if (start != -1) {
      throw cursor.error("multiple start sections");
    }
    start = context.index(ExternKind.FUNC);
  }
}
