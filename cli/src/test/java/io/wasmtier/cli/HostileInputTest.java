package io.wasmtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Files that are no modules, or want to do harm: each gets one line of explanation and exit code 1
/// or 2, soon.
class HostileInputTest {
  /// Generous: the machine may be busy with other tests. The limit that matters is that nothing
  /// hangs.
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

  @TempDir Path folder;

  private final Map<String, Path> inputs = new LinkedHashMap<>();

  @TestFactory
  Stream<DynamicTest> isRefused() throws IOException {
    binaries();
    texts();
    files();
    return inputs.entrySet().stream()
        .flatMap(input ->
            Stream.of("run", "validate")
                .map(command ->
                    DynamicTest.dynamicTest(
                        command + ": " + input.getKey(), () -> check(command, input.getValue()))));
  }

  private static void check(String command, Path file) {
    Cli.Result result =
        Assertions.assertTimeoutPreemptively(LIMIT, () -> Cli.run(command, file.toString()));
    assertThat(result.code()).isIn(1, 2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("wasmtier: ")
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
    String[] lines = result.err().split("\n");
    if (file.toString().endsWith(".wat")) {
      // The text, and below it a caret.
      assertThat(lines).hasSizeBetween(1, 3);
      assertThat(lines[0].length()).isLessThan(500);
    } else {
      assertThat(lines).hasSize(1);
      assertThat(lines[0].length()).isLessThan(500);
    }
  }

  private void binaries() throws IOException {
    byte[] whole = Files.readAllBytes(compiled());
    binary("nothing at all", new byte[0]);
    binary("one byte", new byte[] {0});
    binary("half a magic number", new byte[] {0, 'a'});
    binary("no version", new byte[] {0, 'a', 's', 'm'});
    binary("another version", new byte[] {0, 'a', 's', 'm', 2, 0, 0, 0});
    binary("a component", new byte[] {0, 'a', 's', 'm', 13, 0, 1, 0});
    binary("wrong magic", new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0});
    for (int length : new int[] {9, whole.length / 3, whole.length / 2, whole.length - 1}) {
      binary("cut after " + length + " bytes", java.util.Arrays.copyOf(whole, length));
    }
    binary("unknown section", module(99, bytes(0)));
    binary("section longer than the file", concat(HEADER, bytes(1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F)));
    binary("number of types 2^32-1", module(1, bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x0F)));
    binary("number of functions 2^32-1", module(3, bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x0F)));
    binary("number of data segments 2^32-1", module(11, bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x0F)));
    binary("LEB128 that does not end", module(1, bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80)));
    binary("name that is not UTF-8", module(2, bytes(1, 2, 0xC3, 0x28, 0, 0, 0)));
    binary("2^32-1 locals", body(bytes(1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 0x0B)));
    binary(
        "2^64 locals",
        body(
            bytes(
                2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7E, 0x0B)));
    binary(
        "br_table of 2^32-1 labels",
        body(bytes(0, 0x41, 0, 0x0E, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x0B)));
    binary("body without end", body(bytes(0, 0x01, 0x01)));
    binary("100,000 nested blocks that are not closed", body(nested(100_000)));
    binary("type error", body(bytes(0, 0x41, 0, 0x0B)));
    binary("memory of 2^32-1 pages", module(5, bytes(1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F)));
  }

  private void texts() throws IOException {
    text(
        "text in a binary file's place",
        "readme.wasm",
        "These words are no module.\nNor are these.\n");
    text("100,000 parentheses", "deep.wat", "(".repeat(100_000));
    text("100,000 nested blocks", "blocks.wat", "(module (func " + "(block ".repeat(100_000));
    text("comment that does not end", "comment.wat", "(module (; " + "(; ".repeat(50_000));
    text("string that does not end", "string.wat", "(module (data \"" + "x".repeat(100_000));
    text(
        "number of 100,000 digits", "number.wat", "(func (i32.const " + "9".repeat(100_000) + "))");
    text("control characters", "control.wat", "(module (func $\33[31m))");
    text("blanks only", "blank.wasm", "  \n\t\n");
  }

  private void files() throws IOException {
    inputs.put("missing file", folder.resolve("missing.wasm"));
    inputs.put("folder", Files.createDirectory(folder.resolve("folder.wasm")));
    Path huge = folder.resolve("huge.wasm");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.write(HEADER);
      file.setLength(3L << 30); // Takes no room on the disk.
    }
    inputs.put("3 GiB", huge);
    Path large = folder.resolve("large.wasm");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.write(HEADER);
      file.write(new byte[] {1, 1}); // A type section of one byte; zeros follow.
      file.setLength(100L << 20);
    }
    inputs.put("100 MiB of zeros", large);
    if (Files.exists(Path.of("/dev/zero"))) {
      inputs.put("device without end", Path.of("/dev/zero"));
    }
  }

  private Path compiled() {
    Path out = folder.resolve("whole.wasm.tmp");
    Cli.Result result =
        Cli.run(
            "wat2wasm",
            Cli.resources().resolve("modules/traps.wat").toString(),
            "-o",
            out.toString());
    assertThat(result.err()).isEmpty();
    return out;
  }

  private void binary(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(inputs.size() + ".wasm");
    Files.write(file, bytes);
    inputs.put(name, file);
  }

  private void text(String name, String fileName, String content) throws IOException {
    Path file = folder.resolve(fileName);
    Files.writeString(file, content);
    inputs.put(name, file);
  }

  /// {@return a module with one function of type [] -> [] and this body}
  private static byte[] body(byte[] body) {
    byte[] code = concat(bytes(1), leb(body.length), body);
    return concat(HEADER, bytes(1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10), leb(code.length), code);
  }

  private static byte[] nested(int depth) {
    byte[] body = new byte[1 + 2 * depth + 1];
    for (int i = 0; i < depth; i++) {
      body[1 + 2 * i] = 0x02;
      body[2 + 2 * i] = 0x40;
    }
    body[body.length - 1] = 0x0B;
    return body;
  }

  private static byte[] module(int section, byte[] content) {
    return concat(HEADER, bytes(section), leb(content.length), content);
  }

  private static byte[] leb(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rest = value;
    while (rest >= 0x80) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return out.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
