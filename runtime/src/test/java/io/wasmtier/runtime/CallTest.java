package io.wasmtier.runtime;

import static io.wasmtier.runtime.Fixture.fails;
import static io.wasmtier.runtime.Fixture.traps;
import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Failure;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls from Java into guests: dynamic, through handles and through interfaces.
class CallTest {
  /// A public interface of the embedder.
  public interface Mix {
    double mix(int a, long b, float c, double d);

    default double twice(int a) {
      return 2 * mix(a, 0, 0, 0);
    }
  }

  /// One that no generated class may implement.
  interface Hidden {
    int add(int a, int b);
  }

  /// One with references.
  public interface Same {
    Object same(Object value);
  }

  private final Fixture fixture = new Fixture();
  private final Instance instance =
      fixture.instance(
          """
          (module
            (global $g (mut i32) (i32.const 5))
            (func (export "nothing"))
            (func (export "five") (result i32) (global.get $g))
            (func (export "set") (param i32) (global.set $g (local.get 0)))
            (func (export "negate") (param i32) (result i32) (i32.sub (i32.const 0) (local.get 0)))
            (func (export "sub") (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1)))
            (func (export "seven") (result i64) (i64.const 7))
            (func (export "negate64") (param i64) (result i64) (i64.sub (i64.const 0) (local.get 0)))
            (func (export "sub64") (param i64 i64) (result i64) (i64.sub (local.get 0) (local.get 1)))
            (func (export "half") (param f64) (result f64) (f64.mul (f64.const 0.5) (local.get 0)))
            (func (export "subf") (param f64 f64) (result f64) (f64.sub (local.get 0) (local.get 1)))
            (func (export "f32") (param f32) (result f32) (local.get 0))
            (func (export "f64") (param f64) (result f64) (local.get 0))
            (func (export "mix") (param i32 i64 f32 f64) (result f64)
              (f64.add
                (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
                (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))))
            (func (export "swap") (param i32 i64) (result i64 i32) (local.get 1) (local.get 0))
            (func (export "same") (param externref) (result externref) (local.get 0))
            (func $id (export "sameFunction") (param funcref) (result funcref) (local.get 0))
            (func (export "strict") (param (ref func)) (result (ref func)) (local.get 0))
            (func (export "trap") (unreachable))
            (func $deep (export "deep") (param i32) (result i32)
              (i32.add (i32.const 1) (call $deep (local.get 0)))))
          """);

  @AfterEach
  void close() {
    fixture.close();
  }

  private WasmFunction function(String name) {
    return instance.function(name);
  }

  @Test
  void dynamicCallsBoxAndWiden() {
    assertThat(function("nothing").call()).isNull();
    assertThat(function("five").call()).isEqualTo(5);
    assertThat(function("sub").call(7, (byte) 9)).isEqualTo(-2);
    assertThat(function("sub64").call(1, 1L << 40)).isEqualTo(1 - (1L << 40));
    assertThat(function("half").call(3f)).isEqualTo(1.5);
    assertThat(function("mix").call(1, 2L, 3f, 4.0)).isEqualTo(10.0);
    assertThat((Object[]) function("swap").call(1, 2L)).containsExactly(2L, 1);
  }

  @Test
  void nanBitsSurvive() {
    int quiet = 0x7FC12345;
    float single = Float.intBitsToFloat(quiet);
    assertThat(Float.floatToRawIntBits((float) function("f32").call(single))).isEqualTo(quiet);
    long bits = 0xFFF8_0000_1234_5678L;
    double same = (double) function("f64").call(Double.longBitsToDouble(bits));
    assertThat(Double.doubleToRawLongBits(same)).isEqualTo(bits);
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThat(fails(Failure.USAGE, () -> function("sub").call(1)))
        .hasMessage("expected 2 arguments, found 1");
    assertThat(fails(Failure.USAGE, () -> function("sub").call(1, 2L)))
        .hasMessage("argument 1: expected i32, found java.lang.Long");
    assertThat(fails(Failure.USAGE, () -> function("f32").call(1.0)))
        .hasMessage("argument 0: expected f32, found java.lang.Double");
    assertThat(fails(Failure.USAGE, () -> function("half").call((Object) null)))
        .hasMessage("argument 0: expected f64, found null");
    assertThat(fails(Failure.USAGE, () -> function("sameFunction").call("text")))
        .hasMessage("argument 0: expected funcref, found java.lang.String");
    assertThat(fails(Failure.USAGE, () -> function("strict").call((Object) null)))
        .hasMessage("argument 0: expected (ref func), found null");
    // The store is as usable as before.
    assertThat(function("sub").call(3, 1)).isEqualTo(2);
  }

  @Test
  void unknownExportsListWhatThereIs() {
    assertThat(fails(Failure.USAGE, () -> instance.function("sin")))
        .hasMessageStartingWith(
            "there is no exported function \"sin\"; exported are func \"nothing\", func \"five\"");
    assertThat(fails(Failure.USAGE, () -> instance.memory("five")))
        .hasMessageStartingWith("there is no exported memory \"five\", but a func; exported are");
    assertThat(instance.export("sin")).isNull();
    assertThat(instance.exports().keySet())
        .startsWith("nothing", "five", "set")
        .endsWith("trap", "deep");
  }

