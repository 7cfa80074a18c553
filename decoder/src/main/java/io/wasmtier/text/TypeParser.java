package io.wasmtier.text;

import io.wasmtier.decoder.Tally;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.ArrayType;
import io.wasmtier.wasm.CompositeType.ContType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.CompositeType.StructType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Types (spec: Text Format, Types), type uses, and the type section with the types that inline
/// type uses append to it.
final class TypeParser {
  /// Concrete heap types must fit into [ValType#HEAP_MASK].
  private static final int MAX_TYPE_NUMBER = ValType.HEAP_MASK - ValType.CONCRETE;

  private static final Map<String, AbstractHeap> HEAPS = new HashMap<>();
  private static final Map<String, AbstractHeap> SHORTHANDS = new HashMap<>();

  static {
    for (AbstractHeap heap : AbstractHeap.values()) {
      HEAPS.put(heap.text(), heap);
      SHORTHANDS.put(heap.shorthand(), heap);
    }
  }

  final IndexSpace space = new IndexSpace("type");

  /// The fields of structure types, by type index.
  final Map<Integer, IndexSpace> fields = new HashMap<>();

  final List<RecGroup> groups = new ArrayList<>();
  private final List<SubType> types = new ArrayList<>();
  private final Map<FuncType, Plain> plainFunctions = new HashMap<>();
  private final Cursor cursor;
  private final FeatureSet features;
  private final Tally tally;

  /// A plain function type: the first index it has, and the group that all of its definitions
  /// share, of which a text may have a million.
  private record Plain(int index, RecGroup group) {}

  TypeParser(Cursor cursor, FeatureSet features, Tally tally) {
    this.cursor = cursor;
    this.features = features;
    this.tally = tally;
  }

  /// Reads an index into the type index space.
  int index() {
    return space.index(cursor);
  }

  /// Reads a value type.
  ValType valueType() {
    return new ValType(valueTypeBits());
  }

  private int valueTypeBits() {
    if (cursor.is(Tokens.WORD)) {
      int bits = numberType(cursor.tokens.text(cursor.at));
      if (bits != ValType.BITS_BOT) {
        cursor.at++;
        return bits;
      }
    }
    return referenceType();
  }

  private int numberType(String word) {
    return switch (word) {
      case "i32" -> ValType.BITS_I32;
      case "i64" -> ValType.BITS_I64;
      case "f32" -> ValType.BITS_F32;
      case "f64" -> ValType.BITS_F64;
      case "v128" -> {
        need(Feature.SIMD, word);
        yield ValType.BITS_V128;
      }
      default -> ValType.BITS_BOT;
    };
  }

  /// Reads a reference type: its bits.
  int referenceType() {
    if (cursor.is(Tokens.WORD)) {
      String word = cursor.tokens.text(cursor.at);
      AbstractHeap heap = SHORTHANDS.get(word);
      if (heap == null) {
        throw cursor.unexpected();
      }
      // Without reference types there are no types of references but the one of tables.
      need(heap.feature(), word);
      cursor.at++;
      return ValType.refBits(true, heap.ordinal());
    }
    if (!cursor.enter("ref")) {
      throw cursor.unexpected();
    }
    need(Feature.FUNCTION_REFERENCES, "ref");
    boolean nullable = cursor.skipWord("null");
    int bits = heapType(nullable);
    cursor.close();
    return bits;
  }

  /// Reads a heap type: the bits of the reference type to it.
  int heapType(boolean nullable) {
    if (cursor.is(Tokens.WORD)) {
      String word = cursor.tokens.text(cursor.at);
      AbstractHeap heap = HEAPS.get(word);
      if (heap == null) {
        throw cursor.unexpected();
      }
      need(heap.feature(), word);
      cursor.at++;
      return ValType.refBits(nullable, heap.ordinal());
    }
    boolean exact = cursor.isForm("exact");
    if (exact) {
      need(Feature.CUSTOM_DESCRIPTORS, "exact");
      cursor.at += 2;
    }
    int token = cursor.at;
    int index = index();
    if (index < 0 || index > MAX_TYPE_NUMBER) {
      throw cursor.invalid("unknown type " + Integer.toUnsignedString(index), token);
    }
    if (exact) {
      cursor.close();
    }
    return ValType.refBits(nullable, ValType.CONCRETE + index) | (exact ? ValType.EXACT : 0);
  }

