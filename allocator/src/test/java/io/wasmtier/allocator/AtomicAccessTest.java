package io.wasmtier.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Atomic accesses of every size on both kinds.
class AtomicAccessTest {
  private static LinearMemory shared() {
    return LinearMemory.allocate(
        new MemoryShape(false, 1, 1, true, true, 16),
        MemoryPolicy.AUTOMATIC,
        MemoryBudget.unlimited());
  }

  @Property(tries = 500)
  void operationsDoWhatTheySay(
      @ForAll AtomicOperation operation,
      @ForAll @IntRange(max = 3) int sizeLog2,
      @ForAll @IntRange(max = 40) int slot,
      @ForAll long before,
      @ForAll long operand,
      @ForAll boolean heap) {
    try (LinearMemory memory =
        LinearMemory.allocate(
            MemoryShape.of(1, 1),
            heap ? MemoryPolicy.HEAP : MemoryPolicy.NATIVE,
            MemoryBudget.unlimited())) {
      long mask = sizeLog2 == 3 ? -1L : (1L << (8 << sizeLog2)) - 1;
      long address = (long) slot << sizeLog2;
      memory.fill(0, (byte) 0x5A, 1024);
      memory.putAtomic(sizeLog2, address, before);
      assertThat(memory.getAtomic(sizeLog2, address)).isEqualTo(before & mask);
      assertThat(memory.getAndUpdate(operation, sizeLog2, address, operand))
          .isEqualTo(before & mask);
      long after =
          switch (operation) {
            case ADD -> before + operand;
            case SUB -> before - operand;
            case AND -> before & operand;
            case OR -> before | operand;
            case XOR -> before ^ operand;
            case XCHG -> operand;
          };
      assertThat(memory.getAtomic(sizeLog2, address)).isEqualTo(after & mask);

      assertThat(memory.compareAndExchange(sizeLog2, address, ~after & mask, 1))
          .isEqualTo(after & mask);
      assertThat(memory.getAtomic(sizeLog2, address)).isEqualTo(after & mask);
      assertThat(memory.compareAndExchange(sizeLog2, address, after & mask, before))
          .isEqualTo(after & mask);
      assertThat(memory.getAtomic(sizeLog2, address)).isEqualTo(before & mask);
      if (sizeLog2 < 3) {
        // Bits of the expected value beyond the size don't count (WebAssembly/threads issue 195).
        assertThat(memory.compareAndExchange(sizeLog2, address, (before & mask) | 1L << 40, after))
            .isEqualTo(before & mask);
        assertThat(memory.getAtomic(sizeLog2, address)).isEqualTo(after & mask);
      }

      // The neighbours are what they were.
      int size = 1 << sizeLog2;
      for (long i = Math.max(0, address - 8); i < address + size + 8; i++) {
        if (i < address || i >= address + size) {
          assertThat(memory.getByte(i)).isEqualTo((byte) 0x5A);
        }
      }
    }
  }

  @Test
  void unalignedAccessesAreRefused() {
    try (LinearMemory memory = shared()) {
      for (int sizeLog2 = 1; sizeLog2 <= 3; sizeLog2++) {
        int log = sizeLog2;
        assertThatThrownBy(() -> memory.getAtomic(log, 1))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.getAndUpdate(AtomicOperation.ADD, log, 1, 1))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> memory.getAtomic(3, 1 << 16))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void neighbouringBytesCountedByThreadsLoseNothing() throws Exception {
    int rounds = 20_000;
    try (LinearMemory memory = shared();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int sizeLog2 = t & 1;
        long address = t < 2 ? t * 2L : 2;
        Callable<?> work =
            () -> {
              for (int i = 0; i < rounds; i++) {
                memory.getAndUpdate(AtomicOperation.ADD, sizeLog2, address, 1);
                memory.getAndUpdate(AtomicOperation.ADD, 2, 4, 1);
                memory.getAndUpdate(AtomicOperation.ADD, 3, 8, -1);
              }
              return null;
            };
        running.add(threads.submit(work));
      }
      for (Future<?> future : running) {
        future.get();
      }
      assertThat(memory.getAtomic(0, 0)).isEqualTo(rounds & 0xFF);
      assertThat(memory.getAtomic(2, 4)).isEqualTo(4 * rounds);
      assertThat(memory.getAtomic(3, 8)).isEqualTo(-4L * rounds);
    }
  }

  @Test
  void growthOfASharedMemoryIsAtomic() throws Exception {
    try (LinearMemory memory =
            LinearMemory.allocate(
                new MemoryShape(false, 0, 1000, true, true, 16),
                MemoryPolicy.AUTOMATIC,
                MemoryBudget.unlimited());
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        running.add(
            threads.submit(() -> {
              int grown = 0;
              long former;
              while ((former = memory.grow(1)) >= 0) {
                memory.putByte(former << 16, (byte) 1);
                grown++;
              }
              return grown;
            }));
      }
      int total = 0;
      for (Future<Integer> future : running) {
        total += future.get();
      }
      assertThat(total).isEqualTo(1000);
      assertThat(memory.sizeInPages()).isEqualTo(1000);
      for (long page = 0; page < 1000; page++) {
        assertThat(memory.getByte(page << 16)).isEqualTo((byte) 1);
      }
    }
  }
}
