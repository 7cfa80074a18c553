package io.wasmtier.text;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.decoder.TypeEncoder;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.ValType;
import java.util.List;

/// Reads what follows an instruction's mnemonic and writes the instruction in the binary format,
/// driven by the opcode table.
final class ImmediateParser {
  private static final int EMPTY_BLOCK = 0x40;

  private final ModuleContext context;
  private final Cursor cursor;
  private final TypeParser types;
  private final IndexSpace locals;
  private final Labels labels;

  /// The type index read last, for the fields of that type.
  private int type;

  ImmediateParser(ModuleContext context, IndexSpace locals, Labels labels) {
    this.context = context;
    this.cursor = context.cursor;
    this.types = context.types;
    this.locals = locals;
    this.labels = labels;
  }

  /// Writes an instruction without structure; the cursor is behind its mnemonic.
  ///
  /// @param first the first row of the opcode table with its mnemonic; what follows decides between
  ///   this and another
  void instruction(Opcode first, ByteWriter out) {
    Opcode sibling = Mnemonics.sibling(first);
    List<Immediate> immediates = first.immediates();
    if (sibling == null) {
      opcode(first, out);
      immediates(first, immediates, out);
    } else if (!sibling.isNullableVariant()) {
      Opcode chosen = cursor.isForm("result") ? sibling : first;
      opcode(chosen, out);
      immediates(chosen, chosen.immediates(), out);
    } else {
      int bits = types.referenceType();
      opcode(ValType.isNullable(bits) ? sibling : first, out);
      TypeEncoder.heapType(out, bits);
    }
  }

  /// Writes an opcode; its feature must be on.
  void opcode(Opcode opcode, ByteWriter out) {
    if (!context.features.has(opcode.feature())) {
      cursor.at--;
      types.need(opcode.feature(), opcode.mnemonic());
    }
    if (opcode.prefix() == 0) {
      out.u8(opcode.code());
    } else {
      out.u8(opcode.prefix()).u32(opcode.code());
    }
  }

  private void immediates(Opcode opcode, List<Immediate> immediates, ByteWriter out) {
    int count = immediates.size();
    if (count == 0) {
      return;
    }
    switch (opcode.shape()) {
      // Where the text has the immediates in another order than the binary format, or leaves out
      // all or none.
      case CALL_INDIRECT -> {
        int table = cursor.isIndex() ? context.index(ExternKind.TABLE) : 0;
        out.u32(types.use(null).index()).u32(table);
      }
      case MEMORY_INIT -> segment(ExternKind.MEMORY, context.data, out);
      case TABLE_INIT -> segment(ExternKind.TABLE, context.elements, out);
      case MEMORY_COPY -> both(ExternKind.MEMORY, out);
      case TABLE_COPY -> both(ExternKind.TABLE, out);
      case BR_ON_CAST, BR_ON_CAST_DESC -> cast(out);
      case LOAD_LANE, STORE_LANE -> {
        memArg(opcode, true, out);
        lane(out);
      }
      default -> {
        for (int i = 0; i < count; i++) {
          immediate(opcode, immediates.get(i), out);
        }
      }
    }
    context.needsDataCount |= immediates.contains(Immediate.DATA);
  }

