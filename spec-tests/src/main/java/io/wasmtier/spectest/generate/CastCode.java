package io.wasmtier.spectest.generate;

import io.wasmtier.decoder.TypeEncoder;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.List;

/// Tests of types, casts and the branches on them.
final class CastCode {
  private static final List<ValType> NONE = List.of();

  private final BodyWriter body;
  private final CodeGenerator code;
  private final TypeSpace types;

  CastCode(BodyWriter body, CodeGenerator code) {
    this.body = body;
    this.code = code;
    this.types = body.types;
  }

  void addTo(Productions productions) {
    productions
        .expression(4, Opcode.REF_TEST, this::test)
        .expression(3, Opcode.REF_CAST, this::cast)
        .expression(3, Opcode.BR_ON_CAST, this::branch)
        .expression(3, Opcode.BR_ON_CAST, this::which)
        .statement(2, Opcode.BR_ON_CAST, this::leave);
  }

  /// {@return a type to cast to: of the hierarchy given, or any}
  private int target(int source) {
    List<Integer> candidates = new ArrayList<>();
    for (int index = 0; index < types.size(); index++) {
      if (types.kind(index) != AbstractHeap.CONT) {
        candidates.add(ValType.ref(body.chance(50), index).bits());
      }
    }
    for (AbstractHeap heap : AbstractHeap.values()) {
      if (heap.top() != AbstractHeap.CONT && body.module.features().has(heap.feature())) {
        // Of a bottom type is nothing but null.
        candidates.add(ValType.ref(body.chance(heap == heap.bottom() ? 90 : 50), heap).bits());
      }
    }
    candidates.removeIf(candidate -> !types.matches(candidate, source));
    return candidates.isEmpty() ? ValType.BITS_BOT : body.any(candidates);
  }

  private int anySource() {
    AbstractHeap heap = body.chance(70) ? AbstractHeap.ANY : AbstractHeap.FUNC;
    return ValType.ref(true, heap).bits();
  }

  private boolean test(int type, int depth) {
    if (type != ValType.BITS_I32) {
      return false;
    }
    int target = target(anySource());
    source(types.top(target), target, depth);
    body.emit(ValType.isNullable(target) ? Opcode.REF_TEST_NULL : Opcode.REF_TEST, target);
    return true;
  }

  /// Writes a value that may be of the type it is cast to, and often is.
  private void source(int type, int target, int depth) {
    code.value(
        body.chance(50) && types.matches(target, type) ? target | type & ValType.NULLABLE : type,
        depth - 1);
  }

  private boolean cast(int type, int depth) {
    if (!ValType.isRef(type)
        || ValType.isExact(type)
        || types.kindOf(type).top() == AbstractHeap.CONT) {
      return false;
    }
    int target = target(type);
    if (target == ValType.BITS_BOT) {
      return false;
    }
    // Most of the objects there are would be of another type and trap.
    if (body.chance(80)) {
      code.value(target, depth - 1);
    } else {
      code.value(types.top(target), depth - 1);
    }
    body.emit(ValType.isNullable(target) ? Opcode.REF_CAST_NULL : Opcode.REF_CAST, target);
    return true;
  }

  private void castBranch(Opcode opcode, int label, int source, int target) {
    body.emit(opcode)
        .u8((ValType.isNullable(source) ? 1 : 0) | (ValType.isNullable(target) ? 2 : 0))
        .u32(label);
    TypeEncoder.heapType(body.out, source);
    TypeEncoder.heapType(body.out, target);
  }

  private Opcode anyOpcode() {
    return body.chance(50) ? Opcode.BR_ON_CAST : Opcode.BR_ON_CAST_FAIL;
  }

  /// Writes a block that leaves the reference whatever comes of the cast.
  private boolean branch(int type, int depth) {
    if (!ValType.isRef(type)
        || ValType.isExact(type)
        || types.kindOf(type).top() == AbstractHeap.CONT) {
      return false;
    }
    int target = target(type);
    if (target == ValType.BITS_BOT) {
      return false;
    }
    body.open(Opcode.BLOCK, new FuncType(NONE, List.of(new ValType(type))));
    source(type, target, depth);
    castBranch(anyOpcode(), 0, type, target);
    body.close();
    return true;
  }

  /// Writes an i32 that tells how the cast came out.
  private boolean which(int type, int depth) {
    if (type != ValType.BITS_I32) {
      return false;
    }
    int source = anySource();
    int target = target(source);
    body.open(Opcode.BLOCK, new FuncType(NONE, List.of(ValType.I32)));
    body.open(Opcode.BLOCK, new FuncType(NONE, List.of(new ValType(source))));
    source(source, target, depth);
    castBranch(anyOpcode(), 0, source, target);
    body.emit(Opcode.DROP);
    body.number(false, 0);
    body.emit(Opcode.BR).u32(1);
    body.close();
    body.emit(Opcode.DROP);
    body.number(false, 1);
    body.close();
    return true;
  }

  /// Writes a branch to any label whose last type is a reference.
  private boolean leave(int depth) {
    List<Integer> labels =
        body.labels(label ->
            !label.types().isEmpty()
                && label.types().getLast().isRef()
                && !ValType.isExact(label.types().getLast().bits())
                && types.kindOf(label.types().getLast().bits()).top() != AbstractHeap.CONT);
    if (labels.isEmpty()) {
      return false;
    }
    int label = body.any(labels);
    List<ValType> carried = body.label(label).types();
    int last = carried.getLast().bits();
    int target = target(last);
    if (target == ValType.BITS_BOT) {
      return false;
    }
    code.values(carried.subList(0, carried.size() - 1), depth - 1);
    source(last, target, depth);
    castBranch(anyOpcode(), label, last, target);
    body.drop(carried.size());
    return true;
  }
}
