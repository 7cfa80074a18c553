package io.wasmtier.wasm;

import java.util.List;

/// One type definition with its place in the subtype hierarchy (spec: Types, Recursive Types).
///
/// @param isFinal whether no other type may declare it as a supertype
/// @param supertypes the numbers of the declared supertypes; validation allows at most one
/// @param composite what it defines
/// @param describes the number of the type it describes, or -1 (custom descriptors)
/// @param descriptor the number of its descriptor type, or -1 (custom descriptors)
public record SubType(
    boolean isFinal,
    List<Integer> supertypes,
    CompositeType composite,
    int describes,
    int descriptor) {
  public SubType {
    supertypes = List.copyOf(supertypes);
  }

  /// {@return a final type without supertype, as the abbreviated form defines it}
  public static SubType plain(CompositeType composite) {
    return new SubType(true, List.of(), composite, -1, -1);
  }

  /// {@return whether the abbreviated form defines it: it is final and has no supertype}
  public boolean isPlain() {
    return isFinal && supertypes.isEmpty() && describes < 0 && descriptor < 0;
  }
}
