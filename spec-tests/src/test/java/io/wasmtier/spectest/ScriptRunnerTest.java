package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.spectest.Outcome.Status;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// That the runner tells right from wrong: the suite itself only shows that it lets right pass.
class ScriptRunnerTest {
  @TempDir Path folder;

  private List<Outcome> run(String script, Options options) throws IOException {
    Path file = Files.writeString(folder.resolve("test.wast"), script);
    List<Outcome> outcomes = new ArrayList<>();
    Summary summary = SuiteRunner.run(file, options, outcomes::add);
    assertThat(summary.total()).isEqualTo(outcomes.size());
    return outcomes;
  }

  /// {@return what failed or was skipped, as `LINE: message` with S before it if it was skipped}
  private List<String> complaints(String script) throws IOException {
    return complaints(script, Options.DEFAULT);
  }

  private List<String> complaints(String script, Options options) throws IOException {
    return run(script, options).stream()
        .filter(outcome -> outcome.status() != Status.PASSED)
        .map(outcome ->
            (outcome.status() == Status.SKIPPED ? "S " : "")
                + outcome.line()
                + ": "
                + outcome.message())
        .toList();
  }

  @Test
  void wrongResultsFail() throws IOException {
    assertThat(
            complaints(
                """
                (module
                  (func (export "i") (param i32) (result i32) (local.get 0))
                  (func (export "f") (param f32) (result f32) (local.get 0))
                  (func (export "two") (result i32 i64) (i32.const 1) (i64.const 2))
                  (func (export "r") (param externref) (result externref) (local.get 0))
                  (func (export "none")))
                (assert_return (invoke "i" (i32.const 7)) (i32.const 7))
                (assert_return (invoke "i" (i32.const 7)) (i32.const 8))
                (assert_return (invoke "i" (i32.const 7)) (i64.const 7))
                (assert_return (invoke "i" (i32.const 7)))
                (assert_return (invoke "none") (i32.const 0))
                (assert_return (invoke "f" (f32.const -0)) (f32.const 0))
                (assert_return (invoke "f" (f32.const nan:0x200000)) (f32.const nan:canonical))
                (assert_return (invoke "f" (f32.const nan:0x600000)) (f32.const nan:canonical))
                (assert_return (invoke "f" (f32.const -nan:0x600000)) (f32.const nan:arithmetic))
                (assert_return (invoke "f" (f32.const -nan)) (f32.const nan:canonical))
                (assert_return (invoke "two") (i32.const 1) (i64.const 3))
                (assert_return (invoke "two") (i32.const 1) (either (i64.const 3) (i64.const 2)))
                (assert_return (invoke "r" (ref.extern 1)) (ref.extern 2))
                (assert_return (invoke "r" (ref.extern 1)) (ref.extern 1))
                (assert_return (invoke "r" (ref.extern 1)) (ref.null extern))
                (assert_return (invoke "r" (ref.null extern)) (ref.extern))
                (assert_return (invoke "r" (ref.null extern)) (ref.null))
                """))
        .containsExactly(
            "8: invoke \"i\" [i32 7]: expected [i32 8], found [i32 7]",
            "9: invoke \"i\" [i32 7]: expected [i64 7], found [i32 7]",
            "10: invoke \"i\" [i32 7]: expected [], found [i32 7]",
            "11: invoke \"none\" []: expected [i32 0], found []",
            "12: invoke \"f\" [f32 -0.0 (0x80000000)]: expected [f32 0.0 (0x0)], found [f32 -0.0 (0x80000000)]",
            "13: invoke \"f\" [f32 NaN (0x7fa00000)]: expected [f32 nan:canonical], found [f32 NaN (0x7fa00000)]",
            "14: invoke \"f\" [f32 NaN (0x7fe00000)]: expected [f32 nan:canonical], found [f32 NaN (0x7fe00000)]",
            "17: invoke \"two\" []: expected [i32 1, i64 3], found [i32 1, i64 2]",
            "19: invoke \"r\" [host reference 1]: expected [host reference 2], found [host reference 1]",
            "21: invoke \"r\" [host reference 1]: expected [null extern], found [host reference 1]",
            "22: invoke \"r\" [null]: expected [any extern reference], found [null]");
  }

