package io.wasmtier.spectest.generate;

import io.wasmtier.decoder.TypeEncoder;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes constant expressions (spec: Validation, Constant Expressions).
final class ConstantGenerator {
  private final RandomGenerator random;
  private final RandomConstants constants;
  private final FeatureSet features;
  private final TypeSpace types;
  private final int[] functions;
  private final List<ExternType.Global> globals;
  private final ByteWriter out = new ByteWriter();

  /// @param globals the globals made so far, the immutable ones of which may be read; those added
  ///   later count too
  ConstantGenerator(
      RandomGenerator random,
      FeatureSet features,
      TypeSpace types,
      int[] functions,
      List<ExternType.Global> globals) {
    this.random = random;
    this.constants = new RandomConstants(random);
    this.features = features;
    this.types = types;
    this.functions = functions;
    this.globals = globals;
  }

  /// {@return an expression for a value of a type, which must have one: a number, a nullable
  /// reference, a reference to any function or an i31}
  Expression of(int type) {
    out.truncate(0);
    value(type, 3);
    return finish();
  }

  /// {@return an expression for a number that must be this one: an offset, say}
  Expression number(boolean is64, long number) {
    out.truncate(0);
    Opcode constant = is64 ? Opcode.I64_CONST : Opcode.I32_CONST;
    if (features.has(Feature.EXTENDED_CONST) && chance(30)) {
      int part = random.nextInt(100);
      emit(constant).s64(number - part);
      emit(constant).s64(part);
      emit(is64 ? Opcode.I64_ADD : Opcode.I32_ADD);
    } else {
      emit(constant).s64(number);
    }
    return finish();
  }

  /// {@return `ref.func` of a function}
  Expression function(int index) {
    out.truncate(0);
    emit(Opcode.REF_FUNC).u32(index);
    return finish();
  }

  private Expression finish() {
    emit(Opcode.END);
    return new Expression(Slice.of(out.toArray()));
  }

  private ByteWriter emit(Opcode opcode) {
    return BodyWriter.emit(out, opcode);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void value(int type, int depth) {
    int global = chance(30) ? global(type) : -1;
    if (global >= 0) {
      emit(Opcode.GLOBAL_GET).u32(global);
    } else if (!ValType.isRef(type)) {
      number(type, depth);
    } else {
      reference(type, depth);
    }
  }

  private int global(int type) {
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < globals.size(); i++) {
      if (!globals.get(i).mutable() && types.matches(globals.get(i).type().bits(), type)) {
        fitting.add(i);
      }
    }
    // Globals of the module itself: since GC.
    return fitting.isEmpty() || !features.has(Feature.GC)
        ? -1
        : fitting.get(random.nextInt(fitting.size()));
  }

  private void number(int type, int depth) {
    if (depth > 0 && chance(40) && features.has(Feature.EXTENDED_CONST)) {
      List<Opcode> candidates = new ArrayList<>();
      for (Opcode opcode : Opcode.values()) {
        if (opcode.isConstant()
            && opcode.shape() == Shape.BINARY
            && TypedOpcodes.result(opcode) == ModuleShape.letter(type)) {
          candidates.add(opcode);
        }
      }
      if (!candidates.isEmpty()) {
        value(type, depth - 1);
        value(type, depth - 1);
        emit(candidates.get(random.nextInt(candidates.size())));
        return;
      }
    }
    switch (type) {
      case ValType.BITS_I32 -> emit(Opcode.I32_CONST).s64(constants.i32());
      case ValType.BITS_I64 -> emit(Opcode.I64_CONST).s64(constants.i64());
      case ValType.BITS_F32 -> emit(Opcode.F32_CONST).i32(constants.f32());
      case ValType.BITS_F64 -> emit(Opcode.F64_CONST).i64(constants.f64());
      default -> emit(Opcode.V128_CONST).i64(constants.half()).i64(constants.half());
    }
  }

  private void reference(int type, int depth) {
    int start = out.size();
    if ((!ValType.isNullable(type) || chance(70)) && object(type, depth)) {
      return;
    }
    out.truncate(start);
    if (!ValType.isNullable(type)) {
      throw new IllegalArgumentException("no constant of type " + ValType.toString(type));
    }
    emit(Opcode.REF_NULL);
    TypeEncoder.heapType(
        out,
        features.has(Feature.GC) && chance(30)
            ? ValType.refBits(true, types.kindOf(type).bottom().ordinal())
            : type);
  }

