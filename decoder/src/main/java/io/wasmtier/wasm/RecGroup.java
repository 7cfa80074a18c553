package io.wasmtier.wasm;

import java.util.List;

/// Type definitions that may refer to one another (spec: Types, Recursive Types).
///
/// @param types the members; a group of one that was written without `rec` is the same type as with
///   it
/// @param explicit whether it was written with `rec`, kept for the printer and the encoder
public record RecGroup(List<SubType> types, boolean explicit) {
  public RecGroup {
    types = List.copyOf(types);
  }
}
