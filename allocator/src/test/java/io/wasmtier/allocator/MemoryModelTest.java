package io.wasmtier.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Any sequence of operations on a memory of either kind does what it does on a plain array.
class MemoryModelTest {
  private static final int MAX_PAGES = 40;

  /// One operation with two positions, which mostly lie in or just past the memory, a length and a
  /// value.
  record Step(int kind, long first, long second, long length, long value) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Long> positions =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(12, Arbitraries.longs().between(0, 1500)),
            net.jqwik.api.Tuple.of(
                1,
                Arbitraries.of(
                    -1L,
                    -8L,
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    1L << 31,
                    (1L << 31) - 1,
                    1L << 32,
                    -1L << 32)));
    return Combinators.combine(
            Arbitraries.integers().between(0, 13),
            positions,
            positions,
            positions,
            Arbitraries.longs())
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  // Pages of 64 bytes, so that a few grows cross many sizes.
  private static LinearMemory memory(MemoryPolicy policy, boolean shared) {
    return LinearMemory.allocate(
        new MemoryShape(true, 3, MAX_PAGES, true, shared, 6), policy, MemoryBudget.unlimited());
  }

  @Property(tries = 400)
  void behavesLikeAnArray(
      @ForAll("steps") List<Step> steps, @ForAll boolean heap, @ForAll boolean heapSource) {
    try (LinearMemory memory = memory(heap ? MemoryPolicy.HEAP : MemoryPolicy.NATIVE, false);
        LinearMemory other = memory(heapSource ? MemoryPolicy.HEAP : MemoryPolicy.NATIVE, false)) {
      byte[] noise = new byte[(int) other.sizeInBytes()];
      new Random(steps.size()).nextBytes(noise);
      other.write(0, noise, 0, noise.length);
      byte[] model = new byte[(int) memory.sizeInBytes()];
      for (Step step : steps) {
        model = apply(step, memory, model, other, noise);
        byte[] found = new byte[model.length];
        memory.read(0, found, 0, found.length);
        assertThat(found).as("%s", step).isEqualTo(model);
        assertThat(memory.sizeInBytes()).isEqualTo(model.length);
      }
    }
  }

  private static boolean in(long address, long length, byte[] model) {
    return address >= 0
        && length >= 0
        && length <= model.length
        && address <= model.length - length;
  }

  private static byte[] apply(
      Step s, LinearMemory memory, byte[] model, LinearMemory other, byte[] noise) {
    long a = s.first;
    ByteBuffer view = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN);
    switch (s.kind) {
      case 0 -> {
        long pages = s.length & 3;
        long former = memory.grow(pages);
        long size = model.length + pages * 64;
        assertThat(former).isEqualTo(size > MAX_PAGES * 64 ? -1 : model.length / 64);
        return former < 0 ? model : Arrays.copyOf(model, (int) size);
      }
      case 1 -> {
        if (check(in(a, 1, model), () -> memory.putByte(a, (byte) s.value))) {
          view.put((int) a, (byte) s.value);
        }
      }
      case 2 -> {
        if (check(in(a, 2, model), () -> memory.putShort(a, (short) s.value))) {
          view.putShort((int) a, (short) s.value);
        }
      }
      case 3 -> {
        if (check(in(a, 4, model), () -> memory.putInt(a, (int) s.value))) {
          view.putInt((int) a, (int) s.value);
        }
      }
      case 4 -> {
        if (check(in(a, 8, model), () -> memory.putLong(a, s.value))) {
          view.putLong((int) a, s.value);
        }
      }
      case 5 -> {
        if (check(in(a, 1, model), () -> memory.getByte(a))) {
          assertThat(memory.getByte(a)).isEqualTo(view.get((int) a));
        }
      }
      case 6 -> {
        if (check(in(a, 2, model), () -> memory.getShort(a))) {
          assertThat(memory.getShort(a)).isEqualTo(view.getShort((int) a));
        }
      }
      case 7 -> {
        if (check(in(a, 4, model), () -> memory.getInt(a))) {
          assertThat(memory.getInt(a)).isEqualTo(view.getInt((int) a));
        }
      }
      case 8 -> {
        if (check(in(a, 8, model), () -> memory.getLong(a))) {
          assertThat(memory.getLong(a)).isEqualTo(view.getLong((int) a));
        }
      }
      case 9 -> {
        if (check(in(a, s.length, model), () -> memory.fill(a, (byte) s.value, s.length))) {
          Arrays.fill(model, (int) a, (int) (a + s.length), (byte) s.value);
        }
      }
      case 10 -> {
        if (check(
            in(a, s.length, model) && in(s.second, s.length, model),
            () -> LinearMemory.copy(memory, a, memory, s.second, s.length))) {
          System.arraycopy(model, (int) s.second, model, (int) a, (int) s.length);
        }
      }
      case 11 -> {
        if (check(
            in(a, s.length, model) && in(s.second, s.length, noise),
            () -> LinearMemory.copy(memory, a, other, s.second, s.length))) {
          System.arraycopy(noise, (int) s.second, model, (int) a, (int) s.length);
        }
      }
      case 12 -> {
        if (check(
            in(a, s.length, model) && in(s.second, s.length, noise),
            () -> memory.write(a, MemorySegment.ofArray(noise), s.second, s.length))) {
          System.arraycopy(noise, (int) s.second, model, (int) a, (int) s.length);
        }
      }
      default -> {
        byte[] target = new byte[noise.length];
        if (check(
            in(a, s.length, model) && in(s.second, s.length, target),
            () -> memory.read(a, MemorySegment.ofArray(target), s.second, s.length))) {
          assertThat(Arrays.copyOfRange(target, (int) s.second, (int) (s.second + s.length)))
              .isEqualTo(Arrays.copyOfRange(model, (int) a, (int) (a + s.length)));
        }
      }
    }
    return model;
  }

  /// {@return whether the access is allowed, having checked that the memory thinks so too}
  private static boolean check(boolean allowed, Runnable access) {
    boolean done;
    try {
      access.run();
      done = true;
    } catch (IndexOutOfBoundsException e) {
      done = false;
    }
    assertThat(done).isEqualTo(allowed);
    return allowed;
  }
}
