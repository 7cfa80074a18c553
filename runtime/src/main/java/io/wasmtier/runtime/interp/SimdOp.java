package io.wasmtier.runtime.interp;

/// Register operations on vectors: the part of [Op] for SIMD.
///
/// A vector takes two slots, low half first; an operand or a destination is named by the first of
/// them. Operands may overlap the destination in any way, so everything is read before anything is
/// written. As in the numeric forms of [Op], the low bits are the ordinal of the instruction in the
/// opcode table where one form serves several, else zero.
final class SimdOp {
  private SimdOp() {}

  /// The smallest; all above are vector operations too.
  static final int FIRST = 8 << Op.ORDINAL_BITS;

  /// Destination, vector.
  static final int UNARY = FIRST;

  /// Destination, vector; the result is a scalar.
  static final int REDUCE = 9 << Op.ORDINAL_BITS;

  /// Destination, scalar.
  static final int SPLAT = 10 << Op.ORDINAL_BITS;

  /// Destination, vector, vector.
  static final int BINARY = 11 << Op.ORDINAL_BITS;

  /// Destination, vector, scalar.
  static final int SHIFT = 12 << Op.ORDINAL_BITS;

  /// Destination, vector, constant.
  static final int SHIFT_K = 13 << Op.ORDINAL_BITS;

  /// Destination, vector, vector, vector.
  static final int TERNARY = 14 << Op.ORDINAL_BITS;

  /// Destination, vector, lane.
  static final int EXTRACT = 15 << Op.ORDINAL_BITS;

  /// Destination, vector, scalar, lane.
  static final int REPLACE = 16 << Op.ORDINAL_BITS;

  /// Destination, vector, vector, the four words of the lane numbers.
  static final int SHUFFLE = 17 << Op.ORDINAL_BITS;

  /// Destination, the four words of the value.
  static final int CONST = 18 << Op.ORDINAL_BITS;

  /// Destination, vector.
  static final int MOVE = 19 << Op.ORDINAL_BITS;

  /// Destination, vector if true, vector if false, condition slot.
  static final int SELECT = 20 << Op.ORDINAL_BITS;

  // Memory 0 of the heap kind. Address as in Op: slot, constant added to it (modulo 2^32), offset.

  /// Destination, address: all sixteen bytes.
  static final int LOAD = 21 << Op.ORDINAL_BITS;

  /// Destination, address: extended, splatted or with zeros.
  static final int LOAD_SCALAR = 22 << Op.ORDINAL_BITS;

  /// Destination, address, vector, lane.
  static final int LOAD_LANE = 23 << Op.ORDINAL_BITS;

  /// Vector, address: all sixteen bytes.
  static final int STORE = 24 << Op.ORDINAL_BITS;

  /// Vector, address, lane.
  static final int STORE_LANE = 25 << Op.ORDINAL_BITS;

  // Any memory: address slot, memory, offset (two words) in place of the address.

  static final int LOAD_ANY = 26 << Op.ORDINAL_BITS;
  static final int LOAD_SCALAR_ANY = 27 << Op.ORDINAL_BITS;
  static final int LOAD_LANE_ANY = 28 << Op.ORDINAL_BITS;
  static final int STORE_ANY = 29 << Op.ORDINAL_BITS;
  static final int STORE_LANE_ANY = 30 << Op.ORDINAL_BITS;

  /// From a form for memory 0 to the one for any memory.
  static final int ANY = LOAD_ANY - LOAD;

  /// {@return whether an operation accesses memory}
  static boolean isAccess(int op) {
    return op >= LOAD;
  }

  /// {@return the number of words of an operation}
  static int length(int op) {
    return switch (op & ~Op.ORDINAL_MASK) {
      case UNARY, REDUCE, SPLAT, MOVE -> 3;
      case BINARY, SHIFT, SHIFT_K, EXTRACT -> 4;
      case TERNARY, REPLACE, SELECT, LOAD, LOAD_SCALAR, STORE -> 5;
      case CONST, STORE_LANE, LOAD_ANY, LOAD_SCALAR_ANY, STORE_ANY -> 6;
      case LOAD_LANE, STORE_LANE_ANY -> 7;
      case SHUFFLE, LOAD_LANE_ANY -> 8;
      default -> throw new AssertionError("no operation: " + op);
    };
  }
}
