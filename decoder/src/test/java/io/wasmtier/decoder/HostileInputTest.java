package io.wasmtier.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmtierException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the bytes are: a module or one kind of error, soon and without much memory.
class HostileInputTest {
  private static void assertHarmless(byte[] bytes) {
    try {
      Decoder.decode(bytes, FeatureSet.ALL);
    } catch (WasmtierException e) {
      assertThat(e.failure()).isIn(Failure.MALFORMED, Failure.LIMIT, Failure.INVALID);
      assertThat(e.offset()).isBetween(0L, (long) bytes.length);
    }
  }

  @Test
  void truncatedAtEveryByte() {
    byte[] bytes = Samples.everySection();
    int modules = 0;
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      try {
        Decoder.decode(part);
        modules++;
      } catch (WasmtierException e) {
        assertThat(e.failure()).isEqualTo(Failure.MALFORMED);
        assertThat(e.offset()).isBetween(0L, (long) length);
      }
    }
    // Sections end at few places, and behind the function section the code is missing.
    assertThat(modules).isBetween(3, 10);
  }

  /// Sections whose count, or first inner count, is 2^32-1 or just below 2^31.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13})
  void hugeCounts(int id) {
    for (int count : new int[] {-1, Integer.MAX_VALUE, 1 << 28}) {
      ByteWriter content = new ByteWriter().u32(count).u8(0x60).u32(count);
      assertSmall(Samples.header().u8(id).sized(content).toArray());
      ByteWriter inner = new ByteWriter().u8(1).u8(0x4E).u32(count).u8(0x5F).u32(count);
      assertSmall(Samples.header().u8(id).sized(inner).toArray());
      if (id != 9) {
        continue;
      }
      ByteWriter element = new ByteWriter().u8(1).u8(5).u8(0x70).u32(count);
      assertSmall(Samples.header().u8(id).sized(element).toArray());
    }
  }

  private static void assertSmall(byte[] bytes) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    WasmtierException error =
        catchThrowableOfType(WasmtierException.class, () -> Decoder.decode(bytes));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(error.failure()).isIn(Failure.MALFORMED, Failure.LIMIT);
    assertThat(allocated).isLessThan(1 << 20);
  }

  @Test
  void countsThatTheBytesBearOut() {
    // A million of the smallest types, and of the smallest imports and exports: within the limits.
    ByteWriter types = new ByteWriter().u32(1_000_000);
    for (int i = 0; i < 1_000_000; i++) {
      types.u8(0x60).u8(0).u8(0);
    }
    byte[] bytes = Samples.header().u8(1).sized(types).toArray();
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertThat(Decoder.decode(bytes).types()).hasSize(1_000_000));
    byte[] more =
        Samples.header()
            .u8(1)
            .sized(new ByteWriter().u32(1_000_001).raw(new byte[3_000_003]))
            .toArray();
    assertThat(catchThrowableOfType(WasmtierException.class, () -> Decoder.decode(more)).failure())
        .isEqualTo(Failure.LIMIT);
  }

  @Test
  void deepNestingDoesNotOverflowTheStack() {
    // A million blocks in a constant expression, and a million "exact" prefixes in a type.
    ByteWriter blocks = new ByteWriter().u8(1).u8(0x7F).u8(0);
    ByteWriter exact = new ByteWriter().u8(1).u8(0x60).u8(1).u8(0x63);
    for (int i = 0; i < 1_000_000; i++) {
      blocks.u8(0x02).u8(0x40);
      exact.u8(0x62);
    }
    assertHarmless(Samples.header().u8(6).sized(blocks).toArray());
    assertHarmless(Samples.header().u8(1).sized(exact).toArray());
  }

  @Test
  void everyByteReplaced() {
    byte[] bytes = Samples.everySection();
    for (int i = 0; i < bytes.length; i++) {
      byte kept = bytes[i];
      for (int value = 0; value < 256; value++) {
        bytes[i] = (byte) value;
        assertHarmless(bytes);
      }
      bytes[i] = kept;
    }
  }

  @Property(tries = 1000)
  void randomSections(@ForAll @Size(max = 200) byte[] noise) {
    assertHarmless(noise);
    for (int id = 0; id <= 13; id++) {
      ByteWriter content = new ByteWriter().raw(noise);
      assertHarmless(Samples.header().u8(id).sized(content).toArray());
    }
  }

  @Test
  void corpusModulesWithWrongBytes() {
    java.util.Random random = new java.util.Random(1);
    for (java.nio.file.Path file : Suites.corpusModules()) {
      byte[] bytes = Suites.read(file);
      if (bytes.length > 1_000_000) {
        continue;
      }
      for (int i = 0; i < 40; i++) {
        byte[] wrong = bytes.clone();
        for (int k = 0; k <= i % 4; k++) {
          wrong[random.nextInt(Math.min(wrong.length, i < 20 ? 2000 : wrong.length))] =
              (byte) random.nextInt();
        }
        assertHarmless(wrong);
      }
    }
  }
}
