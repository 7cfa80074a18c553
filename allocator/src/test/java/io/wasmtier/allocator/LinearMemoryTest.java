package io.wasmtier.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sizes, edges, growth and closing of both kinds.
class LinearMemoryTest {
  private static final int PAGE = 1 << 16;

  private static LinearMemory pages(MemoryPolicy policy, long min, long max) {
    return LinearMemory.allocate(MemoryShape.of(min, max), policy, MemoryBudget.unlimited());
  }

  @Test
  void kindFollowsTypeAndPolicy() {
    MemoryShape small = MemoryShape.of(1, 65536);
    MemoryShape shared = new MemoryShape(false, 1, 2, true, true, 16);
    MemoryShape wide = new MemoryShape(true, 1, 0, false, false, 16);
    MemoryShape large = new MemoryShape(true, 1, 32769, true, false, 16);
    assertThat(kind(small, MemoryPolicy.AUTOMATIC)).isEqualTo(HeapMemory.class);
    assertThat(kind(small, MemoryPolicy.NATIVE)).isEqualTo(NativeMemory.class);
    assertThat(kind(shared, MemoryPolicy.HEAP)).isEqualTo(NativeMemory.class);
    assertThat(kind(wide, MemoryPolicy.AUTOMATIC)).isEqualTo(HeapMemory.class);
    assertThat(kind(large, MemoryPolicy.AUTOMATIC)).isEqualTo(NativeMemory.class);
    assertThat(kind(large, MemoryPolicy.HEAP)).isEqualTo(HeapMemory.class);
  }

