package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The loops of a function, by where their heads are in register code. Made only when one of them
/// is hot, by translating once more.
final class LoopTable {
  private final Map<Integer, LoopEntry> entries = new HashMap<>();
  private int count;

  /// Takes note of the next loop, whose head is at an index of the code.
  void add(int pc, int[] locals, Operands stack) {
    int ordinal = count++;
    int[] operands = new int[stack.count()];
    List<Integer> constants = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      operands[i] = stack.home(i);
      if (stack.isConstant(i)) {
        if (stack.type(i) < 0 || stack.type(i) == ValType.BITS_V128) {
          return; // Not known to a slot of 64 bits.
        }
        constants.add(i);
      }
    }
    int[] slots = new int[constants.size()];
    long[] values = new long[slots.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = stack.home(constants.get(i));
      values[i] = stack.constant(constants.get(i));
    }
    // Of loops that begin at the same place, the outer one: it leads into the other.
    entries.putIfAbsent(pc, new LoopEntry(ordinal, locals, operands, slots, values));
  }

  /// {@return the loop whose head is at an index, or null}
  @Nullable LoopEntry at(int pc) {
    return entries.get(pc);
  }
}
