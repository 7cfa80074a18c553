package io.wasmtier.validator;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.ArrayType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.CompositeType.StructType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;

/// The rules of references, structures, arrays, casts and descriptors (spec: Validation,
/// Instructions, Reference and Aggregate Instructions; proposal: Custom Descriptors).
final class ReferenceRules {
  private static final int I32 = ValType.BITS_I32;
  private static final int EQREF = ValType.refBits(true, AbstractHeap.EQ.ordinal());
  private static final int I31REF = ValType.refBits(true, AbstractHeap.I31.ordinal());
  private static final int ARRAYREF = ValType.refBits(true, AbstractHeap.ARRAY.ordinal());
  private static final int ANYREF = ValType.ANYREF.bits();
  private static final int EXTERNREF = ValType.EXTERNREF.bits();

  private final WalkState s;

  ReferenceRules(WalkState state) {
    this.s = state;
  }

  void refNull() {
    int type = s.spaces.canonical(s.in.firstType);
    if (s.deliver) {
      s.sink().refNull(type);
    }
    s.push(type);
  }

  private int function() {
    int function = s.in.first;
    if (function < 0 || function >= s.spaces.functions.length) {
      throw s.unknown("function", function);
    }
    return function;
  }

  /// Notes that a constant expression refers to a function, so that function bodies may do so too.
  void declare() {
    int function = function();
    // Expressions are walked over again when they are evaluated; then nothing may be written.
    if (!s.spaces.isDeclared(function)) {
      s.spaces.declare(function);
    }
  }

  void refFunc() {
    int function = function();
    if (!s.spaces.isDeclared(function)) {
      throw s.invalid("undeclared function reference " + function);
    }
    if (s.deliver) {
      s.sink().refFunc(function);
    }
    DefType type = s.spaces.functions[function];
    s.push(s.spaces.isInexact(function) ? type.ref(false) : s.exactly(type));
  }

  void isNull(Opcode opcode) {
    int type = s.popReference();
    if (s.deliver) {
      s.sink().reference(opcode, type);
    }
    s.push(I32);
  }

  void asNonNull(Opcode opcode) {
    int type = s.popReference();
    if (s.deliver) {
      s.sink().reference(opcode, type);
    }
    s.push(type & ~ValType.NULLABLE);
  }

  void eq(Opcode opcode) {
    int type = s.pop(EQREF);
    s.pop(EQREF);
    if (s.deliver) {
      s.sink().reference(opcode, type);
    }
    s.push(I32);
  }

  void i31(Opcode opcode) {
    s.pop(I32);
    if (s.deliver) {
      s.sink().reference(opcode, I32);
    }
    s.push(I31REF & ~ValType.NULLABLE);
  }

  void i31Get(Opcode opcode) {
    int type = s.pop(I31REF);
    if (s.deliver) {
      s.sink().reference(opcode, type);
    }
    s.push(I32);
  }

  void convert(Opcode opcode) {
    boolean toAny = opcode == Opcode.ANY_CONVERT_EXTERN;
    int type = s.pop(toAny ? EXTERNREF : ANYREF);
    if (s.deliver) {
      s.sink().reference(opcode, type);
    }
    int result = toAny ? ANYREF : EXTERNREF;
    s.push(ValType.isNullable(type) ? result : result & ~ValType.NULLABLE);
  }

  // Casts.

  /// Refuses casts to continuations, which keep no type at run time (proposal: Stack Switching).
  private void checkCastable(int type) {
    if (Types.topHeap(type) == AbstractHeap.CONT.ordinal()) {
      throw s.invalid("invalid cast to " + Types.toString(type));
    }
  }

  void cast(Opcode opcode) {
    int target = s.spaces.canonical(s.in.firstType);
    checkCastable(target);
    int source = s.pop(Types.top(target));
    if (s.deliver) {
      s.sink().cast(opcode, source, target);
    }
    s.push(opcode == Opcode.REF_TEST || opcode == Opcode.REF_TEST_NULL ? I32 : target);
  }

