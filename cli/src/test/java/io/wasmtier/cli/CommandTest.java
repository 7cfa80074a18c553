package io.wasmtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What commands do beyond what they print.
class CommandTest {
  @TempDir Path folder;

  private static String module(String name) {
    return Cli.resources().resolve("modules").resolve(name).toString();
  }

  @Test
  void versionIsOneLine() {
    Cli.Result result = Cli.run("--version");
    assertThat(result.code()).isZero();
    assertThat(result.out()).matches("wasmtier \\S+, Java 25\\S*\\n");
  }

  @Test
  void binaryOfATextRunsLikeIt() throws IOException {
    Path out = folder.resolve("traps.wasm");
    assertThat(
            Cli.run("wat2wasm", "--names", module("traps.wat"), "--output", out.toString()).code())
        .isZero();
    Cli.Result ofText = Cli.run("run", "--invoke", "outer", module("traps.wat"), "0");
    Cli.Result ofBinary = Cli.run("run", "--invoke", "outer", out.toString(), "0");
    // The same names and the same offsets.
    assertThat(ofBinary).isEqualTo(ofText);
    assertThat(ofText.err()).contains("integer divide by zero").contains("inner");
    assertThat(Cli.run("dis", out.toString()).out())
        .isEqualTo(Cli.run("dis", module("traps.wat")).out());
  }

  @Test
  void invalidModuleIsWrittenOnlyOnRequest() throws IOException {
    Path out = folder.resolve("invalid.wasm");
    assertThat(Cli.run("wat2wasm", module("invalid.wat"), "-o", out.toString()).code())
        .isEqualTo(1);
    assertThat(out).doesNotExist();
    assertThat(
            Cli.run("wat2wasm", "--no-validate", module("invalid.wat"), "-o", out.toString())
                .code())
        .isZero();
    Cli.Result binary = Cli.run("validate", out.toString());
    assertThat(binary.code()).isEqualTo(1);
    assertThat(binary.err())
        .matches("wasmtier: \\S+invalid\\.wasm: invalid: .* at offset 0x[0-9a-f]+ .*\\n");
  }

  @Test
  void outputIsNamedAfterTheText() throws IOException {
    Path text = folder.resolve("m.wat");
    Files.writeString(text, "(module (memory 1))");
    assertThat(Cli.run("wat2wasm", text.toString()).code()).isZero();
    assertThat(Cli.run("dis", folder.resolve("m.wasm").toString()).out()).contains("(memory");
  }

  @Test
  void moduleComesFromStandardInput() throws IOException {
    Path out = folder.resolve("values.wasm");
    Cli.run("wat2wasm", module("values.wat"), "-o", out.toString());
    Cli.Result result = Cli.run(Files.readAllBytes(out), "run", "--invoke", "i64", "-", "-5");
    assertThat(result).isEqualTo(new Cli.Result(0, "-5\n", ""));
  }

  @Test
  void largeFileIsMapped() throws IOException {
    Path small = folder.resolve("values.wasm");
    Cli.run("wat2wasm", module("values.wat"), "-o", small.toString());
    byte[] bytes = Files.readAllBytes(small);
    // A custom section of 20 MiB behind it.
    int padding = 20 << 20;
    try (OutputStream out = Files.newOutputStream(folder.resolve("large.wasm"))) {
      out.write(bytes);
      out.write(
          new byte[] {
            0,
            (byte) (padding & 0x7F | 0x80),
            (byte) (padding >> 7 & 0x7F | 0x80),
            (byte) (padding >> 14 & 0x7F | 0x80),
            (byte) (padding >> 21)
          });
      out.write(new byte[padding]);
    }
    String large = folder.resolve("large.wasm").toString();
    assertThat(Cli.run("run", "--invoke", "i32", large, "42"))
        .isEqualTo(new Cli.Result(0, "42\n", ""));
    assertThat(Cli.run("validate", large).code()).isZero();
    assertThat(Cli.run("inspect", large).out()).contains(padding + " bytes at");
  }

  @Test
  void benchPrintsJson() {
    Cli.Result result =
        Cli.run(
            "bench",
            module("values.wat"),
            "--invoke",
            "i32",
            "--arg",
            "-7",
            "--reps",
            "3",
            "--json");
    assertThat(result.err()).isEmpty();
    String ms = "\\d+\\.\\d{3}";
    assertThat(result.out())
        .matches(
            "\\{\"decode_ms\":"
                + ms
                + ",\"validate_ms\":"
                + ms
                + ",\"instantiate_ms\":"
                + ms
                + ",\"calls_ms\":\\["
                + ms
                + ","
                + ms
                + ","
                + ms
                + "\\],\"result\":-7,"
                + "\"tier\":\"auto\",\"peak_rss_kb\":(\\d+|null)\\}\\n");
  }

