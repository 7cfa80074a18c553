package io.wasmtier.runtime.interp;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.abi.Atomics;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;

/// Loads, stores and atomic accesses in memories of any kind and address width.
final class GenericAccess {
  /// Whether the memory access of an instruction extends the sign, by ordinal.
  private static final boolean[] SIGNED = new boolean[Opcode.values().length];

  static {
    for (Opcode opcode : Opcode.values()) {
      SIGNED[opcode.ordinal()] = opcode.shape() == Shape.LOAD && opcode.mnemonic().endsWith("_s");
    }
  }

  private GenericAccess() {}

  static long address(LinearMemory memory, long slot, int[] c, int at) {
    long offset = c[at] & 0xFFFF_FFFFL | (long) c[at + 1] << 32;
    return LinearMemory.effective(memory.shape().is64() ? slot : slot & 0xFFFF_FFFFL, offset);
  }

  /// LOAD and STORE.
  static int execute(GuestActivation act, int op, int[] c, long[] s, int fp, int pc) {
    LinearMemory memory = act.instance.memories[c[pc + 4]];
    long address = address(memory, s[fp + c[pc + 3]], c, pc + 5);
    int size = Opcode.at(c[pc + 1]).accessLog2();
    if (op == Op.LOAD) {
      s[fp + c[pc + 2]] = load(memory, address, size, SIGNED[c[pc + 1]]);
    } else {
      store(memory, address, size, s[fp + c[pc + 2]]);
    }
    return pc + 7;
  }

  static long load(LinearMemory memory, long address, int sizeLog2, boolean signed) {
    return switch (sizeLog2) {
      case 0 -> signed ? memory.getByte(address) : memory.getByte(address) & 0xFF;
      case 1 -> signed ? memory.getShort(address) : memory.getShort(address) & 0xFFFF;
      case 2 -> signed ? memory.getInt(address) : memory.getInt(address) & 0xFFFF_FFFFL;
      default -> memory.getLong(address);
    };
  }

  static void store(LinearMemory memory, long address, int sizeLog2, long value) {
    switch (sizeLog2) {
      case 0 -> memory.putByte(address, (byte) value);
      case 1 -> memory.putShort(address, (short) value);
      case 2 -> memory.putInt(address, (int) value);
      default -> memory.putLong(address, value);
    }
  }

  /// ATOMIC.
  static int atomic(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    Opcode opcode = Opcode.at(c[pc + 1]);
    if (opcode.shape() == Shape.FENCE) {
      java.lang.invoke.VarHandle.fullFence();
      return pc + 7;
    }
    int of = c[pc + 4];
    int at = fp + c[pc + 2];
    LinearMemory memory = act.instance.memories[of];
    long address = address(memory, s[at], c, pc + 5);
    int size = opcode.accessLog2();
    switch (opcode.shape()) {
      case ATOMIC_LOAD -> s[at] = Atomics.get(address, 0, act.instance, of, size);
      case ATOMIC_STORE -> Atomics.put(address, s[at + 1], 0, act.instance, of, size);
      case ATOMIC_RMW -> {
        int operation = Atomics.operation(opcode);
        s[at] = Atomics.update(address, s[at + 1], 0, act.instance, of, size, operation);
      }
      case ATOMIC_CMPXCHG ->
          s[at] = Atomics.exchange(address, s[at + 1], s[at + 2], 0, act.instance, of, size);
      case ATOMIC_NOTIFY -> s[at] = Atomics.notify(address, (int) s[at + 1], 0, act.instance, of);
      case ATOMIC_WAIT ->
          s[at] = Atomics.await(address, s[at + 1], s[at + 2], 0, act.instance, of, size);
      default -> throw new AssertionError(opcode);
    }
    return pc + 7;
  }
}
