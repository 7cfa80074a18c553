package io.wasmtier.validator;

import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;

/// Validates the type section (spec: Validation, Types) and makes its definitions canonical, group
/// by group.
///
/// What needs only the numbers is checked before a group enters the [TypeTable], matching
/// afterwards: it needs the canonical types. A group that turns out invalid stays in the table
/// until it is collected; every module with it is invalid too.
final class TypeValidation {
  private final IndexSpaces spaces;

  // Of the group being checked: the index of its first member and that behind its last.
  private int first;
  private int end;
  private List<SubType> members = List.of();

  private int current;

  // The number of supertypes of each type, known before there are definitions to ask.
  private final int[] depths;

  TypeValidation(IndexSpaces spaces) {
    this.spaces = spaces;
    this.depths = new int[spaces.types.length];
  }

  /// {@return the index of the type that is being checked}
  int current() {
    return current;
  }

  void run() {
    for (RecGroup group : spaces.module.types()) {
      members = group.types();
      end = first + members.size();
      for (int i = first; i < end; i++) {
        current = i;
        numbers(i, members.get(i - first));
      }
      TypeTable.Group canonical =
          TypeTable.intern(members, first, index -> spaces.types[index].id());
      for (int i = first; i < end; i++) {
        spaces.types[i] = canonical.member(i - first);
      }
      for (int i = first; i < end; i++) {
        current = i;
        matching(i, members.get(i - first));
      }
      first = end;
    }
  }

  private static WasmtierException invalid(String message) {
    return ModuleValidation.invalid(message);
  }

  private void known(int number) {
    if (number < 0 || number >= end) {
      throw invalid("unknown type " + Integer.toUnsignedString(number));
    }
  }

  private void known(ValType type) {
    if (type.isConcrete()) {
      known(type.number());
    }
  }

  private void numbers(int index, SubType type) {
    if (type.supertypes().size() > 1) {
      throw invalid("sub type " + index + " has more than one super type");
    }
    for (int supertype : type.supertypes()) {
      known(supertype);
      if (supertype >= index) {
        throw invalid("forward use of type " + supertype + " in sub type definition " + index);
      }
      if (definition(supertype).isFinal()) {
        throw invalid("sub type " + index + " has final super type " + supertype);
      }
      depths[index] = depths[supertype] + 1;
      if (depths[index] > spaces.limits.subtypingDepth()) {
        throw new WasmtierException(
            Failure.LIMIT,
            "too many supertypes of type "
                + index
                + ": allowed are "
                + spaces.limits.subtypingDepth());
      }
    }
    switch (type.composite()) {
      case CompositeType.FuncType f -> {
        f.params().forEach(this::known);
        f.results().forEach(this::known);
        if (f.results().size() > 1 && !spaces.features.has(Feature.MULTI_VALUE)) {
          throw invalid("invalid result arity: type " + index + " needs multi-value");
        }
      }
      case CompositeType.StructType s -> {
        for (FieldType field : s.fields()) {
          known(field.storage());
        }
      }
      case CompositeType.ArrayType a -> known(a.element().storage());
      case CompositeType.ContType c -> {
        known(c.function());
        if (!(definition(c.function()).composite() instanceof CompositeType.FuncType)) {
          throw invalid("non-function type " + c.function() + " in continuation type " + index);
        }
      }
    }
    descriptors(index, type);
  }

  private SubType definition(int index) {
    return index >= first ? members.get(index - first) : spaces.types[index].definition();
  }

  // Proposal: Custom Descriptors.
  private void descriptors(int index, SubType type) {
    int described = type.describes();
    int descriptor = type.descriptor();
    if (!(type.composite() instanceof CompositeType.StructType)
        && (descriptor != -1 || described != -1)) {
      throw invalid(
          (descriptor != -1 ? "descriptor" : "described")
              + " type must be a struct: neither can type "
              + index
              + " have one nor be one");
    }
    if (described != -1) {
      if (described < first || described >= end) {
        throw invalid("described type is outside rec group: type " + described);
      }
      if (definition(described).descriptor() != index) {
        throw invalid("described type is not described by descriptor: type " + index);
      }
      if (described >= index) {
        throw invalid("forward use of described type " + described);
      }
    }
    if (descriptor != -1) {
      if (descriptor < first || descriptor >= end) {
        throw invalid("descriptor type is outside rec group: type " + descriptor);
      }
      if (definition(descriptor).describes() != index) {
        throw invalid("type is not described by its descriptor: type " + index);
      }
    }
  }

  private void matching(int index, SubType declared) {
    DefType type = spaces.types[index];
    DefType supertype = type.supertype();
    if (supertype == null) {
      return;
    }
    int superIndex = declared.supertypes().get(0);
    if (!Types.matches(type, supertype)
        || (type.describes() == null) != (supertype.describes() == null)
        || type.descriptor() == null && supertype.descriptor() != null) {
      throw mismatch(index, superIndex);
    }
    related("described type", type.describes(), supertype.describes(), declared.describes());
    related("descriptor type", type.descriptor(), supertype.descriptor(), declared.descriptor());
  }

  private static void related(
      String what,
      @org.jspecify.annotations.Nullable DefType of,
      @org.jspecify.annotations.Nullable DefType ofSupertype,
      int index) {
    if (of != null && ofSupertype != null && !of.isSubtypeOf(ofSupertype)) {
      throw invalid(what + " " + index + " does not match the super type's");
    }
  }

  private static WasmtierException mismatch(int index, int supertype) {
    return invalid("sub type " + index + " does not match super type " + supertype);
  }
}
