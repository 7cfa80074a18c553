package io.wasmtier.spectest.generate;

import io.wasmtier.decoder.Encoder;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.Bodies;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.DataSegment;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.Global;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import io.wasmtier.wasm.WasmModule.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Makes modules that are valid by construction and end after bounded time: what an engine does
/// with them is compared with what another, or the same after a detour, does. The same seed,
/// features and size make the same module.
///
/// Everything is exported: functions as `f0`, `f1`, …, globals as `g0` (the fuel), `g1` (the turns
/// of loops), …, memories as `m0`, …, tables as `t0`, …, tags as `e0`, …. Functions imported are
/// `host` `h0`, …, of numbers and vectors only. Stateless.
public final class ModuleGenerator {
  /// How many functions are entered before all return or trap, and how many turns loops make.
  static final int FUEL = 300, TURNS = 300;

  private final RandomGenerator random;
  private final FeatureSet features;
  private final TypeMaker maker;
  private final TypeSpace types;
  private final List<Global> globals = new ArrayList<>();
  private final List<ExternType.Global> globalTypes = new ArrayList<>();
  private final List<Import> imports = new ArrayList<>();
  private final List<ElementSegment> elements = new ArrayList<>();
  private final List<DataSegment> data = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final ModuleShape shape;
  private final ConstantGenerator constants;
  private final int size;

  private ModuleGenerator(long seed, FeatureSet features, int size) {
    this.random = new SplittableRandom(seed);
    this.features = features;
    this.size = size;
    this.maker = new TypeMaker(random, features);
    maker.make();
    this.types = maker.types();
    ContinuationTypes continuations =
        features.has(Feature.STACK_SWITCHING) ? maker.continuations() : null;
    int described = features.has(Feature.CUSTOM_DESCRIPTORS) ? maker.descriptors() : -1;
    int[] functions = functions(continuations);
    this.constants = new ConstantGenerator(random, features, types, functions, globalTypes);
    List<ExternType.Memory> memories = memories();
    // In the order of the sections: what stands in one can't refer to a later one.
    tables(functions.length);
    globals();
    elements(functions.length);
    data(memories);
    this.shape =
        new ModuleShape(
            features,
            maker.plain(),
            types,
            functions,
            imports.size(),
            globalTypes,
            memories,
            tables.stream().map(Table::type).toList(),
            tags(continuations),
            elements.stream().map(ElementSegment::type).toList(),
            data.size(),
            continuations,
            described);
  }