  @Test
  void interfacesOfTheJdk() {
    function("nothing").as(Runnable.class).run();
    function("set").as(IntConsumer.class).accept(11);
    assertThat(function("five").as(IntSupplier.class).getAsInt()).isEqualTo(11);
    assertThat(function("negate").as(IntUnaryOperator.class).applyAsInt(4)).isEqualTo(-4);
    assertThat(function("sub").as(IntBinaryOperator.class).applyAsInt(4, 7)).isEqualTo(-3);
    assertThat(function("seven").as(LongSupplier.class).getAsLong()).isEqualTo(7);
    assertThat(function("negate64").as(LongUnaryOperator.class).applyAsLong(1L << 40))
        .isEqualTo(-(1L << 40));
    assertThat(function("sub64").as(LongBinaryOperator.class).applyAsLong(1, 2)).isEqualTo(-1);
    assertThat(function("half").as(DoubleUnaryOperator.class).applyAsDouble(5)).isEqualTo(2.5);
    assertThat(function("subf").as(DoubleBinaryOperator.class).applyAsDouble(5, 2)).isEqualTo(3);
  }

  @Test
  void interfacesOfTheEmbedder() {
    Mix mix = function("mix").as(Mix.class);
    assertThat(mix.mix(1, 2, 3, 4)).isEqualTo(10);
    assertThat(mix.twice(21)).isEqualTo(42);
    assertThat(function("sub").as(Hidden.class).add(1, 2)).isEqualTo(-1);
    Object token = new Object();
    assertThat(function("same").as(Same.class).same(token)).isSameAs(token);
  }

  @Test
  void interfacesThatDoNotFitAreRefused() {
    assertThat(fails(Failure.USAGE, () -> function("sub").as(IntUnaryOperator.class)))
        .hasMessage(
            "java.util.function.IntUnaryOperator does not fit the function's type (i32, i32) -> (i32), which is"
                + " (int,int)int");
    fails(Failure.USAGE, () -> function("sub").as(LongBinaryOperator.class));
    fails(Failure.USAGE, () -> function("sub").as(Comparable.class));
    fails(Failure.USAGE, () -> function("sub").as(java.util.List.class));
    fails(Failure.USAGE, () -> function("sub").as(String.class));
  }

  @Test
  void handles() throws Throwable {
    MethodHandle sub = function("sub").handle();
    assertThat(sub.type()).isEqualTo(MethodType.methodType(int.class, int.class, int.class));
    assertThat((int) sub.invokeExact(9, 4)).isEqualTo(5);
    MethodHandle mix = function("mix").handle();
    assertThat((double) mix.invokeExact(1, 2L, 3f, 4.0)).isEqualTo(10.0);
    MethodHandle nothing = function("nothing").handle();
    nothing.invokeExact();
    MethodHandle swap = function("swap").handle();
    assertThat((Object[]) swap.invokeExact(1, 2L)).containsExactly(2L, 1);
    MethodHandle same = function("same").handle(MethodType.methodType(String.class, String.class));
    assertThat((String) same.invokeExact("text")).isEqualTo("text");
    fails(
        Failure.USAGE,
        () -> function("sub").handle(MethodType.methodType(long.class, int.class, int.class)));
    MethodHandle strict = function("strict").handle();
    assertThat(fails(Failure.USAGE, () -> strict.invoke((Object) null)))
        .hasMessageContaining("expected (ref func), found null");
    assertThat((int) sub.invokeExact(9, 4)).isEqualTo(5);
  }

  @Test
  void referencesKeepTheirIdentity() {
    Object token = new Object();
    assertThat(function("same").call(token)).isSameAs(token);
    assertThat(function("same").call((Object) null)).isNull();
    WasmFunction five = function("five");
    assertThat(function("sameFunction").call(five)).isSameAs(five);
    assertThat(function("strict").call(five)).isSameAs(five);
  }

  @Test
  void trapsAndExhaustionLeaveTheStoreUsable() {
    traps(TrapKind.UNREACHABLE, () -> function("trap").call());
    IntUnaryOperator deep = function("deep").as(IntUnaryOperator.class);
    for (int i = 0; i < 3; i++) {
      assertThat(fails(Failure.EXHAUSTION, () -> deep.applyAsInt(1)))
          .hasMessage("call stack exhausted");
      assertThat(function("sub").call(3, 1)).isEqualTo(2);
    }
  }

  @Test
  void typesAreTold() {
    assertThat(function("swap").functionType()).hasToString("[i32, i64] -> [i64, i32]");
    assertThat(fixture.engine.loadText("(module (func (export \"f\") (param f32)))").exports())
        .extracting(ExportType::description)
        .containsExactly("func (f32) -> ()");
  }
}
