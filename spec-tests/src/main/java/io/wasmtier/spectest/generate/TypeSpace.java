package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.ArrayType;
import io.wasmtier.wasm.CompositeType.ContType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.CompositeType.StructType;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.List;

/// The types of a module that is being made, by index. Types in the generator are bits as in
/// [ValType#bits], concrete ones numbered by type index.
final class TypeSpace {
  private final List<RecGroup> groups = new ArrayList<>();
  private final List<SubType> types = new ArrayList<>();

  /// Function types by index, structures by index, …: what is of a kind.
  final List<Integer> functions = new ArrayList<>();

  final List<Integer> structs = new ArrayList<>();
  final List<Integer> arrays = new ArrayList<>();
  final List<Integer> continuations = new ArrayList<>();

  /// Adds a group of types that may refer to one another.
  ///
  /// @return the index of the first
  int add(boolean explicit, List<SubType> members) {
    int first = types.size();
    groups.add(new RecGroup(members, explicit));
    for (SubType member : members) {
      switch (member.composite()) {
        case FuncType function -> functions.add(types.size());
        case StructType struct -> structs.add(types.size());
        case ArrayType array -> arrays.add(types.size());
        case ContType continuation -> continuations.add(types.size());
      }
      types.add(member);
    }
    return first;
  }

  /// Adds a plain type, or finds it: types are distinct, so that the index of one is found by what
  /// it is.
  int add(CompositeType type) {
    SubType plain = SubType.plain(type);
    int index = types.indexOf(plain);
    return index >= 0 ? index : add(false, List.of(plain));
  }

  int size() {
    return types.size();
  }

  List<RecGroup> groups() {
    return groups;
  }

  SubType definition(int index) {
    return types.get(index);
  }

  /// {@return a type's declared supertype, or -1}
  int supertype(int index) {
    List<Integer> supertypes = types.get(index).supertypes();
    return supertypes.isEmpty() ? -1 : supertypes.get(0);
  }

  FuncType function(int index) {
    return (FuncType) types.get(index).composite();
  }

  List<FieldType> fields(int index) {
    return ((StructType) types.get(index).composite()).fields();
  }

  FieldType element(int index) {
    return ((ArrayType) types.get(index).composite()).element();
  }

  /// {@return the index of a plain function type, or -1}
  int find(FuncType type) {
    return types.indexOf(SubType.plain(type));
  }

  /// {@return the abstract heap type right above a type}
  AbstractHeap kind(int index) {
    return switch (types.get(index).composite()) {
      case FuncType function -> AbstractHeap.FUNC;
      case StructType struct -> AbstractHeap.STRUCT;
      case ArrayType array -> AbstractHeap.ARRAY;
      case ContType continuation -> AbstractHeap.CONT;
    };
  }

  /// {@return the abstract heap type that a reference type is of or right below}
  AbstractHeap kindOf(int ref) {
    return ValType.isConcrete(ref) ? kind(ValType.number(ref)) : AbstractHeap.of(ValType.heap(ref));
  }

  /// {@return the nullable reference to the top of a reference type's hierarchy}
  int top(int ref) {
    return ValType.refBits(true, kindOf(ref).top().ordinal());
  }

  /// {@return whether a value of a type may stand where another is wanted, as far as the
  /// declarations tell: two types that are equal without being the same count as different}
  boolean matches(int type, int wanted) {
    if (type == wanted) {
      return true;
    }
    if (!ValType.isRef(type)
        || !ValType.isRef(wanted)
        || ValType.isNullable(type) && !ValType.isNullable(wanted)) {
      return false;
    }
    if (!ValType.isConcrete(wanted)) {
      return kindOf(type).matches(AbstractHeap.of(ValType.heap(wanted)));
    }
    if (!ValType.isConcrete(type)) {
      AbstractHeap heap = AbstractHeap.of(ValType.heap(type));
      return heap == heap.bottom() && heap.top() == kindOf(wanted).top();
    }
    if (ValType.isExact(wanted)) {
      return ValType.isExact(type) && ValType.number(type) == ValType.number(wanted);
    }
    return isSubtype(ValType.number(type), ValType.number(wanted));
  }

  boolean isSubtype(int type, int of) {
    int at = type;
    while (at >= 0 && at != of) {
      at = supertype(at);
    }
    return at >= 0;
  }

  boolean matches(List<ValType> types, List<ValType> wanted) {
    if (types.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!matches(types.get(i).bits(), wanted.get(i).bits())) {
        return false;
      }
    }
    return true;
  }
}
