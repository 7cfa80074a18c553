package io.wasmtier.runtime.interp;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.wasm.Opcode;

/// Vector loads and stores in memories of any kind and address width.
final class SimdGenericAccess {
  private SimdGenericAccess() {}

  /// Executes the operations from [SimdOp#LOAD_ANY] on.
  ///
  /// @return the next program counter
  static int execute(GuestActivation act, int op, int[] c, long[] s, int fp, int pc) {
    int ordinal = op & Op.ORDINAL_MASK;
    int vector = fp + c[pc + 1];
    LinearMemory memory = act.instance.memories[c[pc + 3]];
    long address = GenericAccess.address(memory, s[fp + c[pc + 2]], c, pc + 4);
    int size = Opcode.at(ordinal).accessLog2();
    switch (op & ~Op.ORDINAL_MASK) {
      case SimdOp.LOAD_ANY -> {
        memory.check(address, 16);
        s[vector] = memory.getLong(address);
        s[vector + 1] = memory.getLong(address + 8);
        return pc + 6;
      }
      case SimdOp.STORE_ANY -> {
        memory.check(address, 16);
        memory.putLong(address, s[vector]);
        memory.putLong(address + 8, s[vector + 1]);
        return pc + 6;
      }
      case SimdOp.LOAD_SCALAR_ANY -> {
        SimdHandlers.spread(ordinal, s, vector, GenericAccess.load(memory, address, size, false));
        return pc + 6;
      }
      case SimdOp.LOAD_LANE_ANY -> {
        long value = GenericAccess.load(memory, address, size, false);
        int from = fp + c[pc + 6];
        SimdHandlers.replace(ordinal, s, vector, s[from], s[from + 1], value, c[pc + 7]);
        return pc + 8;
      }
      case SimdOp.STORE_LANE_ANY -> {
        long value = SimdHandlers.extract(ordinal, s[vector], s[vector + 1], c[pc + 6]);
        GenericAccess.store(memory, address, size, value);
        return pc + 7;
      }
      default -> throw new AssertionError("no operation: " + op);
    }
  }
}
