package io.wasmtier.validator;

import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;

/// The fixed signatures of the opcode table, parsed once into an int each, so that the instructions
/// that have one need no rule of their own.
///
/// From the lowest bit on: the number of operands (3 bits), four operand types (3 bits each), the
/// number of results (2 bits), two result types (3 bits each). Types are [ValType] bits, or
/// [#ADDRESS] for the address type of the memory concerned.
final class Signatures {
  /// Stands for the address type.
  static final int ADDRESS = 7;

  private static final int RESULTS_SHIFT = 15;
  private static final int[] PACKED = new int[Opcode.values().length];

  static {
    for (Opcode opcode : Opcode.values()) {
      String signature = opcode.signature();
      PACKED[opcode.ordinal()] = signature == null ? 0 : pack(signature);
    }
  }

  private Signatures() {}

  private static int pack(String signature) {
    int operands = signature.indexOf(':');
    int results = signature.length() - operands - 1;
    int packed = operands;
    for (int i = 0; i < operands; i++) {
      packed |= type(signature.charAt(i)) << 3 + 3 * i;
    }
    packed |= results << RESULTS_SHIFT;
    for (int i = 0; i < results; i++) {
      packed |= type(signature.charAt(operands + 1 + i)) << RESULTS_SHIFT + 2 + 3 * i;
    }
    return packed;
  }

  private static int type(char letter) {
    return letter == 'a' ? ADDRESS : Opcode.typeBits(letter, false);
  }

  /// Pops the operands of an instruction.
  ///
  /// @param address the address type, if there is one
  static void pop(WalkState state, Opcode opcode, int address) {
    int packed = PACKED[opcode.ordinal()];
    int operands = packed & 7;
    int at = state.sp - operands;
    if (at < state.floor) {
      popSlowly(state, packed, address);
      return;
    }
    int[] stack = state.stack;
    int types = packed >>> 3;
    for (int i = 0; i < operands; i++, types >>>= 3) {
      int found = stack[at + i];
      int expected = types & 7;
      if (found != expected
          && found != ValType.BITS_BOT
          && (expected != ADDRESS || found != address)) {
        throw state.mismatch(operands(packed, address));
      }
    }
    state.sp = at;
  }

  private static void popSlowly(WalkState state, int packed, int address) {
    state.popAll(operands(packed, address));
  }

  private static int[] operands(int packed, int address) {
    int[] operands = new int[packed & 7];
    for (int i = 0; i < operands.length; i++) {
      int type = packed >>> 3 + 3 * i & 7;
      operands[i] = type == ADDRESS ? address : type;
    }
    return operands;
  }

  /// Pushes the results of an instruction.
  static void push(WalkState state, Opcode opcode, int address) {
    int types = PACKED[opcode.ordinal()] >>> RESULTS_SHIFT;
    int results = types & 3;
    types >>>= 2;
    for (int i = 0; i < results; i++, types >>>= 3) {
      int type = types & 7;
      state.push(type == ADDRESS ? address : type);
    }
  }
}
