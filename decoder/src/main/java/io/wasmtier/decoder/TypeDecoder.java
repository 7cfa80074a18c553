package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.CompositeType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads type definitions and the types of imports and definitions (spec: Binary Format, Types).
final class TypeDecoder {
  /// The codes of the type section.
  static final int FUNC = 0x60,
      STRUCT = 0x5F,
      ARRAY = 0x5E,
      CONT = 0x5D,
      SUB = 0x50,
      SUB_FINAL = 0x4F,
      REC = 0x4E,
      DESCRIPTOR = 0x4D,
      DESCRIBES = 0x4C,
      I8 = 0x78,
      I16 = 0x77;

  /// The kind byte of a function import that wants exactly its type.
  static final int EXACT_FUNC = 0x20;

  /// The flag bits of limits.
  static final int HAS_MAX = 1, SHARED = 2, IS_64 = 4, HAS_PAGE_SIZE = 8;

  /// Larger type indices fit into no [ValType]; whether a smaller one exists is for validation to
  /// say.
  static final int MAX_INDEX = ValType.HEAP_MASK - ValType.CONCRETE;

  private static final ValType[] PLAIN = new ValType[8];
  private static final ValType[] ABSTRACT = new ValType[2 * ValType.CONCRETE];

  static {
    for (int i = 0; i < PLAIN.length; i++) {
      PLAIN[i] = new ValType(i);
    }
    for (int i = 0; i < ValType.CONCRETE; i++) {
      ABSTRACT[i] = new ValType(ValType.refBits(false, i));
      ABSTRACT[ValType.CONCRETE + i] = new ValType(ValType.refBits(true, i));
    }
  }

  private final ByteReader in;
  private final FeatureSet features;
  private final Tally tally;

  /// Groups of one function type met before, by hash: a module may repeat a type a million times.
  private final @Nullable RecGroup[] recent = new RecGroup[64];

  TypeDecoder(ByteReader in, FeatureSet features, Tally tally) {
    this.in = in;
    this.features = features;
    this.tally = tally;
  }

  /// {@return the number of things in a vector, each of which takes at least one byte of what is
  /// left}
  static int count(ByteReader in) {
    return in.length("unexpected end of section or function");
  }

  /// {@return the types of the type section}
  List<RecGroup> types(EntryPlace place) {
    long offset = in.offset();
    int groups = count(in);
    tally.groups(groups, offset);
    List<RecGroup> result = new ArrayList<>(initial(groups));
    int first = 0;
    for (int i = 0; i < groups; i++) {
      RecGroup group = group(first, place);
      first += group.types().size();
      tally.types(group.types().size(), in.offset());
      result.add(group);
    }
    return result;
  }

  /// A start capacity that a lying count can't abuse: lists of objects cost more than the bytes
  /// that count for them.
  static int initial(int count) {
    return Math.min(count, 1024);
  }

  private RecGroup group(int first, EntryPlace place) {
    if (in.peek() != REC || !features.has(Feature.GC)) {
      place.entry(SectionId.TYPE, first, in);
      return single(subType());
    }
    in.u8();
    long offset = in.offset();
    int count = count(in);
    tally.members(count, offset);
    List<SubType> members = new ArrayList<>(initial(count));
    for (int i = 0; i < count; i++) {
      place.entry(SectionId.TYPE, first + i, in);
      members.add(subType());
    }
    return new RecGroup(members, true);
  }

  private RecGroup single(SubType type) {
    if (!type.isPlain() || !(type.composite() instanceof CompositeType.FuncType function)) {
      return new RecGroup(List.of(type), false);
    }
    int hash = function.hashCode();
    int slot = (hash ^ hash >>> 16) & recent.length - 1;
    RecGroup known = recent[slot];
    if (known != null && known.types().get(0).composite().equals(function)) {
      return known;
    }
    RecGroup group = new RecGroup(List.of(type), false);
    recent[slot] = group;
    return group;
  }

  private SubType subType() {
    int code = in.peek();
    boolean isFinal = true;
    List<Integer> supertypes = List.of();
    if ((code == SUB || code == SUB_FINAL) && features.has(Feature.GC)) {
      in.u8();
      isFinal = code == SUB_FINAL;
      int count = count(in);
      supertypes = new ArrayList<>(initial(count));
      for (int i = 0; i < count; i++) {
        supertypes.add(typeIndex());
      }
    }
    int describes = -1;
    int descriptor = -1;
    if (features.has(Feature.CUSTOM_DESCRIPTORS)) {
      if (in.peek() == DESCRIBES) {
        in.u8();
        describes = typeIndex();
      }
      if (in.peek() == DESCRIPTOR) {
        in.u8();
        descriptor = typeIndex();
      }
    }
    return new SubType(isFinal, supertypes, composite(), describes, descriptor);
  }

  private CompositeType composite() {
    int at = in.position();
    int code = in.u8();
    switch (code) {
      case FUNC -> {
        long offset = in.offset();
        int params = count(in);
        tally.params(params, offset);
        List<ValType> parameters = valueTypes(params);
        offset = in.offset();
        int results = count(in);
        tally.results(results, offset);
        return new CompositeType.FuncType(parameters, valueTypes(results));
      }
      case STRUCT -> {
        if (features.has(Feature.GC)) {
          long offset = in.offset();
          int count = count(in);
          tally.fields(count, offset);
          List<FieldType> fields = new ArrayList<>(initial(count));
          for (int i = 0; i < count; i++) {
            fields.add(field());
          }
          return new CompositeType.StructType(fields);
        }
      }
      case ARRAY -> {
        if (features.has(Feature.GC)) {
          return new CompositeType.ArrayType(field());
        }
      }
      case CONT -> {
        if (features.has(Feature.STACK_SWITCHING)) {
          return new CompositeType.ContType(contFunction());
        }
      }
      default -> {}
    }
    throw in.malformed("malformed definition type", at);
  }

