package io.wasmtier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  /// Counts how often it is written.
  private static final class Target extends ByteArrayOutputStream {
    private int writes;

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      writes++;
      super.write(bytes, offset, length);
    }
  }

  @Test
  void manyFlushesAreFewWrites() throws IOException {
    Target target = new Target();
    StandardOutput out = new StandardOutput(target, false);
    for (int i = 0; i < 100_000; i++) {
      out.write('x');
      out.flush();
    }
    out.finish();
    assertThat(target.size()).isEqualTo(100_000);
    assertThat(target.writes).isLessThan(10_000);
  }

  @Test
  void whatIsFlushedArrivesSoon() throws Exception {
    Target target = new Target();
    StandardOutput out = new StandardOutput(target, false);
    for (int round = 0; round < 3; round++) {
      out.write('x');
      out.flush();
      out.write('y');
      out.flush();
      int expected = 2 * (round + 1);
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            while (target.size() < expected) {
              Thread.sleep(1);
            }
          });
    }
    assertThat(target.toString()).isEqualTo("xyxyxy");
  }

  @Test
  void terminalGetsEverythingAtOnce() throws IOException {
    Target target = new Target();
    StandardOutput out = new StandardOutput(target, true);
    for (int i = 1; i <= 100; i++) {
      out.write('x');
      out.flush();
      assertThat(target.size()).isEqualTo(i);
    }
  }

  @Test
  void orderIsKept() throws IOException {
    Target target = new Target();
    StandardOutput out = new StandardOutput(target, false);
    byte[] large = new byte[200_000];
    out.write('a');
    out.write(large, 0, large.length);
    out.write(large, 0, 65_535);
    out.write('b');
    out.write('c');
    out.finish();
    byte[] bytes = target.toByteArray();
    assertThat(bytes).hasSize(1 + 200_000 + 65_535 + 2);
    assertThat(bytes[0]).isEqualTo((byte) 'a');
    assertThat(bytes[bytes.length - 2]).isEqualTo((byte) 'b');
    assertThat(bytes[bytes.length - 1]).isEqualTo((byte) 'c');
  }

  @Test
  void failureIsToldAgain() {
    StandardOutput out =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("gone");
              }
            },
            false);
    assertThatThrownBy(
            () -> {
              out.write('x');
              out.flush();
            })
        .hasMessage("gone");
    assertThatThrownBy(out::finish).hasMessage("gone");
  }
}
