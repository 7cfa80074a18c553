package io.wasmtier.spectest.generate;

import io.wasmtier.decoder.TypeEncoder;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// The body of a function while it is written: the bytes, the locals, the labels.
final class BodyWriter {
  private static final int BLOCK_EMPTY = 0x40;

  /// Locals of type i32 for loops that count, one for each nested loop.
  static final int COUNTERS = 3;

  /// What a branch to a label wants on the stack, and whether it is a legacy handler.
  ///
  /// @param types what a branch wants on the stack
  /// @param handler whether `rethrow` may name it
  record Target(List<ValType> types, boolean handler) {}

  final RandomGenerator random;
  final RandomConstants constants;
  final ModuleShape module;
  final TypeSpace types;
  final FuncType signature;
  final ByteWriter out = new ByteWriter();

  /// The types of the locals, the parameters first.
  final List<ValType> locals = new ArrayList<>();

  /// The innermost last.
  private final List<Target> labels = new ArrayList<>();

  private final int scratch;

  BodyWriter(RandomGenerator random, ModuleShape module, FuncType signature) {
    this.random = random;
    this.constants = new RandomConstants(random);
    this.module = module;
    this.types = module.types();
    this.signature = signature;
    locals.addAll(signature.params());
    TypeMaker maker = new TypeMaker(random, module.features());
    for (int i = random.nextInt(9); i > 0; i--) {
      locals.add(
          module.features().has(Feature.GC) && chance(25)
              ? ValType.ref(true, random.nextInt(types.size()))
              : maker.randomType(true));
    }
    scratch = locals.size();
    locals.addAll(Collections.nCopies(COUNTERS, ValType.I32));
    locals.addAll(List.of(ValType.F32, ValType.F64));
    if (module.features().has(Feature.SIMD)) {
      locals.add(ValType.V128);
    }
    if (module.features().has(Feature.EXCEPTIONS)) {
      locals.add(ValType.EXNREF);
    }
    ContinuationTypes continuations = module.continuations();
    if (continuations != null) {
      locals.add(ValType.ref(true, continuations.fresh()));
      locals.add(ValType.ref(true, continuations.suspended()));
      locals.add(ValType.ref(true, continuations.switching()));
    }
    if (module.described() >= 0) {
      locals.add(ValType.ref(true, module.described()));
      locals.add(ValType.ref(true, module.described() + 2));
    }
    List<ValType> declared = locals.subList(signature.params().size(), locals.size());
    out.u32(declared.size());
    for (ValType type : declared) {
      out.u32(1);
      TypeEncoder.valueType(out, type.bits());
    }
    labels.add(new Target(signature.results(), false));
  }

  static ByteWriter emit(ByteWriter out, Opcode opcode) {
    return opcode.prefix() == 0
        ? out.u8(opcode.code())
        : out.u8(opcode.prefix()).u32(opcode.code());
  }

  ByteWriter emit(Opcode opcode) {
    return emit(out, opcode);
  }

  void emit(Opcode opcode, int heapType) {
    emit(out, opcode);
    TypeEncoder.heapType(out, heapType);
  }

  void drop(int count) {
    for (int i = 0; i < count; i++) {
      emit(Opcode.DROP);
    }
  }

  /// Writes a constant of an address or index type.
  void number(boolean is64, long number) {
    emit(is64 ? Opcode.I64_CONST : Opcode.I32_CONST).s64(number);
  }

  /// Writes a null reference of a type.
  void refNull(int type) {
    AbstractHeap bottom = types.kindOf(type).bottom();
    boolean useBottom =
        ValType.isExact(type) || module.features().has(bottom.feature()) && chance(20);
    emit(Opcode.REF_NULL, useBottom ? ValType.refBits(true, bottom.ordinal()) : type);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  boolean has(Opcode opcode) {
    return module.features().has(opcode.feature());
  }

  // Locals

  /// {@return a local that holds a value of a type, or -1}
  int localOf(int type) {
    int from = random.nextInt(locals.size());
    for (int i = 0; i < locals.size(); i++) {
      int local = (from + i) % locals.size();
      if (types.matches(locals.get(local).bits(), type)) {
        return local;
      }
    }
    return -1;
  }

  /// {@return a local that takes a value of a type, or -1}
  int localFor(int type) {
    int from = random.nextInt(locals.size());
    for (int i = 0; i < locals.size(); i++) {
      int local = (from + i) % locals.size();
      if (types.matches(type, locals.get(local).bits())) {
        return local;
      }
    }
    return -1;
  }

  /// {@return the local of exactly a type that every body has, the first if several}
  int scratch(ValType type) {
    int index = locals.subList(scratch, locals.size()).indexOf(type);
    if (index < 0) {
      throw new IllegalArgumentException("no local of type " + type);
    }
    return scratch + index;
  }

  // Labels

  int depth() {
    return labels.size();
  }

  /// {@return a label, counted from the innermost}
  Target label(int label) {
    return labels.get(labels.size() - 1 - label);
  }

  /// {@return the labels that fit, counted from the innermost}
  List<Integer> labels(java.util.function.Predicate<Target> condition) {
    List<Integer> fitting = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      if (condition.test(label(label))) {
        fitting.add(label);
      }
    }
    return fitting;
  }

  void open(Opcode opcode, FuncType type) {
    open(opcode, type, opcode == Opcode.LOOP ? type.params() : type.results());
  }

  private void open(Opcode opcode, FuncType type, List<ValType> label) {
    emit(opcode);
    blockType(type);
    labels.add(new Target(label, false));
  }

  void blockType(FuncType type) {
    if (!isAbbreviated(type)) {
      out.s64(types.find(type));
    } else if (type.results().isEmpty()) {
      out.u8(BLOCK_EMPTY);
    } else {
      TypeEncoder.valueType(out, type.results().get(0).bits());
    }
  }

  static boolean isAbbreviated(FuncType type) {
    return type.params().isEmpty() && type.results().size() <= 1;
  }

  /// Opens the label of a block whose instruction has been written.
  void enter(List<ValType> label, boolean handler) {
    labels.add(new Target(label, handler));
  }

  /// Forgets the innermost label.
  void leave() {
    labels.removeLast();
  }

  void close() {
    emit(Opcode.END);
    leave();
  }
}