  // The proposal writes a heap type (s33); only a type index makes sense.
  private int contFunction() {
    int at = in.position();
    long index = in.s33();
    if (index < 0 || index > MAX_INDEX) {
      throw in.malformed("malformed definition type", at);
    }
    return (int) index;
  }

  private List<ValType> valueTypes(int count) {
    if (count == 0) {
      return List.of();
    }
    ValType[] types = new ValType[count];
    for (int i = 0; i < count; i++) {
      types[i] = valueType();
    }
    return List.of(types);
  }

  private FieldType field() {
    int at = in.position();
    int code = in.peek();
    ValType storage;
    if (code == I8 || code == I16) {
      in.u8();
      storage = code == I8 ? ValType.I8 : ValType.I16;
    } else if (code == -1 || isValueTypeCode(code)) {
      storage = valueType();
    } else {
      throw in.malformed("malformed storage type", at);
    }
    return new FieldType(storage, mutability());
  }

  private static boolean isValueTypeCode(int code) {
    return code >= 0x63 && code <= 0x7F;
  }

  private boolean mutability() {
    int at = in.position();
    int flag = in.u8();
    if (flag > 1) {
      throw in.malformed("malformed mutability", at);
    }
    return flag == 1;
  }

  int typeIndex() {
    long offset = in.offset();
    int index = in.u32();
    if (index < 0 || index > MAX_INDEX) {
      throw new io.wasmtier.wasm.WasmtierException(
          io.wasmtier.wasm.Failure.INVALID,
          "unknown type " + Integer.toUnsignedString(index),
          offset,
          io.wasmtier.wasm.WasmtierException.NONE,
          null);
    }
    return index;
  }

  ValType valueType() {
    return of(InstructionReader.TypeReader.valueType(in, features, MAX_INDEX));
  }

  /// {@return a value type that must be a reference type}
  ValType referenceType() {
    int at = in.position();
    int code = in.peek();
    if (code >= 0x7B && code <= 0x7F || code != -1 && !isValueTypeCode(code)) {
      throw in.malformed("malformed reference type", at);
    }
    return valueType();
  }

  private static ValType of(int bits) {
    if (!ValType.isRef(bits)) {
      return PLAIN[bits];
    }
    int heap = ValType.heap(bits);
    return heap < ValType.CONCRETE
        ? ABSTRACT[ValType.isNullable(bits) ? ValType.CONCRETE + heap : heap]
        : new ValType(bits);
  }

  /// {@return the type of an import, its kind before it}
  ExternType externType() {
    int at = in.position();
    int kind = in.u8();
    boolean exact = kind == EXACT_FUNC && features.has(Feature.CUSTOM_DESCRIPTORS);
    if (exact || kind == ExternKind.FUNC.ordinal()) {
      return new ExternType.Func(typeIndex(), exact);
    }
    if (kind == ExternKind.TABLE.ordinal()) {
      return table();
    }
    if (kind == ExternKind.MEMORY.ordinal()) {
      return memory();
    }
    if (kind == ExternKind.GLOBAL.ordinal()) {
      return global();
    }
    if (kind == ExternKind.TAG.ordinal() && SectionId.of(SectionId.TAG.code(), features) != null) {
      return tag();
    }
    throw in.malformed("malformed import kind", at);
  }

  ExternType.Table table() {
    ValType element = referenceType();
    int flags = flags(HAS_MAX | (features.has(Feature.MEMORY64) ? IS_64 : 0));
    return new ExternType.Table(limits(flags), element);
  }

  ExternType.Memory memory() {
    int flags =
        flags(
            HAS_MAX
                | (features.has(Feature.MEMORY64) ? IS_64 : 0)
                | (features.has(Feature.THREADS) ? SHARED : 0)
                | (features.has(Feature.CUSTOM_PAGE_SIZES) ? HAS_PAGE_SIZE : 0));
    Limits size = limits(flags);
    int pageSizeLog2 = ExternType.Memory.STANDARD_PAGE_LOG2;
    if ((flags & HAS_PAGE_SIZE) != 0) {
      int at = in.position();
      pageSizeLog2 = in.u32();
      // 2^64 and more are no page sizes at all; which of the others are allowed is for validation
      // to say.
      if (pageSizeLog2 < 0 || pageSizeLog2 >= 64) {
        throw in.malformed("invalid custom page size", at);
      }
    }
    return new ExternType.Memory(size, (flags & SHARED) != 0, pageSizeLog2);
  }

  // A byte, not a LEB128 number, as the suite insists.
  private int flags(int allowed) {
    int at = in.position();
    int flags = in.u8();
    if ((flags & ~allowed) != 0) {
      throw in.malformed("malformed limits flags", at);
    }
    return flags;
  }

  // Sizes are u64 whatever the address type, since memory64 came; too large ones are invalid then,
  // not malformed.
  private Limits limits(int flags) {
    boolean hasMax = (flags & HAS_MAX) != 0;
    long min = size();
    long max = hasMax ? size() : 0;
    return new Limits((flags & IS_64) != 0, min, max, hasMax);
  }

  private long size() {
    return features.has(Feature.MEMORY64) ? in.u64() : Integer.toUnsignedLong(in.u32());
  }

  ExternType.Global global() {
    ValType type = valueType();
    return new ExternType.Global(type, mutability());
  }

  ExternType.Tag tag() {
    int at = in.position();
    if (in.u8() != 0) {
      throw in.malformed("malformed tag attribute", at);
    }
    return new ExternType.Tag(typeIndex());
  }
}
