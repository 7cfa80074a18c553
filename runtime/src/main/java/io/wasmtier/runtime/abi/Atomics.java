package io.wasmtier.runtime.abi;

import io.wasmtier.allocator.AtomicOperation;
import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The meaning of atomic memory accesses (threads proposal), for memories of any kind; a memory
/// that is not shared may have them too. Operands are as in [Operations]: the address, the values,
/// the offset, the instance, the memory, then the logarithm of the access' size in bytes.
///
/// Values are integers of which only the bits of the access' size count; what is read is
/// zero-extended.
public final class Atomics {
  private static final AtomicOperation[] OPERATIONS = AtomicOperation.values();

  /// What an instruction does, by ordinal.
  private static final @Nullable AtomicOperation[] OPERATION =
      new AtomicOperation[Opcode.values().length];

  static {
    for (Opcode opcode : Opcode.values()) {
      if (opcode.shape() == Shape.ATOMIC_RMW) {
        // The last part of the name: `i64.atomic.rmw32.add_u`.
        String name = opcode.mnemonic().substring(opcode.mnemonic().lastIndexOf('.') + 1);
        OPERATION[opcode.ordinal()] =
            AtomicOperation.valueOf(name.replace("_u", "").toUpperCase(Locale.ROOT));
      }
    }
  }

  private Atomics() {}

  /// {@return what an instruction of the shape ATOMIC_RMW does, for [#update]}
  public static int operation(Opcode opcode) {
    AtomicOperation operation = OPERATION[opcode.ordinal()];
    if (operation == null) {
      throw new IllegalArgumentException(opcode.mnemonic());
    }
    return operation.ordinal();
  }

  private static long aligned(long address, long offset, int sizeLog2) {
    long at = LinearMemory.effective(address, offset);
    if ((at & (1L << sizeLog2) - 1) != 0) {
      throw Trap.of(TrapKind.UNALIGNED_ATOMIC);
    }
    return at;
  }

  private static long mask(int sizeLog2) {
    return -1L >>> 64 - (8 << sizeLog2);
  }

  public static long get(
      long address, long offset, ModuleInstance instance, int memory, int sizeLog2) {
    return instance.memories[memory].getAtomic(sizeLog2, aligned(address, offset, sizeLog2));
  }

  public static void put(
      long address, long value, long offset, ModuleInstance instance, int memory, int sizeLog2) {
    instance.memories[memory].putAtomic(sizeLog2, aligned(address, offset, sizeLog2), value);
  }

  /// Reads, modifies and writes.
  ///
  /// @param operation the ordinal of the [AtomicOperation]
  /// @return the former value
  public static long update(
      long address,
      long value,
      long offset,
      ModuleInstance instance,
      int memory,
      int sizeLog2,
      int operation) {
    return instance.memories[memory].getAndUpdate(
        OPERATIONS[operation],
        sizeLog2,
        aligned(address, offset, sizeLog2),
        value & mask(sizeLog2));
  }

  /// Compares and exchanges; the value expected is wrapped to the access' size.
  ///
  /// @return the former value
  public static long exchange(
      long address,
      long expected,
      long replacement,
      long offset,
      ModuleInstance instance,
      int memory,
      int sizeLog2) {
    return instance.memories[memory].compareAndExchange(
        sizeLog2,
        aligned(address, offset, sizeLog2),
        expected & mask(sizeLog2),
        replacement & mask(sizeLog2));
  }

  /// {@return how many threads were woken up}
  ///
  /// @param count how many at most, unsigned
  public static int notify(
      long address, int count, long offset, ModuleInstance instance, int memory) {
    long at = aligned(address, offset, 2);
    LinearMemory of = instance.memories[memory];
    of.check(at, 4);
    return WaitQueues.notify(of, at, count);
  }

  /// {@return how a wait ended, as the instruction says}
  ///
  /// @param timeout in nanoseconds; negative to wait for ever
  public static int await(
      long address,
      long expected,
      long timeout,
      long offset,
      ModuleInstance instance,
      int memory,
      int sizeLog2) {
    long at = aligned(address, offset, sizeLog2);
    LinearMemory of = instance.memories[memory];
    of.check(at, 1L << sizeLog2);
    if (!of.shape().shared()) {
      throw Trap.of(TrapKind.EXPECTED_SHARED_MEMORY);
    }
    return WaitQueues.await(instance.store, of, at, sizeLog2, expected & mask(sizeLog2), timeout);
  }
}
