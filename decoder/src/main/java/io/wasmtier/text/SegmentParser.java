package io.wasmtier.text;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule.DataSegment;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads element and data segments, and constant expressions (spec: Text Format, Modules).
final class SegmentParser {
  private static final ValType FUNCTIONS = ValType.ref(false, AbstractHeap.FUNC);

  final List<ElementSegment> elements = new ArrayList<>();
  final List<DataSegment> data = new ArrayList<>();

  private final ModuleContext context;
  private final Cursor cursor;
  private final TypeParser types;
  private final CodeParser instructions;

  SegmentParser(ModuleContext context, CodeParser instructions) {
    this.context = context;
    this.cursor = context.cursor;
    this.types = context.types;
    this.instructions = instructions;
  }

  private void addElements(ElementSegment segment) {
    context.tally.elements(elements.size() + 1L, cursor.place());
    elements.add(segment);
  }

  private void addData(DataSegment segment) {
    context.tally.data(data.size() + 1L, cursor.place());
    data.add(segment);
  }

  /// Reads the elements inside of a table as an active segment.
  ///
  /// @return their number
  int inlineElements(int table, boolean is64, ValType type) {
    boolean functions = cursor.isIndex() || cursor.is(Tokens.CLOSE);
    List<Expression> items = functions ? functionItems() : expressionItems();
    addElements(segment(SegmentMode.ACTIVE, table, zero(is64), type, items));
    return items.size();
  }

  /// Reads the data inside of a memory as an active segment.
  ///
  /// @return their length in bytes
  int inlineData(int memory, boolean is64) {
    byte[] bytes = cursor.bytes();
    addData(new DataSegment(SegmentMode.ACTIVE, memory, zero(is64), Slice.of(bytes)));
    return bytes.length;
  }

  /// Reads instructions up to the closing parenthesis as an expression.
  Expression expression() {
    ByteWriter out = new ByteWriter();
    instructions.instructions(out, 0);
    return new Expression(Slice.of(out.toArray()));
  }

  private Expression folded() {
    ByteWriter out = new ByteWriter();
    instructions.folded(out);
    return new Expression(Slice.of(out.toArray()));
  }

  /// Reads an expression in a form of its own, which an instruction in parentheses abbreviates.
  private Expression expression(String word) {
    if (!cursor.enter(word)) {
      return folded();
    }
    Expression expression = expression();
    cursor.close();
    return expression;
  }

  private static Expression zero(boolean is64) {
    int opcode = (is64 ? Opcode.I64_CONST : Opcode.I32_CONST).code();
    return constant(new ByteWriter().u8(opcode).s64(0));
  }

  private static Expression constant(ByteWriter out) {
    return new Expression(Slice.of(out.u8(Opcode.END.code()).toArray()));
  }

  /// Reads an element segment, behind its identifier.
  void element() {
    if (cursor.skipWord("declare")) {
      types.need(Feature.REFERENCE_TYPES, "declare");
      addElements(elementList(SegmentMode.DECLARATIVE, 0, null));
    } else if (cursor.is(Tokens.OPEN) && !cursor.isForm("ref")) {
      int table = place("table", ExternKind.TABLE);
      Expression offset = expression("offset");
      // Without `func` the elements are functions too.
      addElements(
          cursor.isIndex() || cursor.is(Tokens.CLOSE)
              ? functionSegment(SegmentMode.ACTIVE, table, offset)
              : elementList(SegmentMode.ACTIVE, table, offset));
    } else if (cursor.isIndex()) {
      // As in version 1.0: a table index without parentheses.
      int table = context.index(ExternKind.TABLE);
      addElements(functionSegment(SegmentMode.ACTIVE, table, expression("offset")));
    } else {
      types.need(Feature.BULK_MEMORY, "passive elem");
      addElements(elementList(SegmentMode.PASSIVE, 0, null));
    }
  }

  private int place(String word, ExternKind kind) {
    if (!cursor.enter(word)) {
      return 0;
    }
    int index = context.index(kind);
    cursor.close();
    return index;
  }

  private ElementSegment elementList(SegmentMode mode, int table, @Nullable Expression offset) {
    if (cursor.skipWord("func")) {
      return functionSegment(mode, table, offset);
    }
    ValType type = new ValType(types.referenceType());
    return segment(mode, table, offset, type, expressionItems());
  }

  private ElementSegment functionSegment(SegmentMode mode, int table, @Nullable Expression offset) {
    int[] indices = new int[4];
    int count = 0;
    while (cursor.isIndex()) {
      if (count == indices.length) {
        indices = Arrays.copyOf(indices, 2 * count);
      }
      indices[count++] = context.index(ExternKind.FUNC);
    }
    int flags = modeFlags(mode) | (mode == SegmentMode.ACTIVE && table != 0 ? 2 : 0);
    return new ElementSegment(
        mode, table, offset, FUNCTIONS, Arrays.copyOf(indices, count), null, flags);
  }

  private ElementSegment segment(
      SegmentMode mode,
      int table,
      @Nullable Expression offset,
      ValType type,
      List<Expression> items) {
    boolean plain = table == 0 && type.equals(ValType.FUNCREF);
    int flags = 4 | modeFlags(mode) | (mode == SegmentMode.ACTIVE && !plain ? 2 : 0);
    return new ElementSegment(mode, table, offset, type, null, items, flags);
  }

  private static int modeFlags(SegmentMode mode) {
    return switch (mode) {
      case ACTIVE -> 0;
      case PASSIVE -> 1;
      case DECLARATIVE -> 3;
    };
  }

  private List<Expression> expressionItems() {
    List<Expression> items = new ArrayList<>();
    while (cursor.is(Tokens.OPEN)) {
      items.add(expression("item"));
    }
    return items;
  }

  private List<Expression> functionItems() {
    List<Expression> items = new ArrayList<>();
    while (cursor.isIndex()) {
      ByteWriter out = new ByteWriter().u8(Opcode.REF_FUNC.code());
      items.add(constant(out.u32(context.index(ExternKind.FUNC))));
    }
    return items;
  }

  /// Reads a data segment, behind its identifier.
  void data() {
    boolean active = cursor.is(Tokens.OPEN) || cursor.isIndex();
    if (!active) {
      types.need(Feature.BULK_MEMORY, "passive data");
      addData(new DataSegment(SegmentMode.PASSIVE, 0, null, Slice.of(cursor.bytes())));
      return;
    }
    // As in version 1.0: a memory index without parentheses.
    int memory =
        cursor.isIndex() ? context.index(ExternKind.MEMORY) : place("memory", ExternKind.MEMORY);
    Expression offset = expression("offset");
    addData(new DataSegment(SegmentMode.ACTIVE, memory, offset, Slice.of(cursor.bytes())));
  }
}
