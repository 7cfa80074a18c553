package io.wasmtier.runtime.interp;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.abi.TableInstance;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Slice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Instructions on whole memories and tables, and on ranges of them.
final class BulkOperations {
  private static final Object[] DROPPED = new Object[0];

  private BulkOperations() {}

  private static long address(LinearMemory memory, long slot) {
    return memory.shape().is64() ? slot : slot & 0xFFFF_FFFFL;
  }

  /// MEMORY: ordinal, first operand slot, immediates.
  static int memory(GuestActivation act, int[] c, long[] s, int fp, int pc) {
    LinearMemory[] memories = act.instance.memories;
    int at = fp + c[pc + 2];
    int first = c[pc + 3];
    int second = c[pc + 4];
    switch (Opcode.at(c[pc + 1])) {
      case MEMORY_SIZE -> s[at] = memories[first].sizeInPages();
      case MEMORY_GROW -> s[at] = memories[first].grow(address(memories[first], s[at]));
      case MEMORY_FILL ->
          memories[first].fill(
              address(memories[first], s[at]),
              (byte) s[at + 1],
              address(memories[first], s[at + 2]));
      case MEMORY_COPY -> {
        LinearMemory to = memories[first];
        LinearMemory from = memories[second];
        // The length is as narrow as the narrower of both.
        long length = address(from.shape().is64() ? to : from, s[at + 2]);
        LinearMemory.copy(to, address(to, s[at]), from, address(from, s[at + 1]), length);
      }
      case MEMORY_INIT -> {
        Slice data = act.instance.data[second];
        long from = s[at + 1] & 0xFFFF_FFFFL;
        long length = s[at + 2] & 0xFFFF_FFFFL;
        memories[first].write(address(memories[first], s[at]), data.segment(), from, length);
      }
      case DATA_DROP -> act.instance.data[first] = Slice.EMPTY;
      default -> throw new AssertionError(Opcode.at(c[pc + 1]));
    }
    return pc + 5;
  }

  private static long index(TableInstance table, long slot) {
    return table.type.limits().is64() ? slot : slot & 0xFFFF_FFFFL;
  }

  private static void check(long from, long length, int size) {
    // Unsigned numbers of 2^63 and more are negative.
    if (from < 0 || length < 0 || from > size - length) {
      throw Trap.of(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS);
    }
  }

  /// TABLE: ordinal, first operand slot, immediates.
  static int table(GuestActivation act, int[] c, long[] s, @Nullable Object[] r, int fp, int pc) {
    int at = fp + c[pc + 2];
    int first = c[pc + 3];
    int second = c[pc + 4];
    Opcode opcode = Opcode.at(c[pc + 1]);
    if (opcode == Opcode.ELEM_DROP) {
      act.instance.elements[first] = DROPPED;
      return pc + 5;
    }
    TableInstance table = act.instance.tables[first];
    switch (opcode) {
      case TABLE_GET -> {
        long index = index(table, s[at]);
        check(index, 1, table.size);
        r[at] = table.elements[(int) index];
      }
      case TABLE_SET -> {
        long index = index(table, s[at]);
        check(index, 1, table.size);
        table.elements[(int) index] = r[at + 1];
      }
      case TABLE_SIZE -> s[at] = table.size;
      case TABLE_GROW -> s[at] = table.grow(index(table, s[at + 1]), r[at]);
      case TABLE_FILL -> {
        long index = index(table, s[at]);
        long length = index(table, s[at + 2]);
        check(index, length, table.size);
        Arrays.fill(table.elements, (int) index, (int) (index + length), r[at + 1]);
      }
      case TABLE_COPY -> {
        TableInstance source = act.instance.tables[second];
        long to = index(table, s[at]);
        long from = index(source, s[at + 1]);
        long length = index(source.type.limits().is64() ? table : source, s[at + 2]);
        check(from, length, source.size);
        check(to, length, table.size);
        System.arraycopy(source.elements, (int) from, table.elements, (int) to, (int) length);
      }
      case TABLE_INIT -> {
        @Nullable Object[] elements = act.instance.elements[second];
        long to = index(table, s[at]);
        long from = s[at + 1] & 0xFFFF_FFFFL;
        long length = s[at + 2] & 0xFFFF_FFFFL;
        check(from, length, elements.length);
        check(to, length, table.size);
        System.arraycopy(elements, (int) from, table.elements, (int) to, (int) length);
      }
      default -> throw new AssertionError(opcode);
    }
    return pc + 5;
  }
}
