package io.wasmtier.runtime.interp;

import io.wasmtier.allocator.AtomicOperation;
import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Loads, stores and atomic accesses in memories of any kind and address width.
final class GenericAccess {
  /// Whether the memory access of an instruction extends the sign, by ordinal.
  private static final boolean[] SIGNED = new boolean[Opcode.values().length];

  /// What an atomic instruction does, by ordinal.
  private static final @Nullable AtomicOperation[] OPERATION =
      new AtomicOperation[Opcode.values().length];

  static {
    for (Opcode opcode : Opcode.values()) {
      SIGNED[opcode.ordinal()] = opcode.shape() == Shape.LOAD && opcode.mnemonic().endsWith("_s");
      if (opcode.shape() == Shape.ATOMIC_RMW) {
        // The last part of the name: `i64.atomic.rmw32.add_u`.
        String name = opcode.mnemonic().substring(opcode.mnemonic().lastIndexOf('.') + 1);
        OPERATION[opcode.ordinal()] =
            AtomicOperation.valueOf(name.replace("_u", "").toUpperCase(Locale.ROOT));
      }
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
    LinearMemory memory = act.instance.memories[c[pc + 4]];
    int at = fp + c[pc + 2];
    long address = address(memory, s[at], c, pc + 5);
    int size = opcode.accessLog2();
    if ((address & (1L << size) - 1) != 0) {
      throw Trap.of(TrapKind.UNALIGNED_ATOMIC);
    }
    long mask = -1L >>> 64 - (8 << size);
    switch (opcode.shape()) {
      case ATOMIC_LOAD -> s[at] = memory.getAtomic(size, address);
      case ATOMIC_STORE -> memory.putAtomic(size, address, s[at + 1]);
      case ATOMIC_RMW ->
          s[at] =
              memory.getAndUpdate(
                  java.util.Objects.requireNonNull(OPERATION[opcode.ordinal()]),
                  size,
                  address,
                  s[at + 1] & mask);
      case ATOMIC_CMPXCHG ->
          // The value expected is wrapped to the access' size.
          s[at] = memory.compareAndExchange(size, address, s[at + 1] & mask, s[at + 2] & mask);
      case ATOMIC_NOTIFY -> {
        memory.check(address, 1L << size);
        s[at] = WaitQueues.notify(memory, address, (int) s[at + 1]);
      }
      case ATOMIC_WAIT -> {
        memory.check(address, 1L << size);
        if (!memory.shape().shared()) {
          throw Trap.of(TrapKind.EXPECTED_SHARED_MEMORY);
        }
        s[at] = WaitQueues.await(act, memory, address, size, s[at + 1] & mask, s[at + 2]);
      }
      default -> throw new AssertionError(opcode);
    }
    return pc + 7;
  }
}
