package io.wasmtier.wasm;

/// What follows an instruction's code in the binary format (spec: Binary Format, Instructions).
public enum Immediate {
  /// A block type: empty, a value type or a type index (s33).
  BLOCK_TYPE,
  /// A label index.
  LABEL,
  /// A vector of label indices and the default label.
  LABELS,
  /// A function index.
  FUNC,
  /// A type index.
  TYPE,
  /// A table index.
  TABLE,
  /// A memory index.
  MEMORY,
  /// A global index.
  GLOBAL,
  /// A local index.
  LOCAL,
  /// A tag index.
  TAG,
  /// A data segment index.
  DATA,
  /// An element segment index.
  ELEM,
  /// A field index.
  FIELD,
  /// A number of operands.
  COUNT,
  /// Alignment, memory and offset.
  MEMARG,
  /// One lane index (a byte).
  LANE,
  /// Sixteen lane indices (bytes).
  LANES,
  /// A signed 32-bit number.
  I32,
  /// A signed 64-bit number.
  I64,
  /// Four bytes.
  F32,
  /// Eight bytes.
  F64,
  /// Sixteen bytes.
  V128,
  /// A heap type.
  HEAP_TYPE,
  /// A vector of value types.
  VALUE_TYPES,
  /// Two nullability flags of a cast (a byte).
  CAST_FLAGS,
  /// A vector of catch clauses (`try_table`).
  CATCHES,
  /// A vector of resumption handlers (`resume`).
  HANDLERS,
  /// A byte that must be zero.
  ZERO
}
