package io.wasmtier.compiler.baseline;

import io.wasmtier.compiler.emit.ClassEmitter;
import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.emit.Target;
import io.wasmtier.compiler.lower.Instructions;
import io.wasmtier.compiler.lower.Refusal;
import io.wasmtier.compiler.lower.Slots;
import io.wasmtier.compiler.optimizing.FunctionWriter;
import io.wasmtier.compiler.optimizing.Linkage;
import io.wasmtier.runtime.abi.CodeSpace.Positions;
import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the class of one batch of functions.
///
/// Each function is a static method with its parameters and, behind them, the instance. A function
/// that is not compiled has such a method too, which calls its object, so that callers need not
/// know. The class itself extends `CompiledCode`: an object of it runs one of the functions by the
/// slot convention. *Bridges* go the other way: from typed arguments to a function object.
final class BatchWriter implements Linkage {
  private static final String ABI = DataSink.ABI;
  private static final String INSTANCE = DataSink.INSTANCE;
  private static final String OF_INSTANCE = DataSink.OF_INSTANCE;
  private static final String OF_OBJECT = "Ljava/lang/Object;";
  private static final String FUNCTION = "io/wasmtier/runtime/WasmFunction";
  private static final String OF_STACK = "L" + ABI + "WasmStack;";

  private final BaselineCompiler compiler;
  private final ClassEmitter out;
  private final List<DefType> bridges = new ArrayList<>();

  /// What stack traces need of the functions compiled, by method.
  final Map<String, Positions> positions = new HashMap<>();

  /// The functions compiled.
  final List<Integer> compiled = new ArrayList<>();

  /// @param name the internal name of the class
  BatchWriter(BaselineCompiler compiler, String name) {
    this.compiler = compiler;
    this.out = new ClassEmitter(name, ABI + "CompiledCode");
  }

  // What the sink asks.

  @Override
  public ValidatedModule module() {
    return compiler.module;
  }

  @Override
  public boolean heap() {
    return compiler.heap;
  }

  @Override
  public boolean is64(int memory) {
    return memory < module().memoryCount() && module().memoryType(memory).limits().is64();
  }

  @Override
  public boolean isTable64(int table) {
    return module().tableType(table).limits().is64();
  }

  @Override
  public String name() {
    return out.name();
  }

  @Override
  public String owner(int function) {
    return compiler.className(compiler.batchOf(function));
  }

  @Override
  public String method(int function) {
    return compiler.methodName(function);
  }

  @Override
  public void keep(DefType type) {
    compiler.keep(type);
  }

  void checkTyped(DefType type) {
    if (!BaselineCompiler.isTyped(type)) {
      throw new Refusal("a call of a function with v128 or too many values");
    }
  }

  @Override
  public boolean isTyped(DefType type) {
    return BaselineCompiler.isTyped(type);
  }

  @Override
  public void callObject(MethodEmitter to, DefType type, int instance) {
    to.loadReference(instance);
    to.invokeStatic(name(), bridge(type), bridgeDescriptor(type));
  }

  @Override
  public void positions(String method, Positions of) {
    positions.put(method, of);
  }

  static String result(DefType type) {
    return type.results().length == 0 ? "V" : Instructions.letterOf(type.results()[0]);
  }

  private static String params(DefType type) {
    StringBuilder text = new StringBuilder("(");
    for (int param : type.params()) {
      text.append(Instructions.letterOf(param));
    }
    return text.toString();
  }

  /// {@return the descriptor of a function's method}
  @Override
  public String descriptor(DefType type) {
    return params(type) + OF_INSTANCE + ")" + result(type);
  }

  String bridgeDescriptor(DefType type) {
    return params(type) + "L" + FUNCTION + ";" + OF_INSTANCE + ")" + result(type);
  }

  /// {@return the name of the method that calls function objects of a type}
  String bridge(DefType type) {
    int index = bridges.indexOf(type);
    if (index < 0) {
      index = bridges.size();
      bridges.add(type);
    }
    return "$call" + index;
  }

  /// Stores a result that is not the first.
  @Override
  public void putResult(MethodEmitter to, int instance, int index, int type, Runnable load) {
    to.loadReference(instance);
    to.getField(
        INSTANCE, type < 0 ? "referenceResults" : "results", type < 0 ? "[" + OF_OBJECT : "[J");
    to.constant(index);
    load.run();
    if (type < 0) {
      to.op(Jvm.AASTORE);
    } else {
      Slots.toLong(to, type, false);
      to.op(Jvm.LASTORE);
    }
  }

