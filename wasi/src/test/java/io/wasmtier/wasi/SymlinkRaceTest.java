package io.wasmtier.wasi;

import static io.wasmtier.wasi.TestGuest.BUFFER;
import static io.wasmtier.wasi.TestGuest.RESULT;
import static io.wasmtier.wasi.TestGuest.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Another program exchanges a directory for a link to the outside, again and again, while the
/// guest works in it. Checking a path before using it would lose this race sooner or later; open
/// directories can't.
class SymlinkRaceTest {
  private static final long NANOS = 2_000_000_000L;

  @TempDir Path temporary;

  private Path root;
  private Path outside;
  private volatile boolean stop;

  @Test
  @Timeout(60)
  void theGuestStaysInside() throws Exception {
    root = Files.createDirectories(temporary.resolve("root"));
    outside = Files.createDirectories(temporary.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "SECRET");
    Files.createDirectory(outside.resolve("directory"));
    Files.createSymbolicLink(outside.resolve("link"), Path.of("SECRET"));
    Files.createDirectories(root.resolve("swap"));
    Files.writeString(root.resolve("plain"), "plain");
    try (var stream = Files.newDirectoryStream(root)) {
      assumeTrue(stream instanceof SecureDirectoryStream, "only checked paths on this system");
    }
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread attacker =
        Thread.ofPlatform()
            .start(() -> {
              try {
                attack();
              } catch (IOException e) {
                failure.set(e);
              }
            });
    int successes = 0;
    int refusals = 0;
    try (TestGuest guest = new TestGuest(WasiConfig.builder().directory(root, "/").build())) {
      long end = System.nanoTime() + NANOS;
      while (System.nanoTime() < end) {
        for (Errno errno : work(guest)) {
          if (errno == Errno.SUCCESS) {
            successes++;
          } else {
            refusals++;
          }
        }
      }
    } finally {
      stop = true;
      attacker.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(successes).as("operations that met the directory").isPositive();
    assertThat(refusals).as("operations that met the link").isPositive();
    try (Stream<Path> left = Files.list(outside)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("secret", "directory", "link");
    }
    assertThat(outside.resolve("secret")).hasContent("SECRET");
  }

  /// Puts the directory and the link in the same place in turn. Renaming replaces the link at once,
  /// so that there is hardly a moment without either.
  private void attack() throws IOException {
    Path swap = root.resolve("swap");
    Path parked = root.resolve("parked");
    Path link = root.resolve("parkedLink");
    while (!stop) {
      Files.createSymbolicLink(link, Path.of("../outside"));
      Files.move(swap, parked, StandardCopyOption.ATOMIC_MOVE);
      Files.move(link, swap, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(swap);
      Files.move(parked, swap, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static List<Errno> work(TestGuest guest) {
    Errno opened = guest.open(ROOT, "swap/made", 1, Abi.O_CREAT, -1L, 0);
    if (opened == Errno.SUCCESS) {
      int fd = guest.i32();
      guest.write(fd, "x");
      guest.close(fd);
    }
    Errno secret = guest.open(ROOT, "swap/secret", 1, 0, 0);
    assertThat(secret).isNotEqualTo(Errno.SUCCESS);
    Errno directory = guest.open(ROOT, "swap", 1, Abi.O_DIRECTORY, 0);
    if (directory == Errno.SUCCESS) {
      int fd = guest.i32();
      guest.call(Preview1.FD_READDIR, fd, BUFFER, 4096, 0, RESULT);
      assertThat(guest.text(BUFFER, guest.i32())).doesNotContain("secret");
      guest.createDirectory(fd, "viaDescriptor");
      guest.removeDirectory(fd, "viaDescriptor");
      guest.close(fd);
    }
    assertThat(guest.stat(ROOT, "swap/secret", 1)).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.readlink("swap/link", 100)).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.link(0, "swap/secret", "stolen")).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.rename("swap/secret", "stolen")).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.unlink(ROOT, "swap/secret")).isNotEqualTo(Errno.SUCCESS);
    assertThat(guest.removeDirectory(ROOT, "swap/directory")).isNotEqualTo(Errno.SUCCESS);
    Errno made = guest.createDirectory(ROOT, "swap/d");
    Errno link = guest.symlink("x", ROOT, "swap/l");
    Errno hard = guest.link(0, "plain", "swap/h");
    guest.removeDirectory(ROOT, "swap/d");
    guest.unlink(ROOT, "swap/l");
    guest.unlink(ROOT, "swap/h");
    return List.of(opened, directory, made, link, hard);
  }
}