  /// Refuses what belongs to a feature that is off.
  void need(Feature feature, String what) {
    if (!features.has(feature)) {
      throw cursor.error(
          "unknown operator "
              + what
              + ": it needs the feature "
              + feature.label()
              + ", which is off");
    }
  }

  /// Reads parameters and results.
  ///
  /// @param names receives the parameters' identifiers or nulls; null if none are allowed
  private FuncType functionType(@Nullable List<@Nullable String> names) {
    int place = cursor.place();
    List<ValType> params = new ArrayList<>(4);
    while (cursor.enter("param")) {
      if (names != null && cursor.is(Tokens.ID)) {
        names.add(cursor.tokens.id(cursor.at++));
        params.add(valueType());
      } else {
        while (!cursor.is(Tokens.CLOSE)) {
          params.add(valueType());
        }
      }
      if (names != null) {
        while (names.size() < params.size()) {
          names.add(null);
        }
      }
      cursor.close();
    }
    tally.params(params.size(), place);
    place = cursor.place();
    List<ValType> results = new ArrayList<>(4);
    while (cursor.enter("result")) {
      while (!cursor.is(Tokens.CLOSE)) {
        results.add(valueType());
      }
      cursor.close();
    }
    tally.results(results.size(), place);
    return new FuncType(params, results);
  }

  /// What a type use says: a type index, whether it was given, and the inline declaration.
  record Use(int index, boolean explicit, FuncType inline) {}

  /// Reads a type use with an inline declaration for which a type is appended if there is none
  /// (spec: Text Format, Modules, Type Uses).
  ///
  /// @param names receives the parameters' identifiers or nulls; null if none are allowed
  Use use(@Nullable List<@Nullable String> names) {
    Use use = useOrInline(names);
    return use.explicit ? use : new Use(indexOf(use.inline), false, use.inline);
  }

  /// Reads a type use; where it is only an inline declaration the index is -1 and no type is
  /// appended.
  Use useOrInline(@Nullable List<@Nullable String> names) {
    int start = cursor.at;
    if (!cursor.isForm("type")) {
      return new Use(-1, false, functionType(names));
    }
    cursor.at += 2;
    int token = cursor.at;
    int index = index();
    cursor.close();
    FuncType inline = functionType(names);
    if (cursor.isForm("param")) {
      throw cursor.unexpected(cursor.at + 1);
    }
    if (!inline.params().isEmpty() || !inline.results().isEmpty()) {
      FuncType declared = functionAt(index);
      if (declared == null && (index < 0 || index >= types.size())) {
        throw cursor.tokens.error("unknown type " + Integer.toUnsignedString(index), token);
      }
      if (!inline.equals(declared)) {
        throw cursor.tokens.error("inline function type does not match explicit type", start);
      }
    }
    return new Use(index, true, inline);
  }

  /// {@return the function type at an index as far as types are known, or null}
  @Nullable FuncType functionAt(int index) {
    return index >= 0
            && index < types.size()
            && types.get(index).composite() instanceof FuncType function
        ? function
        : null;
  }

  /// {@return the index of a plain function type, which is appended if need be}
  int indexOf(FuncType function) {
    Plain known = plainFunctions.get(function);
    if (known != null) {
      return known.index;
    }
    space.anonymous(1);
    define(single(SubType.plain(function)), cursor.place());
    return types.size() - 1;
  }

  private void define(RecGroup group, int place) {
    tally.members(group.types().size(), place);
    tally.groups(groups.size() + 1L, place);
    tally.types(group.types().size(), place);
    if (group.types().size() == 1) {
      SubType only = group.types().get(0);
      if (only.composite() instanceof FuncType function && only.isPlain()) {
        plainFunctions.putIfAbsent(function, new Plain(types.size(), group));
      }
    }
    groups.add(group);
    types.addAll(group.types());
  }

