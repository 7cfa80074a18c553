package io.wasmtier.compiler.lower;

import static io.wasmtier.compiler.lower.Site.ABI;
import static io.wasmtier.compiler.lower.Site.OBJECTS;
import static io.wasmtier.compiler.lower.Site.OF_INSTANCE;
import static io.wasmtier.compiler.lower.Site.OF_OBJECT;
import static io.wasmtier.compiler.lower.Site.OPERATIONS;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.runtime.abi.GuestArrays;
import io.wasmtier.runtime.abi.StructLayout;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Instructions of references: structures as the fields of their classes, arrays as the Java arrays
/// in theirs, scalars, casts and tests.
///
/// A test of a structure type is an `instanceof`: a structure's class extends exactly the classes
/// of the supertypes of its type. The class is found, and made, by the loader of the code
/// ([io.wasmtier.runtime.abi.StructFactory#find]).
public final class References {
  /// Stands for the type of no result.
  public static final int NOTHING = Bulk.NOTHING;

  private static final String STRUCT = ABI + "GuestStruct";
  private static final String ARRAY = ABI + "GuestArray";
  private static final String I31 = ABI + "I31";

  /// A test against a type with more fields does not make its class.
  private static final int MOST_FIELDS = 1000;

  private final Site site;
  private final MethodEmitter out;

  public References(Site site) {
    this.site = site;
    this.out = site.out;
  }

  private static String named(DefType type) {
    return StructLayout.className(type).replace('.', '/');
  }

  // Structures.

  /// {@return the number of operands of an instruction on structures}
  public static int structOperands(Opcode opcode, DefType type) {
    return switch (opcode) {
      case STRUCT_NEW -> StructLayout.fields(type).size();
      case STRUCT_NEW_DESC -> StructLayout.fields(type).size() + 1;
      case STRUCT_NEW_DEFAULT -> 0;
      case STRUCT_SET -> 2;
      default -> 1;
    };
  }

  /// Emits STRUCT_NEW, STRUCT_GET and STRUCT_SET.
  ///
  /// @return the type of the result, or [#NOTHING]
  public int struct(Opcode opcode, DefType type, int field, Source source) {
    site.id(type);
    return switch (opcode.shape()) {
      case STRUCT_NEW -> {
        newStruct(opcode, type, source);
        yield type.ref(false);
      }
      case STRUCT_GET -> {
        FieldType fieldType = StructLayout.fields(type).get(field);
        int storage = fieldType.storage().bits();
        String descriptor = StructLayout.descriptor(storage);
        loadStruct(type, source);
        out.getField(named(type), StructLayout.field(field), descriptor);
        if (storage == ValType.BITS_V128) {
          loadStruct(type, source);
          out.getField(named(type), StructLayout.highField(field), descriptor);
        }
        if (opcode == Opcode.STRUCT_GET_U) {
          zeroExtend(fieldType);
        }
        yield fieldType.unpacked().bits();
      }
      default -> {
        int storage = StructLayout.fields(type).get(field).storage().bits();
        loadStruct(type, source);
        if (storage == ValType.BITS_V128) {
          source.loadHalf(1, false);
          putField(type, field, storage, false);
          loadStruct(type, source);
          source.loadHalf(1, true);
          putField(type, field, storage, true);
        } else {
          source.load(1);
          putField(type, field, storage, false);
        }
        yield NOTHING;
      }
    };
  }

  /// Pushes operand 0 as what it is.
  private void loadStruct(DefType type, Source source) {
    source.load(0);
    out.invokeStatic(OBJECTS, "struct", "(" + OF_OBJECT + ")L" + STRUCT + ";");
    out.checkCast(named(type));
  }

  private void zeroExtend(FieldType type) {
    out.constant(type.bytes() == 1 ? 0xFF : 0xFFFF);
    out.op(Jvm.IAND);
  }

  private void putField(DefType type, int field, int storage, boolean high) {
    if (storage == ValType.BITS_I8) {
      out.op(Jvm.I2B);
    } else if (storage == ValType.BITS_I16) {
      out.op(Jvm.I2S);
    }
    out.putField(
        named(type),
        high ? StructLayout.highField(field) : StructLayout.field(field),
        StructLayout.descriptor(storage));
  }

