package io.wasmtier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.text.Script.ActionFailure;
import io.wasmtier.text.Script.Command;
import io.wasmtier.text.Script.ModuleFailure;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmtierException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class WastParserTest {
  private static List<Command> commands(String text) {
    return WastParser.parse("test.wast", text.getBytes(StandardCharsets.UTF_8)).commands();
  }

  private static <T> T only(Class<T> type, String text) {
    List<Command> commands = commands(text);
    assertThat(commands).hasSize(1);
    assertThat(commands.get(0)).isInstanceOf(type);
    return type.cast(commands.get(0));
  }

  @Test
  void modules() {
    var module = only(Script.DefineModule.class, "\n(module $m (func $f))");
    assertThat(module.line()).isEqualTo(2);
    assertThat(module.id()).isEqualTo("m");
    assertThat(module.definition()).isFalse();
    assertThat(module.module().read(FeatureSet.DEFAULT).names().module()).isEqualTo("m");
    var binary =
        only(
            Script.DefineModule.class,
            "(module definition $m binary \"\\00asm\" \"\\01\\00\\00\\00\")");
    assertThat(binary.definition()).isTrue();
    assertThat(binary.module().read(FeatureSet.DEFAULT).types()).isEmpty();
    var quote = only(Script.DefineModule.class, "(module quote \"(fu\" \"nc)\")");
    assertThat(quote.module().read(FeatureSet.DEFAULT).functions()).hasSize(1);
    assertThat(only(Script.InstantiateModule.class, "(module instance $i $m)"))
        .isEqualTo(new Script.InstantiateModule(1, "i", "m"));
    assertThat(only(Script.InstantiateModule.class, "(module instance)").definition()).isNull();
    var inline = only(Script.DefineModule.class, "(func) (memory 0) (func (export \"f\"))");
    assertThat(inline.module().read(FeatureSet.DEFAULT).functions()).hasSize(2);
    assertThat(commands(";; nothing")).isEmpty();
  }

  /// What is wrong with a module shows when it is read, and not before.
  @Test
  void modulesAreReadLater() {
    List<Command> commands =
        commands(
            """
            (module (func (foo)))
            (assert_malformed (module quote "(((") "unexpected token")
            (assert_malformed (module quote "\\ff") "malformed UTF-8 encoding")
            (module (func))
            """);
    assertThat(commands).hasSize(4);
    var first = (Script.DefineModule) commands.get(0);
    TextException error =
        catchThrowableOfType(TextException.class, () -> first.module().read(FeatureSet.DEFAULT));
    assertThat(error.getMessage()).isEqualTo("unknown operator foo");
    assertThat(error.line()).isEqualTo(1);
    for (int i = 1; i <= 2; i++) {
      var refused = (Script.AssertModule) commands.get(i);
      WasmtierException failure =
          catchThrowableOfType(
              WasmtierException.class, () -> refused.module().read(FeatureSet.DEFAULT));
      assertThat(failure.failure()).isEqualTo(Failure.MALFORMED);
      assertThat(failure.getMessage()).startsWith(refused.text());
    }
    assertThatCode(() -> ((Script.DefineModule) commands.get(3)).module().read(FeatureSet.DEFAULT))
        .doesNotThrowAnyException();
  }

  @Test
  void actionsAndAssertions() {
    assertThat(
            only(Script.Perform.class, "(invoke $i \"f\\00\" (i32.const 1) (i64.const -1))")
                .action())
        .isEqualTo(
            new Script.Invoke(
                "i", "f\0", List.of(new ScriptValue.I32(1), new ScriptValue.I64(-1))));
    assertThat(only(Script.Perform.class, "(get \"g\")").action())
        .isEqualTo(new Script.Get(null, "g"));
    assertThat(only(Script.Register.class, "(register \"a b\" $m)"))
        .isEqualTo(new Script.Register(1, "a b", "m"));
    Script.Action action = new Script.Invoke(null, "f", List.of());
    assertThat(
            commands(
                "(assert_trap (invoke \"f\") \"t\") (assert_exhaustion (invoke \"f\") \"e\")"
                    + "(assert_exception (invoke \"f\")) (assert_suspension (invoke \"f\") \"s\")"))
        .containsExactly(
            new Script.AssertAction(1, ActionFailure.TRAP, action, "t"),
            new Script.AssertAction(1, ActionFailure.EXHAUSTION, action, "e"),
            new Script.AssertAction(1, ActionFailure.EXCEPTION, action, ""),
            new Script.AssertAction(1, ActionFailure.SUSPENSION, action, "s"));
    String[] names = {
      "malformed", "invalid", "unlinkable", "trap", "malformed_custom", "invalid_custom"
    };
    for (int i = 0; i < names.length; i++) {
      var assertion = only(Script.AssertModule.class, "(assert_" + names[i] + " (module) \"x\")");
      assertThat(assertion.failure()).isEqualTo(ModuleFailure.values()[i]);
      assertThat(assertion.text()).isEqualTo("x");
    }
  }

  @Test
  void patterns() {
    var assertion =
        only(
            Script.AssertReturn.class,
            """
            (assert_return (invoke "f" (ref.null func) (ref.extern 7) (ref.host 8) (ref.null 1))
              (f32.const nan:canonical) (f64.const nan:arithmetic) (f64.const nan) (ref.null) (ref.extern) (ref)
              (ref.i31) (ref.extern 2) (v128.const f32x4 1 nan:canonical 2 3) (v128.const i64x2 1 -1)
              (either (i32.const 1) (i32.const 2)))
            """);
    assertThat(((Script.Invoke) assertion.action()).arguments())
        .containsExactly(
            new ScriptValue.RefNull(AbstractHeap.FUNC),
            new ScriptValue.RefExtern(7),
            new ScriptValue.RefHost(8),
            new ScriptValue.RefNull(null));
    assertThat(assertion.results())
        .containsExactly(
            new Pattern.Nan(32, true),
            new Pattern.Nan(64, false),
            new Pattern.Exactly(new ScriptValue.F64(0x7FF8_0000_0000_0000L)),
            new Pattern.AnyNull(),
            new Pattern.AnyRef(AbstractHeap.EXTERN),
            new Pattern.AnyRef(AbstractHeap.ANY),
            new Pattern.AnyRef(AbstractHeap.I31),
            new Pattern.Exactly(new ScriptValue.RefExtern(2)),
            new Pattern.Lanes(
                List.of(
                    new Pattern.Exactly(new ScriptValue.F32(Float.floatToRawIntBits(1))),
                    new Pattern.Nan(32, true),
                    new Pattern.Exactly(new ScriptValue.F32(Float.floatToRawIntBits(2))),
                    new Pattern.Exactly(new ScriptValue.F32(Float.floatToRawIntBits(3))))),
            new Pattern.Exactly(new ScriptValue.V128(1, -1)),
            new Pattern.Either(
                List.of(
                    new Pattern.Exactly(new ScriptValue.I32(1)),
                    new Pattern.Exactly(new ScriptValue.I32(2)))));
  }

  @Test
  void nanPatterns() {
    Pattern.Nan canonical = new Pattern.Nan(32, true);
    Pattern.Nan arithmetic = new Pattern.Nan(64, false);
    assertThat(canonical.matches(0xFFC0_0000L)).isTrue();
    assertThat(canonical.matches(0xFFFF_FFFF_FFC0_0000L)).as("sign-extended bits").isTrue();
    assertThat(canonical.matches(0x7FC0_0001L)).isFalse();
    assertThat(canonical.matches(0x7F80_0000L)).isFalse();
    assertThat(arithmetic.matches(0xFFF8_0000_0000_0001L)).isTrue();
    assertThat(arithmetic.matches(0x7FF0_0000_0000_0001L)).isFalse();
  }

  @Test
  void threads() {
    var thread =
        only(
            Script.RunThread.class,
            "(thread $t (shared (module $a) (module $b)) (register \"m\" $a)\n(thread $u (invoke \"f\")) (wait $u))");
    assertThat(thread.id()).isEqualTo("t");
    assertThat(thread.shared()).containsExactly("a", "b");
    assertThat(thread.commands().get(0)).isEqualTo(new Script.Register(1, "m", "a"));
    assertThat(thread.commands().get(1)).isInstanceOf(Script.RunThread.class);
    assertThat(thread.commands().get(2)).isEqualTo(new Script.WaitForThread(2, "u"));
    TextException deep =
        catchThrowableOfType(TextException.class, () -> commands("(thread $t ".repeat(10_000)));
    assertThat(deep.failure()).isEqualTo(Failure.LIMIT);
  }

  @Test
  void malformedScripts() {
    for (String text :
        new String[] {
          "(module) nop",
          "(register)",
          "(invoke)",
          "(assert_return (module))",
          "(module",
          "(invoke \"f\" (ref.i31))",
          "(assert_invalid (module instance) \"\")",
          "(wait)",
          "(assert_return (invoke \"f\") (either (nop)))",
          "x",
          "(module) (foo)",
          "(invoke \"f\" (i32.const nan:canonical))"
        }) {
      TextException error = catchThrowableOfType(TextException.class, () -> commands(text));
      assertThat(error).as(text).isNotNull();
      assertThat(error.failure()).as(text).isEqualTo(Failure.MALFORMED);
    }
  }
}