  /// {@return a module in the binary format}
  ///
  /// @param features what it may use; WebAssembly 2.0 it may always, and with GC function
  ///   references too
  /// @param size about how many instructions each function has
  public static byte[] generate(long seed, FeatureSet features, int size) {
    ModuleGenerator generator = new ModuleGenerator(seed, features, size);
    return Encoder.encode(generator.module(), true);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /// {@return the type indices of the functions, and imports the first of them}
  private int[] functions(@org.jspecify.annotations.Nullable ContinuationTypes continuations) {
    List<Integer> functions = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      int type = types.add(new FuncType(plainTypes(4), plainTypes(3)));
      imports.add(new Import("host", "h" + functions.size(), new ExternType.Func(type, false)));
      functions.add(type);
    }
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      functions.add(any(types.functions));
    }
    if (continuations != null) {
      functions.add(continuations.body());
      functions.add(continuations.rest());
      functions.add(continuations.switcher());
    }
    return functions.stream().mapToInt(Integer::intValue).toArray();
  }

  private List<ValType> plainTypes(int most) {
    List<ValType> result = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      result.add(any(maker.plain()));
    }
    return result;
  }

  private int[] tags(@org.jspecify.annotations.Nullable ContinuationTypes continuations) {
    if (!features.has(Feature.EXCEPTIONS)) {
      return new int[0];
    }
    return continuations == null
        ? new int[] {TypeMaker.PAYLOAD, TypeMaker.NOTHING}
        : new int[] {
          TypeMaker.PAYLOAD,
          TypeMaker.NOTHING,
          continuations.carried(),
          // What a continuation switched to leaves: as the body of a fresh one.
          continuations.body()
        };
  }

  private List<ExternType.Memory> memories() {
    List<ExternType.Memory> memories = new ArrayList<>();
    int count =
        features.has(Feature.MULTI_MEMORY) && random.nextBoolean() ? 1 + random.nextInt(3) : 1;
    for (int i = 0; i < count; i++) {
      boolean is64 = features.has(Feature.MEMORY64) && chance(25);
      boolean shared = features.has(Feature.THREADS) && chance(25);
      boolean bytes = features.has(Feature.CUSTOM_PAGE_SIZES) && chance(25);
      Limits limits =
          bytes
              ? new Limits(is64, 100 + random.nextInt(1000), 1200, true)
              : new Limits(is64, 1, 3, true);
      memories.add(
          new ExternType.Memory(limits, shared, bytes ? 0 : ExternType.Memory.STANDARD_PAGE_LOG2));
    }
    return memories;
  }

  private void globals() {
    global(ValType.I32, true, constants.number(false, FUEL));
    global(ValType.I32, true, constants.number(false, TURNS));
    for (int i = random.nextInt(9); i > 0; i--) {
      ValType type = maker.randomType(true);
      if (type.isRef() && features.has(Feature.FUNCTION_REFERENCES) && chance(15)) {
        type =
            ValType.ref(
                false,
                features.has(Feature.GC) && chance(50) ? AbstractHeap.I31 : AbstractHeap.FUNC);
      }
      global(type, chance(70), constants.of(type.bits()));
    }
  }

  private void global(ValType type, boolean mutable, Expression init) {
    ExternType.Global global = new ExternType.Global(type, mutable);
    globals.add(new Global(global, init));
    globalTypes.add(global);
  }

  private void tables(int functions) {
    tables.add(new Table(table(functions + 2, ValType.FUNCREF), null));
    if (!features.has(Feature.FUNCTION_REFERENCES)) {
      return;
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      ValType element = maker.randomReference(chance(70), types.size());
      boolean init = chance(50);
      if (!element.isNullable()) {
        init = true;
        element = ValType.ref(false, AbstractHeap.FUNC);
      }
      tables.add(
          new Table(
              table(1 + random.nextInt(6), element), init ? constants.of(element.bits()) : null));
    }
  }

  private ExternType.Table table(int min, ValType element) {
    boolean is64 = features.has(Feature.MEMORY64) && chance(20);
    return new ExternType.Table(new Limits(is64, min, min + 4, true), element);
  }

  /// In all forms of the binary format: flags 0 to 7.
  private void elements(int functions) {
    int[] all = new int[functions];
    for (int i = 0; i < functions; i++) {
      all[i] = i;
    }
    ValType functionType = ValType.ref(false, AbstractHeap.FUNC);
    ExternType.Table first = tables.get(0).type();
    elements.add(
        new ElementSegment(
            SegmentMode.ACTIVE, 0, offset(first, 0), functionType, all, null, chance(80) ? 0 : 2));
    elements.add(
        new ElementSegment(
            SegmentMode.PASSIVE, 0, null, functionType, someFunctions(functions), null, 1));
    if (chance(40)) {
      elements.add(
          new ElementSegment(
              SegmentMode.DECLARATIVE, 0, null, functionType, someFunctions(functions), null, 3));
    }
    if (chance(30)) {
      elements.add(
          new ElementSegment(
              SegmentMode.ACTIVE,
              0,
              offset(first, 1),
              ValType.FUNCREF,
              null,
              expressions(ValType.FUNCREF, 2),
              4));
    }
    if (!features.has(Feature.REFERENCE_TYPES)) {
      return;
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      ValType type = maker.randomReference(true, types.size());
      boolean declarative = chance(15);
      elements.add(
          new ElementSegment(
              declarative ? SegmentMode.DECLARATIVE : SegmentMode.PASSIVE,
              0,
              null,
              type,
              null,
              expressions(type, 5),
              declarative ? 7 : 5));
    }
    if (tables.size() > 1 && chance(60)) {
      int table = 1 + random.nextInt(tables.size() - 1);
      ExternType.Table of = tables.get(table).type();
      elements.add(
          new ElementSegment(
              SegmentMode.ACTIVE,
              table,
              offset(of, 0),
              of.element(),
              null,
              expressions(of.element(), (int) of.limits().min()),
              6));
    }
  }

  private Expression offset(ExternType.Table table, int offset) {
    return constants.number(table.limits().is64(), offset);
  }

  private int[] someFunctions(int functions) {
    int[] some = new int[random.nextInt(4)];
    for (int i = 0; i < some.length; i++) {
      some[i] = random.nextInt(functions);
    }
    return some;
  }

  private List<Expression> expressions(ValType type, int most) {
    List<Expression> expressions = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      expressions.add(constants.of(type.bits()));
    }
    return expressions;
  }

  private void data(List<ExternType.Memory> memories) {
    for (int i = 0; i < 1 + random.nextInt(2); i++) {
      int memory = i == 0 ? 0 : random.nextInt(memories.size());
      ExternType.Memory type = memories.get(memory);
      long room = ModuleShape.bytes(type) - 60;
      data.add(
          new DataSegment(
              SegmentMode.ACTIVE,
              memory,
              constants.number(type.limits().is64(), random.nextLong(room)),
              bytes()));
    }
    data.add(new DataSegment(SegmentMode.PASSIVE, 0, null, bytes()));
  }

  private Slice bytes() {
    byte[] bytes = new byte[random.nextInt(60)];
    random.nextBytes(bytes);
    return Slice.of(bytes);
  }

  private WasmModule module() {
    TypedOpcodes opcodes = new TypedOpcodes(features);
    int[] all = shape.functions();
    int[] defined = java.util.Arrays.copyOfRange(all, shape.imported(), all.length);
    ByteWriter code = new ByteWriter();
    int[] starts = new int[defined.length];
    int[] ends = new int[defined.length];
    for (int i = 0; i < defined.length; i++) {
      starts[i] = code.size();
      FuncType signature = types.function(defined[i]);
      code.raw(CodeGenerator.body(random, shape, opcodes, signature, size), 0);
      ends[i] = code.size();
    }
    return new WasmModule(
        types.groups(),
        imports,
        defined,
        tables,
        shape.memories(),
        java.util.Arrays.stream(shape.tags()).mapToObj(ExternType.Tag::new).toList(),
        globals,
        exports(),
        start(),
        elements,
        shape.data(),
        new Bodies(Slice.of(code.toArray()), starts, ends),
        data,
        List.of(),
        chance(30) ? names() : Names.NONE,
        Slice.EMPTY);
  }

  private int start() {
    for (int i = shape.imported(); i < shape.functions().length && chance(20); i++) {
      if (shape.functions()[i] == TypeMaker.NOTHING) {
        return i;
      }
    }
    return -1;
  }

  private List<Export> exports() {
    List<Export> exports = new ArrayList<>();
    export(exports, "f", ExternKind.FUNC, shape.functions().length);
    export(exports, "g", ExternKind.GLOBAL, shape.globals().size());
    export(exports, "m", ExternKind.MEMORY, shape.memories().size());
    export(exports, "t", ExternKind.TABLE, shape.tables().size());
    export(exports, "e", ExternKind.TAG, shape.tags().length);
    return exports;
  }

  private static void export(List<Export> exports, String prefix, ExternKind kind, int count) {
    for (int i = 0; i < count; i++) {
      exports.add(new Export(prefix + i, kind, i));
    }
  }

  /// Names of all sorts, which are no identifiers of the text format and need not be distinct.
  private Names names() {
    return new Names(
        chance(50) ? name() : null,
        names(shape.functions().length),
        Map.of(),
        Map.of(),
        names(types.size()),
        names(shape.tables().size()),
        names(shape.memories().size()),
        names(shape.globals().size()),
        names(shape.elements().size()),
        names(shape.data()),
        Map.of(),
        names(shape.tags().length));
  }

  private Map<Integer, String> names(int count) {
    Map<Integer, String> names = new HashMap<>();
    for (int i = 0; i < count; i++) {
      if (chance(60)) {
        names.put(i, name());
      }
    }
    return names;
  }

  private String name() {
    return any(
            List.of("main", "main", "a b", "", "\"", "\\", "é☃", "(;", "x.y$z", "f\n1", "$", "0"))
        + (chance(50) ? random.nextInt(20) : "");
  }
}