  private void immediate(Opcode opcode, Immediate immediate, ByteWriter out) {
    switch (immediate) {
      case BLOCK_TYPE -> blockType(out);
      case LABEL -> out.u32(labels.index(cursor));
      case LABELS -> labels(out);
      case FUNC -> out.u32(context.index(ExternKind.FUNC));
      case TYPE -> {
        type = types.index();
        out.u32(type);
      }
      case TABLE -> out.u32(cursor.isIndex() ? context.index(ExternKind.TABLE) : 0);
      case MEMORY -> out.u32(cursor.isIndex() ? context.index(ExternKind.MEMORY) : 0);
      case GLOBAL -> out.u32(context.index(ExternKind.GLOBAL));
      case LOCAL -> out.u32(locals.index(cursor));
      case TAG -> out.u32(context.index(ExternKind.TAG));
      case DATA -> out.u32(context.data.index(cursor));
      case ELEM -> out.u32(context.elements.index(cursor));
      case FIELD -> out.u32(types.fieldIndex(type));
      case COUNT -> out.u32((int) cursor.unsigned(32));
      case MEMARG -> memArg(opcode, false, out);
      case LANE -> lane(out);
      case LANES -> {
        for (int i = 0; i < 16; i++) {
          if (cursor.is(Tokens.INT) || cursor.is(Tokens.FLOAT)) {
            throw cursor.error("i8 constant out of range");
          }
          if (!cursor.is(Tokens.NAT)) {
            throw cursor.error("invalid lane length");
          }
          lane(out);
        }
        if (cursor.is(Tokens.NAT)) {
          throw cursor.error("invalid lane length");
        }
      }
      case I32 -> out.s64(cursor.integer(32));
      case I64 -> out.s64(cursor.integer(64));
      case F32 -> out.i32((int) cursor.floating(32));
      case F64 -> out.i64(cursor.floating(64));
      case V128 -> VectorParser.constant(cursor, out);
      case HEAP_TYPE -> TypeEncoder.heapType(out, types.heapType(true));
      case VALUE_TYPES -> valueTypes(out);
      case CATCHES -> catches(out);
      case HANDLERS -> handlers(out);
      case ZERO -> out.u8(0);
      // Only in instructions whose shape is dealt with above.
      case CAST_FLAGS -> cast(out);
    }
  }

  private void lane(ByteWriter out) {
    out.u8((int) cursor.unsigned(8, "i8 constant out of range"));
  }

  private void labels(ByteWriter out) {
    ByteWriter list = new ByteWriter();
    int count = 0;
    do {
      list.u32(labels.index(cursor));
      count++;
    } while (cursor.isIndex());
    // The last is the default, which the count leaves out.
    out.u32(count - 1).raw(list, 0);
  }

  // A segment, before which a memory or table may stand; the binary format has the segment first.
  private void segment(ExternKind kind, IndexSpace segments, ByteWriter out) {
    boolean two = isIndex(cursor.at + 1);
    int place = two ? context.index(kind) : 0;
    out.u32(segments.index(cursor)).u32(place);
  }

  private void both(ExternKind kind, ByteWriter out) {
    if (cursor.isIndex()) {
      out.u32(context.index(kind)).u32(context.index(kind));
    } else {
      out.u32(0).u32(0);
    }
  }

  private boolean isIndex(int token) {
    byte kind = cursor.tokens.kind(token);
    return kind == Tokens.NAT || kind == Tokens.ID;
  }

  private void cast(ByteWriter out) {
    int label = labels.index(cursor);
    int source = types.referenceType();
    int target = types.referenceType();
    out.u8((ValType.isNullable(source) ? 1 : 0) | (ValType.isNullable(target) ? 2 : 0));
    out.u32(label);
    TypeEncoder.heapType(out, source);
    TypeEncoder.heapType(out, target);
  }

  private void memArg(Opcode opcode, boolean lane, ByteWriter out) {
    // Where a lane follows, a lone number is the lane and not a memory.
    boolean hasMemory =
        cursor.is(Tokens.ID) || cursor.is(Tokens.NAT) && (!lane || !endsInstruction(cursor.at + 1));
    int memory = hasMemory ? context.index(ExternKind.MEMORY) : 0;
    long offset = 0;
    if (isOption("offset=")) {
      offset = option("offset=", "i64 constant out of range");
    }
    int alignment = opcode.accessLog2();
    if (isOption("align=")) {
      int token = cursor.at;
      long bytes = option("align=", "alignment must be a power of two");
      if (Long.bitCount(bytes) != 1) {
        throw cursor.tokens.error("alignment must be a power of two", token);
      }
      alignment = Long.numberOfTrailingZeros(bytes);
    }
    // Bit 6 says that a memory index follows.
    out.u32(memory != 0 ? alignment | 0x40 : alignment);
    if (memory != 0) {
      types.need(io.wasmtier.wasm.Feature.MULTI_MEMORY, "memory index");
      out.u32(memory);
    }
    out.u64(offset);
  }

