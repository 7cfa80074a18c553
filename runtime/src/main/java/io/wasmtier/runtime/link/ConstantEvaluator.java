package io.wasmtier.runtime.link;

import io.wasmtier.runtime.abi.GlobalInstance;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.abi.Numerics;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmtierException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Evaluates the constant expressions of an instance while it is made (spec: Execution, Instantiation).
///
/// The result lies in [#low], [#high] and [#reference] afterwards. Reused for all expressions of an instance.
final class ConstantEvaluator extends ConstantSink {
  private final ModuleInstance instance;
  private long[] lows = new long[4];
  private long[] highs = new long[4];
  private @Nullable Object[] references = new Object[4];
  private int height;
  private long offset;
  private @Nullable FunctionContext context;

  ConstantEvaluator(ModuleInstance instance) {
    this.instance = instance;
  }

  /// Evaluates an expression of a type.
  void evaluate(Expression expression, ValType type) {
    height = 0;
    offset = expression.code().origin();
    instance.module.walkConstant(expression, type.bits(), this);
    if (height != 1) {
      throw new WasmtierException(
          Failure.BUG, "constant expression left " + height + " values", offset, WasmtierException.NONE, null);
    }
  }

  /// {@return the bits of the number evaluated last, the low half of a v128}
  long low() {
    return lows[0];
  }

  /// {@return the high half of the v128 evaluated last}
  long high() {
    return highs[0];
  }

  /// {@return the reference evaluated last}
  @Nullable Object reference() {
    return references[0];
  }

  private void push(long low, long high, @Nullable Object reference) {
    if (height == lows.length) {
      lows = Arrays.copyOf(lows, 2 * height);
      highs = Arrays.copyOf(highs, 2 * height);
      references = Arrays.copyOf(references, 2 * height);
    }
    lows[height] = low;
    highs[height] = high;
    references[height] = reference;
    height++;
  }

  @Override
  public void begin(FunctionContext function) {
    context = function;
  }

  @Override
  public void finish() {
    context = null;
  }

  @Override
  public void end(Label label, boolean fallsThrough) {}

  @Override
  public void constant(Opcode opcode, long low, long high) {
    boolean word = opcode == Opcode.I32_CONST || opcode == Opcode.F32_CONST;
    push(word ? low & 0xFFFF_FFFFL : low, high, null);
  }

  @Override
  public void binary(Opcode opcode) {
    long b = lows[--height];
    long a = lows[--height];
    long result =
        switch (opcode) {
          case I32_ADD -> Numerics.i32Add((int) a, (int) b) & 0xFFFF_FFFFL;
          case I32_SUB -> Numerics.i32Sub((int) a, (int) b) & 0xFFFF_FFFFL;
          case I32_MUL -> Numerics.i32Mul((int) a, (int) b) & 0xFFFF_FFFFL;
          case I64_ADD -> Numerics.i64Add(a, b);
          case I64_SUB -> Numerics.i64Sub(a, b);
          case I64_MUL -> Numerics.i64Mul(a, b);
          default -> throw refused(opcode.mnemonic());
        };
    push(result, 0, null);
  }

  @Override
  public void global(Opcode opcode, int index, int type) {
    GlobalInstance global = instance.globals[index];
    push(global.bits, global.high, global.reference);
  }

  @Override
  public void refNull(int type) {
    push(0, 0, null);
  }

  @Override
  public void refFunc(int function) {
    push(0, 0, instance.functions[function]);
  }

  @Override
  public void reference(Opcode opcode, int type) {
    // External and internal references are the same objects: conversions between them change nothing.
    if (opcode != Opcode.EXTERN_CONVERT_ANY && opcode != Opcode.ANY_CONVERT_EXTERN) {
      throw refused(opcode.mnemonic());
    }
  }

  @Override
  WasmtierException refused(String what) {
    return new WasmtierException(
        Failure.UNSUPPORTED,
        what + " in a constant expression is not executed by this version",
        context == null ? offset : context.offset(),
        WasmtierException.NONE,
        null);
  }
}
