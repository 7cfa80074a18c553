package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule.Expression;
import io.wasmtier.wasm.WasmtierException;

/// Finds the ends of constant expressions in a section by walking over their instructions, which
/// reports what is malformed in them; whether they are constant and well-typed is for validation to
/// say.
final class ExpressionReader {
  private final Slice section;
  private final ByteReader in;
  private final InstructionReader instructions;

  /// @param section the section's content
  /// @param in the reader over it that the other decoders use too
  ExpressionReader(Slice section, ByteReader in, FeatureSet features) {
    this.section = section;
    this.in = in;
    this.instructions = new InstructionReader(in, features, TypeDecoder.MAX_INDEX);
  }

  /// {@return the expression that begins here, its `end` included}
  Expression next() {
    int start = offset();
    skip();
    return new Expression(section.slice(start, offset() - start));
  }

  /// {@return the offset of the next byte in the section}
  int offset() {
    return (int) (in.offset() - section.origin());
  }

  /// Moves behind the expression that begins here.
  void skip() {
    int depth = 1;
    do {
      Opcode opcode = instructions.next();
      switch (opcode.shape()) {
        case BLOCK, LOOP, IF, TRY_TABLE, LEGACY_TRY -> depth++;
        case END, LEGACY_DELEGATE -> depth--;
        default -> {}
      }
    } while (depth > 0);
    if (instructions.opcode() != Opcode.END) {
      throw new WasmtierException(
          io.wasmtier.wasm.Failure.MALFORMED,
          "END opcode expected",
          instructions.offset(),
          WasmtierException.NONE,
          null);
    }
  }
}