  private void newStruct(Opcode opcode, DefType type, Source source) {
    boolean described =
        opcode == Opcode.STRUCT_NEW_DESC || opcode == Opcode.STRUCT_NEW_DEFAULT_DESC;
    if (described) {
      source.load(structOperands(opcode, type) - 1);
      out.invokeStatic(OBJECTS, "descriptor", "(" + OF_OBJECT + ")L" + STRUCT + ";");
      out.storeReference(site.scratch);
    }
    out.allocate(named(type));
    out.op(Jvm.DUP);
    out.invokeConstructor(named(type), "()V");
    if (opcode == Opcode.STRUCT_NEW || opcode == Opcode.STRUCT_NEW_DESC) {
      List<FieldType> fields = StructLayout.fields(type);
      for (int i = 0; i < fields.size(); i++) {
        int storage = fields.get(i).storage().bits();
        out.op(Jvm.DUP);
        if (storage == ValType.BITS_V128) {
          source.loadHalf(i, false);
          putField(type, i, storage, false);
          out.op(Jvm.DUP);
          source.loadHalf(i, true);
          putField(type, i, storage, true);
        } else {
          source.load(i);
          putField(type, i, storage, false);
        }
      }
    }
    if (described) {
      out.op(Jvm.DUP);
      out.loadReference(site.scratch);
      out.invokeVirtual(STRUCT, "setDescriptor", "(L" + STRUCT + ";)V");
    }
  }

  // Arrays.

  /// {@return the number of operands of an instruction on arrays}
  ///
  /// @param argument the number of elements of ARRAY_NEW_FIXED
  public static int arrayOperands(Opcode opcode, int argument) {
    return switch (opcode.shape()) {
      case ARRAY_NEW -> opcode == Opcode.ARRAY_NEW_DEFAULT ? 1 : 2;
      case ARRAY_NEW_FIXED -> argument;
      case ARRAY_NEW_SEGMENT, ARRAY_GET -> 2;
      case ARRAY_SET -> 3;
      default -> 4;
    };
  }

  private static String kind(FieldType element) {
    return ARRAY
        + switch (element.storage().bits()) {
          case ValType.BITS_I8 -> "$I8";
          case ValType.BITS_I16 -> "$I16";
          case ValType.BITS_I32 -> "$I32";
          case ValType.BITS_I64 -> "$I64";
          case ValType.BITS_F32 -> "$F32";
          case ValType.BITS_F64 -> "$F64";
          case ValType.BITS_V128 -> "$V128";
          default -> "$Reference";
        };
  }

  private static String returning(String operands) {
    return "(" + operands + "I)L" + ARRAY + ";";
  }

  /// Emits an instruction on arrays; the argument is as in
  /// [io.wasmtier.validator.FunctionSink#array].
  ///
  /// @return the type of the result, or [#NOTHING]
  public int array(Opcode opcode, DefType type, int argument, Source source) {
    FieldType element = GuestArrays.element(type);
    String value = valueDescriptor(element);
    switch (opcode.shape()) {
      case ARRAY_NEW -> {
        if (opcode == Opcode.ARRAY_NEW_DEFAULT) {
          source.load(0);
          out.constant(site.id(type));
          out.invokeStatic(OBJECTS, "newArray", returning("I"));
        } else {
          loadValue(element, 0, source);
          source.load(1);
          out.constant(site.id(type));
          out.invokeStatic(OBJECTS, "newArray", returning(value + "I"));
        }
        return type.ref(false);
      }
      case ARRAY_NEW_FIXED -> {
        newFixed(type, element, argument, source);
        return type.ref(false);
      }
      case ARRAY_NEW_SEGMENT -> {
        source.load(0);
        source.load(1);
        out.loadReference(site.instance);
        out.constant(argument);
        out.constant(site.id(type));
        out.invokeStatic(
            OBJECTS,
            opcode == Opcode.ARRAY_NEW_DATA ? "newData" : "newElements",
            returning("II" + OF_INSTANCE + "I"));
        return type.ref(false);
      }
      case ARRAY_GET -> {
        get(opcode, element, source);
        return element.unpacked().bits();
      }
      case ARRAY_SET -> set(element, source);
      case ARRAY_FILL -> {
        source.load(0);
        source.load(1);
        loadValue(element, 2, source);
        source.load(3);
        out.invokeStatic(OBJECTS, "fill", "(" + OF_OBJECT + "I" + value + "I)V");
      }
      default -> {
        for (int i = 0; i < 4; i++) {
          source.load(i);
        }
        out.loadReference(site.instance);
        out.constant(argument);
        out.invokeStatic(
            OBJECTS,
            opcode == Opcode.ARRAY_INIT_DATA ? "initData" : "initElements",
            "(" + OF_OBJECT + "III" + OF_INSTANCE + "I)V");
      }
    }
    return NOTHING;
  }