  void brOnCast(Opcode opcode) {
    boolean onFail = opcode == Opcode.BR_ON_CAST_FAIL;
    int frame = s.frame(s.in.first);
    int source = s.spaces.canonical(s.in.firstType);
    int target = s.spaces.canonical(s.in.secondType);
    int[] types = checkBranch(frame, source, target, onFail);
    s.pop(source);
    s.popAll(types, types.length - 1);
    if (s.deliver) {
      s.sink().brOnCast(opcode, s.target(frame), source, target);
    }
    pushFallThrough(types, source, target, onFail);
  }

  /// Checks a cast that branches and returns the types of its label.
  private int[] checkBranch(int frame, int source, int target, boolean onFail) {
    checkCastable(target);
    // The proposal lets a cast go anywhere in the hierarchy.
    boolean fits =
        s.has(Feature.CUSTOM_DESCRIPTORS)
            ? Types.topHeap(source) == Types.topHeap(target)
            : Types.matches(target, source);
    if (!fits) {
      throw s.invalid(
          "type mismatch on cast: "
              + Types.toString(target)
              + " does not match "
              + Types.toString(source));
    }
    int[] types = s.branchTypes(frame);
    int carried = onFail ? Types.diff(source, target) : target;
    if (types.length == 0 || !Types.matches(carried, types[types.length - 1])) {
      throw s.invalid(
          "type mismatch: expected a label that takes "
              + Types.toString(carried)
              + " last, found "
              + (types.length == 0 ? "none" : Types.toString(types[types.length - 1]))
              + " at "
              + s.in.opcode().mnemonic());
    }
    return types;
  }

  private void pushFallThrough(int[] types, int source, int target, boolean onFail) {
    for (int i = 0; i < types.length - 1; i++) {
      s.push(types[i]);
    }
    s.push(onFail ? target : Types.diff(source, target));
  }

  // Descriptors.

  void getDesc() {
    DefType type = s.type(s.in.first);
    DefType descriptor = type.descriptor();
    if (descriptor == null) {
      throw s.invalid("type without descriptor " + s.in.first);
    }
    int operand = s.pop(type.ref(true));
    if (s.deliver) {
      s.sink().refGetDesc(type);
    }
    boolean exact = Types.matches(operand, type.ref(true) | ValType.EXACT);
    s.push(descriptor.ref(false) | (exact ? ValType.EXACT : 0));
  }

  /// {@return the type of the descriptor operand of a cast}
  private int descriptorOf(int target) {
    DefType descriptor =
        ValType.isConcrete(target) ? DefType.of(ValType.number(target)).descriptor() : null;
    if (descriptor == null) {
      String name =
          ValType.isConcrete(target)
              ? String.valueOf(typeIndex(s.in.opcode()))
              : AbstractHeap.of(ValType.heap(target)).text();
      throw s.invalid("type " + name + " does not have a descriptor");
    }
    return descriptor.ref(true) | target & ValType.EXACT;
  }

  private int typeIndex(Opcode opcode) {
    boolean branch =
        opcode == Opcode.BR_ON_CAST_DESC_EQ || opcode == Opcode.BR_ON_CAST_DESC_EQ_FAIL;
    return ValType.number(branch ? s.in.secondType : s.in.firstType);
  }

  void castDesc(Opcode opcode) {
    int target = s.spaces.canonical(s.in.firstType);
    int descriptor = descriptorOf(target);
    s.pop(descriptor);
    int source = s.pop(Types.top(target));
    if (s.deliver) {
      s.sink().castDesc(opcode, null, source, target);
    }
    s.push(target);
  }