  @Test
  void tiersAreTunedLoggedAndCounted() throws IOException {
    Path file = folder.resolve("loop.wat");
    Files.writeString(
        file,
        """
        (module (func $run (export "run") (param i32) (result i32) (local i32)
          (loop $again
            (local.set 1 (i32.add (local.get 1) (i32.const 3)))
            (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (local.get 1)))
        """);
    String[] command = {
      "run",
      "--tune",
      "loop-threshold=2048",
      "--compile-synchronously",
      "--log",
      "tiers",
      "--stats",
      "--invoke",
      "run",
      file.toString(),
      "10000"
    };
    Cli.Result result = Cli.run(command);
    assertThat(result.out()).isEqualTo("30000\n");
    assertThat(result.err())
        .contains("compile run (function 0): its calls or branches are many, counted 1024\n")
        .contains("compile loop 0 run (function 0): a loop does not end, counted 2048\n")
        .containsPattern("\ncompiled-loops +1 loops\n")
        .containsPattern("\nfailed +0 functions\n");
    assertThat(Cli.run("run", "--tune", "nothing=1", file.toString()).err())
        .startsWith("wasmtier: --tune nothing=1: there is no row 'nothing'; there are baseline-");
    assertThat(Cli.run("run", "--tune", "batch-bytes=0", file.toString()).code()).isEqualTo(2);
    assertThat(Cli.run("run", "--log", "all", file.toString()).err())
        .startsWith("wasmtier: unknown topic 'all'; there is tiers");
  }

  @Test
  void benchWritesEveryResultAsJson() {
    assertThat(bench("several")).contains("\"result\":[1,-2,0.1,1e300,\"funcref\",null]");
    assertThat(bench("none")).contains("\"result\":null");
    assertThat(bench("nan")).contains("\"result\":\"nan\"");
  }

  private static String bench(String function) {
    return Cli.run("bench", module("values.wat"), "--invoke", function, "--json").out();
  }

  @Test
  void guestSeesTheDirectory() throws IOException {
    Files.writeString(folder.resolve("data.txt"), "from the host");
    String guest = module("cat.wat");
    assertThat(Cli.run("run", "--dir", folder + "::/", guest))
        .isEqualTo(new Cli.Result(0, "from the host", ""));
    assertThat(Cli.run("run", "--mapdir", folder + "::/", guest).out()).isEqualTo("from the host");
    // Without a directory there is no descriptor to open it with.
    assertThat(Cli.run("run", guest)).isEqualTo(new Cli.Result(8, "", ""));
  }

  @Test
  void argumentsOutOfRangeAreNotTakenForInfinity(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("id.wat");
    Files.writeString(
        file,
        """
        (func (export "f32") (param f32) (result f32) (local.get 0))
        (func (export "f64") (param f64) (result f64) (local.get 0))
        """);
    String name = file.toString();
    assertThat(Cli.run("run", "--invoke", "f32", name, "1e40"))
        .isEqualTo(
            new Cli.Result(2, "", "wasmtier: argument 1 of f32: '1e40' is out of range for f32\n"));
    assertThat(Cli.run("run", "--invoke", "f32", name, "-0x1p128").err())
        .contains("'-0x1p128' is out of range for f32");
    assertThat(Cli.run("run", "--invoke", "f64", name, "1e400").err())
        .contains("is out of range for f64");
    assertThat(Cli.run("run", "--invoke", "f32", name, "inf").out()).isEqualTo("inf\n");
    assertThat(Cli.run("run", "--invoke", "f64", name, "-inf").out()).isEqualTo("-inf\n");
    assertThat(Cli.run("run", "--invoke", "f32", name, "3.4028235e38").code()).isZero();
  }

  @Test
  void definitionsOfTextsHaveThePlaceOfTheBinary(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("twice.wat");
    Files.writeString(file, "(func) (export \"a\" (func 0)) (export \"a\" (func 0))");
    // Header and type section 14, function section 4, header of the export section 3, entry 4.
    assertThat(Cli.run("validate", file.toString()).err())
        .endsWith("invalid: duplicate export name \"a\" at offset 0x19\n");
    Files.writeString(file, "(global i32 (i32.const 1)) (global i32 (i64.const 1))");
    assertThat(Cli.run("run", file.toString()).err())
        .contains("expected [i32], found [i64] at end in a constant expression at offset 0x14");
  }

  @Test
  void aLongParameterListIsCut(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("wide.wat");
    Files.writeString(file, "(func (export \"f\") (param" + " i32".repeat(1000) + "))");
    assertThat(Cli.run("run", "--invoke", "f", file.toString(), "1").err())
        .isEqualTo(
            "wasmtier: f takes 1000 arguments [i32, i32, i32, i32, i32, i32, i32, i32, … (992 more)],"
                + " found 1\n");
  }