  /// Reads a type definition or a recursive group, whose identifiers are bound already.
  void definition() {
    int place = cursor.place();
    if (cursor.enter("rec")) {
      need(Feature.GC, "rec");
      List<SubType> members = new ArrayList<>();
      while (!cursor.is(Tokens.CLOSE)) {
        members.add(type(types.size() + members.size()));
      }
      cursor.close();
      define(new RecGroup(members, true), place);
    } else {
      define(single(type(types.size())), place);
    }
  }

  private RecGroup single(SubType type) {
    if (type.isPlain() && type.composite() instanceof FuncType function) {
      Plain known = plainFunctions.get(function);
      if (known != null && !known.group.explicit()) {
        return known.group;
      }
    }
    return new RecGroup(List.of(type), false);
  }

  private SubType type(int index) {
    if (!cursor.enter("type")) {
      throw cursor.unexpected();
    }
    if (cursor.is(Tokens.ID)) {
      cursor.at++;
    }
    SubType type = cursor.isForm("sub") ? subtype(index) : described(true, List.of(), index);
    cursor.close();
    return type;
  }

  private SubType subtype(int index) {
    need(Feature.GC, "sub");
    cursor.at += 2;
    boolean isFinal = cursor.skipWord("final");
    List<Integer> supertypes = new ArrayList<>(1);
    while (cursor.isIndex()) {
      supertypes.add(index());
    }
    SubType type = described(isFinal, supertypes, index);
    cursor.close();
    return type;
  }

  private SubType described(boolean isFinal, List<Integer> supertypes, int index) {
    int describes = related("describes");
    int descriptor = related("descriptor");
    return new SubType(isFinal, supertypes, composite(index), describes, descriptor);
  }

  private int related(String word) {
    if (!cursor.isForm(word)) {
      return -1;
    }
    need(Feature.CUSTOM_DESCRIPTORS, word);
    cursor.at += 2;
    int index = index();
    cursor.close();
    return index;
  }

  private CompositeType composite(int index) {
    CompositeType type;
    if (cursor.enter("func")) {
      type = functionType(new ArrayList<>());
    } else if (cursor.enter("struct")) {
      need(Feature.GC, "struct");
      type = new StructType(structFields(index));
    } else if (cursor.enter("array")) {
      need(Feature.GC, "array");
      type = new ArrayType(field());
    } else if (cursor.enter("cont")) {
      need(Feature.STACK_SWITCHING, "cont");
      type = new ContType(index());
    } else {
      throw cursor.unexpected(cursor.is(Tokens.OPEN) ? cursor.at + 1 : cursor.at);
    }
    cursor.close();
    return type;
  }

  private List<FieldType> structFields(int index) {
    int place = cursor.place();
    List<FieldType> list = new ArrayList<>();
    IndexSpace names = new IndexSpace("field");
    while (cursor.enter("field")) {
      if (cursor.is(Tokens.ID)) {
        names.bind(cursor);
        list.add(field());
      } else {
        while (!cursor.is(Tokens.CLOSE)) {
          list.add(field());
          names.anonymous(1);
        }
      }
      cursor.close();
    }
    tally.fields(list.size(), place);
    if (!names.names().isEmpty()) {
      fields.put(index, names);
    }
    return list;
  }

  private FieldType field() {
    boolean mutable = cursor.enter("mut");
    ValType storage;
    if (cursor.skipWord("i8")) {
      storage = ValType.I8;
    } else if (cursor.skipWord("i16")) {
      storage = ValType.I16;
    } else {
      storage = valueType();
    }
    if (mutable) {
      cursor.close();
    }
    return new FieldType(storage, mutable);
  }

  /// Reads the index of a field of a type.
  int fieldIndex(int type) {
    if (cursor.is(Tokens.NAT)) {
      return (int) cursor.unsigned(32);
    }
    IndexSpace names = fields.get(type);
    return (names != null ? names : new IndexSpace("field")).index(cursor);
  }
}
