package io.wasmtier.benchmarks;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Store;
import io.wasmtier.wasm.Bodies;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.Global;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;

/// Counts the instructions a program executes, exactly and independently of any tier: it makes a
/// *counting build*, a module that adds to an exported global what it executes, and runs that.
///
/// The code is cut where control can enter or leave: before every branch, block end and call, and
/// behind every `loop`. In front of each cut stands the addition of the weight of what was executed
/// since the last one, the cutting instruction included. It takes nothing from the stack and leaves
/// nothing there, so that it fits everywhere, in unreachable code too. What precedes a trap in its
/// piece of code is not counted.
final class InstructionCounter {
  /// Under which name the counting build exports its global.
  static final String EXPORT = "wasmtier.instructions";

  /// Where the code is cut.
  enum Cuts {
    /// Where control can enter or leave.
    CONTROL,
    /// At every instruction: slow, and the plain definition of what is counted.
    EVERYWHERE
  }

  private final WasmModule module;
  private final FeatureSet features;
  private final ToIntFunction<Opcode> weight;
  private final Cuts cuts;
  private final int global;

  private InstructionCounter(
      WasmModule module, FeatureSet features, ToIntFunction<Opcode> weight, Cuts cuts) {
    this.module = module;
    this.features = features;
    this.weight = weight;
    this.cuts = cuts;
    this.global = module.imported(ExternKind.GLOBAL) + module.globals().size();
  }

  /// The weight that counts every instruction of the specification; `else` and `end` are none, they
  /// only delimit.
  static int every(Opcode opcode) {
    return switch (opcode.shape()) {
      case ELSE, END -> 0;
      default -> 1;
    };
  }

  /// {@return the sum of the weights of what a call of the function `run` executes}
  ///
  /// @param argument its i32 argument
  /// @param expected the i32 result, checked
  static long count(WasmModule module, int argument, int expected, ToIntFunction<Opcode> weight) {
    try (Engine engine = new Engine();
        Store store = engine.newStore()) {
      WasmModule build = build(module, engine.config().features(), weight, Cuts.CONTROL);
      Instance instance = store.instantiate(engine.load(build));
      Object result = instance.function("run").call(argument);
      if (!Objects.equals(result, expected)) {
        throw new IllegalStateException(
            "the counting build gives " + result + " instead of " + expected);
      }
      return (long) Objects.requireNonNull(instance.global(EXPORT).get());
    }
  }

  /// {@return the counting build of a module, without its custom sections, whose offsets would be
  /// wrong}
  ///
  /// @param weight what executing an instruction adds to the global
  static WasmModule build(
      WasmModule module, FeatureSet features, ToIntFunction<Opcode> weight, Cuts cuts) {
    return new InstructionCounter(module, features, weight, cuts).build();
  }

  private WasmModule build() {
    ByteWriter code = new ByteWriter();
    int count = module.code().count();
    int[] starts = new int[count];
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = code.size();
      body(module.code().body(i).toArray(), code);
      ends[i] = code.size();
    }
    ByteWriter zero = new ByteWriter();
    zero.u8(Opcode.I64_CONST.code()).s64(0).u8(Opcode.END.code());
    List<Global> globals = new ArrayList<>(module.globals());
    globals.add(
        new Global(
            new ExternType.Global(ValType.I64, true), new Expression(Slice.of(zero.toArray()))));
    List<Export> exports = new ArrayList<>(module.exports());
    exports.add(new Export(EXPORT, ExternKind.GLOBAL, global));
    return new WasmModule(
        module.types(),
        module.imports(),
        module.functions(),
        module.tables(),
        module.memories(),
        module.tags(),
        List.copyOf(globals),
        List.copyOf(exports),
        module.start(),
        module.elements(),
        module.dataCount(),
        new Bodies(Slice.of(code.toArray()), starts, ends),
        module.data(),
        List.of(),
        module.names(),
        Slice.EMPTY);
  }

  private void body(byte[] body, ByteWriter to) {
    ByteReader in = new ByteReader(body, 0, body.length, 0);
    InstructionReader instructions = new InstructionReader(in, features, Integer.MAX_VALUE);
    for (int declarations = in.u32(); declarations > 0; declarations--) {
      in.u32();
      instructions.valueType();
    }
    to.raw(Slice.of(body, 0, in.position()));
    int executed = 0;
    while (!instructions.atEnd()) {
      int start = in.position();
      Opcode opcode = instructions.next();
      executed += weight.applyAsInt(opcode);
      if (executed != 0 && (cuts == Cuts.EVERYWHERE || cuts(opcode))) {
        add(executed, to);
        executed = 0;
      }
      to.raw(Slice.of(body, start, in.position() - start));
    }
  }

  /// Whether control can enter or leave at an instruction, or comes back to behind it.
  private static boolean cuts(Opcode opcode) {
    return switch (opcode.shape()) {
      case LOOP, IF, ELSE, END, BR, BR_IF, BR_TABLE, RETURN, UNREACHABLE -> true;
      case BR_ON_NULL, BR_ON_NON_NULL, BR_ON_CAST, BR_ON_CAST_DESC -> true;
      case CALL, CALL_INDIRECT, CALL_REF, THROW, THROW_REF -> true;
      case LEGACY_TRY, LEGACY_CATCH, LEGACY_CATCH_ALL, LEGACY_DELEGATE, LEGACY_RETHROW -> true;
      case SUSPEND, RESUME, RESUME_THROW, SWITCH -> true;
      default -> false;
    };
  }

  private void add(int executed, ByteWriter to) {
    to.u8(Opcode.GLOBAL_GET.code()).u32(global);
    to.u8(Opcode.I64_CONST.code()).s64(executed);
    to.u8(Opcode.I64_ADD.code());
    to.u8(Opcode.GLOBAL_SET.code()).u32(global);
  }
}
