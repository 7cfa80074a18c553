package io.wasmtier.decoder;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.util.Arrays;
import java.util.List;

/// Reads instructions with their immediates, driven by the opcode table (spec: Binary Format,
/// Instructions).
///
/// A cursor that allocates nothing per instruction: [#next] moves it and the fields tell what was
/// read. Which fields have a meaning follows from [Opcode#immediates]. Not thread-safe. Benchmark:
/// `ValidateBenchmark`.
public final class InstructionReader {
  /// Kinds of clauses in [#clauses]: `catch`, `catch_ref`, `catch_all`, `catch_all_ref` of
  /// `try_table`.
  public static final int CATCH = 0, CATCH_REF = 1, CATCH_ALL = 2, CATCH_ALL_REF = 3;

  /// Kinds of clauses in [#clauses] of `resume`: on a label, or to switch.
  public static final int ON_LABEL = 0, ON_SWITCH = 1;

  /// A [#blockType] without parameters and results.
  public static final int BLOCK_EMPTY = 0;

  /// The most frequent forms of immediates, by opcode, so that they are told apart without a look
  /// into lists.
  private static final int NO_IMMEDIATES = 0,
      ONE_INDEX = 1,
      ONE_MEMARG = 2,
      ONE_I32 = 3,
      OTHERS = 4;

  private static final byte[] FORMS = new byte[Opcode.values().length];

  static {
    for (Opcode row : Opcode.values()) {
      List<Immediate> immediates = row.immediates();
      FORMS[row.ordinal()] =
          (byte)
              (immediates.isEmpty()
                  ? NO_IMMEDIATES
                  : immediates.size() > 1 ? OTHERS : form(immediates.get(0)));
    }
  }

  private static int form(Immediate immediate) {
    return switch (immediate) {
      case LABEL, FUNC, TYPE, TABLE, MEMORY, GLOBAL, LOCAL, TAG, DATA, ELEM, FIELD, COUNT ->
          ONE_INDEX;
      case MEMARG -> ONE_MEMARG;
      case I32 -> ONE_I32;
      default -> OTHERS;
    };
  }

  private static final int[] NO_LIST = {};

  private final ByteReader in;
  private final FeatureSet features;
  private final int typeCount;

  private Opcode opcode = Opcode.NOP;
  private int start;

  /// The index immediates (function, type, table, memory, ...) in order; the count of `COUNT`, the
  /// lane of `LANE`.
  public int first;

  /// The second index immediate.
  public int second;

  /// The memory index and the alignment's logarithm of a `MEMARG`.
  public int memory, alignLog2;

  /// The offset of a `MEMARG`, unsigned.
  public long memOffset;

  /// The bits of a constant; the low half of a v128 constant or of sixteen lanes.
  public long low;

  /// The high half of a v128 constant or of sixteen lanes.
  public long high;

  /// A block type: [#BLOCK_EMPTY], the bits of a value type, or [#blockTypeIsIndex] and a type
  /// index.
  public int blockType;

  /// Whether [#blockType] is a type index.
  public boolean blockTypeIsIndex;

  /// Labels of `br_table`, the default last; the types of `select`; four ints per clause (kind,
  /// tag, label, 0).
  public int[] list = NO_LIST;

  /// The number of ints in [#list] that belong to the instruction.
  public int listSize;

  /// Heap types as reference type bits; the flags of a cast or the nullability of the variant are
  /// applied.
  public int firstType, secondType;

  /// @param in positioned on the first instruction
  /// @param features instructions and types of other features are malformed
  /// @param typeCount type indices in types from here on are refused as too large; the validator
  ///   says "unknown type"
  public InstructionReader(ByteReader in, FeatureSet features, int typeCount) {
    this.in = in;
    this.features = features;
    this.typeCount = typeCount;
  }

  /// {@return the instruction read last}
  public Opcode opcode() {
    return opcode;
  }

  /// {@return the offset in the module of the instruction read last}
  public long offset() {
    return in.offset() - in.position() + start;
  }

  /// {@return whether there is nothing left to read}
  public boolean atEnd() {
    return in.remaining() == 0;
  }

  /// {@return the reader below, positioned behind the instruction}
  public ByteReader input() {
    return in;
  }

