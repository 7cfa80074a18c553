package io.wasmtier.compiler.baseline;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.WasmtierException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// What must be known of a function before it is compiled, read off its instructions.
///
/// @param refusal why it can't be compiled, or null
/// @param usesMemory whether it accesses memory 0
/// @param callsItself whether it has a tail call to itself
/// @param tries how deeply legacy `try` blocks nest
record Survey(@Nullable String refusal, boolean usesMemory, boolean callsItself, int tries) {
  static Survey of(ValidatedModule module, int function) {
    try {
      return read(module, function);
    } catch (WasmtierException e) {
      // Lazy validation: tier 0 reports it when the function is called.
      return refused("not valid");
    }
  }

  private static Survey refused(String reason) {
    return new Survey(reason, false, false, 0);
  }

  private static Survey read(ValidatedModule module, int function) {
    ByteReader in = module.module().code().body(function - module.importedFunctions()).reader();
    InstructionReader reader = new InstructionReader(in, module.features(), module.typeCount());
    for (int groups = in.u32(); groups != 0; groups--) {
      in.u32();
      reader.valueType();
    }
    boolean memory = false;
    boolean itself = false;
    BitSet open = new BitSet();
    int depth = 0;
    int tries = 0;
    while (!reader.atEnd()) {
      Opcode opcode = reader.next();
      String refusal = refusal(opcode);
      if (refusal != null) {
        return refused(refusal);
      }
      if (opcode.isTailCall()) {
        if (opcode.shape() != Shape.CALL || reader.first != function) {
          return refused(opcode.mnemonic());
        }
        itself = true;
      }
      switch (opcode.shape()) {
        case BLOCK, LOOP, IF, TRY_TABLE -> open.clear(depth++);
        case LEGACY_TRY -> {
          open.set(depth++);
          tries = Math.max(tries, open.cardinality());
        }
        case END, LEGACY_DELEGATE -> {
          if (depth > 0) {
            open.clear(--depth);
          }
        }
        default -> {}
      }
      if (opcode.accessLog2() >= 0 && reader.memory == 0) {
        memory = true;
      }
    }
    return new Survey(null, memory, itself, tries);
  }

  /// {@return the name of an instruction that is not compiled, or null}
  private static @Nullable String refusal(Opcode opcode) {
    boolean refused =
        switch (opcode.shape()) {
          case CONT_NEW, CONT_BIND, SUSPEND, RESUME, RESUME_THROW, SWITCH -> true;
          default -> false;
        };
    return refused ? opcode.mnemonic() : null;
  }
}