  /// Loads a result that is not the first.
  @Override
  public void getResult(MethodEmitter to, int instance, int index, int type) {
    to.loadReference(instance);
    to.getField(
        INSTANCE, type < 0 ? "referenceResults" : "results", type < 0 ? "[" + OF_OBJECT : "[J");
    to.constant(index);
    if (type < 0) {
      to.op(Jvm.AALOAD);
    } else {
      to.op(Jvm.LALOAD);
      Slots.fromLong(to, type);
    }
  }

  // The class.

  /// Writes it.
  ///
  /// @throws Refusal if a function can't be compiled, which was noted: another attempt will leave
  ///   it out
  void write(int batch) {
    constructor();
    int first = compiler.first(batch);
    int end = compiler.first(batch + 1);
    for (int function = first; function < end; function++) {
      if (!BaselineCompiler.isTyped(module().functionType(function))) {
        continue;
      }
      FunctionWriter optimized = compiler.optimized(this, function);
      if (optimized != null) {
        int longest = optimized.write(out);
        if (longest > compiler.methodBytes()) {
          throw compiler.shrink(function);
        }
        compiled.add(function);
        entry(function);
        continue;
      }
      Survey survey = compiler.survey(function);
      if (survey.refusal() != null) {
        stub(function);
      } else {
        function(function, survey, null);
        compiled.add(function);
        entry(function);
      }
    }
    run(first, end);
    for (int i = 0; i < bridges.size(); i++) {
      writeBridge(i);
    }
  }

  /// Writes one with a single function, which is entered at a loop.
  ///
  /// @throws Refusal if that is not possible
  void write(int function, LoopEntry loop) {
    constructor();
    function(function, compiler.survey(function), loop);
    compiled.add(function);
    entry(function);
    run(function, function + 1);
    for (int i = 0; i < bridges.size(); i++) {
      writeBridge(i);
    }
  }

  /// {@return the class file; once}
  byte[] bytes() {
    return out.bytes();
  }

  private void function(int function, Survey survey, @Nullable LoopEntry loop) {
    DefType type = module().functionType(function);
    MethodEmitter to = out.staticMethod(method(function), descriptor(type), true);
    BaselineSink sink = new BaselineSink(this, to, survey, loop);
    try {
      module().walk(function, sink);
    } catch (Refusal refusal) {
      if (loop != null) {
        throw refusal;
      }
      throw compiler.refuse(function, String.valueOf(refusal.getMessage()));
    } catch (io.wasmtier.wasm.WasmtierException e) {
      throw compiler.refuse(function, "not valid");
    }
    int size = to.end();
    if (size > compiler.methodBytes()) {
      if (loop != null) {
        throw new Refusal("its size");
      }
      throw compiler.tooLarge(function, size);
    }
    positions.put(method(function), new Positions(function, sink.site.offsets()));
  }

  private void constructor() {
    MethodEmitter to = out.instanceMethod("<init>", "(I)V");
    to.loadReference(0);
    to.load(ValType.BITS_I32, 1);
    to.invokeConstructor(ABI + "CompiledCode", "(I)V");
    to.returnNothing();
    to.end();
  }

  /// The method of a function that is not compiled.
  private void stub(int function) {
    DefType type = module().functionType(function);
    MethodEmitter to = out.staticMethod(method(function), descriptor(type), true);
    int variable = 0;
    for (int param : type.params()) {
      to.load(param, variable);
      variable += MethodEmitter.size(param);
    }
    to.loadReference(variable);
    to.getField(INSTANCE, "functions", "[L" + FUNCTION + ";");
    to.constant(function);
    to.op(Jvm.AALOAD);
    to.loadReference(variable);
    to.invokeStatic(name(), bridge(type), bridgeDescriptor(type));
    if (type.results().length == 0) {
      to.returnNothing();
    } else {
      to.returnValue(type.results()[0]);
    }
    to.end();
  }

  static void loadSlots(MethodEmitter to, int instance, boolean references) {
    to.loadReference(instance);
    to.getField(INSTANCE, "store", "L" + ABI + "StoreContext;");
    to.getField(ABI + "StoreContext", "stack", OF_STACK);
    to.getField(
        ABI + "WasmStack",
        references ? "references" : "slots",
        references ? "[" + OF_OBJECT : "[J");
  }

  private static void loadIndex(MethodEmitter to, int base, int slot) {
    to.load(ValType.BITS_I32, base);
    if (slot != 0) {
      to.constant(slot);
      to.op(Jvm.IADD);
    }
  }

  static void fromSlot(MethodEmitter to, int instance, int base, int slot, int type) {
    loadSlots(to, instance, type < 0);
    loadIndex(to, base, slot);
    if (type < 0) {
      to.op(Jvm.AALOAD);
    } else {
      to.op(Jvm.LALOAD);
      Slots.fromLong(to, type);
    }
  }