  void brOnCastDesc(Opcode opcode) {
    boolean onFail = opcode == Opcode.BR_ON_CAST_DESC_EQ_FAIL;
    int frame = s.frame(s.in.first);
    int source = s.spaces.canonical(s.in.firstType);
    int target = s.spaces.canonical(s.in.secondType);
    int[] types = checkBranch(frame, source, target, onFail);
    s.pop(descriptorOf(target));
    s.pop(source);
    s.popAll(types, types.length - 1);
    if (s.deliver) {
      s.sink().castDesc(opcode, s.target(frame), source, target);
    }
    pushFallThrough(types, source, target, onFail);
  }

  // Structures.

  private List<FieldType> fields(DefType type) {
    if (type.composite() instanceof StructType(List<FieldType> fields)) {
      return fields;
    }
    throw s.invalid("non-structure type " + s.in.first);
  }

  private static boolean isDefaultable(FieldType field) {
    return ValType.isDefaultable(field.unpacked().bits());
  }

  void structNew(Opcode opcode) {
    DefType type = s.type(s.in.first);
    List<FieldType> fields = fields(type);
    DefType descriptor = type.descriptor();
    boolean withDescriptor =
        opcode == Opcode.STRUCT_NEW_DESC || opcode == Opcode.STRUCT_NEW_DEFAULT_DESC;
    if (withDescriptor && descriptor == null) {
      throw s.invalid("type without descriptor requires non-descriptor allocation");
    }
    if (descriptor != null) {
      if (!withDescriptor) {
        throw s.invalid("type with descriptor requires descriptor allocation");
      }
      s.pop(descriptor.ref(true) | ValType.EXACT);
    }
    boolean byDefault =
        opcode == Opcode.STRUCT_NEW_DEFAULT || opcode == Opcode.STRUCT_NEW_DEFAULT_DESC;
    for (int i = fields.size() - 1; i >= 0; i--) {
      if (!byDefault) {
        s.pop(fields.get(i).unpacked().bits());
      } else if (!isDefaultable(fields.get(i))) {
        throw s.invalid("type mismatch: field " + i + " is not defaultable");
      }
    }
    if (s.deliver) {
      s.sink().struct(opcode, type, -1);
    }
    s.push(s.exactly(type));
  }

  private FieldType field(DefType type) {
    List<FieldType> fields = fields(type);
    int index = s.in.second;
    if (index < 0 || index >= fields.size()) {
      throw s.unknown("field", index);
    }
    return fields.get(index);
  }

  private void checkPacked(FieldType field, boolean extends_, String what) {
    if (field.isPacked() != extends_) {
      throw s.invalid("type mismatch: " + what + " is " + (extends_ ? "not packed" : "packed"));
    }
  }

  void structGet(Opcode opcode) {
    DefType type = s.type(s.in.first);
    FieldType field = field(type);
    checkPacked(field, opcode != Opcode.STRUCT_GET, "field");
    s.pop(type.ref(true));
    if (s.deliver) {
      s.sink().struct(opcode, type, s.in.second);
    }
    s.push(field.unpacked().bits());
  }

  void structSet(Opcode opcode) {
    DefType type = s.type(s.in.first);
    FieldType field = field(type);
    if (!field.mutable()) {
      throw s.invalid("immutable field " + s.in.second);
    }
    s.pop(field.unpacked().bits());
    s.pop(type.ref(true));
    if (s.deliver) {
      s.sink().struct(opcode, type, s.in.second);
    }
  }

  // Arrays.

  private FieldType element(DefType type, int index) {
    if (type.composite() instanceof ArrayType(FieldType element)) {
      return element;
    }
    throw s.invalid("non-array type " + index);
  }

  private FieldType mutableElement(DefType type) {
    FieldType element = element(type, s.in.first);
    if (!element.mutable()) {
      throw s.invalid("immutable array type " + s.in.first);
    }
    return element;
  }

  void arrayNew(Opcode opcode) {
    DefType type = s.type(s.in.first);
    FieldType element = element(type, s.in.first);
    s.pop(I32);
    if (opcode == Opcode.ARRAY_NEW) {
      s.pop(element.unpacked().bits());
    } else if (!isDefaultable(element)) {
      throw s.invalid("type mismatch: the array type's elements are not defaultable");
    }
    newArray(opcode, type, -1);
  }

