package io.wasmtier.wasi;

import static io.wasmtier.wasi.TestGuest.BUFFER;
import static io.wasmtier.wasi.TestGuest.RESULT;
import static io.wasmtier.wasi.TestGuest.SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Arguments, environment, clocks, random numbers, the end of a guest, and bad addresses
/// everywhere.
class EnvironmentTest {
  private static final int POINTERS = 4096;

  @Test
  void thereAre46Functions() {
    assertThat(Preview1.values()).hasSize(46);
  }

  private static List<String> strings(TestGuest guest, Preview1 sizes, Preview1 get) {
    assertThat(guest.call(sizes, RESULT, RESULT + 4)).isEqualTo(Errno.SUCCESS);
    int count = guest.i32();
    int size = guest.memory.getInt(RESULT + 4);
    assertThat(guest.call(get, POINTERS, BUFFER)).isEqualTo(Errno.SUCCESS);
    String all = guest.text(BUFFER, size);
    String[] parts = all.split("\0", -1);
    int at = BUFFER;
    for (int i = 0; i < count; i++) {
      assertThat(guest.memory.getInt(POINTERS + i * 4L)).isEqualTo(at);
      at += parts[i].getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1;
    }
    assertThat(at).isEqualTo(BUFFER + size);
    return List.of(parts).subList(0, count);
  }

  @Test
  void argumentsAndVariables() throws IOException {
    WasiConfig config =
        WasiConfig.builder()
            .arguments("program", "", "größer", "a b\nc")
            .environment("A", "1")
            .environment("B", "x=y")
            .environment("EMPTY", "")
            .build();
    try (TestGuest guest = new TestGuest(config)) {
      assertThat(strings(guest, Preview1.ARGS_SIZES_GET, Preview1.ARGS_GET))
          .containsExactly("program", "", "größer", "a b\nc");
      assertThat(strings(guest, Preview1.ENVIRON_SIZES_GET, Preview1.ENVIRON_GET))
          .containsExactly("A=1", "B=x=y", "EMPTY=");
    }
    try (TestGuest guest = new TestGuest(WasiConfig.builder().build())) {
      assertThat(strings(guest, Preview1.ARGS_SIZES_GET, Preview1.ARGS_GET)).isEmpty();
      assertThat(strings(guest, Preview1.ENVIRON_SIZES_GET, Preview1.ENVIRON_GET)).isEmpty();
    }
  }

  @Test
  void wrongConfigurationsAreRefused() {
    assertUsage(() -> WasiConfig.builder().arguments("a\0b"));
    assertUsage(() -> WasiConfig.builder().environment("a=b", "c"));
    assertUsage(() -> WasiConfig.builder().environment("", "c"));
    assertUsage(() -> WasiConfig.builder().environment("a", "\0"));
    assertUsage(() -> WasiConfig.builder().descriptorLimit(2));
    assertUsage(() -> {
      WasiConfig config =
          WasiConfig.builder().directory(Path.of("."), "/").descriptorLimit(3).build();
      new Wasi(config).close();
    });
    assertThatThrownBy(() ->
            new Wasi(WasiConfig.builder().directory(Path.of("no/such/directory"), "/").build()))
        .isInstanceOf(IOException.class);
  }

  private static void assertUsage(org.assertj.core.api.ThrowableAssert.ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(
            WasmtierException.class, e -> assertThat(e.failure()).isEqualTo(Failure.USAGE));
  }

  @Test
  void clocks() throws IOException {
    try (TestGuest guest = new TestGuest(WasiConfig.builder().build())) {
      for (int clock = 0; clock < 4; clock++) {
        assertThat(guest.call(Preview1.CLOCK_RES_GET, clock, RESULT)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.i64()).isPositive();
        assertThat(guest.call(Preview1.CLOCK_TIME_GET, clock, 0, RESULT)).isEqualTo(Errno.SUCCESS);
        long first = guest.i64();
        assertThat(first).isPositive();
        guest.call(Preview1.CLOCK_TIME_GET, clock, 0, RESULT);
        assertThat(guest.i64()).isGreaterThanOrEqualTo(first);
      }
      assertThat(guest.call(Preview1.CLOCK_RES_GET, 4, RESULT)).isEqualTo(Errno.INVAL);
      assertThat(guest.call(Preview1.CLOCK_TIME_GET, -1, 0, RESULT)).isEqualTo(Errno.INVAL);
      guest.call(Preview1.CLOCK_TIME_GET, Abi.CLOCK_REALTIME, 0, RESULT);
      assertThat(Math.abs(guest.i64() / 1_000_000 - System.currentTimeMillis())).isLessThan(60_000);
    }
  }

