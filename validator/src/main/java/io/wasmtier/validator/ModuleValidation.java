package io.wasmtier.validator;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.SectionId;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.DataSegment;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import io.wasmtier.wasm.WasmtierException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Validates everything of a module but its function bodies (spec: Validation, Modules) and fills
/// the [IndexSpaces].
///
/// The order is the specification's: types, imports, functions, tags, memories, tables, globals,
/// segments, so that each sees only what it may refer to.
final class ModuleValidation {
  private final WasmModule module;
  private final FeatureSet features;
  private final IndexSpaces spaces;
  private final FunctionWalk walk;

  // What is being checked: the module does not know where its definitions stand, so their place is
  // looked for when something is wrong with one.
  private SectionId section = SectionId.TYPE;
  private int entry;

  ModuleValidation(WasmModule module, FeatureSet features, DecodeLimits limits) {
    this.module = module;
    this.features = features;
    this.spaces = new IndexSpaces(module, features, limits);
    this.walk = new FunctionWalk(spaces);
  }

  /// {@return the module, its function bodies not yet validated}
  ValidatedModule validate() {
    TypeValidation types = new TypeValidation(spaces);
    try {
      types.run();
    } catch (WasmtierException e) {
      at(SectionId.TYPE, types.current());
      throw placed(e);
    }
    try {
      definitions();
    } catch (WasmtierException e) {
      throw placed(e);
    }
    return new ValidatedModule(spaces);
  }

  private void at(SectionId ofSection, int number) {
    section = ofSection;
    entry = number;
  }

  // The last one of a kind, defined or imported.
  private void atLast(ExternKind kind, SectionId ofSection, int defined) {
    at(ofSection, defined - 1);
    if (defined == 0) {
      List<Import> imports = module.imports();
      int last = imports.size() - 1;
      while (last > 0 && imports.get(last).type().kind() != kind) {
        last--;
      }
      at(SectionId.IMPORT, last);
    }
  }

  /// {@return an error with the offset of the definition that is being checked, if it has none}
  private WasmtierException placed(WasmtierException e) {
    return e.offset() != WasmtierException.NONE
        ? e
        : new WasmtierException(
            e.failure(),
            String.valueOf(e.getMessage()),
            Decoder.placeOf(module, section, entry, features),
            e.function(),
            e);
  }

  private void definitions() {
    imports();
    functions();
    tags();
    memories();
    tables();
    globals();
    exports();
    elements();
    data();
    start();
  }

  static WasmtierException invalid(String message) {
    return new WasmtierException(Failure.INVALID, message);
  }

  private static WasmtierException unknown(String what, int index, String where) {
    return invalid("unknown " + what + " " + Integer.toUnsignedString(index) + where);
  }

  private ValType canonical(ValType type) {
    int bits = type.bits();
    if (!ValType.isConcrete(bits)) {
      return type;
    }
    if (ValType.number(bits) >= spaces.types.length) {
      throw unknown("type", ValType.number(bits), "");
    }
    return new ValType(spaces.canonical(bits));
  }

  private DefType functionType(int index, String where) {
    if (index < 0 || index >= spaces.types.length) {
      throw unknown("type", index, where);
    }
    DefType type = spaces.types[index];
    if (!type.isFunction()) {
      throw invalid("non-function type " + index + where);
    }
    return type;
  }

  // Imports.

  private void imports() {
    int[] next = new int[ExternKind.values().length];
    List<Import> imports = module.imports();
    for (int i = 0; i < imports.size(); i++) {
      at(SectionId.IMPORT, i);
      Import wanted = imports.get(i);
      int index = next[wanted.type().kind().ordinal()]++;
      spaces.imports[i] =
          switch (wanted.type()) {
            case ExternType.Func func -> {
              DefType type = functionType(func.type(), importing(wanted));
              spaces.functions[index] = type;
              if (!func.exact()) {
                spaces.setInexact(index);
              }
              yield new ExternType.Func(type.id(), func.exact());
            }
            case ExternType.Table table -> {
              spaces.tables[index] = table(table);
              yield spaces.tables[index];
            }
            case ExternType.Memory memory -> {
              spaces.memories[index] = memory(memory);
              yield spaces.memories[index];
            }
            case ExternType.Global global -> {
              checkMutable(global, importing(wanted));
              spaces.globals[index] = global(global);
              yield spaces.globals[index];
            }
            case ExternType.Tag tag -> {
              spaces.tags[index] = tag(tag);
              yield new ExternType.Tag(spaces.tags[index].id());
            }
          };
    }
  }