  /// {@return in which JVM types a value is passed}
  private static String valueDescriptor(FieldType element) {
    int bits = element.storage().bits();
    return bits < 0 ? OF_OBJECT : bits == ValType.BITS_V128 ? "JJ" : "J";
  }

  /// Pushes a value as it is passed.
  private void loadValue(FieldType element, int operand, Source source) {
    source.load(operand);
    int type = element.unpacked().bits();
    if (type >= 0 && type != ValType.BITS_V128) {
      Slots.toLong(out, type, false);
    }
  }

  private void loadArray(FieldType element, Source source) {
    source.load(0);
    out.invokeStatic(OBJECTS, "array", "(" + OF_OBJECT + ")L" + ARRAY + ";");
    out.checkCast(kind(element));
  }

  // The accessors of the final classes are inlined by HotSpot, and throw the trap proper.

  private void get(Opcode opcode, FieldType element, Source source) {
    int type = element.unpacked().bits();
    loadArray(element, source);
    source.load(1);
    if (type < 0) {
      out.invokeVirtual(kind(element), "getReference", "(I)" + OF_OBJECT);
      return;
    }
    out.invokeVirtual(kind(element), "getBits", "(I)J");
    if (type == ValType.BITS_V128) {
      loadArray(element, source);
      source.load(1);
      out.invokeVirtual(kind(element), "getHigh", "(I)J");
      return;
    }
    Slots.fromLong(out, type);
    if (opcode == Opcode.ARRAY_GET_U) {
      zeroExtend(element);
    }
  }

  private void set(FieldType element, Source source) {
    int type = element.unpacked().bits();
    if (type == ValType.BITS_V128) {
      for (int half = 0; half < 2; half++) {
        loadArray(element, source);
        source.load(1);
        source.loadHalf(2, half == 1);
        out.invokeVirtual(kind(element), half == 1 ? "setHigh" : "setBits", "(IJ)V");
      }
      return;
    }
    loadArray(element, source);
    source.load(1);
    loadValue(element, 2, source);
    if (type < 0) {
      out.invokeVirtual(kind(element), "setReference", "(I" + OF_OBJECT + ")V");
    } else {
      out.invokeVirtual(kind(element), "setBits", "(IJ)V");
    }
  }

  private void newFixed(DefType type, FieldType element, int length, Source source) {
    int bits = element.unpacked().bits();
    String kind = kind(element);
    out.constant(length);
    out.constant(site.id(type));
    out.invokeStatic(OBJECTS, "newArray", returning("I"));
    if (length == 0) {
      return;
    }
    out.checkCast(kind);
    for (int i = 0; i < length; i++) {
      for (int half = 0; half < (bits == ValType.BITS_V128 ? 2 : 1); half++) {
        out.op(Jvm.DUP);
        out.constant(i);
        if (bits == ValType.BITS_V128) {
          source.loadHalf(i, half == 1);
        } else {
          loadValue(element, i, source);
        }
        out.invokeVirtual(
            kind,
            bits < 0 ? "setReference" : half == 1 ? "setHigh" : "setBits",
            bits < 0 ? "(I" + OF_OBJECT + ")V" : "(IJ)V");
      }
    }
  }

  /// Emits ARRAY_LEN; operand: the array.
  ///
  /// @param operandType the type of the operand
  public void arrayLength(int operandType, Source source) {
    if (ValType.isConcrete(operandType)
        && DefType.of(ValType.number(operandType)).composite()
            instanceof io.wasmtier.wasm.CompositeType.ArrayType(FieldType element)) {
      loadArray(element, source);
      out.invokeVirtual(kind(element), "length", "()I");
      return;
    }
    source.load(0);
    out.invokeStatic(OBJECTS, "length", "(" + OF_OBJECT + ")I");
  }

  /// Emits ARRAY_COPY; five operands.
  public void arrayCopy(Source source) {
    for (int i = 0; i < 5; i++) {
      source.load(i);
    }
    out.invokeStatic(OBJECTS, "copy", "(" + OF_OBJECT + "I" + OF_OBJECT + "II)V");
  }

