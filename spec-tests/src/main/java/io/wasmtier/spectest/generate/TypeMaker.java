package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.ArrayType;
import io.wasmtier.wasm.CompositeType.ContType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.CompositeType.StructType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes the types of a module: a few that the generated code counts on, and any others.
final class TypeMaker {
  /// The first types of every module: nothing; what an exception carries; what its handler gets.
  static final int NOTHING = 0, PAYLOAD = 1, CAUGHT = 2;

  private static final List<ValType> NONE = List.of();

  private final RandomGenerator random;
  private final FeatureSet features;
  private final TypeSpace types = new TypeSpace();
  private final List<ValType> plain;
  private final List<AbstractHeap> heaps = new ArrayList<>();

  TypeMaker(RandomGenerator random, FeatureSet features) {
    this.random = random;
    this.features = features;
    this.plain =
        features.has(Feature.SIMD)
            ? List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.V128)
            : List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64);
    for (AbstractHeap heap : AbstractHeap.values()) {
      // Nothing is of a bottom type but null; a continuation must be of a known type to be of use.
      if (features.has(heap.feature())
          && heap.bottom() != heap
          && heap != AbstractHeap.CONT
          && (heap == AbstractHeap.FUNC || features.has(Feature.REFERENCE_TYPES))) {
        heaps.add(heap);
      }
    }
  }

  List<ValType> plain() {
    return plain;
  }

  TypeSpace types() {
    return types;
  }

  void make() {
    types.add(new FuncType(NONE, NONE));
    types.add(new FuncType(List.of(ValType.I32, ValType.I64), NONE));
    types.add(new FuncType(NONE, List.of(ValType.I32, ValType.I64)));
    if (features.has(Feature.EXCEPTIONS)) {
      // What the handler of catch_ref gets.
      types.add(new FuncType(NONE, List.of(ValType.I32, ValType.I64, ValType.EXNREF)));
    }
    if (features.has(Feature.GC)) {
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        structs();
      }
      arrays();
      functionSubtypes();
    }
    for (int i = 2 + random.nextInt(5); i > 0; i--) {
      types.add(new FuncType(randomTypes(4), randomTypes(3)));
    }
  }

  /// The types for continuations, or null without stack switching.
  ContinuationTypes continuations() {
    int body = types.add(new FuncType(NONE, List.of(ValType.I32)));
    int fresh = types.add(new ContType(body));
    int rest = types.add(new FuncType(List.of(ValType.I64), List.of(ValType.I32)));
    int suspended = types.add(new ContType(rest));
    int handler = types.add(new FuncType(NONE, List.of(ValType.I32, ValType.ref(true, suspended))));
    int carried = types.add(new FuncType(List.of(ValType.I32), List.of(ValType.I64)));
    int first = types.size();
    types.add(
        true,
        List.of(
            SubType.plain(
                new FuncType(List.of(ValType.ref(true, first + 1)), List.of(ValType.I32))),
            SubType.plain(new ContType(first))));
    return new ContinuationTypes(fresh, suspended, first + 1, handler, carried, body, rest, first);
  }

  /// A structure with a descriptor and another with both as supertypes.
  ///
  /// @return the index of the first; its descriptor, the other and the other's descriptor follow
  int descriptors() {
    int first = types.size();
    List<FieldType> fields = fields(first);
    List<FieldType> described = fields(first);
    types.add(
        true,
        List.of(
            new SubType(false, List.of(), new StructType(fields), -1, first + 1),
            new SubType(false, List.of(), new StructType(described), first, -1)));
    List<FieldType> more = new ArrayList<>(fields);
    more.addAll(fields(first));
    types.add(
        true,
        List.of(
            new SubType(true, List.of(first), new StructType(more), -1, first + 3),
            new SubType(true, List.of(first + 1), new StructType(described), first + 2, -1)));
    return first;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /// {@return a plain type, or now and then a reference type}
  ValType randomType(boolean defaultable) {
    if (chance(80) || heaps.isEmpty()) {
      return any(plain);
    }
    return randomReference(defaultable || chance(70), types.size());
  }

  List<ValType> randomTypes(int most) {
    List<ValType> result = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      result.add(randomType(false));
    }
    return result;
  }

  /// {@return a reference type}
  ///
  /// @param limit concrete types are of smaller indices
  ValType randomReference(boolean nullable, int limit) {
    List<Integer> concrete = new ArrayList<>();
    if (features.has(Feature.GC)) {
      concrete.addAll(types.structs);
      concrete.addAll(types.arrays);
    }
    if (features.has(Feature.FUNCTION_REFERENCES)) {
      concrete.addAll(types.functions);
    }
    concrete.removeIf(index -> index >= limit);
    if (!concrete.isEmpty() && chance(55)) {
      int index = any(concrete);
      // There need not be a function of the type.
      return ValType.ref(nullable || types.kind(index) == AbstractHeap.FUNC, index);
    }
    boolean typed = features.has(Feature.FUNCTION_REFERENCES) || features.has(Feature.GC);
    return ValType.ref(nullable || !typed, any(heaps));
  }

  private void structs() {
    int first = types.size();
    int count = 1 + random.nextInt(4);
    List<SubType> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Integer> open = new ArrayList<>();
      for (int earlier : types.structs) {
        if (!types.definition(earlier).isFinal()) {
          open.add(earlier);
        }
      }
      for (int earlier = 0; earlier < i; earlier++) {
        if (!members.get(earlier).isFinal()) {
          open.add(first + earlier);
        }
      }
      List<FieldType> fields = new ArrayList<>();
      List<Integer> supertypes = List.of();
      if (!open.isEmpty() && chance(70)) {
        int supertype = any(open);
        supertypes = List.of(supertype);
        SubType definition =
            supertype >= first ? members.get(supertype - first) : types.definition(supertype);
        for (FieldType field : ((StructType) definition.composite()).fields()) {
          fields.add(refined(field));
        }
      }
      fields.addAll(fields(first + count));
      members.add(new SubType(chance(30), supertypes, new StructType(fields), -1, -1));
    }
    boolean explicit = count > 1 || chance(30);
    // What is not in a group can't refer to what comes later, and fields() may.
    types.add(explicit, members);
  }

  /// {@return a field that may stand for another in a subtype}
  private FieldType refined(FieldType field) {
    ValType type = field.storage();
    if (field.mutable() || !type.isRef() || chance(50)) {
      return field;
    }
    if (type.equals(ValType.ANYREF)) {
      return new FieldType(ValType.ref(true, AbstractHeap.EQ), false);
    }
    return new FieldType(new ValType(type.bits() & ~ValType.NULLABLE), false);
  }

  private List<FieldType> fields(int limit) {
    List<FieldType> fields = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      fields.add(new FieldType(storage(limit), chance(70)));
    }
    return fields;
  }

  private ValType storage(int limit) {
    if (chance(20)) {
      return chance(50) ? ValType.I8 : ValType.I16;
    }
    if (chance(60)) {
      return any(plain);
    }
    if (chance(20)) {
      return ValType.ref(true, random.nextInt(limit));
    }
    return randomReference(chance(85), types.size());
  }

  private void arrays() {
    List<ValType> elements = new ArrayList<>();
    elements.add(chance(50) ? ValType.I8 : ValType.I16);
    elements.add(any(plain));
    elements.add(chance(50) ? ValType.FUNCREF : ValType.ref(true, AbstractHeap.EQ));
    elements.add(storage(types.size()));
    for (ValType element : elements) {
      ArrayType type = new ArrayType(new FieldType(element, chance(85)));
      if (chance(30)) {
        int open = types.add(chance(50), List.of(new SubType(false, List.of(), type, -1, -1)));
        types.add(chance(20), List.of(new SubType(chance(50), List.of(open), type, -1, -1)));
      } else {
        types.add(type);
      }
    }
  }

  /// A function type and one below it, which takes more and gives less.
  private void functionSubtypes() {
    int struct = any(types.structs);
    ValType narrow = ValType.ref(true, struct);
    ValType wide = chance(50) ? ValType.ANYREF : ValType.ref(true, AbstractHeap.STRUCT);
    List<ValType> rest = randomTypes(2);
    int open =
        types.add(
            false, List.of(new SubType(false, List.of(), function(narrow, rest, wide), -1, -1)));
    types.add(
        false,
        List.of(new SubType(chance(50), List.of(open), function(wide, rest, narrow), -1, -1)));
  }

  private static CompositeType function(ValType first, List<ValType> rest, ValType result) {
    List<ValType> params = new ArrayList<>(List.of(first));
    params.addAll(rest);
    return new FuncType(params, List.of(result));
  }
}