  private static String importing(Import entry) {
    return " (import \"" + entry.module() + "\" \"" + entry.name() + "\")";
  }

  private void checkMutable(ExternType.Global global, String where) {
    if (global.mutable() && !features.has(Feature.MUTABLE_GLOBALS)) {
      throw invalid(
          "mutable globals cannot be imported or exported without mutable-globals" + where);
    }
  }

  // Definitions.

  private void functions() {
    int imported = spaces.imported(ExternKind.FUNC);
    for (int i = 0; i < module.functions().length; i++) {
      at(SectionId.FUNCTION, i);
      spaces.functions[imported + i] =
          functionType(module.functions()[i], " (function " + (imported + i) + ")");
    }
    if (module.code().count() != module.functions().length) {
      throw new WasmtierException(
          Failure.MALFORMED, "function and code section have inconsistent lengths");
    }
  }

  private void tags() {
    int imported = spaces.imported(ExternKind.TAG);
    for (int i = 0; i < module.tags().size(); i++) {
      at(SectionId.TAG, i);
      spaces.tags[imported + i] = tag(module.tags().get(i));
    }
  }

  private DefType tag(ExternType.Tag tag) {
    DefType type = functionType(tag.type(), " (tag)");
    if (type.results().length > 0 && !features.has(Feature.STACK_SWITCHING)) {
      throw invalid("non-empty tag result type");
    }
    return type;
  }

  private void memories() {
    int imported = spaces.imported(ExternKind.MEMORY);
    for (int i = 0; i < module.memories().size(); i++) {
      at(SectionId.MEMORY, i);
      spaces.memories[imported + i] = memory(module.memories().get(i));
    }
    atLast(ExternKind.MEMORY, SectionId.MEMORY, module.memories().size());
    if (spaces.memories.length > 1 && !features.has(Feature.MULTI_MEMORY)) {
      throw invalid("multiple memories");
    }
  }

  private ExternType.Memory memory(ExternType.Memory memory) {
    ExternRules.memory(memory, features);
    return memory;
  }

  private void tables() {
    int imported = spaces.imported(ExternKind.TABLE);
    for (int i = 0; i < module.tables().size(); i++) {
      at(SectionId.TABLE, i);
      WasmModule.Table table = module.tables().get(i);
      ExternType.Table type = table(table.type());
      Expression init = table.init();
      if (init != null) {
        // The table section stands before the global section: only imported globals are there.
        walk.constant(init, type.element().bits(), spaces.imported(ExternKind.GLOBAL), null, null);
      } else if (!ValType.isDefaultable(type.element().bits())) {
        throw invalid(
            "type mismatch: table "
                + (imported + i)
                + " of the non-defaultable "
                + Types.toString(type.element().bits())
                + " needs an initial value");
      }
      spaces.tables[imported + i] = type;
    }
    atLast(ExternKind.TABLE, SectionId.TABLE, module.tables().size());
    if (spaces.tables.length > 1 && !features.has(Feature.REFERENCE_TYPES)) {
      throw invalid("multiple tables");
    }
  }

  private ExternType.Table table(ExternType.Table table) {
    ExternRules.table(table);
    return new ExternType.Table(table.limits(), canonical(table.element()));
  }

  private void globals() {
    int imported = spaces.imported(ExternKind.GLOBAL);
    for (int i = 0; i < module.globals().size(); i++) {
      at(SectionId.GLOBAL, i);
      WasmModule.Global global = module.globals().get(i);
      ExternType.Global type = global(global.type());
      walk.constant(global.init(), type.type().bits(), imported + i, null, null);
      spaces.globals[imported + i] = type;
    }
  }