  /// Reads one instruction.
  ///
  /// @throws WasmtierException of kind MALFORMED with the offset
  public Opcode next() {
    start = in.position();
    int firstByte = in.u8();
    Opcode found =
        Opcode.isPrefix(firstByte) ? Opcode.of(firstByte, in.u32()) : Opcode.of(firstByte);
    if (found == null || !features.has(found.feature())) {
      throw illegal(found, firstByte);
    }
    opcode = found;
    switch (FORMS[found.ordinal()]) {
      case NO_IMMEDIATES -> {}
      case ONE_INDEX -> first = in.u32();
      case ONE_MEMARG -> memArg();
      case ONE_I32 -> low = in.s32();
      default -> {
        List<Immediate> immediates = found.immediates();
        read(immediates.get(0), true);
        for (int i = 1; i < immediates.size(); i++) {
          read(immediates.get(i), false);
        }
      }
    }
    return found;
  }

  /// Reads a value type, which stands between the instructions in the declarations of locals (spec:
  /// Binary Format, Code Section).
  ///
  /// @return its bits as in [ValType#bits]
  /// @throws WasmtierException of kind MALFORMED with the offset
  public int valueType() {
    return TypeReader.valueType(in, features, typeCount);
  }

  private WasmtierException illegal(
      @org.jspecify.annotations.Nullable Opcode found, int firstByte) {
    return in.malformed(
        found == null
            ? "illegal opcode " + Integer.toHexString(firstByte)
            : "illegal opcode: "
                + found.mnemonic()
                + " needs the feature "
                + found.feature().label()
                + ", which is off",
        start);
  }

  private void read(Immediate immediate, boolean isFirst) {
    switch (immediate) {
      case LABEL, FUNC, TYPE, TABLE, MEMORY, GLOBAL, LOCAL, TAG, DATA, ELEM, FIELD, COUNT ->
          index(in.u32(), isFirst);
      case LANE -> first = in.u8();
      case BLOCK_TYPE -> blockType();
      case I32 -> low = in.s32();
      case I64 -> low = in.s64();
      case F32 -> low = in.i32();
      case F64 -> low = in.i64();
      case V128, LANES -> {
        low = in.i64();
        high = in.i64();
      }
      case MEMARG -> memArg();
      case LABELS -> labels();
      case HEAP_TYPE -> heapType();
      case VALUE_TYPES -> valueTypes();
      case CAST_FLAGS -> castFlags();
      case CATCHES -> clauses(CATCH_ALL_REF, CATCH_ALL);
      case HANDLERS -> clauses(ON_SWITCH, Integer.MAX_VALUE);
      case ZERO -> {
        int at = in.position();
        if (in.u8() != 0) {
          throw in.malformed("zero byte expected", at);
        }
      }
    }
  }

  // Indices are told apart by order: `cont.bind` has two types, `call_indirect` a type and a table.
  // A tag is second where
  // it follows a type. BR_ON_CAST's label is the first index, CAST_FLAGS lies elsewhere.
  private void index(int value, boolean isFirst) {
    if (isFirst || opcode.immediates().get(0) == Immediate.CAST_FLAGS) {
      first = value;
    } else {
      second = value;
    }
  }

  private void blockType() {
    int at = in.position();
    int next = in.peek();
    blockTypeIsIndex = false;
    if (next == 0x40) {
      in.u8();
      blockType = BLOCK_EMPTY;
    } else if (next >= 0x40 && next < 0x80) {
      blockType = TypeReader.valueType(in, features, typeCount);
    } else {
      long index = in.s33();
      if (index < 0) {
        throw in.malformed("malformed block type", at);
      }
      blockTypeIsIndex = true;
      blockType = (int) index;
    }
  }

  private void memArg() {
    int at = in.position();
    int flags = in.u32();
    memory = 0;
    // Bit 6 says that a memory index follows (multi-memory).
    if ((flags & 0x40) != 0 && features.has(Feature.MULTI_MEMORY)) {
      memory = in.u32();
      flags &= ~0x40;
    }
    if (flags < 0 || flags >= 64) {
      throw in.malformed("malformed memop flags", at);
    }
    alignLog2 = flags;
    memOffset = in.u64();
  }

  private void labels() {
    // Each label takes at least one byte, so the count is bounded by the input before anything is
    // allocated.
    int count = in.length("unexpected end") + 1;
    reserve(count);
    for (int i = 0; i < count; i++) {
      list[i] = in.u32();
    }
    listSize = count;
  }

  private void valueTypes() {
    int count = in.length("unexpected end");
    reserve(count);
    for (int i = 0; i < count; i++) {
      list[i] = TypeReader.valueType(in, features, typeCount);
    }
    listSize = count;
  }

  private boolean sourceNullable;
  private boolean targetNullable;
  private boolean sourceRead;

  private void castFlags() {
    int at = in.position();
    int flags = in.u8();
    if (flags > 3) {
      throw in.malformed("malformed br_on_cast flags", at);
    }
    sourceNullable = (flags & 1) != 0;
    targetNullable = (flags & 2) != 0;
    sourceRead = false;
  }

