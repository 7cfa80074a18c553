package io.wasmtier.validator;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A closed type definition (spec: Types, Defined Types), the only one of all that are equal: types
/// are iso-recursive, whole recursive groups are hash-consed process-wide ([TypeTable]), so that
/// equality is identity and modules of different engines agree.
///
/// A concrete reference type behind validation names a definition by its [#id], as
/// `ValType.CONCRETE + id`. An id stays with its definition as long as that is reachable: whoever
/// keeps the bits of a concrete type keeps the definition too, or a [ValidatedModule] that has it.
/// Definitions nobody keeps are collected. Thread-safe and, but for [#attachment], immutable.
public final class DefType {
  private static final int[] NO_TYPES = {};

  /// What the runtime keeps with the type: the factory of a structure type
  /// (`io.wasmtier.runtime.abi.StructFactory`), else null. Only that class writes it, once, under
  /// its lock; a reader that sees null asks there, all fields of what it sees are final.
  public @Nullable Object attachment;

  private final TypeTable.Group group;
  private final int id;
  private final SubType definition;
  private final AbstractHeap heap;
  private final DefType[] display;
  private final int[] params;
  private final int[] results;
  private final int paramSlots;
  private final int resultSlots;

  /// Only [TypeTable] makes definitions.
  ///
  /// @param display the chain of declared supertypes from the root on, without this
  DefType(TypeTable.Group group, int id, SubType definition, DefType[] display) {
    this.group = group;
    this.id = id;
    this.definition = definition;
    this.display = display;
    this.heap =
        switch (definition.composite()) {
          case FuncType f -> AbstractHeap.FUNC;
          case CompositeType.StructType s -> AbstractHeap.STRUCT;
          case CompositeType.ArrayType a -> AbstractHeap.ARRAY;
          case CompositeType.ContType c -> AbstractHeap.CONT;
        };
    if (definition.composite() instanceof FuncType function) {
      this.params = bits(function.params());
      this.results = bits(function.results());
    } else {
      this.params = NO_TYPES;
      this.results = NO_TYPES;
    }
    this.paramSlots = slots(params);
    this.resultSlots = slots(results);
  }

  /// {@return the definition with an id that a reachable concrete type has}
  ///
  /// @throws IllegalArgumentException if there is none (any more), which is a mistake of the caller
  public static DefType of(int id) {
    return TypeTable.at(id);
  }

  /// {@return the definition of a function type without supertypes}
  ///
  /// @param canonical the type; concrete types in it name canonical ids
  public static DefType function(FuncType canonical) {
    return TypeTable.plain(canonical);
  }

  /// {@return the definition of an array type without supertypes}
  ///
  /// @param canonical the type; concrete types in it name canonical ids
  public static DefType array(CompositeType.ArrayType canonical) {
    return TypeTable.plain(canonical);
  }

  /// {@return the number that names the definition in [ValType] bits, unique in the process}
  public int id() {
    return id;
  }

  /// {@return the definition; all numbers in it are canonical ids}
  public SubType definition() {
    return definition;
  }

  /// {@return what is defined; all numbers in it are canonical ids}
  public CompositeType composite() {
    return definition.composite();
  }

  /// {@return FUNC, STRUCT, ARRAY or CONT}
  public AbstractHeap heap() {
    return heap;
  }

  public boolean isFunction() {
    return heap == AbstractHeap.FUNC;
  }

  public boolean isStruct() {
    return heap == AbstractHeap.STRUCT;
  }

  public boolean isArray() {
    return heap == AbstractHeap.ARRAY;
  }

  public boolean isContinuation() {
    return heap == AbstractHeap.CONT;
  }

  /// {@return the parameter types of a function type, as canonical bits; shared, not to be changed}
  public int[] params() {
    return params;
  }

  /// {@return the result types of a function type, as canonical bits; shared, not to be changed}
  public int[] results() {
    return results;
  }

  /// {@return the number of 64-bit slots of all parameters; a v128 takes two}
  public int paramSlots() {
    return paramSlots;
  }

  /// {@return the number of 64-bit slots of all results; a v128 takes two}
  public int resultSlots() {
    return resultSlots;
  }

  /// {@return the bits of a reference to it}
  public int ref(boolean nullable) {
    return ValType.refBits(nullable, ValType.CONCRETE + id);
  }

  /// {@return the declared supertype, or null}
  public @Nullable DefType supertype() {
    return display.length == 0 ? null : display[display.length - 1];
  }

  /// {@return the number of supertypes up to the root}
  public int depth() {
    return display.length;
  }

  /// {@return whether it is the other or declared as a subtype of it, directly or not; in constant
  /// time}
  public boolean isSubtypeOf(DefType other) {
    return this == other
        || display.length > other.display.length && display[other.display.length] == other;
  }

  /// {@return the type of its descriptors, or null (custom descriptors)}
  public @Nullable DefType descriptor() {
    return definition.descriptor() == -1 ? null : of(definition.descriptor());
  }

  /// {@return the type whose descriptor it is, or null (custom descriptors)}
  public @Nullable DefType describes() {
    return definition.describes() == -1 ? null : of(definition.describes());
  }

  /// {@return the function type of a continuation type (stack switching)}
  ///
  /// @throws IllegalStateException if it is no continuation type
  public DefType continued() {
    if (definition.composite() instanceof CompositeType.ContType(int function)) {
      return of(function);
    }
    throw new IllegalStateException("not a continuation type: " + this);
  }

  /// The display of the subtypes: this chain and this.
  DefType[] displayBelow() {
    DefType[] below = java.util.Arrays.copyOf(display, display.length + 1);
    below[display.length] = this;
    return below;
  }

  /// {@return the first type of its recursive group, whose members are kept alive by one another}
  public DefType groupFirst() {
    return group.member(0);
  }

  /// The group keeps its members and what they refer to alive.
  TypeTable.Group group() {
    return group;
  }

  private static int[] bits(List<ValType> types) {
    if (types.isEmpty()) {
      return NO_TYPES;
    }
    int[] bits = new int[types.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = types.get(i).bits();
    }
    return bits;
  }

  private static int slots(int[] types) {
    int slots = 0;
    for (int type : types) {
      slots += ValType.slots(type);
    }
    return slots;
  }

  @Override
  public String toString() {
    return Types.toString(this);
  }
}
