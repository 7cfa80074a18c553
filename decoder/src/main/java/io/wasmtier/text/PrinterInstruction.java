package io.wasmtier.text;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Prints one instruction with its immediates, driven by the opcode table, and keeps the labels in
/// scope.
final class PrinterInstruction {
  private static final String NO_LABEL = "";

  private final StringBuilder out;
  private final PrinterSpaces spaces;
  private final PrinterTypes types;

  private @Nullable PrinterNames locals;
  private @Nullable Map<Integer, String> labelNames;
  private final List<String> labels = new ArrayList<>();
  private int blocks;

  PrinterInstruction(StringBuilder out, PrinterSpaces spaces, PrinterTypes types) {
    this.out = out;
    this.spaces = spaces;
    this.types = types;
  }

  /// Begins a body or expression.
  void begin(@Nullable PrinterNames newLocals, @Nullable Map<Integer, String> newLabelNames) {
    locals = newLocals;
    labelNames = newLabelNames;
    labels.clear();
    blocks = 0;
  }

  /// {@return the number of blocks open}
  int depth() {
    return labels.size();
  }

  /// Prints the beginning of a block and brings its label into scope.
  void open(InstructionReader reader, Opcode opcode) {
    String label = labelNames == null ? null : labelNames.get(blocks);
    blocks++;
    out.append(opcode.mnemonic());
    if (label != null && !label.isEmpty()) {
      out.append(' ');
      PrinterTokens.identifier(out, label);
    }
    // The labels of catch clauses are counted from outside of the block.
    immediates(reader, opcode);
    labels.add(Objects.requireNonNullElse(label, NO_LABEL));
    out.append(" (;@").append(labels.size()).append(";)");
  }

  /// Takes the label of the innermost block out of scope.
  void close() {
    labels.removeLast();
  }

  /// Prints an instruction that begins no block.
  void print(InstructionReader reader, Opcode opcode) {
    out.append(opcode.mnemonic());
    immediates(reader, opcode);
  }

  // Where the text has another order than the binary format, or leaves out what is zero.
  private void immediates(InstructionReader r, Opcode opcode) {
    switch (opcode.shape()) {
      case CALL_INDIRECT -> {
        unlessZero(spaces.tables, r.second);
        types.use(r.first);
      }
      case MEMORY_INIT -> {
        unlessZero(spaces.memories, r.second);
        index(spaces.data, r.first);
      }
      case TABLE_INIT -> {
        unlessZero(spaces.tables, r.second);
        index(spaces.elements, r.first);
      }
      case MEMORY_SIZE, MEMORY_GROW, MEMORY_FILL -> unlessZero(spaces.memories, r.first);
      case TABLE_GET, TABLE_SET, TABLE_SIZE, TABLE_GROW, TABLE_FILL ->
          unlessZero(spaces.tables, r.first);
      case MEMORY_COPY -> unlessZeros(spaces.memories, r.first, r.second);
      case TABLE_COPY -> unlessZeros(spaces.tables, r.first, r.second);
      default -> inOrder(r, opcode);
    }
  }

