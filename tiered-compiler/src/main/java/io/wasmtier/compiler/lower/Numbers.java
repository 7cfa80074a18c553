package io.wasmtier.compiler.lower;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.emit.Target;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;

/// Numeric instructions of scalars and selections. Operands are on the JVM's stack, save where a
/// [Source] is asked for.
public final class Numbers {
  private Numbers() {}

  /// Emits an instruction of the shape UNARY.
  public static void unary(MethodEmitter out, Opcode opcode) {
    int instruction = Instructions.unary(opcode);
    if (instruction != Jvm.NONE) {
      out.op(instruction);
    } else {
      call(out, opcode, "");
    }
  }

  /// Emits an instruction of the shape BINARY.
  public static void binary(MethodEmitter out, Opcode opcode) {
    int instruction = Instructions.binary(opcode);
    if (instruction == Jvm.NONE) {
      call(out, opcode, "");
      return;
    }
    if (Instructions.isLongShift(opcode)) {
      out.op(Jvm.L2I);
    }
    out.op(instruction);
  }

  /// Emits an instruction of the shape WIDE.
  public static void wide(MethodEmitter out, Opcode opcode, Source source) {
    wideHalf(out, opcode, false, source);
    wideHalf(out, opcode, true, source);
  }

  /// Emits what yields one of the two results of a WIDE instruction.
  public static void wideHalf(MethodEmitter out, Opcode opcode, boolean high, Source source) {
    for (int i = 0; i < opcode.operands(); i++) {
      source.load(i);
    }
    call(out, opcode, high ? "Hi" : "Lo");
  }

  private static void call(MethodEmitter out, Opcode opcode, String suffix) {
    out.invokeStatic(
        Instructions.owner(opcode),
        Instructions.method(opcode) + suffix,
        Instructions.descriptor(opcode));
  }

  /// Makes 1 or 0 of a comparison ([Instructions#jump]) of the operands, `ref.is_null` included.
  public static void compare(MethodEmitter out, Opcode opcode) {
    if (opcode == Opcode.REF_IS_NULL) {
      out.invokeStatic(Site.OPERATIONS, "isNull", "(" + Site.OF_OBJECT + ")I");
    } else {
      call(out, opcode, "");
    }
  }

  /// Jumps by a comparison of the operands.
  ///
  /// @param holds whether to jump when the comparison holds or when it does not
  public static void jump(MethodEmitter out, Opcode opcode, boolean holds, Target target) {
    if (Instructions.isUnsigned(opcode)) {
      boolean isLong = Instructions.signature(opcode).charAt(0) == 'l';
      out.invokeStatic(
          isLong ? "java/lang/Long" : "java/lang/Integer",
          "compareUnsigned",
          isLong ? "(JJ)I" : "(II)I");
    } else if (opcode == Opcode.I64_EQZ) {
      out.constant(0L);
      out.op(Jvm.LCMP);
    } else if (Instructions.compare(opcode) != Jvm.NONE) {
      out.op(Instructions.compare(opcode));
    }
    int jump = Instructions.jump(opcode);
    out.jumpIf(holds ? jump : Jvm.negated(jump), target);
  }

  /// Emits `select` of scalars or references: two values and the condition.
  public static void select(MethodEmitter out, int type) {
    String letter = Instructions.letterOf(type);
    out.invokeStatic(Site.OPERATIONS, "select", "(" + letter + letter + "I)" + letter);
  }

  /// Emits `select` of vectors.
  public static void selectVector(MethodEmitter out, Source source) {
    for (int half = 0; half < 2; half++) {
      source.loadHalf(0, half == 1);
      source.loadHalf(1, half == 1);
      source.load(2);
      select(out, ValType.BITS_I64);
    }
  }
}