  @Test
  void theSameSeedGivesTheSameWorld() throws IOException {
    byte[][] random = new byte[3][];
    long[] times = new long[3];
    for (int i = 0; i < 3; i++) {
      WasiConfig config = WasiConfig.builder().deterministic(i == 2 ? 7 : 42).build();
      try (TestGuest guest = new TestGuest(config)) {
        assertThat(guest.call(Preview1.RANDOM_GET, BUFFER, 10_001)).isEqualTo(Errno.SUCCESS);
        random[i] = guest.memory.read(BUFFER, 10_001);
        assertThat(guest.memory.getByte(BUFFER + 10_001)).isZero();
        guest.call(Preview1.CLOCK_TIME_GET, 0, 0, RESULT);
        times[i] = guest.i64();
      }
    }
    assertThat(random[0]).isEqualTo(random[1]).isNotEqualTo(random[2]);
    assertThat(times[0]).isEqualTo(times[1]);
  }

  @Test
  void randomBytesFillAllTheyShould() throws IOException {
    try (TestGuest guest = new TestGuest(WasiConfig.builder().build())) {
      assertThat(guest.call(Preview1.RANDOM_GET, BUFFER, 4096 * 3 + 100)).isEqualTo(Errno.SUCCESS);
      byte[] bytes = guest.memory.read(BUFFER, 4096 * 3 + 100);
      for (int start = 0; start + 100 <= bytes.length; start += 100) {
        int or = 0;
        for (int i = start; i < start + 100; i++) {
          or |= bytes[i];
        }
        assertThat(or).as("100 zeros at " + start).isNotZero();
      }
      assertThat(guest.call(Preview1.RANDOM_GET, SIZE - 10, 11)).isEqualTo(Errno.FAULT);
      assertThat(guest.call(Preview1.RANDOM_GET, SIZE, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call(Preview1.RANDOM_GET, 0, -1)).isEqualTo(Errno.FAULT);
    }
  }

  @Test
  void exits() throws IOException {
    try (TestGuest guest = new TestGuest(WasiConfig.builder().build())) {
      assertThatThrownBy(() -> guest.call(Preview1.PROC_EXIT, 33))
          .isInstanceOfSatisfying(
              WasiExit.class,
              e -> {
                assertThat(e.code()).isEqualTo(33);
                assertThat(e.failure()).isEqualTo(Failure.EXIT);
              });
      assertThatThrownBy(() -> guest.call(Preview1.PROC_RAISE, 6))
          .isInstanceOfSatisfying(WasiExit.class, e -> assertThat(e.code()).isEqualTo(134));
      assertThat(guest.call(Preview1.PROC_RAISE, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.call(Preview1.PROC_RAISE, 31)).isEqualTo(Errno.INVAL);
      assertThat(guest.call(Preview1.PROC_RAISE, 19)).isEqualTo(Errno.NOTSUP);
      assertThat(guest.call(Preview1.SCHED_YIELD)).isEqualTo(Errno.SUCCESS);
    }
  }

  @Test
  void nothingWorksAfterClosing() throws IOException {
    try (TestGuest guest = new TestGuest(WasiConfig.builder().build())) {
      guest.wasi.close();
      guest.wasi.close();
      assertUsage(() -> guest.call(Preview1.SCHED_YIELD));
    }
  }

  /// Whatever numbers a guest passes, it gets an error number back: no trap, no Java exception, no
  /// wait.
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PROC_EXIT", "PROC_RAISE"})
  void wildArgumentsGiveErrors(Preview1 function, @TempDir Path root) throws IOException {
    long[] wild = {0, 1, 3, 4, -1, -8, SIZE - 1, SIZE, Integer.MIN_VALUE, Long.MIN_VALUE, BUFFER};
    WasiConfig config =
        WasiConfig.builder().directory(root, "/").clock(WasiClock.virtual(0)).build();
    java.util.SplittableRandom random = new java.util.SplittableRandom(1);
    List<ValType> types = function.type().params();
    try (TestGuest guest = new TestGuest(config)) {
      for (int round = 0; round < 2000; round++) {
        long[] arguments = new long[types.size()];
        for (int i = 0; i < arguments.length; i++) {
          arguments[i] = wild[random.nextInt(wild.length)];
        }
        assertThat(guest.call(function, arguments)).isNotNull();
      }
    }
  }
}
