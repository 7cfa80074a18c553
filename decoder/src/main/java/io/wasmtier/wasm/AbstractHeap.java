package io.wasmtier.wasm;

/// The abstract heap types (spec: Types, Heap Types); the ordinal is the heap type code in
/// [ValType].
public enum AbstractHeap {
  FUNC(0x70, "func", "funcref", Feature.MVP),
  NOFUNC(0x73, "nofunc", "nullfuncref", Feature.GC),
  EXTERN(0x6F, "extern", "externref", Feature.REFERENCE_TYPES),
  NOEXTERN(0x72, "noextern", "nullexternref", Feature.GC),
  ANY(0x6E, "any", "anyref", Feature.GC),
  EQ(0x6D, "eq", "eqref", Feature.GC),
  I31(0x6C, "i31", "i31ref", Feature.GC),
  STRUCT(0x6B, "struct", "structref", Feature.GC),
  ARRAY(0x6A, "array", "arrayref", Feature.GC),
  NONE(0x71, "none", "nullref", Feature.GC),
  EXN(0x69, "exn", "exnref", Feature.EXCEPTIONS),
  NOEXN(0x74, "noexn", "nullexnref", Feature.EXCEPTIONS),
  CONT(0x68, "cont", "contref", Feature.STACK_SWITCHING),
  NOCONT(0x75, "nocont", "nullcontref", Feature.STACK_SWITCHING);

  private static final AbstractHeap[] VALUES = values();

  private final int code;
  private final String text;
  private final String shorthand;
  private final Feature feature;

  AbstractHeap(int code, String text, String shorthand, Feature feature) {
    this.code = code;
    this.text = text;
    this.shorthand = shorthand;
    this.feature = feature;
  }

  /// {@return the heap type with this ordinal}
  public static AbstractHeap of(int ordinal) {
    return VALUES[ordinal];
  }

  /// {@return the byte of the binary format (a negative s7 as an unsigned byte)}
  public int code() {
    return code;
  }

  /// {@return the heap type's spelling, such as `noextern`}
  public String text() {
    return text;
  }

  /// {@return the spelling of the nullable reference to it, such as `nullexternref`}
  public String shorthand() {
    return shorthand;
  }

  /// {@return the feature it came with}
  public Feature feature() {
    return feature;
  }

  /// {@return the top of its hierarchy (spec: Validation, Matching, Heap Types)}
  public AbstractHeap top() {
    return switch (this) {
      case FUNC, NOFUNC -> FUNC;
      case EXTERN, NOEXTERN -> EXTERN;
      case ANY, EQ, I31, STRUCT, ARRAY, NONE -> ANY;
      case EXN, NOEXN -> EXN;
      case CONT, NOCONT -> CONT;
    };
  }

  /// {@return the bottom of its hierarchy}
  public AbstractHeap bottom() {
    return switch (top()) {
      case FUNC -> NOFUNC;
      case EXTERN -> NOEXTERN;
      case EXN -> NOEXN;
      case CONT -> NOCONT;
      default -> NONE;
    };
  }

  /// {@return whether this is the other heap type or a subtype of it}
  public boolean matches(AbstractHeap other) {
    if (this == other || this == bottom() && top() == other.top()) {
      return true;
    }
    return switch (this) {
      case EQ -> other == ANY;
      case I31, STRUCT, ARRAY -> other == EQ || other == ANY;
      default -> false;
    };
  }
}
