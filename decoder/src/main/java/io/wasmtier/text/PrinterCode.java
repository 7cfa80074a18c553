package io.wasmtier.text;

import io.wasmtier.decoder.BranchHints;
import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints function bodies and constant expressions as flat instructions, indented by nesting (spec:
/// Text Format, Instructions). Every instruction there is in the bytes is printed, unreachable and
/// ill-typed ones too: nothing is validated here.
final class PrinterCode {
  private static final int MAX_TYPES = ValType.HEAP_MASK - ValType.CONCRETE;

  private final StringBuilder out;
  private final PrinterInstruction instruction;
  private final PrinterTypes types;

  /// For each open block the instruction that began it, or its current part.
  private final List<Opcode> sections = new ArrayList<>();

  PrinterCode(StringBuilder out, PrinterSpaces spaces, PrinterTypes types) {
    this.out = out;
    this.types = types;
    this.instruction = new PrinterInstruction(out, spaces, types);
  }

  /// Appends the instructions of a constant expression in one line, each behind a space, without
  /// the `end`; a single one in parentheses.
  void expression(Slice code) {
    InstructionReader reader = reader(code);
    instruction.begin(null, null);
    sections.clear();
    int start = out.length() + 1;
    int count = 0;
    while (true) {
      Opcode opcode = reader.next();
      if (opcode == Opcode.END && instruction.depth() == 0) {
        break;
      }
      out.append(' ');
      print(reader, opcode);
      count++;
    }
    if (count == 1) {
      out.insert(start, '(').append(')');
    }
  }

  /// Appends the declarations of locals and the instructions of a body, each in a line.
  ///
  /// @param body the body in the binary format
  /// @param params the number of parameters
  /// @param names names of the locals by index, or null
  /// @param labels names of the labels by number, or null
  /// @param hints the function's branch hints
  /// @throws WasmtierException if the body is malformed
  void body(
      Slice body,
      int params,
      @Nullable PrinterNames names,
      @Nullable Map<Integer, String> labels,
      BranchHints.Of hints) {
    InstructionReader reader = reader(body);
    locals(reader, params, names);
    instruction.begin(names, labels);
    sections.clear();
    while (true) {
      Opcode opcode = reader.next();
      if (opcode == Opcode.END && instruction.depth() == 0) {
        break;
      }
      int depth = instruction.depth() - (closes(opcode) ? 1 : 0);
      out.append("\n    ").repeat("  ", Math.max(0, depth));
      int hint = hint(reader, opcode, body, hints);
      if (hint >= 0) {
        out.append("(@").append(BranchHints.SECTION).append(" \"\\0").append(hint).append("\") ");
      }
      print(reader, opcode);
    }
    if (!reader.atEnd()) {
      ByteReader in = reader.input();
      throw in.malformed("section size mismatch", in.position());
    }
  }

  private static int hint(
      InstructionReader reader, Opcode opcode, Slice body, BranchHints.Of hints) {
    return BranchHints.canHave(opcode) ? hints.at((int) (reader.offset() - body.origin())) : -1;
  }

  private static InstructionReader reader(Slice code) {
    return new InstructionReader(code.reader(), FeatureSet.ALL, MAX_TYPES);
  }

  private static boolean closes(Opcode opcode) {
    return switch (opcode.shape()) {
      case ELSE, END, LEGACY_CATCH, LEGACY_CATCH_ALL, LEGACY_DELEGATE -> true;
      default -> false;
    };
  }

  private void print(InstructionReader reader, Opcode opcode) {
    switch (opcode.shape()) {
      case BLOCK, LOOP, IF, TRY_TABLE, LEGACY_TRY -> {
        instruction.open(reader, opcode);
        sections.add(opcode);
      }
      case END -> {
        out.append("end");
        instruction.close();
        sections.removeLast();
      }
      case LEGACY_DELEGATE -> {
        section(reader, opcode, Opcode.TRY, Opcode.TRY);
        // Its label is counted from outside of the `try` it ends.
        instruction.close();
        instruction.print(reader, opcode);
        sections.removeLast();
      }
      case ELSE -> {
        section(reader, opcode, Opcode.IF, Opcode.IF);
        instruction.print(reader, opcode);
      }
      case LEGACY_CATCH, LEGACY_CATCH_ALL -> {
        section(reader, opcode, Opcode.TRY, Opcode.CATCH);
        instruction.print(reader, opcode);
      }
      default -> instruction.print(reader, opcode);
    }
  }

  // A block's next part follows only certain others (spec: Binary Format, Control Instructions):
  // without this order, what is
  // printed could not be read.
  private void section(InstructionReader reader, Opcode opcode, Opcode after, Opcode orAfter) {
    Opcode current = sections.isEmpty() ? Opcode.NOP : sections.getLast();
    if (current != after && current != orAfter) {
      throw new WasmtierException(
          Failure.MALFORMED,
          "misplaced " + opcode.mnemonic(),
          reader.offset(),
          WasmtierException.NONE,
          null);
    }
    sections.set(sections.size() - 1, opcode);
  }

  private void locals(InstructionReader reader, int params, @Nullable PrinterNames names) {
    ByteReader in = reader.input();
    int groups = in.length("unexpected end");
    List<ValType> declared = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      long offset = in.offset();
      int count = in.u32();
      DecodeLimits.check(
          Integer.toUnsignedLong(count) + declared.size(),
          DecodeLimits.DEFAULT.locals(),
          "locals",
          offset);
      ValType type = new ValType(reader.valueType());
      for (int k = 0; k < count; k++) {
        declared.add(type);
      }
    }
    if (names != null) {
      names.limit(params + declared.size());
    }
    if (!declared.isEmpty()) {
      out.append("\n   ");
      types.declarations("local", declared, params, names);
    }
  }
}
