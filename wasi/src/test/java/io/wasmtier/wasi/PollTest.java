package io.wasmtier.wasi;

import static io.wasmtier.wasi.TestGuest.BUFFER;
import static io.wasmtier.wasi.TestGuest.RESULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Waiting: for times, for input, and being stopped meanwhile.
@Timeout(30)
class PollTest {
  private static final int IN = BUFFER + 16384;
  private static final int OUT = BUFFER + 32768;
  private static final long MILLIS = 1_000_000;

  private static void clock(TestGuest guest, int index, int id, long timeout, int flags) {
    int at = IN + index * Abi.SUBSCRIPTION_SIZE;
    guest.memory.fill(at, (byte) 0, Abi.SUBSCRIPTION_SIZE);
    guest.memory.putLong(at, 1000 + index);
    guest.memory.putByte(at + Abi.SUBSCRIPTION_TAG, (byte) Abi.EVENT_CLOCK);
    guest.memory.putInt(at + Abi.SUBSCRIPTION_CLOCK, id);
    guest.memory.putLong(at + Abi.SUBSCRIPTION_TIMEOUT, timeout);
    guest.memory.putShort(at + Abi.SUBSCRIPTION_CLOCK_FLAGS, (short) flags);
  }

  private static void descriptor(TestGuest guest, int index, int tag, int fd) {
    int at = IN + index * Abi.SUBSCRIPTION_SIZE;
    guest.memory.fill(at, (byte) 0, Abi.SUBSCRIPTION_SIZE);
    guest.memory.putLong(at, 1000 + index);
    guest.memory.putByte(at + Abi.SUBSCRIPTION_TAG, (byte) tag);
    guest.memory.putInt(at + Abi.SUBSCRIPTION_FD, fd);
  }

  private static int poll(TestGuest guest, int count) {
    assertThat(guest.call(Preview1.POLL_ONEOFF, IN, OUT, count, RESULT)).isEqualTo(Errno.SUCCESS);
    return guest.i32();
  }

  /// An event as subscription number, error and bytes.
  private static String event(TestGuest guest, int index) {
    int at = OUT + index * Abi.EVENT_SIZE;
    return (guest.memory.getLong(at) - 1000)
        + " "
        + Errno.values()[guest.memory.getShort(at + Abi.EVENT_ERROR)]
        + " "
        + guest.memory.getLong(at + Abi.EVENT_NBYTES);
  }

  private static WasiConfig.Builder config() {
    return WasiConfig.builder();
  }

