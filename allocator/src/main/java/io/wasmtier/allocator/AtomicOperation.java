package io.wasmtier.allocator;

/// What an atomic read-modify-write does to the value in memory (threads proposal).
public enum AtomicOperation {
  ADD,
  SUB,
  AND,
  OR,
  XOR,
  XCHG;

  /// {@return the new value; only the low bits of the access' size count}
  long apply(long value, long operand) {
    return switch (this) {
      case ADD -> value + operand;
      case SUB -> value - operand;
      case AND -> value & operand;
      case OR -> value | operand;
      case XOR -> value ^ operand;
      case XCHG -> operand;
    };
  }
}
