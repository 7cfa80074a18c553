package io.wasmtier.runtime.interp;

import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.ValType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The part of the translator for instructions on vectors (see [SimdOp]).
///
/// A vector constant is emitted where it stands, unlike a scalar one: it has no place in other
/// instructions.
abstract class SimdTranslator extends DataTranslator {
  /// The register form of a numeric vector instruction by ordinal; 0 for all others.
  private static final int[] FORM = new int[Opcode.values().length];

  static {
    for (Opcode opcode : Opcode.values()) {
      FORM[opcode.ordinal()] = form(opcode);
    }
  }

  SimdTranslator(CodeTable table, PositionTable.@Nullable Recorder recorder) {
    super(table, recorder);
  }

  private static int form(Opcode opcode) {
    String signature = opcode.signature();
    if (signature == null || signature.indexOf('v') < 0) {
      return 0;
    }
    boolean scalarOperand = signature.charAt(Math.max(0, opcode.operands() - 1)) != 'v';
    return switch (opcode.shape()) {
      case UNARY -> scalarOperand ? SimdOp.SPLAT : isVector(opcode) ? SimdOp.UNARY : SimdOp.REDUCE;
      case BINARY -> scalarOperand ? SimdOp.SHIFT : SimdOp.BINARY;
      case TERNARY -> SimdOp.TERNARY;
      case EXTRACT_LANE -> SimdOp.EXTRACT;
      case REPLACE_LANE -> SimdOp.REPLACE;
      default -> 0;
    };
  }

  /// {@return whether the result of an instruction is a vector}
  private static boolean isVector(Opcode opcode) {
    return result(opcode) == ValType.BITS_V128;
  }

  private static int result(Opcode opcode) {
    String signature = Objects.requireNonNull(opcode.signature());
    return Opcode.typeBits(signature.charAt(signature.indexOf(':') + 1), false);
  }

  @Override
  public void constant(Opcode opcode, long low, long high) {
    if (opcode != Opcode.V128_CONST) {
      super.constant(opcode, low, high);
      return;
    }
    out.result(SimdOp.CONST, stack.push(ValType.BITS_V128));
    words(low);
    words(high);
  }

  private void words(long value) {
    out.words(1, (int) value);
    out.words(1, (int) (value >>> 32));
  }

  @Override
  public void unary(Opcode opcode) {
    int form = FORM[opcode.ordinal()];
    if (form == 0) {
      super.unary(opcode);
      return;
    }
    int a = stack.pop();
    out.result(form + opcode.ordinal(), stack.push(result(opcode)), a);
  }

  @Override
  public void binary(Opcode opcode) {
    int form = FORM[opcode.ordinal()];
    if (form == 0) {
      super.binary(opcode);
      return;
    }
    int top = stack.count() - 1;
    if (form == SimdOp.SHIFT && stack.isConstant(top)) {
      int count = (int) stack.constant(top);
      stack.discard(1);
      int a = stack.pop();
      out.result(SimdOp.SHIFT_K + opcode.ordinal(), stack.push(ValType.BITS_V128), a, count);
      return;
    }
    int b = stack.pop();
    int a = stack.pop();
    out.result(form + opcode.ordinal(), stack.push(ValType.BITS_V128), a, b);
  }

  @Override
  public void ternary(Opcode opcode) {
    int c = stack.pop();
    int b = stack.pop();
    int a = stack.pop();
    out.result(SimdOp.TERNARY + opcode.ordinal(), stack.push(ValType.BITS_V128), a, b, c);
  }

  @Override
  public void lane(Opcode opcode, int lane) {
    if (opcode.shape() == Shape.EXTRACT_LANE) {
      int a = stack.pop();
      out.result(SimdOp.EXTRACT + opcode.ordinal(), stack.push(result(opcode)), a, lane);
      return;
    }
    int b = stack.pop();
    int a = stack.pop();
    out.result(SimdOp.REPLACE + opcode.ordinal(), stack.push(ValType.BITS_V128), a, b, lane);
  }

  @Override
  public void shuffle(long lanesLow, long lanesHigh) {
    int b = stack.pop();
    int a = stack.pop();
    out.result(SimdOp.SHUFFLE, stack.push(ValType.BITS_V128), a, b);
    words(lanesLow);
    words(lanesHigh);
  }

  @Override
  public void load(Opcode opcode, int memory, long offset) {
    if (opcode.shape() == Shape.ATOMIC_LOAD || !isVector(opcode)) {
      super.load(opcode, memory, offset);
      return;
    }
    int form = opcode == Opcode.V128_LOAD ? SimdOp.LOAD : SimdOp.LOAD_SCALAR;
    if (isHot(memory, offset)) {
      popAddress(false);
      int to = stack.push(ValType.BITS_V128);
      out.result(form + opcode.ordinal(), to, addressSlot, addressAdded, (int) offset);
      return;
    }
    int address = stack.pop();
    out.result(
        form + SimdOp.ANY + opcode.ordinal(), stack.push(ValType.BITS_V128), address, memory);
    words(offset);
  }

  @Override
  public void store(Opcode opcode, int memory, long offset) {
    if (opcode != Opcode.V128_STORE) {
      super.store(opcode, memory, offset);
      return;
    }
    int vector = stack.pop();
    storeVector(SimdOp.STORE + opcode.ordinal(), vector, memory, offset);
  }

  private void storeVector(int op, int vector, int memory, long offset) {
    if (isHot(memory, offset)) {
      popAddress(false);
      out.plain(op, vector, addressSlot, addressAdded, (int) offset);
      return;
    }
    int address = stack.pop();
    out.plain(op + SimdOp.ANY, vector, address, memory);
    words(offset);
  }

  @Override
  public void memoryLane(Opcode opcode, int memory, long offset, int lane) {
    int vector = stack.pop();
    if (opcode.shape() == Shape.STORE_LANE) {
      storeVector(SimdOp.STORE_LANE + opcode.ordinal(), vector, memory, offset);
      out.words(1, lane);
      return;
    }
    int op = SimdOp.LOAD_LANE + opcode.ordinal();
    if (isHot(memory, offset)) {
      popAddress(false);
      int to = stack.push(ValType.BITS_V128);
      out.result(op, to, addressSlot, addressAdded, (int) offset);
    } else {
      int address = stack.pop();
      out.result(op + SimdOp.ANY, stack.push(ValType.BITS_V128), address, memory);
      words(offset);
    }
    out.words(1, vector);
    out.words(1, lane);
  }
}
