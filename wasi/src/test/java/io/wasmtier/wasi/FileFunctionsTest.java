package io.wasmtier.wasi;

import static io.wasmtier.wasi.TestGuest.BUFFER;
import static io.wasmtier.wasi.TestGuest.RESULT;
import static io.wasmtier.wasi.TestGuest.ROOT;
import static io.wasmtier.wasi.TestGuest.SIZE;
import static io.wasmtier.wasi.TestGuest.VECTORS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The functions that work on descriptors.
class FileFunctionsTest {
  private static final int STDIN = 0;
  private static final int STDOUT = 1;

  @TempDir Path root;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private TestGuest guest;

  @BeforeEach
  void open() throws IOException {
    guest =
        new TestGuest(
            WasiConfig.builder()
                .stdin(new ByteArrayInputStream("some input".getBytes(StandardCharsets.UTF_8)))
                .stdout(output)
                .directory(root, "/sandbox")
                .build());
  }

  @AfterEach
  void close() throws IOException {
    guest.close();
  }

  private Errno readVectors(int fd, int count) {
    return guest.call(Preview1.FD_READ, fd, VECTORS, count, RESULT);
  }

  @Test
  void readsIntoSeveralVectors() throws IOException {
    Files.writeString(root.resolve("file"), "0123456789");
    int fd = guest.openRead("file");
    guest.vector(0, BUFFER, 3);
    guest.vector(1, BUFFER + 100, 0);
    guest.vector(2, BUFFER + 200, 4);
    guest.vector(3, BUFFER + 300, 100);
    assertThat(readVectors(fd, 4)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isEqualTo(10);
    assertThat(guest.text(BUFFER, 4)).isEqualTo("012\0");
    assertThat(guest.text(BUFFER + 200, 5)).isEqualTo("3456\0");
    assertThat(guest.text(BUFFER + 300, 4)).isEqualTo("789\0");
    assertThat(readVectors(fd, 4)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isZero();
    assertThat(readVectors(fd, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isZero();
  }

  @Test
  void badVectorsAreFaultsAndNothingHappens() throws IOException {
    Files.writeString(root.resolve("file"), "0123456789");
    int fd = guest.openWrite("file", 0, 0);
    guest.vector(0, BUFFER, 3);
    guest.vector(1, SIZE - 2, 3);
    assertThat(readVectors(fd, 2)).isEqualTo(Errno.FAULT);
    assertThat(guest.call(Preview1.FD_WRITE, fd, VECTORS, 2, RESULT)).isEqualTo(Errno.FAULT);
    guest.vector(1, -1, -1);
    assertThat(readVectors(fd, 2)).isEqualTo(Errno.FAULT);
    guest.vector(1, BUFFER, -1);
    assertThat(readVectors(fd, 2)).isEqualTo(Errno.FAULT);
    assertThat(readVectors(fd, -1)).isEqualTo(Errno.FAULT);
    assertThat(readVectors(fd, SIZE / 8)).isEqualTo(Errno.FAULT);
    assertThat(guest.call(Preview1.FD_READ, fd, SIZE - 4, 1, RESULT)).isEqualTo(Errno.FAULT);
    assertThat(guest.call(Preview1.FD_READ, fd, VECTORS, 1, SIZE - 3)).isEqualTo(Errno.FAULT);
    assertThat(guest.call(Preview1.FD_WRITE, fd, VECTORS, 1, -4)).isEqualTo(Errno.FAULT);
    guest.vector(1, SIZE, 0);
    assertThat(readVectors(fd, 2)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.text(BUFFER, guest.i32())).isEqualTo("012");
    assertThat(root.resolve("file")).hasContent("0123456789");
  }

  @Test
  void manyVectorsAreDoneInPart() throws IOException {
    int fd = guest.openWrite("file", Abi.O_CREAT, 0);
    int vectors = BUFFER;
    for (int i = 0; i < 3000; i++) {
      guest.memory.putInt(vectors + i * 8L, 8);
      guest.memory.putInt(vectors + i * 8L + 4, 1);
    }
    assertThat(guest.call(Preview1.FD_WRITE, fd, vectors, 3000, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isEqualTo(Abi.MAX_VECTORS);
    assertThat(Files.size(root.resolve("file"))).isEqualTo(Abi.MAX_VECTORS);
  }

  @Test
  void overlappingVectorsAreTheGuestsAffair() {
    guest.vector(0, BUFFER, 5);
    guest.vector(1, BUFFER + 1, 5);
    assertThat(readVectors(STDIN, 2)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.text(BUFFER, 6)).isEqualTo("ssinpu".substring(0, 1) + "input");
  }

  @Test
  void positions() throws IOException {
    int fd = guest.openWrite("file", Abi.O_CREAT, 0);
    assertThat(guest.write(fd, "0123456789")).isEqualTo(Errno.SUCCESS);
    assertThat(seek(fd, 0, Abi.WHENCE_CUR)).isEqualTo(10);
    assertThat(seek(fd, -3, Abi.WHENCE_END)).isEqualTo(7);
    assertThat(guest.read(fd, 2)).isEqualTo("78");
    assertThat(seek(fd, -8, Abi.WHENCE_CUR)).isEqualTo(1);
    assertThat(guest.call(Preview1.FD_SEEK, fd, -2, Abi.WHENCE_CUR, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call(Preview1.FD_SEEK, fd, 0, 3, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call(Preview1.FD_SEEK, fd, Long.MAX_VALUE, Abi.WHENCE_CUR, RESULT))
        .isEqualTo(Errno.OVERFLOW);
    assertThat(guest.call(Preview1.FD_TELL, fd, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.i64()).isEqualTo(1);
    assertThat(guest.call(Preview1.FD_PREAD, fd, VECTORS, 1, 5, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.text(BUFFER, guest.i32())).isEqualTo("56");
    assertThat(guest.call(Preview1.FD_PREAD, fd, VECTORS, 1, -1, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call(Preview1.FD_PWRITE, fd, VECTORS, 1, -1, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call(Preview1.FD_PREAD, fd, VECTORS, 1, 100, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isZero();
    assertThat(guest.call(Preview1.FD_PWRITE, fd, VECTORS, 1, 12, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("file")).hasContent("0123456789\0\00056");
    assertThat(seek(fd, 0, Abi.WHENCE_CUR)).isEqualTo(1);
  }

  private long seek(int fd, long offset, int whence) {
    assertThat(guest.call(Preview1.FD_SEEK, fd, offset, whence, RESULT)).isEqualTo(Errno.SUCCESS);
    return guest.i64();
  }

  @Test
  void appends() throws IOException {
    Files.writeString(root.resolve("file"), "begin");
    int fd = guest.openWrite("file", 0, Abi.FD_APPEND | Abi.FD_SYNC);
    assertThat(guest.read(fd, 2)).isEqualTo("be");
    guest.write(fd, "+");
    assertThat(seek(fd, 0, Abi.WHENCE_CUR)).isEqualTo(6);
    seek(fd, 0, Abi.WHENCE_SET);
    guest.write(fd, "+");
    assertThat(root.resolve("file")).hasContent("begin++");
    assertThat(guest.call(Preview1.FD_FDSTAT_SET_FLAGS, fd, 0)).isEqualTo(Errno.SUCCESS);
    seek(fd, 0, Abi.WHENCE_SET);
    guest.write(fd, "B");
    assertThat(root.resolve("file")).hasContent("Begin++");
    assertThat(guest.call(Preview1.FD_FDSTAT_SET_FLAGS, fd, 32)).isEqualTo(Errno.INVAL);
  }

  @Test
  void sizes() throws IOException {
    int fd = guest.openWrite("file", Abi.O_CREAT, 0);
    guest.write(fd, "0123456789");
    assertThat(guest.call(Preview1.FD_FILESTAT_SET_SIZE, fd, 4)).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("file")).hasContent("0123");
    assertThat(seek(fd, 0, Abi.WHENCE_CUR)).isEqualTo(10);
    assertThat(guest.call(Preview1.FD_FILESTAT_SET_SIZE, fd, 6)).isEqualTo(Errno.SUCCESS);
    assertThat(root.resolve("file")).hasContent("0123\0\0");
    assertThat(guest.call(Preview1.FD_FILESTAT_SET_SIZE, fd, -1)).isEqualTo(Errno.INVAL);
    assertThat(guest.call(Preview1.FD_ALLOCATE, fd, 0, 3)).isEqualTo(Errno.SUCCESS);
    assertThat(Files.size(root.resolve("file"))).isEqualTo(6);
    assertThat(guest.call(Preview1.FD_ALLOCATE, fd, 5, 3)).isEqualTo(Errno.SUCCESS);
    assertThat(Files.size(root.resolve("file"))).isEqualTo(8);
    assertThat(guest.call(Preview1.FD_ALLOCATE, fd, 5, 0)).isEqualTo(Errno.INVAL);
    assertThat(guest.call(Preview1.FD_ALLOCATE, fd, Long.MAX_VALUE, 1)).isEqualTo(Errno.FBIG);
    assertThat(guest.call(Preview1.FD_ADVISE, fd, 0, 0, 5)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call(Preview1.FD_ADVISE, fd, 0, 0, 6)).isEqualTo(Errno.INVAL);
    assertThat(guest.call(Preview1.FD_ADVISE, fd, -1, 0, 0)).isEqualTo(Errno.INVAL);
    assertThat(guest.call(Preview1.FD_SYNC, fd)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call(Preview1.FD_DATASYNC, fd)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call(Preview1.FD_SYNC, ROOT)).isEqualTo(Errno.SUCCESS);
  }

  @Test
  void directoriesAreNoFiles() {
    guest.vector(0, BUFFER, 1);
    assertThat(readVectors(ROOT, 1)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_WRITE, ROOT, VECTORS, 1, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_PREAD, ROOT, VECTORS, 1, 0, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_SEEK, ROOT, 0, 0, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_ALLOCATE, ROOT, 0, 1)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_FILESTAT_SET_SIZE, ROOT, 0)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_READDIR, STDIN, BUFFER, 100, 0, RESULT))
        .isEqualTo(Errno.NOTDIR);
    assertThat(guest.call(Preview1.FD_SEEK, STDOUT, 0, 0, RESULT)).isEqualTo(Errno.SPIPE);
  }

  @Test
  void standardStreams() throws IOException {
    assertThat(guest.read(STDIN, 4)).isEqualTo("some");
    assertThat(guest.read(STDIN, 100)).isEqualTo(" input");
    assertThat(guest.read(STDIN, 100)).isEmpty();
    assertThat(guest.write(STDIN, "x")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.read(STDOUT, 1)).isEqualTo("NOTCAPABLE");
    assertThat(guest.write(STDOUT, "héllo")).isEqualTo(Errno.SUCCESS);
    assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("héllo");
    for (int fd = 0; fd < 3; fd++) {
      assertThat(guest.call(Preview1.FD_FDSTAT_GET, fd, RESULT)).isEqualTo(Errno.SUCCESS);
      assertThat(guest.memory.getByte(RESULT))
          .isNotEqualTo((byte) FileType.CHARACTER_DEVICE.ordinal());
      assertThat(guest.call(Preview1.FD_FILESTAT_GET, fd, RESULT)).isEqualTo(Errno.SUCCESS);
    }
    try (TestGuest terminal =
        new TestGuest(WasiConfig.builder().terminals(true, false, true).build())) {
      byte[] types = new byte[3];
      for (int fd = 0; fd < 3; fd++) {
        terminal.call(Preview1.FD_FDSTAT_GET, fd, RESULT);
        types[fd] = terminal.memory.getByte(RESULT);
        // What libraries of guests take for a terminal: a character device without a position.
        assertThat(terminal.memory.getLong(RESULT + 8) & (Rights.FD_SEEK | Rights.FD_TELL))
            .isZero();
      }
      assertThat(types).containsExactly(2, 0, 2);
    }
  }

  @Test
  void preopens() {
    assertThat(guest.call(Preview1.FD_PRESTAT_GET, ROOT, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getInt(RESULT)).isZero();
    assertThat(guest.memory.getInt(RESULT + 4)).isEqualTo(8);
    assertThat(guest.call(Preview1.FD_PRESTAT_DIR_NAME, ROOT, BUFFER, 8)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.text(BUFFER, 9)).isEqualTo("/sandbox\0");
    assertThat(guest.call(Preview1.FD_PRESTAT_DIR_NAME, ROOT, BUFFER, 7))
        .isEqualTo(Errno.NAMETOOLONG);
    assertThat(guest.call(Preview1.FD_PRESTAT_GET, 4, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_PRESTAT_GET, STDIN, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.close(ROOT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.close(ROOT)).isEqualTo(Errno.BADF);
    assertThat(guest.stat(ROOT, ".", 0)).isEqualTo(Errno.BADF);
  }

  @Test
  void renumbers() {
    int first = guest.openWrite("a", Abi.O_CREAT, 0);
    int second = guest.openWrite("b", Abi.O_CREAT, 0);
    assertThat(guest.call(Preview1.FD_RENUMBER, first, 99)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_RENUMBER, 99, first)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_RENUMBER, -1, first)).isEqualTo(Errno.BADF);
    assertThat(guest.call(Preview1.FD_RENUMBER, first, first)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.call(Preview1.FD_RENUMBER, first, second)).isEqualTo(Errno.SUCCESS);
    guest.write(second, "text");
    assertThat(root.resolve("a")).hasContent("text");
    assertThat(guest.write(first, "text")).isEqualTo(Errno.BADF);
    assertThat(guest.openWrite("c", Abi.O_CREAT, 0)).isEqualTo(first);
    assertThat(guest.call(Preview1.FD_RENUMBER, second, STDOUT)).isEqualTo(Errno.SUCCESS);
    guest.write(STDOUT, "!");
    assertThat(root.resolve("a")).hasContent("text!");
    assertThat(output.size()).isZero();
  }

  @Test
  void rightsCanOnlyBeDropped() {
    int fd = guest.openWrite("file", Abi.O_CREAT, 0);
    long less = Rights.FD_READ | Rights.FD_SEEK;
    assertThat(guest.call(Preview1.FD_FDSTAT_SET_RIGHTS, fd, less, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.write(fd, "x")).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.call(Preview1.FD_FILESTAT_GET, fd, RESULT)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.call(Preview1.FD_FDSTAT_SET_RIGHTS, fd, less | Rights.FD_WRITE, 0))
        .isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.call(Preview1.FD_FDSTAT_SET_RIGHTS, fd, less, Rights.FD_READ))
        .isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.call(Preview1.FD_FDSTAT_GET, fd, RESULT)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getLong(RESULT + Abi.FDSTAT_RIGHTS_BASE)).isEqualTo(less);
    long directory = Rights.PATH_OPEN | Rights.PATH_CREATE_FILE;
    assertThat(guest.call(Preview1.FD_FDSTAT_SET_RIGHTS, ROOT, directory, Rights.FD_READ))
        .isEqualTo(Errno.SUCCESS);
    assertThat(guest.open(ROOT, "file", 0, 0, -1L, 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.open(ROOT, "new", 0, Abi.O_CREAT, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stat(ROOT, "file", 0)).isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.createDirectory(ROOT, "dir")).isEqualTo(Errno.NOTCAPABLE);
  }

  /// Reads the whole directory as libraries of guests do: an entry that was cut off is asked for
  /// again.
  private List<String> list(int fd, int size) {
    List<String> names = new ArrayList<>();
    long cookie = 0;
    while (true) {
      assertThat(guest.call(Preview1.FD_READDIR, fd, BUFFER, size, cookie, RESULT))
          .isEqualTo(Errno.SUCCESS);
      int used = guest.i32();
      int at = 0;
      int before = names.size();
      while (used - at >= Abi.DIRENT_SIZE) {
        int length = guest.memory.getInt(BUFFER + at + Abi.DIRENT_NAMLEN);
        if (used - at - Abi.DIRENT_SIZE < length) {
          break;
        }
        cookie = guest.memory.getLong(BUFFER + at + Abi.DIRENT_NEXT);
        names.add(guest.text(BUFFER + at + Abi.DIRENT_SIZE, length));
        at += Abi.DIRENT_SIZE + length;
      }
      if (used < size) {
        return names;
      }
      assertThat(names.size()).as("progress").isGreaterThan(before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 61, 100, 128, 1000, 4096, 100_000})
  void readsDirectoriesWithBuffersOfAnySize(int size) throws IOException {
    TreeSet<String> expected = new TreeSet<>(List.of(".", ".."));
    for (int i = 0; i < 200; i++) {
      String name = "f".repeat(1 + i % 30) + i;
      Files.createFile(root.resolve(name));
      expected.add(name);
    }
    List<String> names = list(ROOT, size);
    assertThat(names).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
    assertThat(names.subList(0, 2)).containsExactly(".", "..");
    assertThat(list(ROOT, 4096)).as("again").isEqualTo(names);
  }

  @Test
  void cookiesLeadBack() throws IOException {
    for (int i = 0; i < 50; i++) {
      Files.createFile(root.resolve("file" + i));
    }
    List<String> names = list(ROOT, 100_000);
    for (int i = names.size(); i >= 0; i--) {
      assertThat(guest.call(Preview1.FD_READDIR, ROOT, BUFFER, 300, i, RESULT))
          .isEqualTo(Errno.SUCCESS);
      if (i == names.size()) {
        assertThat(guest.i32()).isZero();
      } else {
        int length = guest.memory.getInt(BUFFER + Abi.DIRENT_NAMLEN);
        assertThat(guest.text(BUFFER + Abi.DIRENT_SIZE, length)).isEqualTo(names.get(i));
      }
    }
    assertThat(guest.call(Preview1.FD_READDIR, ROOT, BUFFER, 300, 1_000_000, RESULT))
        .isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isZero();
    assertThat(guest.call(Preview1.FD_READDIR, ROOT, BUFFER, 300, -1, RESULT))
        .isEqualTo(Errno.INVAL);
    assertThat(guest.call(Preview1.FD_READDIR, ROOT, BUFFER, 0, 0, RESULT))
        .isEqualTo(Errno.SUCCESS);
    assertThat(guest.i32()).isZero();
    assertThat(guest.call(Preview1.FD_READDIR, ROOT, BUFFER, SIZE, 0, RESULT))
        .isEqualTo(Errno.FAULT);
    assertThat(guest.call(Preview1.FD_READDIR, ROOT, BUFFER, -1, 0, RESULT)).isEqualTo(Errno.FAULT);
  }

  @Test
  void aBufferTooSmallIsFilled() {
    for (int size = 1; size < 26; size++) {
      guest.memory.fill(BUFFER, (byte) 0x55, 64);
      assertThat(guest.call(Preview1.FD_READDIR, ROOT, BUFFER, size, 0, RESULT))
          .isEqualTo(Errno.SUCCESS);
      assertThat(guest.i32()).isEqualTo(size);
      assertThat(guest.memory.getByte(BUFFER + size)).isEqualTo((byte) 0x55);
    }
  }

  @Test
  void entriesTellTypeAndNumber() throws IOException {
    Files.createDirectory(root.resolve("dir"));
    assertThat(guest.stat(ROOT, "dir", 0)).isEqualTo(Errno.SUCCESS);
    long inode = guest.memory.getLong(RESULT + Abi.FILESTAT_INO);
    assertThat(guest.call(Preview1.FD_READDIR, ROOT, BUFFER, 1000, 2, RESULT))
        .isEqualTo(Errno.SUCCESS);
    assertThat(guest.memory.getLong(BUFFER + Abi.DIRENT_INO)).isEqualTo(inode);
    assertThat(guest.memory.getInt(BUFFER + Abi.DIRENT_TYPE))
        .isEqualTo(FileType.DIRECTORY.ordinal());
  }

  @Test
  void rewindingShowsWhatIsNew() throws IOException {
    assertThat(list(ROOT, 1000)).hasSize(2);
    Files.createFile(root.resolve("new"));
    assertThat(list(ROOT, 1000)).containsExactly(".", "..", "new");
    Files.delete(root.resolve("new"));
    assertThat(list(ROOT, 1000)).hasSize(2);
  }
}