  private void newArray(Opcode opcode, DefType type, int argument) {
    if (s.deliver) {
      s.sink().array(opcode, type, argument);
    }
    s.push(s.exactly(type));
  }

  void arrayNewFixed(Opcode opcode) {
    DefType type = s.type(s.in.first);
    int element = element(type, s.in.first).unpacked().bits();
    int count = s.in.second;
    DecodeLimits.check(
        Integer.toUnsignedLong(count),
        s.spaces.limits.arrayNewFixed(),
        "operands of array.new_fixed",
        s.in.offset());
    for (int i = 0; i < count; i++) {
      s.pop(element);
    }
    newArray(opcode, type, count);
  }

  void arrayNewSegment(Opcode opcode) {
    DefType type = s.type(s.in.first);
    checkSegment(opcode == Opcode.ARRAY_NEW_DATA, element(type, s.in.first));
    s.pop(I32);
    s.pop(I32);
    newArray(opcode, type, s.in.second);
  }

  private void checkSegment(boolean isData, FieldType element) {
    int segment = s.in.second;
    int type = element.unpacked().bits();
    if (isData) {
      StorageRules.checkData(s, segment);
      if (ValType.isRef(type)) {
        throw s.invalid("array type is not numeric or vector");
      }
    } else {
      int found = StorageRules.element(s, segment);
      if (element.isPacked() || !Types.matches(found, type)) {
        throw s.invalid(
            "type mismatch: expected elements of type "
                + element.storage()
                + ", found "
                + Types.toString(found)
                + " in segment "
                + segment);
      }
    }
  }

  void arrayGet(Opcode opcode) {
    DefType type = s.type(s.in.first);
    FieldType element = element(type, s.in.first);
    checkPacked(element, opcode != Opcode.ARRAY_GET, "array");
    s.pop(I32);
    s.pop(type.ref(true));
    if (s.deliver) {
      s.sink().array(opcode, type, -1);
    }
    s.push(element.unpacked().bits());
  }

  void arraySet(Opcode opcode) {
    DefType type = s.type(s.in.first);
    FieldType element = mutableElement(type);
    s.pop(element.unpacked().bits());
    s.pop(I32);
    s.pop(type.ref(true));
    if (s.deliver) {
      s.sink().array(opcode, type, -1);
    }
  }

  void arrayLen() {
    s.pop(ARRAYREF);
    if (s.deliver) {
      s.sink().arrayLen();
    }
    s.push(I32);
  }

  void arrayFill(Opcode opcode) {
    DefType type = s.type(s.in.first);
    FieldType element = mutableElement(type);
    s.pop(I32);
    s.pop(element.unpacked().bits());
    s.pop(I32);
    s.pop(type.ref(true));
    if (s.deliver) {
      s.sink().array(opcode, type, -1);
    }
  }

  void arrayCopy() {
    DefType destination = s.type(s.in.first);
    DefType source = s.type(s.in.second);
    int to = mutableElement(destination).storage().bits();
    int from = element(source, s.in.second).storage().bits();
    if (!Types.matches(from, to)) {
      throw s.invalid(
          "array types do not match: expected elements of type "
              + Types.toString(to)
              + ", found "
              + Types.toString(from));
    }
    s.pop(I32);
    s.pop(I32);
    s.pop(source.ref(true));
    s.pop(I32);
    s.pop(destination.ref(true));
    if (s.deliver) {
      s.sink().arrayCopy(destination, source);
    }
  }

  void arrayInit(Opcode opcode) {
    DefType type = s.type(s.in.first);
    checkSegment(opcode == Opcode.ARRAY_INIT_DATA, mutableElement(type));
    s.pop(I32);
    s.pop(I32);
    s.pop(I32);
    s.pop(type.ref(true));
    if (s.deliver) {
      s.sink().array(opcode, type, s.in.second);
    }
  }
}
