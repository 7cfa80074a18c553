package io.wasmtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.runtime.Engine;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Files that are no modules, or want to do harm: each gets one line of explanation and exit code 1
/// or 2, soon.
class HostileInputTest {
  /// Generous: the machine may be busy with other tests. The limit that matters is that nothing
  /// hangs.
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private static final String RUNNABLE = "run-";

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
                .filter(command ->
                    command.equals("run")
                        || !input.getValue().getFileName().toString().startsWith(RUNNABLE))
                .map(command ->
                    DynamicTest.dynamicTest(
                        command + ": " + input.getKey(), () -> check(command, input.getValue()))));
  }

  /// Cut anywhere, a module either is one still (between sections) or is refused, by the same
  /// exceptions as ever.
  @Test
  void cutAnywhere() throws IOException {
    try (Stream<Path> modules = Files.list(Cli.resources().resolve("modules"))) {
      for (Path wat : modules.filter(file -> file.toString().endsWith(".wat")).toList()) {
        Path wasm = folder.resolve("whole.wasm.tmp");
        if (Cli.run("wat2wasm", wat.toString(), "-o", wasm.toString()).code() == 0) {
          cutAnywhere(Files.readAllBytes(wasm));
        }
      }
    }
  }

  private static void cutAnywhere(byte[] whole) {
    try (Engine engine = new Engine()) {
      for (int length = 0; length < whole.length; length++) {
        byte[] start = java.util.Arrays.copyOf(whole, length);
        try {
          assertThat(engine.load(start).module().source().length()).isEqualTo(length);
        } catch (WasmtierException e) {
          assertThat(e.failure()).isIn(Failure.MALFORMED, Failure.INVALID);
          assertThat(e.offset()).as(e.getMessage()).isBetween(0L, (long) length);
        }
      }
    }
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
    binary("2^32-1 data segments announced", module(12, bytes(0xFF, 0xFF, 0xFF, 0xFF, 0x0F)));
    binary(
        "1,000,000 nested try_tables that are not closed",
        body(concat(bytes(0), repeat(1_000_000, 0x1F, 0x40, 1, 2, 0), bytes(0x0B))));
    binary(
        "br_table of 200,000 labels",
        body(concat(bytes(0, 0x41, 0, 0x0E), leb(200_000), repeat(200_001, 0), bytes(0x0B))));
    binary(
        "select of 1,000,000 types",
        body(concat(bytes(0, 0x1C), leb(1_000_000), repeat(1_000_000, 0x7F), bytes(0x0B))));
    binary(
        "100,000 groups of locals",
        body(concat(leb(100_000), repeat(50_000, 1, 0x7F, 1, 0x7E), bytes(0x0B))));
    binary(
        "a million types, the last of them invalid",
        module(
            1, concat(leb(1_000_000), repeat(999_999, 0x60, 0, 0), bytes(0x60, 1, 0x64, 0x7F, 0))));
    binary("chain of 200 subtypes", module(1, chain(200)));
    binary(
        "group of a chain of 100,000 subtypes", module(1, concat(bytes(1, 0x4E), chain(100_000))));
    binary(
        "exact exact exact type",
        module(1, concat(bytes(1, 0x60, 1), repeat(100_000, 0x63, 0x62))));
    binary(
        "blocks of a thousand parameters",
        concat(
            HEADER,
            section(
                1,
                concat(
                    bytes(2, 0x60, 0, 0, 0x60),
                    leb(1000),
                    repeat(1000, 0x7F),
                    leb(1000),
                    repeat(1000, 0x7F))),
            section(3, bytes(1, 0)),
            section(
                10,
                sized(
                    concat(
                        bytes(0),
                        repeat(1000, 0x41, 0),
                        repeat(100_000, 2, 1, 0x0B),
                        bytes(0x0B))))));
    binary(
        "constant expression of a million operands",
        module(6, concat(bytes(1, 0x7F, 0), repeat(1_000_000, 0x41, 0), bytes(0x0B))));
    binary(
        "100,000 exports, two of one name",
        concat(
            HEADER,
            section(1, bytes(1, 0x60, 0, 0)),
            section(3, bytes(1, 0)),
            section(7, exports(100_000)),
            section(10, sized(bytes(0, 0x0B)))));
    inputs.put("memories of 6 GB together", runnable(5, 100, bytes(0, 0xE8, 7)));
    inputs.put(
        "tables of 10^10 elements together",
        runnable(4, 1000, bytes(0x70, 0, 0x80, 0xAD, 0xE2, 4)));
  }

  private static byte[] chain(int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(leb(length));
    for (int i = 0; i < length; i++) {
      out.writeBytes(i == 0 ? bytes(0x50, 0) : concat(bytes(0x50, 1), leb(i - 1)));
      out.writeBytes(bytes(0x5F, 0));
    }
    return out.toByteArray();
  }

  private static byte[] exports(int count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(leb(count));
    for (int i = 0; i < count; i++) {
      byte[] name = Integer.toString(i % (count - 1)).getBytes(StandardCharsets.UTF_8);
      out.writeBytes(concat(leb(name.length), name, bytes(0, 0)));
    }
    return out.toByteArray();
  }

  /// {@return a valid module that only `run` refuses}
  private Path runnable(int section, int count, byte[] entry) throws IOException {
    Path file = folder.resolve(RUNNABLE + inputs.size() + ".wasm");
    byte[] entries = new byte[0];
    for (int i = 0; i < count; i++) {
      entries = concat(entries, entry);
    }
    Files.write(file, module(section, concat(leb(count), entries)));
    return file;
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
    text("40,000 parameters", "params.wat", "(func (param" + " i32".repeat(40_000) + "))");
    text("101 memories", "memories.wat", "(memory 1)".repeat(101));
    text("100,000 annotations", "annotations.wat", "(module " + "(@x ".repeat(100_000));
    text("float of a million digits", "float.wat", "(func f64.const 1e" + "9".repeat(1_000_000));
    text("two of one name", "names.wat", "(func $f)".repeat(50_000));
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
    for (String device :
        new String[] {"/dev/zero", "/dev/urandom", "/dev/null", "/proc/self/mem"}) {
      if (Files.exists(Path.of(device))) {
        inputs.put(device, Path.of(device));
      }
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
    return concat(HEADER, section(section, content));
  }

  private static byte[] section(int id, byte[] content) {
    return concat(bytes(id), leb(content.length), content);
  }

  /// {@return the content of a code section with one body}
  private static byte[] sized(byte[] body) {
    return concat(bytes(1), leb(body.length), body);
  }

  private static byte[] repeat(int count, int... values) {
    byte[] once = bytes(values);
    byte[] all = new byte[count * once.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = once[i % once.length];
    }
    return all;
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
