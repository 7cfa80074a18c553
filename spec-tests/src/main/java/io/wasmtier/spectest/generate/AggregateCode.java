package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Structures and arrays.
final class AggregateCode {
  /// Arrays are little longer, and what is asked of segments and copies is less.
  private static final int MOST = 9;

  /// Structures in structures that can't be null.
  private static final int NESTING = 3;

  private final BodyWriter body;
  private final CodeGenerator code;
  private final TypeSpace types;
  private int nesting;

  AggregateCode(BodyWriter body, CodeGenerator code) {
    this.body = body;
    this.code = code;
    this.types = body.types;
  }

  void addTo(Productions productions) {
    productions
        .expression(6, Opcode.STRUCT_NEW, this::newStruct)
        .expression(6, Opcode.STRUCT_GET, this::structGet)
        .expression(6, Opcode.ARRAY_NEW, this::newArray)
        .expression(6, Opcode.ARRAY_GET, this::arrayGet)
        .expression(2, Opcode.ARRAY_LEN, this::length)
        .statement(8, Opcode.STRUCT_SET, this::structSet)
        .statement(6, Opcode.ARRAY_SET, this::arraySet)
        .statement(3, Opcode.ARRAY_FILL, this::fill)
        .statement(4, Opcode.ARRAY_COPY, this::copy)
        .statement(4, Opcode.ARRAY_INIT_DATA, this::init);
  }

  private static boolean isDefaultable(FieldType field) {
    return ValType.isDefaultable(field.storage().bits());
  }

  private static int length(BodyWriter body) {
    return body.chance(10) ? body.random.nextInt(3) : 3 + body.random.nextInt(MOST);
  }

  /// Writes a structure or array of a type with the simplest values, if there is one.
  boolean leaf(int type) {
    AbstractHeap kind = types.kindOf(type);
    boolean array = kind == AbstractHeap.ARRAY;
    int index =
        array || kind == AbstractHeap.STRUCT
            ? fitting(array ? types.arrays : types.structs, type)
            : -1;
    if (index < 0 || nesting == NESTING) {
      return false;
    }
    nesting++;
    if (!array) {
      struct(index, 0);
    } else if (isDefaultable(types.element(index))) {
      body.number(false, length(body));
      body.emit(Opcode.ARRAY_NEW_DEFAULT).u32(index);
    } else {
      body.emit(Opcode.ARRAY_NEW_FIXED).u32(index).u32(0);
    }
    nesting--;
    return true;
  }

  /// {@return one of some types that a new object may have to be of a type, or -1}
  private int fitting(List<Integer> of, int type) {
    // What is new is of exactly its type.
    int exact = type & ValType.EXACT;
    List<Integer> fitting = new ArrayList<>(of);
    fitting.removeIf(index -> !types.matches(ValType.ref(false, index).bits() | exact, type));
    return fitting.isEmpty() ? -1 : body.any(fitting);
  }

  // Structures

  private boolean newStruct(int type, int depth) {
    int index = ValType.isRef(type) ? fitting(types.structs, type) : -1;
    if (index < 0) {
      return false;
    }
    struct(index, depth - 1);
    return true;
  }

  private void struct(int index, int depth) {
    List<FieldType> fields = types.fields(index);
    int descriptor = types.definition(index).descriptor();
    boolean byDefault =
        fields.stream().allMatch(AggregateCode::isDefaultable) && (depth <= 0 || body.chance(25));
    if (!byDefault) {
      for (FieldType field : fields) {
        code.value(field.unpacked().bits(), depth);
      }
    }
    if (descriptor >= 0) {
      code.receiver(ValType.ref(true, descriptor).bits() | ValType.EXACT, depth);
      body.emit(byDefault ? Opcode.STRUCT_NEW_DEFAULT_DESC : Opcode.STRUCT_NEW_DESC).u32(index);
    } else {
      body.emit(byDefault ? Opcode.STRUCT_NEW_DEFAULT : Opcode.STRUCT_NEW).u32(index);
    }
  }

  /// A field of a type.
  private record Field(int type, int index) {}

  private List<Field> fields(Predicate<FieldType> condition) {
    List<Field> found = new ArrayList<>();
    for (int type : types.structs) {
      List<FieldType> fields = types.fields(type);
      for (int i = 0; i < fields.size(); i++) {
        if (condition.test(fields.get(i))) {
          found.add(new Field(type, i));
        }
      }
    }
    return found;
  }

  private boolean structGet(int type, int depth) {
    List<Field> fields = fields(field -> types.matches(field.unpacked().bits(), type));
    if (fields.isEmpty()) {
      return false;
    }
    Field field = body.any(fields);
    code.receiver(ValType.ref(true, field.type()).bits(), depth - 1);
    boolean packed = types.fields(field.type()).get(field.index()).isPacked();
    body.emit(
            packed
                ? body.chance(50) ? Opcode.STRUCT_GET_S : Opcode.STRUCT_GET_U
                : Opcode.STRUCT_GET)
        .u32(field.type())
        .u32(field.index());
    return true;
  }

  private boolean structSet(int depth) {
    List<Field> fields = fields(FieldType::mutable);
    if (fields.isEmpty()) {
      return false;
    }
    Field field = body.any(fields);
    code.receiver(ValType.ref(true, field.type()).bits(), depth - 1);
    code.value(types.fields(field.type()).get(field.index()).unpacked().bits(), depth - 1);
    body.emit(Opcode.STRUCT_SET).u32(field.type()).u32(field.index());
    return true;
  }