  @Test
  void sleeps() throws IOException {
    try (TestGuest guest = new TestGuest(config().build())) {
      clock(guest, 0, Abi.CLOCK_MONOTONIC, 30 * MILLIS, 0);
      clock(guest, 1, Abi.CLOCK_REALTIME, 3_600_000 * MILLIS, 0);
      long start = System.nanoTime();
      assertThat(poll(guest, 2)).isEqualTo(1);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30 * MILLIS);
      assertThat(event(guest, 0)).isEqualTo("0 SUCCESS 0");
      guest.call(Preview1.CLOCK_TIME_GET, Abi.CLOCK_REALTIME, 0, RESULT);
      clock(guest, 0, Abi.CLOCK_REALTIME, guest.i64() + 20 * MILLIS, Abi.SUBCLOCK_ABSTIME);
      start = System.nanoTime();
      assertThat(poll(guest, 1)).isEqualTo(1);
      assertThat(System.nanoTime() - start).isGreaterThan(10 * MILLIS);
      // What is long past, is due at once.
      clock(guest, 0, Abi.CLOCK_MONOTONIC, 0, Abi.SUBCLOCK_ABSTIME);
      assertThat(poll(guest, 1)).isEqualTo(1);
    }
  }

  @Test
  void virtualTimePassesAtOnce() throws IOException {
    try (TestGuest guest = new TestGuest(config().deterministic(1).build())) {
      guest.call(Preview1.CLOCK_TIME_GET, Abi.CLOCK_MONOTONIC, 0, RESULT);
      long before = guest.i64();
      clock(guest, 0, Abi.CLOCK_MONOTONIC, 3_600_000 * MILLIS, 0);
      assertThat(poll(guest, 1)).isEqualTo(1);
      guest.call(Preview1.CLOCK_TIME_GET, Abi.CLOCK_MONOTONIC, 0, RESULT);
      assertThat(guest.i64() - before).isGreaterThanOrEqualTo(3_600_000 * MILLIS);
    }
  }

  @Test
  void virtualTimeHasAnEnd() throws Exception {
    try (TestGuest guest = new TestGuest(config().deterministic(1).build())) {
      for (int i = 0; i < 5; i++) {
        clock(guest, 0, Abi.CLOCK_MONOTONIC, 1L << 60, 0);
        assertThat(poll(guest, 1)).isEqualTo(1);
      }
      for (long timeout : new long[] {Long.MAX_VALUE, -1}) {
        clock(guest, 0, Abi.CLOCK_REALTIME, timeout, 0);
        Thread stopping = later(guest.wasi::interrupt);
        assertInterrupted(() -> poll(guest, 1));
        stopping.join();
      }
    }
  }

  @Test
  void theThreadThatReadsEndsWithTheGuest() throws Exception {
    PipedOutputStream writer = new PipedOutputStream();
    try (TestGuest guest = new TestGuest(config().stdin(new PipedInputStream(writer)).build())) {
      Thread later = later(() -> writer.write(65));
      assertThat(guest.read(0, 1)).isEqualTo("A");
      later.join();
      awaitReaders(1);
    }
    awaitReaders(0);
  }

  private static void awaitReaders(int expected) throws InterruptedException {
    for (int i = 0; i < 500 && readers() != expected; i++) {
      Thread.sleep(10);
    }
    assertThat(readers()).isEqualTo(expected);
  }

  private static long readers() {
    Thread[] threads = new Thread[1000];
    int count = Thread.enumerate(threads);
    return java.util.Arrays.stream(threads, 0, count)
        .filter(thread -> thread.getName().equals("wasi-stdin"))
        .filter(thread -> thread.getState() == Thread.State.WAITING)
        .count();
  }

  @Test
  void aStreamThatFails() throws IOException {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("broken");
          }
        };
    try (TestGuest guest = new TestGuest(config().stdin(failing).build())) {
      assertThat(guest.read(0, 10)).isEqualTo("IO");
      assertThat(guest.read(0, 10)).isEqualTo("IO");
    }
  }

  @Test
  void errors(@TempDir Path root) throws IOException {
    try (TestGuest guest = new TestGuest(config().directory(root, "/").build())) {
      clock(guest, 0, 9, 0, 0);
      clock(guest, 1, Abi.CLOCK_PROCESS_CPUTIME_ID, 0, 0);
      clock(guest, 2, Abi.CLOCK_MONOTONIC, 0, 8);
      descriptor(guest, 3, Abi.EVENT_FD_READ, 99);
      descriptor(guest, 4, 7, 0);
      descriptor(guest, 5, Abi.EVENT_FD_WRITE, 1);
      descriptor(guest, 6, Abi.EVENT_FD_READ, 1);
      int file = guest.openWrite("file", Abi.O_CREAT, 0);
      descriptor(guest, 7, Abi.EVENT_FD_READ, file);
      guest.call(Preview1.FD_FDSTAT_SET_RIGHTS, 2, Rights.FD_WRITE, 0);
      descriptor(guest, 8, Abi.EVENT_FD_WRITE, 2);
      assertThat(poll(guest, 9)).isEqualTo(9);
      assertThat(event(guest, 0)).isEqualTo("0 INVAL 0");
      assertThat(event(guest, 1)).isEqualTo("1 NOTSUP 0");
      assertThat(event(guest, 2)).isEqualTo("2 INVAL 0");
      assertThat(event(guest, 3)).isEqualTo("3 BADF 0");
      assertThat(event(guest, 4)).isEqualTo("4 INVAL 0");
      assertThat(event(guest, 5)).isEqualTo("5 SUCCESS 1");
      assertThat(event(guest, 6)).isEqualTo("6 BADF 0");
      assertThat(event(guest, 7)).isEqualTo("7 SUCCESS 0");
      assertThat(event(guest, 8)).isEqualTo("8 NOTCAPABLE 0");
      assertThat(guest.call(Preview1.POLL_ONEOFF, IN, OUT, 0, RESULT)).isEqualTo(Errno.INVAL);
      assertThat(guest.call(Preview1.POLL_ONEOFF, IN, OUT, -1, RESULT)).isEqualTo(Errno.FAULT);
    }
  }

  @Test
  void inputThatIsThere() throws IOException {
    InputStream input = new ByteArrayInputStream(new byte[12]);
    try (TestGuest guest = new TestGuest(config().stdin(input).build())) {
      descriptor(guest, 0, Abi.EVENT_FD_READ, 0);
      clock(guest, 1, Abi.CLOCK_MONOTONIC, 10_000 * MILLIS, 0);
      assertThat(poll(guest, 2)).isEqualTo(1);
      assertThat(event(guest, 0)).isEqualTo("0 SUCCESS 12");
      guest.read(0, 100);
      // The end is something to read, too.
      assertThat(poll(guest, 2)).isEqualTo(1);
      assertThat(event(guest, 0)).isEqualTo("0 SUCCESS 0");
    }
  }

  @Test
  void inputThatComesLater() throws Exception {
    PipedOutputStream writer = new PipedOutputStream();
    InputStream input = new PipedInputStream(writer);
    try (TestGuest guest = new TestGuest(config().stdin(input).build())) {
      descriptor(guest, 0, Abi.EVENT_FD_READ, 0);
      clock(guest, 1, Abi.CLOCK_MONOTONIC, 20 * MILLIS, 0);
      assertThat(poll(guest, 2)).isEqualTo(1);
      assertThat(event(guest, 0)).isEqualTo("1 SUCCESS 0");
      clock(guest, 1, Abi.CLOCK_MONOTONIC, 20_000 * MILLIS, 0);
      CountDownLatch read = new CountDownLatch(1);
      // One thread does both: a pipe reports it if the thread that wrote last is gone.
      Thread later =
          later(() -> {
            writer.write("later".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            writer.flush();
            read.await();
            Thread.sleep(50);
            writer.close();
          });
      assertThat(poll(guest, 2)).isEqualTo(1);
      assertThat(event(guest, 0)).startsWith("0 SUCCESS");
      StringBuilder text = new StringBuilder();
      while (text.length() < 5) {
        text.append(guest.read(0, 100));
      }
      assertThat(text.toString()).isEqualTo("later");
      read.countDown();
      assertThat(poll(guest, 2)).isEqualTo(1);
      assertThat(event(guest, 0)).isEqualTo("0 SUCCESS 0");
      assertThat(guest.read(0, 100)).isEmpty();
      later.join();
    }
  }

  private interface Code {
    void run() throws Exception;
  }

  private static Thread later(Code code) {
    return Thread.ofPlatform()
        .start(() -> {
          try {
            Thread.sleep(50);
            code.run();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aReadThatMustNotWait() throws IOException {
    InputStream input = new PipedInputStream(new PipedOutputStream());
    try (TestGuest guest = new TestGuest(config().stdin(input).build())) {
      assertThat(guest.call(Preview1.FD_FDSTAT_SET_FLAGS, 0, Abi.FD_NONBLOCK))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.read(0, 10)).isEqualTo("AGAIN");
    }
  }

  @Test
  void aBlockedReadCanBeStopped() throws Exception {
    InputStream input = new PipedInputStream(new PipedOutputStream());
    try (TestGuest guest = new TestGuest(config().stdin(input).build())) {
      Thread stopping = later(guest.wasi::interrupt);
      assertInterrupted(() -> guest.read(0, 10));
      stopping.join();
    }
  }

  @Test
  void aSleepCanBeStopped() throws Exception {
    try (TestGuest guest = new TestGuest(config().build())) {
      clock(guest, 0, Abi.CLOCK_MONOTONIC, Long.MAX_VALUE, 0);
      Thread stopping = later(guest.wasi::interrupt);
      assertInterrupted(() -> poll(guest, 1));
      stopping.join();
      assertInterrupted(() -> poll(guest, 1));
    }
    CountDownLatch done = new CountDownLatch(1);
    Thread sleeping =
        Thread.ofPlatform()
            .start(() -> {
              try (TestGuest guest = new TestGuest(config().build())) {
                clock(guest, 0, Abi.CLOCK_MONOTONIC, -1, 0);
                assertInterrupted(() -> poll(guest, 1));
                done.countDown();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    Thread.sleep(50);
    sleeping.interrupt();
    sleeping.join();
    assertThat(done.getCount()).isZero();
  }

  private static void assertInterrupted(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(
            WasmtierException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INTERRUPTED));
  }
}
