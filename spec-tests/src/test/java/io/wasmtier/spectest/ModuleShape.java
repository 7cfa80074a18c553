package io.wasmtier.spectest;

import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;
import java.util.random.RandomGenerator;

/// What the bodies of a generated module can refer to. Value types are letters: those of the opcode
/// table's signatures, `F` for funcref and `X` for externref.
///
/// @param plain the numbers and vectors, which instructions with fixed signatures work on
/// @param types the function types
/// @param functions the type index of each function; all are exported, and in the table at their
///   own index
/// @param globals the types of the globals, all mutable; the first counts the fuel
/// @param memories for each memory whether its addresses are 64-bit
/// @param tagType the type index of the only tag
/// @param tableSize the initial size of the only table, of funcref; more than there are functions
record ModuleShape(
    String plain,
    List<Signature> types,
    int[] functions,
    String globals,
    boolean[] memories,
    int tagType,
    int tableSize) {
  /// The global that is decremented by each function and loop: without it guests would run forever.
  static final int FUEL = 0;

  /// Data segments: the first is active, the second passive.
  static final int DATA_SEGMENTS = 2;

  /// A function type.
  record Signature(String params, String results) {}

  Signature signature(int function) {
    return types.get(functions[function]);
  }

  /// {@return the plain types there are with some features}
  static String plain(FeatureSet features) {
    return features.has(Feature.SIMD) ? "ilfdv" : "ilfd";
  }

  /// {@return some types, the plain ones more often}
  static String randomTypes(RandomGenerator random, String plain, int most) {
    StringBuilder letters = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      String from = random.nextInt(8) == 0 ? "FX" : plain;
      letters.append(from.charAt(random.nextInt(from.length())));
    }
    return letters.toString();
  }

  /// {@return the byte of the binary format for a type}
  static int code(char letter) {
    return switch (letter) {
      case 'F' -> 0x70;
      case 'X' -> 0x6F;
      // The binary format counts the number types down from i32.
      default -> 0x80 - Opcode.typeBits(letter, false);
    };
  }

  /// {@return the letter of a type}
  static char letter(ValType type) {
    for (char letter : "ilfdv".toCharArray()) {
      if (Opcode.typeBits(letter, false) == type.bits()) {
        return letter;
      }
    }
    return type.equals(ValType.FUNCREF) ? 'F' : 'X';
  }
}