  private boolean endsInstruction(int token) {
    return cursor.tokens.kind(token) != Tokens.NAT
        && !isOption(token, "offset=")
        && !isOption(token, "align=");
  }

  private boolean isOption(String prefix) {
    return isOption(cursor.at, prefix);
  }

  private boolean isOption(int token, String prefix) {
    Tokens tokens = cursor.tokens;
    int start = tokens.start(token);
    if (tokens.kind(token) != Tokens.WORD || tokens.end(token) - start <= prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (tokens.source.bytes[start + i] != prefix.charAt(i)) {
        return false;
      }
    }
    int number = start + prefix.length();
    return NumberParser.classify(tokens.source.bytes, number, tokens.end(token))
        == NumberParser.NAT;
  }

  private long option(String prefix, String problem) {
    return cursor.unsignedAt(cursor.at++, prefix.length(), 64, problem);
  }

  /// Writes a block type.
  void blockType(ByteWriter out) {
    TypeParser.Use use = types.useOrInline(null);
    FuncType inline = use.inline();
    if (use.explicit()) {
      out.s64(Integer.toUnsignedLong(use.index()));
    } else if (inline.params().isEmpty() && inline.results().isEmpty()) {
      out.u8(EMPTY_BLOCK);
    } else if (inline.params().isEmpty() && inline.results().size() == 1) {
      TypeEncoder.valueType(out, inline.results().get(0).bits());
    } else {
      types.need(io.wasmtier.wasm.Feature.MULTI_VALUE, "block type");
      out.s64(types.indexOf(inline));
    }
  }

  private void valueTypes(ByteWriter out) {
    ByteWriter list = new ByteWriter();
    int count = 0;
    while (cursor.enter("result")) {
      while (!cursor.is(Tokens.CLOSE)) {
        TypeEncoder.valueType(list, types.valueType().bits());
        count++;
      }
      cursor.close();
    }
    out.u32(count).raw(list, 0);
  }

  private void catches(ByteWriter out) {
    ByteWriter list = new ByteWriter();
    int count = 0;
    while (cursor.is(Tokens.OPEN)) {
      int kind = catchKind();
      if (kind < 0) {
        break;
      }
      cursor.at += 2;
      list.u8(kind);
      if (kind == InstructionReader.CATCH || kind == InstructionReader.CATCH_REF) {
        list.u32(context.index(ExternKind.TAG));
      }
      list.u32(labels.index(cursor));
      cursor.close();
      count++;
    }
    out.u32(count).raw(list, 0);
  }

  private int catchKind() {
    return cursor.isForm("catch")
        ? InstructionReader.CATCH
        : cursor.isForm("catch_ref")
            ? InstructionReader.CATCH_REF
            : cursor.isForm("catch_all")
                ? InstructionReader.CATCH_ALL
                : cursor.isForm("catch_all_ref") ? InstructionReader.CATCH_ALL_REF : -1;
  }

  private void handlers(ByteWriter out) {
    ByteWriter list = new ByteWriter();
    int count = 0;
    while (cursor.enter("on")) {
      int tag = context.index(ExternKind.TAG);
      if (cursor.skipWord(Opcode.SWITCH.mnemonic())) {
        list.u8(InstructionReader.ON_SWITCH).u32(tag);
      } else {
        list.u8(InstructionReader.ON_LABEL).u32(tag).u32(labels.index(cursor));
      }
      cursor.close();
      count++;
    }
    out.u32(count).raw(list, 0);
  }

  /// {@return whether the instruction has a structure of its own, which [CodeParser] deals with}
  static boolean isStructured(Shape shape) {
    return switch (shape) {
      case BLOCK,
          LOOP,
          IF,
          ELSE,
          END,
          TRY_TABLE,
          LEGACY_TRY,
          LEGACY_CATCH,
          LEGACY_CATCH_ALL,
          LEGACY_DELEGATE ->
          true;
      default -> false;
    };
  }
}