  private ExternType.Global global(ExternType.Global global) {
    return new ExternType.Global(canonical(global.type()), global.mutable());
  }

  // What refers to definitions.

  private void exports() {
    Set<String> names = HashSet.newHashSet(module.exports().size());
    for (int i = 0; i < module.exports().size(); i++) {
      at(SectionId.EXPORT, i);
      Export export = module.exports().get(i);
      String where = " (export \"" + export.name() + "\")";
      int index = export.index();
      int count =
          switch (export.kind()) {
            case FUNC -> spaces.functions.length;
            case TABLE -> spaces.tables.length;
            case MEMORY -> spaces.memories.length;
            case GLOBAL -> spaces.globals.length;
            case TAG -> spaces.tags.length;
          };
      if (index < 0 || index >= count) {
        String what = export.kind() == ExternKind.FUNC ? "function" : export.kind().text();
        throw unknown(what, index, where);
      }
      if (export.kind() == ExternKind.FUNC) {
        spaces.declare(index);
      } else if (export.kind() == ExternKind.GLOBAL) {
        checkMutable(spaces.globals[index], where);
      }
      if (!names.add(export.name())) {
        throw invalid("duplicate export name \"" + export.name() + "\"");
      }
    }
  }

  private void elements() {
    List<ElementSegment> segments = module.elements();
    for (int i = 0; i < segments.size(); i++) {
      at(SectionId.ELEMENT, i);
      ElementSegment segment = segments.get(i);
      ValType type = canonical(segment.type());
      spaces.elements[i] = type;
      int[] functions = segment.functions();
      if (functions != null) {
        for (int function : functions) {
          if (function < 0 || function >= spaces.functions.length) {
            throw unknown("function", function, " (element segment " + i + ")");
          }
          spaces.declare(function);
        }
      } else {
        for (Expression expression : Objects.requireNonNull(segment.expressions())) {
          walk.constant(expression, type.bits(), spaces.globals.length, null, null);
        }
      }
      if (segment.mode() == SegmentMode.ACTIVE) {
        int table = segment.table();
        if (table < 0 || table >= spaces.tables.length) {
          throw unknown("table", table, " (element segment " + i + ")");
        }
        ValType wanted = spaces.tables[table].element();
        if (!Types.matches(type.bits(), wanted.bits())) {
          throw invalid(
              "type mismatch: expected elements of type "
                  + Types.toString(wanted.bits())
                  + ", found "
                  + Types.toString(type.bits())
                  + " (element segment "
                  + i
                  + ")");
        }
        offset(segment.offset(), spaces.tables[table].limits());
      }
    }
  }

  private void offset(@org.jspecify.annotations.Nullable Expression offset, Limits limits) {
    walk.constant(
        Objects.requireNonNull(offset),
        limits.addressType().bits(),
        spaces.globals.length,
        null,
        null);
  }

  private void data() {
    List<DataSegment> segments = module.data();
    for (int i = 0; i < segments.size(); i++) {
      at(SectionId.DATA, i);
      DataSegment segment = segments.get(i);
      if (segment.mode() == SegmentMode.ACTIVE) {
        int memory = segment.memory();
        if (memory < 0 || memory >= spaces.memories.length) {
          throw unknown("memory", memory, " (data segment " + i + ")");
        }
        offset(segment.offset(), spaces.memories[memory].limits());
      }
    }
  }

  private void start() {
    // Any index but -1 may stand there; as -1 would be an unknown function too, nothing is lost.
    at(SectionId.START, 0);
    int start = module.start();
    if (start == -1) {
      return;
    }
    if (start < 0 || start >= spaces.functions.length) {
      throw unknown("function", start, " (start function)");
    }
    DefType type = spaces.functions[start];
    if (type.params().length > 0 || type.results().length > 0) {
      throw invalid("start function must not have parameters or results, found " + type);
    }
  }
}