  @Test
  @Timeout(20)
  void aGuestThatPrintsForeverEndsWhenNobodyReads(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("yes.wat");
    for (int descriptor : new int[] {1, 2}) {
      Files.writeString(
          file,
          """
          (import "wasi_snapshot_preview1" "fd_write"
            (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "\\08\\00\\00\\00\\02\\00\\00\\00y\\n")
          (func (export "_start")
            (loop $l
              (drop (call $write (i32.const DESCRIPTOR) (i32.const 0) (i32.const 1) (i32.const 100)))
              (br $l)))
          """
              .replace("DESCRIPTOR", "" + descriptor));
      OutputStream closed =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException("Broken pipe");
            }
          };
      ByteArrayOutputStream other = new ByteArrayOutputStream();
      Io io =
          new Io(
              InputStream.nullInputStream(),
              descriptor == 1 ? closed : other,
              descriptor == 2 ? closed : other,
              "",
              false);
      assertThat(Main.run(new String[] {"run", file.toString()}, io))
          .isEqualTo(ExitCode.BROKEN_PIPE);
      assertThat(other.toString(StandardCharsets.UTF_8)).isEmpty();
    }
  }

  @Test
  void outputIsWrittenBeforeInputIsRead() {
    StringBuilder seen = new StringBuilder();
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) {
            seen.append((char) b);
          }
        };
    InputStream in =
        new InputStream() {
          private int reads;

          @Override
          public int read() {
            seen.append('<').append(reads).append('>');
            return reads++ == 0 ? 'a' : -1;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            int b = read();
            bytes[offset] = (byte) b;
            return b < 0 ? -1 : 1;
          }
        };
    int code =
        Main.run(
            new String[] {"run", Cli.root().resolve("examples/upper.wat").toString()},
            new Io(in, out, OutputStream.nullOutputStream(), "", false));
    assertThat(code).isZero();
    assertThat(seen).hasToString("<0>A<1>");
  }

  @Test
  void brokenPipeEndsSilently() {
    assertThat(failing("Broken pipe")).isEqualTo(new Cli.Result(141, "", ""));
  }

  @Test
  void fullDiskIsReported() {
    assertThat(failing("No space left on device"))
        .isEqualTo(
            new Cli.Result(
                1, "", "wasmtier: standard output can't be written: No space left on device\n"));
  }

  private static Cli.Result failing(String message) {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(message);
          }
        };
    java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
    int code =
        Main.run(
            new String[] {"dis", module("values.wat")},
            new Io(InputStream.nullInputStream(), out, err, "", false));
    return new Cli.Result(code, "", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void colorsOnlyOnATerminal() {
    assertThat(errors("012", true)).startsWith("\33[1;31mwasmtier:\33[0m unknown command");
    assertThat(errors("012", false)).startsWith("wasmtier: unknown command");
    assertThat(errors("0", true)).startsWith("wasmtier: unknown command");
  }

  private static String errors(String terminals, boolean colors) {
    java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
    Main.run(
        new String[] {"\33[2J"},
        new Io(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            err,
            terminals,
            colors));
    String text = err.toString(StandardCharsets.UTF_8);
    assertThat(text).contains("'\\u{1b}[2J'");
    return text;
  }

  @Test
  void namesCanNotForgeLines() throws IOException {
    Path file = Files.createTempFile("forged", ".wat");
    try {
      Files.writeString(
          file,
          """
          (module $"m\\0awasmtier: m" (func $"f\\0awasmtier: f\\u{202e}" (export "_start") unreachable))\
          """);
      Cli.Result trap = Cli.run("run", file.toString());
      assertThat(trap.code()).isEqualTo(134);
      assertThat(trap.err().lines()).hasSize(2).noneMatch(line -> line.startsWith("wasmtier"));
      assertThat(trap.err()).contains("m\\u{a}wasmtier: m!f\\u{a}wasmtier: f\\u{202e} (function 0");
      Files.writeString(file, "(module (func $\"f\\0awasmtier: f\" i32.eqz drop))");
      Cli.Result invalid = Cli.run("validate", file.toString());
      assertThat(invalid.err().lines()).hasSize(1);
      assertThat(invalid.err()).endsWith("(function f\\u{a}wasmtier: f)\n");
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void anErrorOfATextTooLargeForABinaryNamesItsFile() throws IOException {
    Path file = Files.createTempFile("large", ".wat");
    try {
      Files.writeString(file, "(module (func" + " (param i32)".repeat(1001) + " i32.eqz drop))");
      assertThat(Cli.run("validate", file.toString()).err()).startsWith("wasmtier: " + file);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void internalErrorAsksForAReport() {
    assertThat(internal())
        .matches("wasmtier: internal error: .*IllegalStateException: boom; please report .*\\n");
    assertThat(internal("--debug")).contains("\tat io.wasmtier.cli.CommandTest");
  }

  /// Standard input with a defect stands for one of wasmtier.
  private static String internal(String... more) {
    InputStream in =
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("boom");
          }
        };
    java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
    String[] args = new String[more.length + 2];
    args[0] = "validate";
    System.arraycopy(more, 0, args, 1, more.length);
    args[args.length - 1] = "-";
    assertThat(Main.run(args, new Io(in, OutputStream.nullOutputStream(), err, "", false)))
        .isEqualTo(70);
    return err.toString(StandardCharsets.UTF_8);
  }
}
