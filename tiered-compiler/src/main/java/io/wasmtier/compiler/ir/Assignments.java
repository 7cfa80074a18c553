package io.wasmtier.compiler.ir;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What must be known of a function before its graph is built in one walk: which locals each loop
/// changes (they need phis at its header), which locals are changed under an exception handler
/// (they stay variables), whether it calls itself in tail position.
final class Assignments {
  private static final class Scope {
    final boolean isLoop;
    final boolean isTry;
    final long offset;
    final @Nullable BitSet changed;

    Scope(Opcode opcode, long offset) {
      isLoop = opcode == Opcode.LOOP;
      isTry = opcode == Opcode.TRY_TABLE;
      this.offset = offset;
      changed = isLoop || isTry ? new BitSet() : null;
    }
  }

  private static final BitSet NOTHING = new BitSet();

  private final Map<Long, BitSet> loops = new HashMap<>();
  private final BitSet variables = new BitSet();
  private boolean callsItself;

  private Assignments() {}

  static Assignments of(ValidatedModule module, int function) {
    Assignments found = new Assignments();
    found.read(module, function);
    return found;
  }

  private void read(ValidatedModule module, int function) {
    ByteReader in = module.module().code().body(function - module.importedFunctions()).reader();
    InstructionReader reader = new InstructionReader(in, module.features(), module.typeCount());
    for (int groups = in.u32(); groups != 0; groups--) {
      in.u32();
      reader.valueType();
    }
    // Only scopes that collect are innermost for a change; each hands on what it has at its end.
    Deque<Scope> scopes = new ArrayDeque<>();
    Deque<Scope> collecting = new ArrayDeque<>();
    while (!reader.atEnd()) {
      Opcode opcode = reader.next();
      switch (opcode.shape()) {
        case BLOCK, IF, LOOP, TRY_TABLE, LEGACY_TRY -> {
          Scope scope = new Scope(opcode, reader.offset());
          scopes.push(scope);
          if (scope.changed != null) {
            collecting.push(scope);
          }
        }
        case END -> {
          Scope scope = scopes.poll();
          if (scope != null && scope.changed != null) {
            collecting.pop();
            close(scope, collecting.peek());
          }
        }
        case LEGACY_DELEGATE -> scopes.poll();
        case LOCAL_SET, LOCAL_TEE -> {
          Scope scope = collecting.peek();
          if (scope != null && scope.changed != null) {
            scope.changed.set(reader.first);
          }
        }
        default -> {
          if (opcode.isTailCall() && opcode.shape() == Shape.CALL && reader.first == function) {
            callsItself = true;
          }
        }
      }
    }
  }

  private void close(Scope scope, @Nullable Scope around) {
    BitSet changed = scope.changed;
    if (changed == null) {
      return;
    }
    if (scope.isLoop) {
      loops.put(scope.offset, changed);
    }
    if (scope.isTry) {
      variables.or(changed);
    }
    if (around != null && around.changed != null) {
      around.changed.or(changed);
    }
  }

  /// {@return the locals that a loop changes, by its offset}
  BitSet loop(long offset) {
    return loops.getOrDefault(offset, NOTHING);
  }

  boolean isVariable(int local) {
    return variables.get(local);
  }

  boolean callsItself() {
    return callsItself;
  }
}
