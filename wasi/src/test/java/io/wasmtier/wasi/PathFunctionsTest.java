package io.wasmtier.wasi;

import static io.wasmtier.wasi.TestGuest.BUFFER;
import static io.wasmtier.wasi.TestGuest.RESULT;
import static io.wasmtier.wasi.TestGuest.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The error numbers and effects of the functions that take paths.
class PathFunctionsTest {
  @TempDir Path temporary;

  private Path root;
  private TestGuest guest;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectories(temporary.resolve("root"));
    Files.writeString(temporary.resolve("secret"), "outside");
    Files.createDirectories(root.resolve("dir/nested"));
    Files.writeString(root.resolve("file"), "inside");
    guest =
        new TestGuest(
            WasiConfig.builder().directory(root, "/").readOnlyDirectory(root, "/ro").build());
  }

  @AfterEach
  void close() throws IOException {
    guest.close();
  }

  @Test
  void opens() throws IOException {
    assertThat(guest.open(ROOT, "file", 0, 0, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isEqualTo(5);
    assertThat(guest.read(5, 100)).isEqualTo("inside");
    assertThat(guest.open(ROOT, "missing", 0, 0, 0)).isEqualTo(Errno.NOENT);
    assertThat(guest.open(ROOT, "file/", 0, 0, 0)).isEqualTo(Errno.NOTDIR);
    assertThat(guest.open(ROOT, "file", 0, Abi.O_DIRECTORY, 0)).isEqualTo(Errno.NOTDIR);
    assertThat(guest.open(ROOT, "file", 0, Abi.O_CREAT | Abi.O_EXCL, 0)).isEqualTo(Errno.EXIST);
    assertThat(guest.open(ROOT, "dir", 0, Abi.O_CREAT | Abi.O_EXCL, 0)).isEqualTo(Errno.EXIST);
    assertThat(guest.open(ROOT, "dir", 0, Abi.O_CREAT, 0)).isEqualTo(Errno.ISDIR);
    assertThat(guest.open(ROOT, "dir", 0, Abi.O_TRUNC, 0)).isEqualTo(Errno.ISDIR);
    assertThat(guest.open(ROOT, "dir", 0, 0, -1L, 0)).isEqualTo(Errno.ISDIR);
    assertThat(guest.open(ROOT, "new/", 0, Abi.O_CREAT, 0)).isEqualTo(Errno.ISDIR);
    assertThat(guest.open(ROOT, "dir", 0, Abi.O_CREAT | Abi.O_DIRECTORY, 0)).isEqualTo(Errno.INVAL);
    assertThat(guest.open(ROOT, "file", 0, 16, 0)).isEqualTo(Errno.INVAL);
    assertThat(guest.open(ROOT, "file", 2, 0, 0)).isEqualTo(Errno.INVAL);
    assertThat(guest.open(ROOT, "file", 0, 0, 32)).isEqualTo(Errno.INVAL);
    assertThat(guest.open(5, "file", 0, 0, 0)).isEqualTo(Errno.NOTDIR);
    assertThat(guest.open(77, "file", 0, 0, 0)).isEqualTo(Errno.BADF);
    assertThat(guest.open(ROOT, "dir/nested/", 0, Abi.O_DIRECTORY, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open(guest.i32(), "../../file", 0, 0, 0)).isEqualTo(Errno.NOTCAPABLE);
    int made = guest.openWrite("dir/new", Abi.O_CREAT | Abi.O_EXCL, 0);
    assertThat(guest.write(made, "text")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("dir/new")).hasContent("text");
    guest.openWrite("dir/new", Abi.O_TRUNC, 0);
    assertThat(root.resolve("dir/new")).isEmptyFile();
  }

  @Test
  void paths() {
    assertThat(guest.stat(ROOT, "dir/nested/file\0", 0)).isEqualTo(Errno.INVAL);
    assertThat(guest.stat(ROOT, "\0", 0)).isEqualTo(Errno.INVAL);
    assertThat(guest.stat(ROOT, "", 0)).isEqualTo(Errno.NOENT);
    assertThat(guest.stat(ROOT, "a/".repeat(2048) + "b", 0)).isEqualTo(Errno.NAMETOOLONG);
    assertThat(guest.stat(ROOT, "./".repeat(2045) + "file", 0)).isEqualTo(Errno.SUCCESS);
    byte[][] malformed = {
      {(byte) 0x80},
      {(byte) 0xC3},
      {'f', (byte) 0xFF},
      {(byte) 0xC0, (byte) 0xAE},
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
      {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
      {(byte) 0xC0, (byte) 0xAF}
    };
    for (byte[] path : malformed) {
      guest.memory.write(BUFFER, path);
      assertThat(guest.call(Preview1.PATH_FILESTAT_GET, ROOT, 0, BUFFER, path.length, RESULT))
          .isEqualTo(Errno.ILSEQ);
    }
  }

  @Test
  void linksAreOpenedOnlyWhenFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
    Files.createSymbolicLink(root.resolve("dirLink"), Path.of("dir"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("made"));
    Files.createSymbolicLink(root.resolve("out"), Path.of("../secret"));
    assertThat(guest.open(ROOT, "link", 0, 0, 0)).isEqualTo(Errno.LOOP);
    assertThat(guest.open(ROOT, "link", 1, 0, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open(ROOT, "dirLink", 0, Abi.O_DIRECTORY, 0)).isEqualTo(Errno.NOTDIR);
    assertThat(guest.open(ROOT, "dirLink", 1, Abi.O_DIRECTORY, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open(ROOT, "dirLink/", 0, 0, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.open(ROOT, "out", 1, 0, 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.open(ROOT, "out", 1, Abi.O_CREAT | Abi.O_TRUNC, 0))
        .isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.open(ROOT, "dangling", 1, Abi.O_CREAT | Abi.O_EXCL, 0)).isEqualTo(Errno.EXIST);
    assertThat(guest.open(ROOT, "dangling", 1, Abi.O_CREAT, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("made")).exists();
    assertThat(temporary.resolve("secret")).hasContent("outside");
  }

  @Test
  void createsAndRemovesDirectories() {
    assertThat(guest.createDirectory(ROOT, "made")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.createDirectory(ROOT, "made")).isEqualTo(Errno.EXIST);
    assertThat(guest.createDirectory(ROOT, "file")).isEqualTo(Errno.EXIST);
    assertThat(guest.createDirectory(ROOT, "made/sub/")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.createDirectory(ROOT, "missing/sub")).isEqualTo(Errno.NOENT);
    assertThat(guest.createDirectory(ROOT, "file/sub")).isEqualTo(Errno.NOTDIR);
    assertThat(guest.createDirectory(ROOT, ".")).isEqualTo(Errno.EXIST);
    assertThat(guest.createDirectory(ROOT, "../x")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.removeDirectory(ROOT, "made")).isEqualTo(Errno.NOTEMPTY);
    assertThat(guest.removeDirectory(ROOT, "made/sub/")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.removeDirectory(ROOT, "made/.")).isEqualTo(Errno.INVAL);
    assertThat(guest.removeDirectory(ROOT, "made/..")).isEqualTo(Errno.NOTEMPTY);
    assertThat(guest.removeDirectory(ROOT, "file")).isEqualTo(Errno.NOTDIR);
    assertThat(guest.removeDirectory(ROOT, "file/")).isEqualTo(Errno.NOTDIR);
    assertThat(guest.removeDirectory(ROOT, "missing")).isEqualTo(Errno.NOENT);
    assertThat(guest.removeDirectory(ROOT, "made")).isEqualTo(Errno.SUCCESS);
    assertThat(temporary.resolve("x")).doesNotExist();
  }

  @Test
  void unlinks() throws IOException {
    Files.createSymbolicLink(root.resolve("dirLink"), Path.of("dir"));
    assertThat(guest.unlink(ROOT, "dir")).isEqualTo(Errno.ISDIR);
    assertThat(guest.unlink(ROOT, "dir/")).isEqualTo(Errno.ISDIR);
    assertThat(guest.unlink(ROOT, "file/")).isEqualTo(Errno.NOTDIR);
    assertThat(guest.unlink(ROOT, "dirLink/")).isEqualTo(Errno.NOTDIR);
    assertThat(guest.unlink(ROOT, "missing")).isEqualTo(Errno.NOENT);
    assertThat(guest.unlink(ROOT, ".")).isEqualTo(Errno.ISDIR);
    assertThat(guest.unlink(ROOT, "dirLink")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.unlink(ROOT, "file")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("dir")).isDirectory();
    assertThat(root.resolve("file")).doesNotExist();
  }

  @Test
  void renames() throws IOException {
    Files.writeString(root.resolve("other"), "other");
    Files.createDirectories(root.resolve("empty"));
    assertThat(guest.rename("missing", "x")).isEqualTo(Errno.NOENT);
    assertThat(guest.rename("file", "dir")).isEqualTo(Errno.ISDIR);
    assertThat(guest.rename("dir", "file")).isEqualTo(Errno.NOTDIR);
    assertThat(guest.rename("file/", "x")).isEqualTo(Errno.NOTDIR);
    assertThat(guest.rename("file", "x/")).isEqualTo(Errno.NOTDIR);
    assertThat(guest.rename("empty", "dir")).isEqualTo(Errno.NOTEMPTY);
    assertThat(guest.rename("dir", "dir/nested/x")).isEqualTo(Errno.INVAL);
    assertThat(guest.rename(".", "x")).isEqualTo(Errno.BUSY);
    assertThat(guest.rename("dir", ".")).isEqualTo(Errno.BUSY);
    assertThat(guest.rename("file", "../x")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.rename("../secret", "x")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.rename("file", "other")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("other")).hasContent("inside");
    assertThat(guest.rename("dir/", "empty/")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("empty/nested")).isDirectory();
    assertThat(guest.rename("other", "empty/nested/deep")).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("empty/nested/deep")).hasContent("inside");
  }

  @Test
  void links() throws IOException {
    assertThat(guest.link(0, "file", "dir/hard")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stat(ROOT, "dir/hard", 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_NLINK)).isEqualTo(2);
    assertThat(guest.link(0, "file", "dir/hard")).isEqualTo(Errno.EXIST);
    assertThat(guest.link(0, "dir", "x")).isEqualTo(Errno.PERM);
    assertThat(guest.link(0, "missing", "x")).isEqualTo(Errno.NOENT);
    assertThat(guest.link(0, "file", "x/")).isEqualTo(Errno.NOENT);
    assertThat(guest.link(0, "file/", "x")).isEqualTo(Errno.NOTDIR);
    assertThat(guest.link(1, "file", "x")).isEqualTo(Errno.INVAL);
    assertThat(guest.link(0, "../secret", "x")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.link(0, "file", "../x")).isEqualTo(Errno.NOTCAPABLE);
    Files.createSymbolicLink(root.resolve("out"), Path.of("../secret"));
    assertThat(guest.link(0, "out", "linkToLink")).isEqualTo(Errno.SUCCESS);
    assertThat(Files.isSymbolicLink(root.resolve("linkToLink"))).isTrue();
  }

  @Test
  void symlinks() {
    assertThat(guest.symlink("file", ROOT, "link")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.readlink("link", 100)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.text(BUFFER, guest.i32())).isEqualTo("file");
    assertThat(guest.readlink("link", 2)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.text(BUFFER, guest.i32())).isEqualTo("fi");
    assertThat(guest.readlink("link", 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isZero();
    assertThat(guest.readlink("file", 100)).isEqualTo(Errno.INVAL);
    assertThat(guest.readlink("dir", 100)).isEqualTo(Errno.INVAL);
    assertThat(guest.readlink("missing", 100)).isEqualTo(Errno.NOENT);
    assertThat(guest.symlink("file", ROOT, "link")).isEqualTo(Errno.EXIST);
    assertThat(guest.symlink("file", ROOT, "file")).isEqualTo(Errno.EXIST);
    assertThat(guest.symlink("file", ROOT, "new/")).isEqualTo(Errno.NOENT);
    assertThat(guest.symlink("", ROOT, "new")).isEqualTo(Errno.NOENT);
    assertThat(guest.symlink("/etc/passwd", ROOT, "new")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.symlink("x", ROOT, "../new")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.symlink("../../../etc", ROOT, "escape")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stat(ROOT, "escape/passwd", 1)).isEqualTo(Errno.NOTCAPABLE);
  }

  @Test
  void stats() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
    assertThat(guest.stat(ROOT, "file", 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getByte(RESULT + Abi.FILESTAT_FILETYPE))
        .isEqualTo((byte) FileType.REGULAR_FILE.ordinal());
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_LENGTH)).isEqualTo(6);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_MTIM))
        .isEqualTo(Files.getLastModifiedTime(root.resolve("file")).to(TimeUnit.NANOSECONDS));
    long inode = guest.memory.getLong(RESULT + Abi.FILESTAT_INO);
    assertThat(guest.stat(ROOT, "link", 1)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_INO)).isEqualTo(inode);
    assertThat(guest.stat(ROOT, "link", 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getByte(RESULT + Abi.FILESTAT_FILETYPE))
        .isEqualTo((byte) FileType.SYMBOLIC_LINK.ordinal());
    assertThat(guest.stat(ROOT, "dir/.", 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getByte(RESULT + Abi.FILESTAT_FILETYPE))
        .isEqualTo((byte) FileType.DIRECTORY.ordinal());
    assertThat(guest.stat(ROOT, "file/", 0)).isEqualTo(Errno.NOTDIR);
    assertThat(guest.stat(ROOT, "missing", 0)).isEqualTo(Errno.NOENT);
  }

  @Test
  void statOfAnOpenFileFollowsItWhereverItGoes() throws IOException {
    int fd = guest.openWrite("file", 0, 0);
    assertThat(guest.call(Preview1.FD_FILESTAT_GET, fd, RESULT)).isEqualTo(Errno.SUCCESS);
    long inode = guest.memory.getLong(RESULT + Abi.FILESTAT_INO);
    assertThat(guest.rename("file", "dir/moved")).isEqualTo(Errno.SUCCESS);
    Files.writeString(root.resolve("file"), "another, longer one");
    assertThat(guest.call(Preview1.FD_FILESTAT_GET, fd, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_INO)).isEqualTo(inode);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_LENGTH)).isEqualTo(6);
    assertThat(guest.unlink(ROOT, "dir/moved")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call(Preview1.FD_FILESTAT_GET, fd, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_INO)).isEqualTo(inode);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_NLINK)).isZero();
  }

  @Test
  void setsTimes() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
    int length = guest.path("link");
    long time = 1_234_567_890_123_456_789L;
    int both = Abi.FST_ATIM | Abi.FST_MTIM;
    assertThat(
            guest.call(
                Preview1.PATH_FILESTAT_SET_TIMES, ROOT, 0, 1024, length, time, time + 1, both))
        .isEqualTo(Errno.SUCCESS);
    guest.stat(ROOT, "link", 0);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_ATIM)).isEqualTo(time);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_MTIM)).isEqualTo(time + 1);
    guest.stat(ROOT, "file", 0);
    assertThat(guest.memory.getLong(RESULT + Abi.FILESTAT_MTIM)).isNotEqualTo(time + 1);
    int fd = guest.openWrite("file", 0, 0);
    assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, fd, 0, 42, Abi.FST_MTIM))
        .isEqualTo(Errno.SUCCESS);
    assertThat(Files.getLastModifiedTime(root.resolve("file")).to(TimeUnit.NANOSECONDS))
        .isEqualTo(42);
    for (int flags :
        new int[] {Abi.FST_ATIM | Abi.FST_ATIM_NOW, Abi.FST_MTIM | Abi.FST_MTIM_NOW, 16}) {
      assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, fd, 0, 42, flags))
          .isEqualTo(Errno.INVAL);
    }
  }

  @Test
  void readOnlyDirectoriesStayAsTheyAre() throws IOException {
    int readOnly = 4;
    assertThat(guest.open(readOnly, "file", 0, 0, 0)).isEqualTo(Errno.SUCCESS);
    int fd = guest.i32();
    assertThat(guest.read(fd, 100)).isEqualTo("inside");
    assertThat(guest.write(fd, "x")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.call(Preview1.FD_FILESTAT_SET_SIZE, fd, 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, fd, 0, 0, 15))
        .isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.open(readOnly, "file", 0, 0, -1L, 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.open(readOnly, "file", 0, Abi.O_TRUNC, 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.open(readOnly, "new", 0, Abi.O_CREAT, 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.createDirectory(readOnly, "new")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.removeDirectory(readOnly, "dir")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.unlink(readOnly, "file")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.symlink("file", readOnly, "new")).isEqualTo(Errno.NOTCAPABLE);
    // Nor through a directory opened inside.
    assertThat(guest.open(readOnly, "dir", 0, Abi.O_DIRECTORY, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.createDirectory(guest.i32(), "new")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(root.resolve("file")).hasContent("inside");
    assertThat(root.resolve("dir/nested")).isDirectory();
  }

  @Test
  @Timeout(20)
  void devicesAndPipesAreNotOpened() throws Exception {
    Path pipe = root.resolve("pipe");
    try {
      assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo");
    } catch (IOException e) {
      abort("no mkfifo");
    }
    assertThat(guest.open(ROOT, "pipe", 0, 0, 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.open(ROOT, "pipe", 0, Abi.O_CREAT, 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.open(ROOT, "pipe/x", 0, 0, 0)).isEqualTo(Errno.NOTDIR);
    assertThat(guest.stat(ROOT, "pipe", 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.unlink(ROOT, "pipe")).isEqualTo(Errno.SUCCESS);
  }

  @Test
  void descriptorsAreLimited() throws IOException {
    try (TestGuest few =
        new TestGuest(WasiConfig.builder().directory(root, "/").descriptorLimit(6).build())) {
      assertThat(few.open(ROOT, "file", 0, 0, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(few.open(ROOT, "file", 0, 0, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(few.open(ROOT, "new", 0, Abi.O_CREAT, 0)).isEqualTo(Errno.MFILE);
      assertThat(root.resolve("new")).doesNotExist();
      assertThat(few.close(4)).isEqualTo(Errno.SUCCESS);
      assertThat(few.open(ROOT, "file", 0, 0, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(few.i32()).isEqualTo(4);
    }
  }

  @Test
  void namesInAllScripts() {
    String name = "größe-日本-😀";
    assertThat(guest.createDirectory(ROOT, name)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stat(ROOT, name, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.symlink(name, ROOT, "link")).isEqualTo(Errno.SUCCESS);
    assertThat(guest.readlink("link", 100)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.read(BUFFER, guest.i32()))
        .isEqualTo(name.getBytes(StandardCharsets.UTF_8));
  }
}
