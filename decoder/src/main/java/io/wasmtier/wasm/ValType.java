package io.wasmtier.wasm;

import org.jspecify.annotations.Nullable;

/// A value type or, inside a [CompositeType.FieldType], a packed storage type (spec: Types, Value
/// Types).
///
/// The whole type is one `int`, because validation compares millions of them: hot code works on
/// [#bits] and the static methods here, everyone else on the record.
///
/// - Not a reference: one of the small constants [#BITS_BOT] to [#BITS_I16].
/// - A reference: the sign bit, [#NULLABLE], [#EXACT] (custom descriptors) and a heap type in the
///   low 29 bits: the ordinal of an [AbstractHeap], or [#CONCRETE] plus a number. What the number
///   means depends on where the type stands: a type index in a [WasmModule], the id of a canonical
///   type everywhere behind validation.
///
/// @param bits the encoded type
public record ValType(int bits) {
  /// The bottom type, which only unreachable code has.
  public static final int BITS_BOT = 0;

  public static final int BITS_I32 = 1;
  public static final int BITS_I64 = 2;
  public static final int BITS_F32 = 3;
  public static final int BITS_F64 = 4;
  public static final int BITS_V128 = 5;

  /// Packed storage types, valid in fields only.
  public static final int BITS_I8 = 6;

  public static final int BITS_I16 = 7;

  public static final int REFERENCE = 1 << 31;
  public static final int NULLABLE = 1 << 30;
  public static final int EXACT = 1 << 29;
  public static final int HEAP_MASK = EXACT - 1;

  /// Heap types from here on are concrete.
  public static final int CONCRETE = 64;

  public static final ValType I32 = new ValType(BITS_I32);
  public static final ValType I64 = new ValType(BITS_I64);
  public static final ValType F32 = new ValType(BITS_F32);
  public static final ValType F64 = new ValType(BITS_F64);
  public static final ValType V128 = new ValType(BITS_V128);
  public static final ValType I8 = new ValType(BITS_I8);
  public static final ValType I16 = new ValType(BITS_I16);
  public static final ValType FUNCREF = ref(true, AbstractHeap.FUNC);
  public static final ValType EXTERNREF = ref(true, AbstractHeap.EXTERN);
  public static final ValType ANYREF = ref(true, AbstractHeap.ANY);
  public static final ValType EXNREF = ref(true, AbstractHeap.EXN);

  /// {@return the reference type to an abstract heap type}
  public static ValType ref(boolean nullable, AbstractHeap heap) {
    return new ValType(refBits(nullable, heap.ordinal()));
  }

  /// {@return the reference type to the concrete type with the number given}
  public static ValType ref(boolean nullable, int number) {
    return new ValType(refBits(nullable, CONCRETE + number));
  }

  /// {@return the bits of a reference to a heap type, given as its code}
  public static int refBits(boolean nullable, int heap) {
    return REFERENCE | (nullable ? NULLABLE : 0) | heap;
  }

  public static boolean isRef(int bits) {
    return bits < 0;
  }

  public static boolean isNullable(int bits) {
    return (bits & NULLABLE) != 0;
  }

  public static boolean isExact(int bits) {
    return (bits & EXACT) != 0;
  }

  /// {@return the heap type's code: an [AbstractHeap] ordinal or [#CONCRETE] plus a number}
  public static int heap(int bits) {
    return bits & HEAP_MASK;
  }

  public static boolean isConcrete(int bits) {
    return bits < 0 && heap(bits) >= CONCRETE;
  }

  /// {@return the number of a concrete reference type: a type index or a canonical id}
  public static int number(int bits) {
    return heap(bits) - CONCRETE;
  }

  /// {@return how many 64-bit slots a value takes in a frame: 2 for v128, else 1}
  public static int slots(int bits) {
    return bits == BITS_V128 ? 2 : 1;
  }

  /// {@return whether a local of this type has a default value (spec: Types, Defaultable)}
  public static boolean isDefaultable(int bits) {
    return bits > 0 || isNullable(bits);
  }

  public boolean isRef() {
    return isRef(bits);
  }

  public boolean isNullable() {
    return isNullable(bits);
  }

  public boolean isConcrete() {
    return isConcrete(bits);
  }

  public int number() {
    return number(bits);
  }

  /// {@return the text format's spelling, with numbers for concrete types}
  public static String toString(int bits) {
    return switch (bits) {
      case BITS_BOT -> "bot";
      case BITS_I32 -> "i32";
      case BITS_I64 -> "i64";
      case BITS_F32 -> "f32";
      case BITS_F64 -> "f64";
      case BITS_V128 -> "v128";
      case BITS_I8 -> "i8";
      case BITS_I16 -> "i16";
      default -> refToString(bits);
    };
  }

  private static String refToString(int bits) {
    String heap = heapToString(heap(bits));
    if (isNullable(bits) && !isExact(bits) && !isConcrete(bits)) {
      return AbstractHeap.of(heap(bits)).shorthand();
    }
    return "(ref "
        + (isNullable(bits) ? "null " : "")
        + (isExact(bits) ? "(exact " + heap + ")" : heap)
        + ")";
  }

  /// {@return the text format's spelling of a heap type code}
  public static String heapToString(int heap) {
    return heap >= CONCRETE ? Integer.toString(heap - CONCRETE) : AbstractHeap.of(heap).text();
  }

  // Written out, as those of FuncType: the generated ones cost 20 ms where they are first used,
  // which is in every start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ValType type && type.bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  @Override
  public String toString() {
    return toString(bits);
  }
}