  private static void toSlot(
      MethodEmitter to, int instance, int base, int slot, int type, Runnable load) {
    loadSlots(to, instance, type < 0);
    loadIndex(to, base, slot);
    load.run();
    if (type < 0) {
      to.op(Jvm.AASTORE);
    } else {
      Slots.toLong(to, type, false);
      to.op(Jvm.LASTORE);
    }
  }

  /// From the slot convention to a function's method. Locals: the instance, the base, the first
  /// result.
  private void entry(int function) {
    DefType type = module().functionType(function);
    MethodEmitter to = out.staticMethod("$in" + function, "(" + OF_INSTANCE + "I)V", false);
    int slot = 0;
    for (int param : type.params()) {
      fromSlot(to, 0, 1, slot, param);
      slot += ValType.slots(param);
    }
    to.loadReference(0);
    to.invokeStatic(name(), method(function), descriptor(type));
    int[] results = type.results();
    if (results.length != 0) {
      to.store(results[0], 2);
    }
    slot = 0;
    for (int i = 0; i < results.length; i++) {
      int index = i;
      toSlot(
          to,
          0,
          1,
          slot,
          results[i],
          () -> {
            if (index == 0) {
              to.load(results[0], 2);
            } else {
              getResult(to, 0, index, results[index]);
            }
          });
      slot += ValType.slots(results[i]);
    }
    to.returnNothing();
    to.end();
  }

  /// `run`: a switch over the functions.
  private void run(int first, int end) {
    MethodEmitter to = out.instanceMethod("run", "(" + OF_INSTANCE + "I)V");
    Object[] frame = {name(), INSTANCE, MethodEmitter.frameType(ValType.BITS_I32)};
    Target[] targets = new Target[end - first + 1];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = new Target();
    }
    to.loadReference(0);
    to.getField(name(), "index", "I");
    to.constant(first);
    to.op(Jvm.ISUB);
    to.tableSwitch(targets);
    for (int function : compiled) {
      to.bind(targets[function - first], frame, frame.length);
      to.loadReference(1);
      to.load(ValType.BITS_I32, 2);
      to.invokeStatic(name(), "$in" + function, "(" + OF_INSTANCE + "I)V");
      to.returnNothing();
    }
    // The others are never asked for.
    for (int i = 0; i < targets.length; i++) {
      if (i == targets.length - 1 || !compiled.contains(first + i)) {
        to.bind(targets[i], frame, frame.length);
      }
    }
    to.returnNothing();
    to.end();
  }

  /// From typed arguments to the slot convention. Locals: the parameters, the function, the
  /// instance, the base.
  private void writeBridge(int number) {
    DefType type = bridges.get(number);
    MethodEmitter to = out.staticMethod("$call" + number, bridgeDescriptor(type), false);
    int function = 0;
    boolean references = false;
    for (int param : type.params()) {
      function += MethodEmitter.size(param);
      references |= param < 0;
    }
    for (int result : type.results()) {
      references |= result < 0;
    }
    int instance = function + 1;
    int base = function + 2;
    int slots = Math.max(type.paramSlots(), type.resultSlots());
    to.loadReference(instance);
    to.constant(slots);
    to.invokeStatic(DataSink.OPERATIONS, "open", "(" + OF_INSTANCE + "I)I");
    to.store(ValType.BITS_I32, base);
    int variable = 0;
    int slot = 0;
    for (int param : type.params()) {
      int here = variable;
      toSlot(to, instance, base, slot, param, () -> to.load(param, here));
      variable += MethodEmitter.size(param);
      slot += ValType.slots(param);
    }
    to.loadReference(function);
    to.loadReference(instance);
    to.getField(INSTANCE, "store", "L" + ABI + "StoreContext;");
    to.getField(ABI + "StoreContext", "stack", OF_STACK);
    to.load(ValType.BITS_I32, base);
    to.invokeVirtual(FUNCTION, "invoke", "(" + OF_STACK + "I)V");
    int[] results = type.results();
    slot = 0;
    for (int i = 0; i < results.length; i++) {
      int here = slot;
      int result = results[i];
      if (i == 0) {
        fromSlot(to, instance, base, here, result);
      } else {
        putResult(to, instance, i, result, () -> fromSlot(to, instance, base, here, result));
      }
      slot += ValType.slots(result);
    }
    if (references) {
      to.loadReference(instance);
      to.load(ValType.BITS_I32, base);
      to.constant(slots);
      to.invokeStatic(DataSink.OPERATIONS, "close", "(" + OF_INSTANCE + "II)V");
    }
    if (results.length == 0) {
      to.returnNothing();
    } else {
      to.returnValue(results[0]);
    }
    to.end();
  }
}
