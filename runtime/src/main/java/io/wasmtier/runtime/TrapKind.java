package io.wasmtier.runtime;

/// Why an execution trapped, in the words of the specification's test suite.
public enum TrapKind {
  /// The `unreachable` instruction was executed.
  UNREACHABLE("unreachable"),
  /// Integer division or remainder by zero.
  INTEGER_DIVIDE_BY_ZERO("integer divide by zero"),
  /// The result of a signed division or of a conversion does not fit.
  INTEGER_OVERFLOW("integer overflow"),
  /// A NaN was converted to an integer.
  INVALID_CONVERSION_TO_INTEGER("invalid conversion to integer"),
  /// A memory access, bulk memory operation or data segment reaches past the end.
  OUT_OF_BOUNDS_MEMORY_ACCESS("out of bounds memory access"),
  /// A table access, bulk table operation or element segment reaches past the end.
  OUT_OF_BOUNDS_TABLE_ACCESS("out of bounds table access"),
  /// An array access or bulk array operation reaches past the end.
  OUT_OF_BOUNDS_ARRAY_ACCESS("out of bounds array access"),
  /// A JavaScript string builtin got a position outside its string.
  OUT_OF_BOUNDS_STRING_ACCESS("out of bounds string access"),
  /// `fromCodePoint` got a number above 0x10FFFF.
  INVALID_CODE_POINT("invalid code point"),
  /// An atomic access that is not naturally aligned.
  UNALIGNED_ATOMIC("unaligned atomic"),
  /// `memory.atomic.wait` on a memory that is not shared.
  EXPECTED_SHARED_MEMORY("expected shared memory"),
  /// An indirect call to an index past the end of the table.
  UNDEFINED_ELEMENT("undefined element"),
  /// An indirect call through a null table entry.
  UNINITIALIZED_ELEMENT("uninitialized element"),
  /// An indirect call whose callee has another type.
  INDIRECT_CALL_TYPE_MISMATCH("indirect call type mismatch"),
  /// A null reference where a function was wanted.
  NULL_FUNCTION_REFERENCE("null function reference"),
  /// A null reference where a structure was wanted.
  NULL_STRUCTURE_REFERENCE("null structure reference"),
  /// A null reference where an array was wanted.
  NULL_ARRAY_REFERENCE("null array reference"),
  /// A null reference where an i31 was wanted.
  NULL_I31_REFERENCE("null i31 reference"),
  /// A null reference where an exception was wanted.
  NULL_EXCEPTION_REFERENCE("null exception reference"),
  /// A null reference where a continuation was wanted.
  NULL_CONTINUATION_REFERENCE("null continuation reference"),
  /// A null reference where a descriptor was wanted.
  NULL_DESCRIPTOR_REFERENCE("null descriptor reference"),
  /// `ref.as_non_null` on a null reference.
  NULL_REFERENCE("null reference"),
  /// `ref.cast` failed.
  CAST_FAILURE("cast failure"),
  /// `ref.cast_desc_eq` failed.
  DESCRIPTOR_CAST_FAILURE("descriptor cast failure"),
  /// A continuation was resumed a second time.
  CONTINUATION_ALREADY_CONSUMED("continuation already consumed"),
  /// A suspension for which there is no handler.
  UNHANDLED_TAG("unhandled tag"),
  /// An array allocation larger than the implementation allows.
  ALLOCATION_SIZE_TOO_LARGE("allocation size too large"),
  /// A host function failed with a Java exception; it is the cause.
  HOST_FUNCTION_FAILED("host function failed");

  private final String words;

  TrapKind(String words) {
    this.words = words;
  }

  /// {@return the specification's words}
  public String words() {
    return words;
  }
}
