package io.wasmtier.spectest.generate;

import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The instructions with a fixed signature by what they leave on the stack: read off the opcode
/// table, so that a new instruction is generated as soon as it has a row.
final class TypedOpcodes {
  /// What the generator knows to write.
  private static final Set<Immediate> WRITTEN =
      EnumSet.of(
          Immediate.MEMARG,
          Immediate.MEMORY,
          Immediate.DATA,
          Immediate.LANE,
          Immediate.LANES,
          Immediate.I32,
          Immediate.I64,
          Immediate.F32,
          Immediate.F64,
          Immediate.V128,
          Immediate.ZERO);

  private final Map<Character, List<Opcode>> byFirstResult = new HashMap<>();
  private final List<Opcode> withoutResult = new ArrayList<>();

  TypedOpcodes(FeatureSet features) {
    for (Opcode opcode : Opcode.values()) {
      String signature = opcode.signature();
      if (signature == null
          || !features.has(opcode.feature())
          || !WRITTEN.containsAll(opcode.immediates())) {
        continue;
      }
      String results = signature.substring(signature.indexOf(':') + 1);
      if (results.isEmpty()) {
        withoutResult.add(opcode);
      } else {
        byFirstResult.computeIfAbsent(results.charAt(0), letter -> new ArrayList<>()).add(opcode);
      }
    }
  }

  /// {@return the instructions whose first result has a type, as a letter of the signatures}
  List<Opcode> leaving(char letter) {
    return byFirstResult.getOrDefault(letter, List.of());
  }

  /// {@return the instructions that leave nothing}
  List<Opcode> leavingNothing() {
    return withoutResult;
  }

  static String operands(Opcode opcode) {
    String signature = Objects.requireNonNull(opcode.signature());
    return signature.substring(0, signature.indexOf(':'));
  }

  static int results(Opcode opcode) {
    String signature = Objects.requireNonNull(opcode.signature());
    return signature.length() - signature.indexOf(':') - 1;
  }

  /// {@return whether the instruction's NaNs may have any payload (spec: Numerics, NaN
  /// Propagation)}
  static boolean makesNaN(Opcode opcode) {
    boolean computes =
        switch (opcode.shape()) {
          case UNARY, BINARY, TERNARY -> true;
          default -> false;
        };
    return computes
        && opcode.mnemonic().charAt(0) == 'f'
        && !opcode.mnemonic().contains("reinterpret")
        && "fdv".indexOf(result(opcode)) >= 0;
  }

  /// {@return the type of the last result}
  static char result(Opcode opcode) {
    String signature = Objects.requireNonNull(opcode.signature());
    return signature.charAt(signature.length() - 1);
  }

  /// {@return the number of lanes that a lane index chooses from}
  static int lanes(Opcode opcode) {
    if (opcode.accessLog2() >= 0) {
      return 16 >> opcode.accessLog2();
    }
    String shape = opcode.mnemonic().substring(0, opcode.mnemonic().indexOf('.'));
    return Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
  }

  /// {@return whether the alignment must be the natural one}
  static boolean isAtomic(Opcode opcode) {
    return opcode.feature() == Feature.THREADS;
  }

  /// {@return whether its i64 operands say how long it may take}
  static boolean isTimeout(Opcode opcode) {
    return opcode.shape() == Shape.ATOMIC_WAIT;
  }
}