  private static Class<?> kind(MemoryShape shape, MemoryPolicy policy) {
    try (LinearMemory memory = LinearMemory.allocate(shape, policy, MemoryBudget.unlimited())) {
      return memory.getClass();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HEAP", "NATIVE"})
  void addressesFromTwoToThe31AreOutOfBoundsOfASmallMemory(MemoryPolicy policy) {
    try (LinearMemory memory = pages(policy, 1, 1)) {
      for (long base : new long[] {PAGE, 1L << 31, 1L << 32, 1L << 33, Long.MIN_VALUE, 0}) {
        for (long delta = -8; delta <= 8; delta++) {
          long address = base + delta;
          for (int size = 1; size <= 8; size *= 2) {
            boolean allowed = address >= 0 && address <= PAGE - size;
            assertThat(readable(memory, address, size))
                .as("%d, %d bytes", address, size)
                .isEqualTo(allowed);
          }
        }
      }
    }
  }

  private static boolean readable(LinearMemory memory, long address, int size) {
    try {
      switch (size) {
        case 1 -> memory.getByte(address);
        case 2 -> memory.getShort(address);
        case 4 -> memory.getInt(address);
        default -> memory.getLong(address);
      }
      return true;
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HEAP", "NATIVE"})
  void rangesMayBeEmptyAtTheEndButNotBehindIt(MemoryPolicy policy) {
    try (LinearMemory memory = pages(policy, 1, 1)) {
      memory.fill(PAGE, (byte) 1, 0);
      memory.check(PAGE, 0);
      assertThatThrownBy(() -> memory.fill(PAGE + 1, (byte) 1, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.check(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.check(1, Long.MAX_VALUE))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.check(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void effectiveAddressesDoNotWrap() {
    assertThat(LinearMemory.effective(5, 7)).isEqualTo(12);
    assertThat(LinearMemory.effective(-8, 7)).isEqualTo(-1);
    assertThatThrownBy(() -> LinearMemory.effective(-8, 8))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> LinearMemory.effective(8, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"HEAP", "NATIVE"})
  void growsToItsMaximumAndNoFurther(MemoryPolicy policy) {
    try (LinearMemory memory = pages(policy, 1, 5)) {
      memory.putInt(PAGE - 4, 42);
      assertThat(memory.grow(0)).isEqualTo(1);
      assertThat(memory.grow(3)).isEqualTo(1);
      assertThat(memory.grow(2)).isEqualTo(-1);
      assertThat(memory.grow(-1)).isEqualTo(-1);
      assertThat(memory.grow(Long.MIN_VALUE)).isEqualTo(-1);
      assertThat(memory.grow(1L << 48)).isEqualTo(-1);
      assertThat(memory.grow(1)).isEqualTo(4);
      assertThat(memory.sizeInPages()).isEqualTo(5);
      assertThat(memory.getInt(PAGE - 4)).isEqualTo(42);
      assertThat(memory.getLong(5 * PAGE - 8)).isZero();
    }
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.SECONDS)
  void manySmallGrowsCopyLittle() {
    try (LinearMemory memory = pages(MemoryPolicy.HEAP, 1, 1024)) {
      int moves = 0;
      byte[] before = memory.bytes;
      while (memory.grow(1) >= 0) {
        if (memory.bytes != before) {
          before = memory.bytes;
          moves++;
        }
      }
      assertThat(memory.sizeInPages()).isEqualTo(1024);
      assertThat(memory.limit).isEqualTo(1024 * PAGE);
      assertThat(moves).isLessThan(25);
    }
  }

  @Test
  void slackIsNotAccessible() {
    try (LinearMemory memory = pages(MemoryPolicy.HEAP, 4, 100)) {
      memory.grow(1);
      assertThat(memory.bytes.length).isGreaterThan(memory.limit);
      assertThatThrownBy(() -> memory.getByte(5 * PAGE))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HEAP", "NATIVE"})
  void budgetIsSharedAndGivenBack(MemoryPolicy policy) {
    MemoryBudget budget = new MemoryBudget(4 * PAGE);
    LinearMemory first = LinearMemory.allocate(MemoryShape.of(1, 100), policy, budget);
    LinearMemory second = LinearMemory.allocate(MemoryShape.of(2, 100), policy, budget);
    assertThat(first.grow(2)).isEqualTo(-1);
    assertThat(first.grow(1)).isEqualTo(1);
    assertThatThrownBy(() -> LinearMemory.allocate(MemoryShape.of(1, 1), policy, budget))
        .isInstanceOf(MemoryUnavailableException.class)
        .hasMessageContaining("1 pages exceeds the limit of 262144 bytes");
    second.close();
    second.close();
    assertThat(budget.used()).isEqualTo(2 * PAGE);
    first.close();
    assertThat(budget.used()).isZero();
    assertThat(first.grow(1)).isEqualTo(-1);
    assertThatThrownBy(() -> first.getByte(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void sizesThatNoMachineHasAreRefused() {
    MemoryShape absurd = new MemoryShape(true, 1L << 60, 0, false, false, 16);
    assertThatThrownBy(
            () -> LinearMemory.allocate(absurd, MemoryPolicy.AUTOMATIC, new MemoryBudget(1L << 40)))
        .isInstanceOf(MemoryUnavailableException.class);
  }

  @Test
  void nativeMemoryIsCommittedLazilyBeyondFourGigabytes() {
    MemoryShape shape = new MemoryShape(true, 1L << 17, 1L << 17, true, false, 16);
    LinearMemory memory;
    try {
      memory = LinearMemory.allocate(shape, MemoryPolicy.AUTOMATIC, MemoryBudget.unlimited());
    } catch (MemoryUnavailableException e) {
      // A container may forbid to reserve 8 GiB.
      assumeThat(e).isNull();
      return;
    }
    try (memory) {
      long end = 1L << 33;
      for (long edge : new long[] {1L << 31, 1L << 32, end}) {
        memory.putLong(edge - 8, edge);
        assertThat(memory.getLong(edge - 8)).isEqualTo(edge);
        assertThat(memory.getInt(edge - 12)).isZero();
      }
      LinearMemory.copy(memory, (1L << 32) - 4, memory, (1L << 31) - 8, 16);
      assertThat(memory.getLong((1L << 32) - 4)).isEqualTo(1L << 31);
      assertThatThrownBy(() -> memory.getLong(end - 7))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> memory.getByte(end)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void viewsEndWithGrowthAndClosing() {
    for (MemoryPolicy policy : new MemoryPolicy[] {MemoryPolicy.HEAP, MemoryPolicy.NATIVE}) {
      LinearMemory memory = pages(policy, 1, 10);
      MemoryView view = memory.view();
      memory.putInt(100, 7);
      assertThat(view.size()).isEqualTo(PAGE);
      assertThat(view.buffer().getInt(100)).isEqualTo(7);
      view.segment(100, 4).fill((byte) 1);
      assertThat(memory.getInt(100)).isEqualTo(0x01010101);
      assertThatThrownBy(() -> view.segment(PAGE - 1, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      memory.grow(0);
      assertThat(view.isValid()).isTrue();
      memory.grow(1);
      assertThat(view.isValid()).isFalse();
      assertThatThrownBy(view::segment)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("grown");
      MemoryView later = memory.view();
      assertThat(later.buffer().capacity()).isEqualTo(2 * PAGE);
      memory.close();
      assertThatThrownBy(later::buffer)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void segmentsOfNativeMemoryDoNotOutliveIt() {
    LinearMemory memory = pages(MemoryPolicy.NATIVE, 1, 10);
    java.lang.foreign.MemorySegment raw = memory.view().segment();
    memory.close();
    assertThatThrownBy(() -> raw.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
  }
}
