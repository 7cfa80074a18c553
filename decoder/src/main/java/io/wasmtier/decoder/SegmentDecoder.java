package io.wasmtier.decoder;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule.DataSegment;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;

/// Reads the segments of the element and data sections (spec: Binary Format, Element Section and
/// Data Section).
final class SegmentDecoder {
  /// The flag bits of element segments. Bit 1 has two meanings: an index follows (active), or
  /// declarative (not active).
  static final int NOT_ACTIVE = 1, INDEX_OR_DECLARATIVE = 2, EXPRESSIONS = 4;

  /// The type of function indices.
  static final ValType FUNCTIONS = ValType.ref(false, AbstractHeap.FUNC);

  private final ByteReader in;
  private final Slice section;
  private final ExpressionReader constants;
  private final TypeDecoder types;
  private final FeatureSet features;
  private final EntryPlace place;

  SegmentDecoder(
      ByteReader in,
      Slice section,
      ExpressionReader constants,
      TypeDecoder types,
      FeatureSet features,
      EntryPlace place) {
    this.in = in;
    this.section = section;
    this.constants = constants;
    this.types = types;
    this.features = features;
    this.place = place;
  }

  List<ElementSegment> elements(Tally tally) {
    long offset = in.offset();
    int count = TypeDecoder.count(in);
    tally.elements(count, offset);
    List<ElementSegment> segments = new ArrayList<>(TypeDecoder.initial(count));
    for (int i = 0; i < count; i++) {
      place.entry(SectionId.ELEMENT, i, in);
      segments.add(element());
    }
    return segments;
  }

  private ElementSegment element() {
    int at = in.position();
    int flags = in.u32();
    int known = features.has(Feature.BULK_MEMORY) ? 7 : 0;
    if ((flags & ~known) != 0) {
      throw in.malformed("malformed elements segment kind", at);
    }
    boolean active = (flags & NOT_ACTIVE) == 0;
    int table = active && (flags & INDEX_OR_DECLARATIVE) != 0 ? in.u32() : 0;
    Expression offset = active ? constants.next() : null;
    boolean expressions = (flags & EXPRESSIONS) != 0;
    ValType type;
    if ((flags & (NOT_ACTIVE | INDEX_OR_DECLARATIVE)) == 0) {
      type = expressions ? ValType.FUNCREF : FUNCTIONS;
    } else if (expressions) {
      type = types.referenceType();
    } else {
      int kindAt = in.position();
      if (in.u8() != 0) {
        throw in.malformed("malformed element kind", kindAt);
      }
      type = FUNCTIONS;
    }
    SegmentMode mode =
        active
            ? SegmentMode.ACTIVE
            : (flags & INDEX_OR_DECLARATIVE) != 0 ? SegmentMode.DECLARATIVE : SegmentMode.PASSIVE;
    int size = in.length("unexpected end of section or function");
    return expressions
        ? new ElementSegment(mode, table, offset, type, null, items(size), flags)
        : new ElementSegment(mode, table, offset, type, indices(size), null, flags);
  }

  private int[] indices(int size) {
    int[] indices = new int[size];
    for (int i = 0; i < size; i++) {
      indices[i] = in.u32();
    }
    return indices;
  }

  private List<Expression> items(int size) {
    int[] offsets = new int[size + 1];
    for (int i = 0; i < size; i++) {
      offsets[i] = constants.offset();
      constants.skip();
    }
    offsets[size] = constants.offset();
    return new Expressions(section, offsets);
  }

  List<DataSegment> data(Tally tally) {
    long start = in.offset();
    int count = TypeDecoder.count(in);
    tally.data(count, start);
    List<DataSegment> segments = new ArrayList<>(TypeDecoder.initial(count));
    for (int i = 0; i < count; i++) {
      place.entry(SectionId.DATA, i, in);
      int at = in.position();
      int flags = in.u32();
      if (flags < 0 || flags > 2 || flags == 1 && !features.has(Feature.BULK_MEMORY)) {
        throw in.malformed("malformed data segment kind", at);
      }
      int memory = flags == 2 ? in.u32() : 0;
      Expression offset = flags != 1 ? constants.next() : null;
      int length = in.length("unexpected end of section or function");
      Slice bytes = section.slice(constants.offset(), length);
      in.skip(length);
      SegmentMode mode = flags == 1 ? SegmentMode.PASSIVE : SegmentMode.ACTIVE;
      segments.add(new DataSegment(mode, memory, offset, bytes));
    }
    return segments;
  }

  /// Expressions that lie one behind the other, made when asked for: a segment of millions costs an
  /// int each.
  private static final class Expressions extends AbstractList<Expression> implements RandomAccess {
    private final Slice section;
    private final int[] offsets;

    Expressions(Slice section, int[] offsets) {
      this.section = section;
      this.offsets = offsets;
    }

    @Override
    public Expression get(int index) {
      java.util.Objects.checkIndex(index, size());
      return new Expression(section.slice(offsets[index], offsets[index + 1] - offsets[index]));
    }

    @Override
    public int size() {
      return offsets.length - 1;
    }
  }
}
