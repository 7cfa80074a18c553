package io.wasmtier.runtime.interp;

/// The operations on structures, arrays and scalars, and casts: continues [Op], with the same
/// conventions.
///
/// A type is the number of a [CodeTable]. A reference type is the bits of a
/// [io.wasmtier.wasm.ValType] in which concrete types have such numbers.
final class GcOp {
  private GcOp() {}

  static final int FIRST = 8448;

  /// Type, first slot of the fields, where the result goes.
  static final int STRUCT_NEW = FIRST;

  /// Destination, type.
  static final int STRUCT_NEW_DEFAULT = FIRST + 1;

  /// Type, first slot of the fields, where the result goes, slot of the descriptor.
  static final int STRUCT_NEW_DESC = FIRST + 2;

  /// Destination, type, slot of the descriptor.
  static final int STRUCT_NEW_DEFAULT_DESC = FIRST + 3;

  /// Destination, slot, field.
  static final int STRUCT_GET = FIRST + 4;

  static final int STRUCT_GET_REFERENCE = FIRST + 5;
  static final int STRUCT_GET_V128 = FIRST + 6;

  /// Destination, slot, field, mask.
  static final int STRUCT_GET_U = FIRST + 7;

  /// Slot, field, slot of the value.
  static final int STRUCT_SET = FIRST + 8;

  static final int STRUCT_SET_REFERENCE = FIRST + 9;
  static final int STRUCT_SET_V128 = FIRST + 10;

  /// Destination, slot.
  static final int GET_DESCRIPTOR = FIRST + 11;

  /// Destination, type, slot of the value, slot of the length; for v128, and for all others.
  static final int ARRAY_NEW_V128 = FIRST + 12;

  static final int ARRAY_NEW = FIRST + 13;

  /// Destination, type, slot of the length.
  static final int ARRAY_NEW_DEFAULT = FIRST + 14;

  /// Type, first slot of the elements, where the result goes, number.
  static final int ARRAY_NEW_FIXED = FIRST + 15;

  /// Destination, type, segment, slot of the offset, slot of the length.
  static final int ARRAY_NEW_DATA = FIRST + 16;

  static final int ARRAY_NEW_ELEM = FIRST + 17;

  /// Destination, slot, slot of the index.
  static final int ARRAY_GET = FIRST + 18;

  static final int ARRAY_GET_REFERENCE = FIRST + 19;
  static final int ARRAY_GET_V128 = FIRST + 20;

  /// Destination, slot, slot of the index, mask.
  static final int ARRAY_GET_U = FIRST + 21;

  /// Slot, slot of the index, slot of the value.
  static final int ARRAY_SET = FIRST + 22;

  static final int ARRAY_SET_REFERENCE = FIRST + 23;
  static final int ARRAY_SET_V128 = FIRST + 24;

  /// Destination, slot.
  static final int ARRAY_LEN = FIRST + 25;

  /// Slot, slot of the index, slot of the value, slot of the length; for v128, and for all others.
  static final int ARRAY_FILL_V128 = FIRST + 26;

  static final int ARRAY_FILL = FIRST + 27;

  /// First slot of the five operands in order.
  static final int ARRAY_COPY = FIRST + 28;

  /// First slot of the four operands in order, segment.
  static final int ARRAY_INIT_DATA = FIRST + 29;

  static final int ARRAY_INIT_ELEM = FIRST + 30;

  /// Destination, slot, reference type, counter of successes, counter of failures.
  static final int REF_TEST = FIRST + 31;

  /// Slot, reference type, counter of successes, counter of failures.
  static final int REF_CAST = FIRST + 32;

  /// Slot, reference type, slot of the descriptor, counter of successes, counter of failures.
  static final int REF_CAST_DESC = FIRST + 33;

  // Branches; an operation and its opposite differ in the lowest bit.

  /// Slot, reference type, taken counter, target, counter of the other way.
  static final int BR_ON_CAST = FIRST + 34;

  static final int BR_ON_CAST_FAIL = BR_ON_CAST ^ 1;

  /// Slot, reference type, slot of the descriptor, taken counter, target, counter of the other way.
  static final int BR_ON_CAST_DESC = FIRST + 36;

  static final int BR_ON_CAST_DESC_FAIL = BR_ON_CAST_DESC ^ 1;

  /// Destination, slot.
  static final int REF_I31 = FIRST + 38;

  static final int I31_GET_S = FIRST + 39;
  static final int I31_GET_U = FIRST + 40;

  static final int LAST = FIRST + 40;

  /// {@return the number of words of an instruction}
  static int length(int op) {
    return switch (op) {
      case ARRAY_COPY -> 2;
      case STRUCT_NEW,
          STRUCT_NEW_DEFAULT,
          GET_DESCRIPTOR,
          ARRAY_LEN,
          ARRAY_INIT_DATA,
          ARRAY_INIT_ELEM,
          REF_I31,
          I31_GET_S,
          I31_GET_U ->
          3;
      case STRUCT_GET_U,
          ARRAY_NEW,
          ARRAY_NEW_V128,
          ARRAY_GET_U,
          ARRAY_FILL,
          ARRAY_FILL_V128,
          REF_CAST ->
          5;
      case ARRAY_NEW_DATA, ARRAY_NEW_ELEM, REF_TEST, REF_CAST_DESC, BR_ON_CAST, BR_ON_CAST_FAIL ->
          6;
      case BR_ON_CAST_DESC, BR_ON_CAST_DESC_FAIL -> 7;
      default -> 4;
    };
  }
}