  /// Writes an expression for an object, or in part if there is none.
  private boolean object(int type, int depth) {
    AbstractHeap kind = types.kindOf(type);
    return switch (kind) {
      case FUNC -> {
        List<Integer> fitting = new ArrayList<>();
        for (int i = 0; i < functions.length; i++) {
          if (types.matches(ValType.ref(false, functions[i]).bits(), type)) {
            fitting.add(i);
          }
        }
        if (fitting.isEmpty()) {
          yield false;
        }
        emit(Opcode.REF_FUNC).u32(fitting.get(random.nextInt(fitting.size())));
        yield true;
      }
      case I31 -> {
        value(ValType.BITS_I32, depth - 1);
        emit(Opcode.REF_I31);
        yield true;
      }
      case STRUCT, ARRAY -> {
        List<Integer> fitting = new ArrayList<>();
        for (int index : kind == AbstractHeap.STRUCT ? types.structs : types.arrays) {
          if (types.matches(ValType.ref(false, index).bits(), type)
              && types.definition(index).descriptor() < 0) {
            fitting.add(index);
          }
        }
        if (depth <= 0 || fitting.isEmpty() || ValType.isExact(type)) {
          yield false;
        }
        int index = fitting.get(random.nextInt(fitting.size()));
        int start = out.size();
        if (kind == AbstractHeap.STRUCT ? struct(index, depth) : array(index, depth)) {
          yield true;
        }
        out.truncate(start);
        yield false;
      }
      case EQ, ANY -> {
        if (kind == AbstractHeap.ANY && ValType.isNullable(type) && depth > 0 && chance(20)) {
          value(ValType.EXTERNREF.bits(), depth - 1);
          emit(Opcode.ANY_CONVERT_EXTERN);
          yield true;
        }
        AbstractHeap below =
            depth > 0 && chance(60)
                ? chance(50) ? AbstractHeap.STRUCT : AbstractHeap.ARRAY
                : AbstractHeap.I31;
        yield object(ValType.ref(false, below).bits(), depth)
            || object(ValType.ref(false, AbstractHeap.I31).bits(), depth);
      }
      case EXTERN -> {
        if (depth <= 0 || !features.has(Feature.GC)) {
          yield false;
        }
        int any = ValType.ref(ValType.isNullable(type), AbstractHeap.ANY).bits();
        if (ValType.isNullable(type)) {
          value(any, depth - 1);
        } else if (!object(any, depth - 1)) {
          yield false;
        }
        emit(Opcode.EXTERN_CONVERT_ANY);
        yield true;
      }
      default -> false;
    };
  }

  private boolean struct(int index, int depth) {
    List<FieldType> fields = types.fields(index);
    if (chance(30) && fields.stream().allMatch(f -> ValType.isDefaultable(f.storage().bits()))) {
      emit(Opcode.STRUCT_NEW_DEFAULT).u32(index);
      return true;
    }
    for (FieldType field : fields) {
      if (!element(field, depth)) {
        return false;
      }
    }
    emit(Opcode.STRUCT_NEW).u32(index);
    return true;
  }

  /// Writes a value for a field; only an object if it must be one.
  private boolean element(FieldType field, int depth) {
    int type = field.unpacked().bits();
    if (ValType.isRef(type) && !ValType.isNullable(type)) {
      return object(type, depth - 1);
    }
    value(type, depth - 1);
    return true;
  }

  private boolean array(int index, int depth) {
    FieldType element = types.element(index);
    int count = random.nextInt(5);
    if (chance(40)) {
      for (int i = 0; i < count; i++) {
        if (!element(element, depth)) {
          return false;
        }
      }
      emit(Opcode.ARRAY_NEW_FIXED).u32(index).u32(count);
    } else if (chance(40) && ValType.isDefaultable(element.storage().bits())) {
      emit(Opcode.I32_CONST).s64(count);
      emit(Opcode.ARRAY_NEW_DEFAULT).u32(index);
    } else {
      if (!element(element, depth)) {
        return false;
      }
      emit(Opcode.I32_CONST).s64(count);
      emit(Opcode.ARRAY_NEW).u32(index);
    }
    return true;
  }
}