  // Arrays

  private boolean newArray(int type, int depth) {
    int index = ValType.isRef(type) ? fitting(types.arrays, type) : -1;
    if (index < 0) {
      return false;
    }
    FieldType element = types.element(index);
    int segment = segment(element);
    int count = length(body);
    switch (body.random.nextInt(4)) {
      case 0 -> {
        code.value(element.unpacked().bits(), depth - 1);
        body.number(false, count);
        body.emit(Opcode.ARRAY_NEW).u32(index);
      }
      case 1 -> {
        if (!isDefaultable(element)) {
          return false;
        }
        body.number(false, count);
        body.emit(Opcode.ARRAY_NEW_DEFAULT).u32(index);
      }
      case 2 -> {
        if (segment < 0) {
          return false;
        }
        body.number(false, body.random.nextInt(3));
        body.number(false, body.random.nextInt(3));
        body.emit(isData(element) ? Opcode.ARRAY_NEW_DATA : Opcode.ARRAY_NEW_ELEM)
            .u32(index)
            .u32(segment);
      }
      default -> {
        for (int i = 0; i < count; i++) {
          code.value(element.unpacked().bits(), depth - 2);
        }
        body.emit(Opcode.ARRAY_NEW_FIXED).u32(index).u32(count);
      }
    }
    return true;
  }

  private static boolean isData(FieldType element) {
    return !element.storage().isRef();
  }

  /// {@return a segment that elements may come from, or -1}
  private int segment(FieldType element) {
    if (isData(element)) {
      return body.random.nextInt(body.module.data());
    }
    List<Integer> fitting = new ArrayList<>();
    for (int i = 0; i < body.module.elements().size(); i++) {
      if (types.matches(body.module.elements().get(i).bits(), element.storage().bits())) {
        fitting.add(i);
      }
    }
    return fitting.isEmpty() ? -1 : body.any(fitting);
  }

  private void position(int depth) {
    if (body.chance(90)) {
      body.number(false, body.random.nextInt(3));
    } else {
      code.i32(depth);
    }
  }

  private boolean length(int type, int depth) {
    if (type != ValType.BITS_I32) {
      return false;
    }
    int array =
        body.chance(50)
            ? ValType.ref(true, body.any(types.arrays)).bits()
            : ValType.ref(true, AbstractHeap.ARRAY).bits();
    code.receiver(array, depth - 1);
    body.emit(Opcode.ARRAY_LEN);
    return true;
  }

  private int anyArray(Predicate<FieldType> condition) {
    List<Integer> fitting = new ArrayList<>(types.arrays);
    fitting.removeIf(index -> !condition.test(types.element(index)));
    return fitting.isEmpty() ? -1 : body.any(fitting);
  }

  private boolean arrayGet(int type, int depth) {
    int index = anyArray(element -> types.matches(element.unpacked().bits(), type));
    if (index < 0) {
      return false;
    }
    code.receiver(ValType.ref(true, index).bits(), depth - 1);
    position(depth - 1);
    body.emit(
            types.element(index).isPacked()
                ? body.chance(50) ? Opcode.ARRAY_GET_S : Opcode.ARRAY_GET_U
                : Opcode.ARRAY_GET)
        .u32(index);
    return true;
  }

  private boolean arraySet(int depth) {
    int index = anyArray(FieldType::mutable);
    if (index < 0) {
      return false;
    }
    code.receiver(ValType.ref(true, index).bits(), depth - 1);
    position(depth - 1);
    code.value(types.element(index).unpacked().bits(), depth - 1);
    body.emit(Opcode.ARRAY_SET).u32(index);
    return true;
  }

  private boolean fill(int depth) {
    int index = anyArray(FieldType::mutable);
    if (index < 0) {
      return false;
    }
    code.receiver(ValType.ref(true, index).bits(), depth - 1);
    position(depth - 1);
    code.value(types.element(index).unpacked().bits(), depth - 1);
    body.number(false, body.random.nextInt(3));
    body.emit(Opcode.ARRAY_FILL).u32(index);
    return true;
  }

  private boolean copy(int depth) {
    int to = anyArray(FieldType::mutable);
    if (to < 0) {
      return false;
    }
    int wanted = types.element(to).storage().bits();
    int from = anyArray(element -> types.matches(element.storage().bits(), wanted));
    if (from < 0) {
      return false;
    }
    code.receiver(ValType.ref(true, to).bits(), depth - 1);
    position(depth - 1);
    code.receiver(ValType.ref(true, from).bits(), depth - 1);
    position(depth - 1);
    body.number(false, body.random.nextInt(3));
    body.emit(Opcode.ARRAY_COPY).u32(to).u32(from);
    return true;
  }

  private boolean init(int depth) {
    int index = anyArray(element -> element.mutable() && segment(element) >= 0);
    if (index < 0) {
      return false;
    }
    FieldType element = types.element(index);
    int segment = segment(element);
    code.receiver(ValType.ref(true, index).bits(), depth - 1);
    position(depth - 1);
    body.number(false, body.random.nextInt(3));
    body.number(false, body.random.nextInt(3));
    body.emit(isData(element) ? Opcode.ARRAY_INIT_DATA : Opcode.ARRAY_INIT_ELEM)
        .u32(index)
        .u32(segment);
    return true;
  }
}