  // Casts.

  /// Pushes 1 if operand 0 is of a type, else 0: REF_TEST, and the condition of BR_ON_CAST.
  ///
  /// @param target the type, its nullability included
  public void test(int target, Source source) {
    source.load(0);
    String tested = tested(target);
    if (tested == null) {
      out.constant(target);
      out.invokeStatic(ABI + "RefTypes", "matches", "(" + OF_OBJECT + "I)Z");
      return;
    }
    out.instanceOf(tested);
    if (ValType.isNullable(target)) {
      source.load(0);
      out.invokeStatic(OPERATIONS, "isNull", "(" + OF_OBJECT + ")I");
      out.op(Jvm.IOR);
    }
  }

  /// {@return the class whose instances the references of a type are, or null if there is none}
  private @Nullable String tested(int target) {
    if (ValType.isConcrete(target)) {
      DefType type = DefType.of(ValType.number(target));
      site.id(type);
      boolean simple =
          type.isStruct()
              && !ValType.isExact(target)
              && StructLayout.fields(type).size() <= MOST_FIELDS;
      return simple ? named(type) : null;
    }
    return switch (AbstractHeap.of(ValType.heap(target))) {
      case I31 -> I31;
      case STRUCT -> STRUCT;
      case ARRAY -> ARRAY;
      case FUNC -> "io/wasmtier/runtime/WasmFunction";
      case EXN -> "io/wasmtier/runtime/WasmException";
      default -> null;
    };
  }

  /// Emits REF_CAST; operand: the reference.
  public void cast(int target, Source source) {
    test(target, source);
    out.invokeStatic(OBJECTS, "checkCast", "(I)V");
    source.load(0);
  }

  /// Pushes 1 if operand 0 has the descriptor that is operand 1, else 0: the condition of
  /// BR_ON_CAST_DESC.
  public void testDescribed(int target, Source source) {
    source.load(0);
    source.load(1);
    out.constant(ValType.isNullable(target) ? 1 : 0);
    out.invokeStatic(OBJECTS, "isDescribed", "(" + OF_OBJECT + OF_OBJECT + "I)Z");
  }

  /// Emits REF_CAST_DESC; operands: the reference, the descriptor.
  public void castDescribed(int target, Source source) {
    testDescribed(target, source);
    out.invokeStatic(OBJECTS, "checkDescribed", "(I)V");
    source.load(0);
  }

  /// Emits REF_GET_DESC; operand: the reference.
  public void descriptor(Source source) {
    source.load(0);
    out.invokeStatic(OBJECTS, "descriptorOf", "(" + OF_OBJECT + ")" + OF_OBJECT);
  }

  // References of any kind, on the JVM's stack.

  /// Emits REF_EQ, REF_AS_NON_NULL, REF_I31, I31_GET and ANY_CONVERT, whose operands are on the
  /// JVM's stack.
  ///
  /// @param type the type of the operand
  /// @return the type of the result
  public int reference(Opcode opcode, int type) {
    return switch (opcode) {
      case REF_EQ -> {
        out.invokeStatic(OPERATIONS, "same", "(" + OF_OBJECT + OF_OBJECT + ")I");
        yield ValType.BITS_I32;
      }
      case REF_AS_NON_NULL -> {
        out.invokeStatic(OPERATIONS, "nonNull", "(" + OF_OBJECT + ")" + OF_OBJECT);
        yield type & ~ValType.NULLABLE;
      }
      case REF_I31 -> {
        out.invokeStatic(I31, "of", "(I)L" + I31 + ";");
        yield ValType.refBits(false, AbstractHeap.I31.ordinal());
      }
      case I31_GET_S, I31_GET_U -> {
        out.invokeStatic(
            OBJECTS, opcode == Opcode.I31_GET_S ? "signed" : "unsigned", "(" + OF_OBJECT + ")I");
        yield ValType.BITS_I32;
      }
      case ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY -> {
        // The same object; only the type changes.
        AbstractHeap heap =
            opcode == Opcode.ANY_CONVERT_EXTERN ? AbstractHeap.ANY : AbstractHeap.EXTERN;
        yield ValType.refBits(ValType.isNullable(type), heap.ordinal());
      }
      default -> throw new IllegalArgumentException(opcode.mnemonic());
    };
  }
}
