package io.wasmtier.runtime;

/// A 128-bit vector at the boundary to the host (spec: Types, Vector Types).
///
/// @param low the lower eight bytes, lane 0 in the lowest
/// @param high the upper eight bytes
public record V128(long low, long high) {
  /// All bits zero.
  public static final V128 ZERO = new V128(0, 0);

  @Override
  public String toString() {
    return String.format("v128(0x%016x%016x)", high, low);
  }
}
