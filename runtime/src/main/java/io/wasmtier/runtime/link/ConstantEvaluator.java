package io.wasmtier.runtime.link;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.abi.Exhaustion;
import io.wasmtier.runtime.abi.GlobalInstance;
import io.wasmtier.runtime.abi.GuestArray;
import io.wasmtier.runtime.abi.GuestArrays;
import io.wasmtier.runtime.abi.GuestStruct;
import io.wasmtier.runtime.abi.I31;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.abi.Numerics;
import io.wasmtier.runtime.abi.StructFactory;
import io.wasmtier.runtime.abi.StructLayout;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmtierException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates the constant expressions of an instance while it is made (spec: Execution,
/// Instantiation).
///
/// The result lies in [#low], [#high] and [#reference] afterwards. Reused for all expressions of an
/// instance.
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
          Failure.BUG,
          "constant expression left " + height + " values",
          offset,
          WasmtierException.NONE,
          null);
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
    switch (opcode) {
      case REF_I31 -> push(0, 0, I31.of((int) lows[--height]));
      // External and internal references are the same objects: conversions between them change
      // nothing.
      case EXTERN_CONVERT_ANY, ANY_CONVERT_EXTERN -> {}
      default -> throw refused(opcode.mnemonic());
    }
  }

  @Override
  public void struct(Opcode opcode, DefType type, int field) {
    GuestStruct descriptor = null;
    if (opcode == Opcode.STRUCT_NEW_DESC || opcode == Opcode.STRUCT_NEW_DEFAULT_DESC) {
      descriptor = (GuestStruct) references[--height];
      if (descriptor == null) {
        throw Trap.of(TrapKind.NULL_DESCRIPTOR_REFERENCE);
      }
    }
    GuestStruct struct = allocate(type);
    if (descriptor != null) {
      struct.setDescriptor(descriptor);
    }
    if (opcode == Opcode.STRUCT_NEW || opcode == Opcode.STRUCT_NEW_DESC) {
      List<FieldType> fields = StructLayout.fields(type);
      for (int i = fields.size() - 1; i >= 0; i--) {
        height--;
        int storage = fields.get(i).storage().bits();
        if (storage < 0) {
          struct.setReference(i, references[height]);
        } else {
          struct.setBits(i, lows[height]);
          if (storage == ValType.BITS_V128) {
            struct.setHigh(i, highs[height]);
          }
        }
      }
    }
    push(0, 0, struct);
  }

  private static GuestStruct allocate(DefType type) {
    try {
      return StructFactory.of(type).allocate();
    } catch (OutOfMemoryError e) {
      throw Exhaustion.heap();
    }
  }

  @Override
  public void array(Opcode opcode, DefType type, int argument) {
    int length = opcode == Opcode.ARRAY_NEW_FIXED ? argument : (int) lows[--height];
    GuestArray array;
    switch (opcode) {
      case ARRAY_NEW -> {
        height--;
        array = GuestArrays.filled(type, length, lows[height], highs[height], references[height]);
      }
      case ARRAY_NEW_DEFAULT -> array = GuestArrays.allocate(type, length);
      case ARRAY_NEW_FIXED -> {
        array = GuestArrays.allocate(type, length);
        height -= length;
        for (int i = 0; i < length; i++) {
          array.fill(i, 1, lows[height + i], highs[height + i], references[height + i]);
        }
      }
      default -> throw refused(opcode.mnemonic());
    }
    push(0, 0, array);
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