  @Test
  void failuresMustBeOfTheRightKind() throws IOException {
    assertThat(
            complaints(
                """
                (module
                  (func (export "ok"))
                  (func (export "trap") unreachable)
                  (func $deep (export "deep") (call $deep)))
                (assert_trap (invoke "ok") "unreachable")
                (assert_trap (invoke "deep") "unreachable")
                (assert_exhaustion (invoke "trap") "call stack exhausted")
                (assert_invalid (module (func)) "type mismatch")
                (assert_invalid (module binary "nonsense") "type mismatch")
                (assert_malformed (module quote "(func (result i32))") "unexpected token")
                (assert_unlinkable (module) "unknown import")
                (assert_trap (module (func unreachable)) "unreachable")
                (assert_trap (invoke "missing") "unreachable")
                """))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("5: ").contains("expected trap, found []"),
            second ->
                assertThat(second).startsWith("6: ").contains("expected trap", "found exhaustion"),
            third ->
                assertThat(third).startsWith("7: ").contains("expected exhaustion", "found trap"),
            fourth -> assertThat(fourth).startsWith("8: ").contains("the module was validated"),
            fifth ->
                assertThat(fifth).startsWith("9: ").contains("expected invalid", "found malformed"),
            sixth ->
                assertThat(sixth)
                    .startsWith("10: ")
                    .contains("expected malformed", "found invalid"),
            seventh ->
                assertThat(seventh).startsWith("11: ").contains("the module was instantiated"),
            eighth -> assertThat(eighth).startsWith("12: ").contains("the module was instantiated"),
            ninth -> assertThat(ninth).startsWith("13: ").contains("found usage"));
  }

  @Test
  void messagesOfTrapsAreComparedIfWanted() throws IOException {
    String script =
        """
        (module (func (export "trap") unreachable))
        (assert_trap (invoke "trap") "integer overflow")
        (assert_trap (invoke "trap") "unreach")
        """;
    assertThat(complaints(script)).isEmpty();
    assertThat(complaints(script, Options.DEFAULT.trapMessages(true)))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("2: ");
  }

  @Test
  void whatDependsOnAFailedModuleSaysSo() throws IOException {
    assertThat(
            complaints(
                """
                (module $good (func (export "f") (result i32) (i32.const 1)))
                (module $bad (func (result i32)))
                (assert_return (invoke "f") (i32.const 1))
                (assert_return (invoke $good "f") (i32.const 1))
                (register "bad" $bad)
                (module (import "bad" "f" (func)))
                (module instance $again $bad)
                (assert_return (invoke $never "f") (i32.const 1))
                """))
        .satisfiesExactly(
            first -> assertThat(first).startsWith("2: invalid"),
            second -> assertThat(second).isEqualTo("3: the module of line 2 failed"),
            third -> assertThat(third).isEqualTo("5: the module of line 2 failed"),
            fourth -> assertThat(fourth).isEqualTo("6: the module of line 2 failed"),
            fifth -> assertThat(fifth).isEqualTo("7: the module of line 2 failed"),
            sixth -> assertThat(sixth).isEqualTo("8: there is no instance $never"));
  }

  @Test
  void aNameRegisteredAgainReplacesAllItStoodFor() throws IOException {
    assertThat(
            complaints(
                """
                (module (func (export "a")) (func (export "b")))
                (register "m")
                (module (func (export "a")))
                (register "m")
                (module (import "m" "a" (func)))
                (assert_unlinkable (module (import "m" "b" (func))) "unknown import")
                """))
        .isEmpty();
  }

  @Test
  void instancesOfADefinitionAreSeparate() throws IOException {
    assertThat(
            complaints(
                """
                (module definition $M
                  (global $g (mut i32) (i32.const 0))
                  (func (export "next") (result i32)
                    (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g)))
                (module instance $a $M)
                (module instance $b)
                (assert_return (invoke $a "next") (i32.const 1))
                (assert_return (invoke $a "next") (i32.const 2))
                (assert_return (invoke $b "next") (i32.const 1))
                (assert_return (invoke "next") (i32.const 2))
                """))
        .isEmpty();
  }

  @Test
  void aFailingModuleOfAnAssertionDoesNotBecomeTheCurrentOne() throws IOException {
    assertThat(
            complaints(
                """
                (module (memory (export "m") 1) (func (export "f") (result i32) (i32.load8_u (i32.const 0))))
                (register "m")
                (assert_trap
                  (module (import "m" "m" (memory 1)) (data (i32.const 0) "\\07") (data (i32.const 65536) "x"))
                  "out of bounds memory access")
                (assert_return (invoke "f") (i32.const 7))
                """))
        .isEmpty();
  }

  @Test
  void threadsSeeOnlyWhatTheyAreGiven() throws IOException {
    assertThat(
            complaints(
                """
                (module $Mem (memory (export "shared") 1 1 shared))
                (module $Other (func (export "f")))
                (thread $T (shared (module $Mem))
                  (register "mem" $Mem)
                  (module (memory (import "mem" "shared") 1 1 shared)
                    (func (export "run") (i32.store (i32.const 0) (i32.const 42))))
                  (invoke "run")
                  (invoke $Other "f"))
                (wait $T)
                (wait $T)
                (register "mem" $Mem)
                (module (memory (import "mem" "shared") 1 1 shared)
                  (func (export "get") (result i32) (i32.load (i32.const 0))))
                (assert_return (invoke "get") (i32.const 42))
                """))
        .containsExactly("8: there is no instance $Other", "10: there is no thread $T");
  }

  @Test
  @Timeout(30)
  void nothingHangs() throws IOException {
    List<String> complaints =
        complaints(
            """
            (module
              (func (export "loop") (loop $l (br $l)))
              (func (export "ok")))
            (invoke "loop")
            (invoke "ok")
            (assert_trap (invoke "loop") "unreachable")
            """,
            Options.DEFAULT.commandLimit(Duration.ofMillis(200)));
    assertThat(complaints)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("4: took longer than 0.2 s"),
            second -> assertThat(second).startsWith("6: took longer than 0.2 s"));
  }

  @Test
  void aScriptThatIsNoneIsAFailureWithItsLine() throws IOException {
    List<Outcome> outcomes = run("(module)\n(nonsense)", Options.DEFAULT);
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0).line()).isEqualTo(2);
    assertThat(outcomes.get(0).toString())
        .startsWith(folder.resolve("test.wast") + ":2: script: malformed: ");
  }

  @Test
  void aFileThatCannotBeReadIsAFailure() {
    List<Outcome> outcomes = new ArrayList<>();
    Summary summary =
        SuiteRunner.run(folder.resolve("missing.wast"), Options.DEFAULT, outcomes::add);
    assertThat(summary).isEqualTo(new Summary(0, 1, 0));
    assertThat(outcomes.get(0).toString()).contains("missing.wast:0: script: can't be read");
  }

  @Test
  void foldersAreRunByName() throws IOException {
    Files.createDirectories(folder.resolve("b"));
    Files.writeString(folder.resolve("c.wast"), "(module)");
    Files.writeString(folder.resolve("b/z.wast"), "(module) (module)");
    Files.writeString(folder.resolve("a.wast"), "(func)");
    Files.writeString(folder.resolve("no.txt"), "(nonsense)");
    List<String> files = new ArrayList<>();
    Summary summary =
        SuiteRunner.run(
            folder,
            Options.DEFAULT,
            outcome -> files.add(folder.relativize(Path.of(outcome.file())).toString()));
    assertThat(summary).hasToString("4 passed, 0 failed, 0 skipped");
    assertThat(files)
        .containsExactly(
            "a.wast",
            Path.of("b", "z.wast").toString(),
            Path.of("b", "z.wast").toString(),
            "c.wast");
  }

  @Test
  void featuresFollowFromTheFolderAndTheOptions() throws IOException {
    Path legacy = Files.createDirectories(folder.resolve("legacy"));
    String script = "(module (func try catch_all end))";
    Path inside = Files.writeString(legacy.resolve("a.wast"), script);
    Path outside = Files.writeString(folder.resolve("a.wast"), script);
    assertThat(SuiteRunner.run(inside, Options.DEFAULT, outcome -> {}).failed()).isZero();
    assertThat(SuiteRunner.run(outside, Options.DEFAULT, outcome -> {}).failed()).isOne();
    Options with = Options.DEFAULT.features("+legacy-exceptions");
    assertThat(SuiteRunner.run(outside, with, outcome -> {}).failed()).isZero();
    Options without = Options.DEFAULT.features("-legacy-exceptions");
    assertThat(SuiteRunner.run(inside, without, outcome -> {}).failed()).isOne();
    assertThatThrownBy(
            () -> SuiteRunner.run(inside, Options.DEFAULT.features("+nonsense"), outcome -> {}))
        .isInstanceOfSatisfying(
            WasmtierException.class, e -> assertThat(e.failure()).isEqualTo(Failure.USAGE));
    assertThatThrownBy(() -> Options.DEFAULT.tier("warp"))
        .isInstanceOf(WasmtierException.class)
        .hasMessageContaining("auto, interpreter");
  }
}