  private void heapType() {
    boolean branch = opcode.immediates().get(0) == Immediate.CAST_FLAGS;
    if (!branch) {
      boolean nullable = opcode == Opcode.REF_NULL || opcode.isNullableVariant();
      firstType = TypeReader.heapType(in, features, typeCount, nullable);
    } else if (!sourceRead) {
      firstType = TypeReader.heapType(in, features, typeCount, sourceNullable);
      sourceRead = true;
    } else {
      secondType = TypeReader.heapType(in, features, typeCount, targetNullable);
    }
  }

  // A clause is a kind, a tag unless the kind is one of the "all" kinds, and a label unless it is
  // ON_SWITCH.
  private void clauses(int lastKind, int firstWithoutTag) {
    int count = in.length("unexpected end");
    for (int i = 0; i < count; i++) {
      reserve(4 * (i + 1));
      int at = in.position();
      int kind = in.u8();
      if (kind > lastKind) {
        throw in.malformed("malformed clause kind", at);
      }
      list[4 * i] = kind;
      list[4 * i + 1] = kind >= firstWithoutTag ? -1 : in.u32();
      list[4 * i + 2] = lastKind == ON_SWITCH && kind == ON_SWITCH ? -1 : in.u32();
      list[4 * i + 3] = 0;
    }
    listSize = 4 * count;
  }

  // What a body of the largest size allowed can fill; only a constant expression can be longer, and
  // it may have no lists.
  private static final int MAX_LIST = 1 << 24;

  private void reserve(int size) {
    if (list.length < size) {
      if (size > MAX_LIST) {
        throw new WasmtierException(
            Failure.LIMIT, "instruction too long", in.offset(), WasmtierException.NONE, null);
      }
      list = Arrays.copyOf(list, Math.max(size, Math.max(16, 2 * list.length)));
    }
  }

  /// Reads the types of the binary format. Package-private: the section decoder uses it too.
  static final class TypeReader {
    private TypeReader() {}

    /// {@return the bits of a value type}
    static int valueType(ByteReader in, FeatureSet features, int typeCount) {
      int at = in.position();
      int code = in.u8();
      return switch (code) {
        case 0x7F -> ValType.BITS_I32;
        case 0x7E -> ValType.BITS_I64;
        case 0x7D -> ValType.BITS_F32;
        case 0x7C -> ValType.BITS_F64;
        case 0x7B -> {
          if (!features.has(Feature.SIMD)) {
            throw in.malformed("malformed value type: v128 needs the feature simd", at);
          }
          yield ValType.BITS_V128;
        }
        case 0x63, 0x64 -> {
          if (!features.has(Feature.FUNCTION_REFERENCES) && !features.has(Feature.GC)) {
            throw in.malformed(
                "malformed value type: ref needs the feature function-references", at);
          }
          yield heapType(in, features, typeCount, code == 0x63);
        }
        default -> {
          for (AbstractHeap heap : HEAPS) {
            if (heap.code() == code && features.has(heap.feature())) {
              yield ValType.refBits(true, heap.ordinal());
            }
          }
          throw in.malformed("malformed value type", at);
        }
      };
    }

    private static final AbstractHeap[] HEAPS = AbstractHeap.values();

    /// {@return the bits of a reference to the heap type read}
    static int heapType(ByteReader in, FeatureSet features, int typeCount, boolean nullable) {
      int at = in.position();
      int code = in.peek();
      if (code == 0x62 && features.has(Feature.CUSTOM_DESCRIPTORS)) {
        in.u8();
        if (in.peek() == 0x62) { // not by recursion: the input says how deep
          throw in.malformed("malformed exact heap type", at);
        }
        int exact = heapType(in, features, typeCount, nullable);
        if (!ValType.isConcrete(exact) || ValType.isExact(exact)) {
          throw in.malformed("malformed exact heap type", at);
        }
        return exact | ValType.EXACT;
      }
      if (code >= 0x40 && code < 0x80) {
        in.u8();
        for (AbstractHeap heap : HEAPS) {
          if (heap.code() == code && features.has(heap.feature())) {
            return ValType.refBits(nullable, heap.ordinal());
          }
        }
        throw in.malformed("malformed heap type", at);
      }
      long index = in.s33();
      if (index < 0) {
        throw in.malformed("malformed heap type", at);
      }
      if (index >= typeCount) {
        throw new WasmtierException(
            Failure.INVALID, "unknown type " + index, in.offset(), WasmtierException.NONE, null);
      }
      return ValType.refBits(nullable, ValType.CONCRETE + (int) index);
    }
  }
}