  private void inOrder(InstructionReader r, Opcode opcode) {
    List<Immediate> immediates = opcode.immediates();
    boolean cast = !immediates.isEmpty() && immediates.get(0) == Immediate.CAST_FLAGS;
    boolean secondHeapType = false;
    for (int i = 0; i < immediates.size(); i++) {
      Immediate immediate = immediates.get(i);
      int index = i == 0 || cast ? r.first : r.second;
      switch (immediate) {
        case BLOCK_TYPE -> blockType(r);
        case LABEL -> label(index);
        case LABELS -> {
          for (int k = 0; k < r.listSize; k++) {
            label(r.list[k]);
          }
        }
        case FUNC -> index(spaces.functions, index);
        case TYPE -> index(spaces.types, index);
        case TABLE -> index(spaces.tables, index);
        case MEMORY -> index(spaces.memories, index);
        case GLOBAL -> index(spaces.globals, index);
        case TAG -> index(spaces.tags, index);
        case DATA -> index(spaces.data, index);
        case ELEM -> index(spaces.elements, index);
        case FIELD -> index(types.fields(r.first), index);
        case LOCAL -> {
          out.append(' ');
          if (locals != null) {
            locals.reference(out, index);
          } else {
            out.append(Integer.toUnsignedString(index));
          }
        }
        case COUNT -> out.append(' ').append(Integer.toUnsignedString(index));
        // The one index of SIMD instructions; a memory's, if any, is in the memory argument.
        case LANE -> out.append(' ').append(r.first);
        case MEMARG -> memArg(r, opcode);
        case I32, I64 -> out.append(' ').append(r.low);
        case F32 -> {
          out.append(' ');
          PrinterTokens.f32(out, (int) r.low);
        }
        case F64 -> {
          out.append(' ');
          PrinterTokens.f64(out, r.low);
        }
        case V128 -> vector(r.low, r.high);
        case LANES -> lanes(r.low, r.high);
        case HEAP_TYPE -> {
          out.append(' ');
          if (opcode == Opcode.REF_NULL) {
            types.heap(r.firstType);
          } else {
            types.reference(secondHeapType ? r.secondType : r.firstType);
          }
          secondHeapType = true;
        }
        case VALUE_TYPES -> {
          out.append(" (result");
          for (int k = 0; k < r.listSize; k++) {
            out.append(' ');
            types.value(r.list[k]);
          }
          out.append(')');
        }
        case CATCHES -> catches(r);
        case HANDLERS -> handlers(r);
        case CAST_FLAGS, ZERO -> {
          // Flags are in the types, and a zero byte says nothing.
        }
      }
    }
  }

  private void index(PrinterNames space, int index) {
    out.append(' ');
    space.reference(out, index);
  }

  private void unlessZero(PrinterNames space, int index) {
    if (index != 0) {
      index(space, index);
    }
  }

  private void unlessZeros(PrinterNames space, int one, int other) {
    if ((one | other) != 0) {
      index(space, one);
      index(space, other);
    }
  }

  private void blockType(InstructionReader r) {
    if (r.blockTypeIsIndex) {
      types.use(r.blockType);
    } else if (r.blockType != InstructionReader.BLOCK_EMPTY) {
      out.append(" (result ");
      types.value(r.blockType);
      out.append(')');
    }
  }

  // By name, unless a block further inside has the same one; a number that counts too far stays a
  // number.
  private void label(int depth) {
    out.append(' ');
    int at = labels.size() - 1 - depth;
    String name = depth >= 0 && at >= 0 ? labels.get(at) : NO_LABEL;
    if (!name.isEmpty() && labels.lastIndexOf(name) == at) {
      PrinterTokens.identifier(out, name);
    } else {
      out.append(Integer.toUnsignedString(depth));
    }
  }

  private void memArg(InstructionReader r, Opcode opcode) {
    unlessZero(spaces.memories, r.memory);
    if (r.memOffset != 0) {
      out.append(" offset=").append(Long.toUnsignedString(r.memOffset));
    }
    if (r.alignLog2 != opcode.accessLog2()) {
      out.append(" align=").append(Long.toUnsignedString(1L << r.alignLog2));
    }
  }

  private void vector(long low, long high) {
    out.append(" i32x4");
    for (long half : new long[] {low, high}) {
      out.append(" 0x").append(Integer.toHexString((int) half));
      out.append(" 0x").append(Integer.toHexString((int) (half >>> 32)));
    }
  }

  private void lanes(long low, long high) {
    for (int i = 0; i < 16; i++) {
      out.append(' ').append((i < 8 ? low : high) >>> 8 * (i & 7) & 0xFF);
    }
  }

  private void catches(InstructionReader r) {
    for (int i = 0; i < r.listSize; i += 4) {
      int kind = r.list[i];
      out.append(
          switch (kind) {
            case InstructionReader.CATCH -> " (catch";
            case InstructionReader.CATCH_REF -> " (catch_ref";
            case InstructionReader.CATCH_ALL -> " (catch_all";
            default -> " (catch_all_ref";
          });
      if (kind < InstructionReader.CATCH_ALL) {
        index(spaces.tags, r.list[i + 1]);
      }
      label(r.list[i + 2]);
      out.append(')');
    }
  }

  private void handlers(InstructionReader r) {
    for (int i = 0; i < r.listSize; i += 4) {
      out.append(" (on");
      index(spaces.tags, r.list[i + 1]);
      if (r.list[i] == InstructionReader.ON_LABEL) {
        label(r.list[i + 2]);
      } else {
        out.append(" switch");
      }
      out.append(')');
    }
  }
}
