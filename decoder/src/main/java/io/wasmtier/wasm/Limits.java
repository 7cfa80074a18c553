package io.wasmtier.wasm;

/// The size range of a memory (in pages) or table (in elements), and its address type (spec: Types,
/// Limits).
///
/// @param is64 whether addresses are i64
/// @param min the initial size, unsigned
/// @param max the largest size, unsigned; without meaning if there is none
/// @param hasMax whether there is a largest size
public record Limits(boolean is64, long min, long max, boolean hasMax) {
  /// {@return the value type of an address}
  public ValType addressType() {
    return is64 ? ValType.I64 : ValType.I32;
  }

  @Override
  public String toString() {
    return (is64 ? "i64 " : "")
        + Long.toUnsignedString(min)
        + (hasMax ? " " + Long.toUnsignedString(max) : "");
  }
}
