package io.wasmtier.runtime;

import static io.wasmtier.runtime.Fixture.fails;
import static io.wasmtier.runtime.Fixture.traps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Stack switching: what passes between continuations, the host and exceptions.
class ContinuationTest {
  static final Config CONFIG =
      Config.DEFAULT.features(FeatureSet.DEFAULT.apply("+stack-switching"));

  private static final FuncType NOTHING = new FuncType(List.of(), List.of());

  private final Fixture fixture = new Fixture(CONFIG);

  @AfterEach
  void close() {
    fixture.close();
  }

  private @Nullable Object run(String fields, @Nullable Object... arguments) {
    return fixture.instance("(module " + fields + ")").function("f").call(arguments);
  }

  @Test
  void aGeneratorYieldsEveryTypeOfValue() {
    Object[] values =
        (Object[])
            run(
                """
                (type $g (func))
                (type $k (cont $g))
                (tag $yield (param i32 i64 f32 f64 v128 externref))
                (elem declare func $gen)
                (global $x (mut externref) (ref.null extern))
                (func $gen
                  (suspend $yield (i32.const -1) (i64.const 2) (f32.const 3) (f64.const 4)
                    (v128.const i64x2 5 6) (global.get $x)))
                (func (export "f") (param externref) (result i32 i64 f32 f64 v128 externref)
                  (global.set $x (local.get 0))
                  (block $h (result i32 i64 f32 f64 v128 externref (ref $k))
                    (resume $k (on $yield $h) (cont.new $k (ref.func $gen)))
                    (unreachable))
                  (drop))
                """,
                "token");
    assertThat(values).containsExactly(-1, 2L, 3f, 4.0, new V128(5, 6), "token");
  }

  @Test
  void aHandlerOnTheLabelOfTheFunctionReturns() {
    Object[] values =
        (Object[])
            run(
                """
                (type $g (func))
                (type $k (cont $g))
                (tag $yield (param i32 i32))
                (elem declare func $gen)
                (func $gen (suspend $yield (i32.const 3) (i32.const 4)))
                (func $first (param i64 i64 i64) (result i32 i32 (ref $k))
                  (resume $k (on $yield 0) (cont.new $k (ref.func $gen)))
                  (unreachable))
                (func (export "f") (result i32 i32)
                  (call $first (i64.const 7) (i64.const 8) (i64.const 9))
                  (drop))
                """);
    assertThat(values).containsExactly(3, 4);
  }

  @Test
  void operandsBelowAResumeSurvive() {
    assertThat(
            run(
                """
                (type $g (func (param i32) (result i32)))
                (type $k (cont $g))
                (tag $ask (result i32))
                (elem declare func $gen)
                (func $gen (param i32) (result i32)
                  (i32.sub (local.get 0) (i32.mul (suspend $ask) (suspend $ask))))
                (func (export "f") (param i32) (result i32) (local $k (ref null $k)) (local $n i32)
                  (local.set $k (cont.new $k (ref.func $gen)))
                  (local.set $n (i32.const 100))
                  (local.get 0)
                  (i32.const 1000)
                  (block $done (result i32)
                    (loop $l
                      (block $h (result (ref $k))
                        (br $done (resume $k (on $ask $h) (local.get $n) (local.get $k))))
                      (local.set $k)
                      (local.set $n (i32.add (i32.rem_s (local.get $n) (i32.const 100)) (i32.const 3)))
                      (br $l))
                    (unreachable))
                  (i32.sub) (i32.sub))
                """,
                5))
        .isEqualTo(5 - (1000 - (100 - 3 * 6)));
  }

  @Test
  void aContinuationSwitchesBackAndForthWithArguments() {
    assertThat(
            run(
                """
                (rec
                  (type $g (func (param i32 (ref null $k)) (result i32)))
                  (type $k (cont $g)))
                (tag $swap (result i32))
                (elem declare func $ping)
                (func $ping (type $g)
                  (loop $l
                    (if (i32.ge_s (local.get 0) (i32.const 100000)) (then (return (local.get 0))))
                    (switch $k $swap (i32.add (local.get 0) (i32.const 1)) (local.get 1))
                    (local.set 1) (local.set 0)
                    (br $l))
                  (unreachable))
                (func (export "f") (result i32)
                  (resume $k (on $swap switch)
                    (i32.const 0) (cont.new $k (ref.func $ping)) (cont.new $k (ref.func $ping))))
                """))
        .isEqualTo(100_000);
  }

  @Test
  void boundArgumentsComeFirst() {
    assertThat(
            run(
                """
                (type $g3 (func (param i32 i64 i32) (result i64)))
                (type $k3 (cont $g3))
                (type $g1 (func (param i32) (result i64)))
                (type $k1 (cont $g1))
                (type $g0 (func (result i64)))
                (type $k0 (cont $g0))
                (elem declare func $sub)
                (func $sub (type $g3)
                  (i64.sub (i64.mul (i64.extend_i32_s (local.get 0)) (local.get 1))
                    (i64.extend_i32_s (local.get 2))))
                (func (export "f") (result i64)
                  (resume $k0 (cont.bind $k1 $k0 (i32.const 2)
                    (cont.bind $k3 $k1 (i32.const 10) (i64.const 20) (cont.new $k3 (ref.func $sub))))))
                """))
        .isEqualTo(198L);
  }

  private static final String PASSING =
      """
      (module $m
        (import "a" "host" (func $host))
        (type $g (func))
        (type $k (cont $g))
        (tag $pause (export "pause"))
        (table $t 4 (ref null $k))
        (global $n (mut i32) (i32.const 0))
        (elem declare func $twice $callsHost $host)
        (func $twice
          (global.set $n (i32.add (global.get $n) (i32.const 1)))
          (suspend $pause)
          (global.set $n (i32.add (global.get $n) (i32.const 10)))
          (suspend $pause)
          (global.set $n (i32.add (global.get $n) (i32.const 100))))
        (func $callsHost (call $host))
        (func (export "new") (result (ref $k)) (cont.new $k (ref.func $twice)))
        (func (export "newCallsHost") (result (ref $k)) (cont.new $k (ref.func $callsHost)))
        (func (export "newHost") (result (ref $k)) (cont.new $k (ref.func $host)))
        (func $step (export "step") (param (ref null $k)) (result (ref null $k))
          (block $h (result (ref $k))
            (resume $k (on $pause $h) (local.get 0))
            (return (ref.null $k))))
        (func (export "bare") (param (ref null $k)) (resume $k (local.get 0)))
        (func (export "suspend") (suspend $pause))
        (func (export "keep") (param i32 (ref null $k)) (table.set $t (local.get 0) (local.get 1)))
        (func (export "kept") (param i32) (result (ref null $k)) (table.get $t (local.get 0)))
        (func (export "n") (result i32) (global.get $n)))
      """;

  private Instance passing(HostFunction host) {
    fixture.linker.function("a", "host", NOTHING, host);
    return fixture.instance(PASSING);
  }

  @Test
  void theHostKeepsContinuationsBetweenCalls() {
    Instance instance = passing(call -> {});
    Object first = instance.function("new").call();
    Object second = instance.function("step").call(first);
    assertThat(second).isNotNull().isNotSameAs(first);
    assertThat(instance.function("n").call()).isEqualTo(1);
    instance.function("keep").call(2, second);
    assertThat(instance.function("kept").call(2)).isSameAs(second);
    Object third = instance.function("step").call(second);
    assertThat(instance.function("n").call()).isEqualTo(11);
    assertThat(instance.function("step").call(third)).isNull();
    assertThat(instance.function("n").call()).isEqualTo(111);
    for (Object consumed : new Object[] {first, second, third}) {
      traps(TrapKind.CONTINUATION_ALREADY_CONSUMED, () -> instance.function("step").call(consumed));
    }
    traps(
        TrapKind.NULL_CONTINUATION_REFERENCE, () -> instance.function("step").call((Object) null));
    assertThat(References.matches(third, ValType.ref(false, AbstractHeap.CONT))).isTrue();
  }

  @Test
  void wrongReferencesAreRefused() {
    Instance instance = passing(call -> {});
    fails(Failure.USAGE, () -> instance.function("step").call("no continuation"));
    try (Store other = fixture.engine.newStore()) {
      Instance foreign = fixture.linker.instantiate(other, fixture.engine.loadText(PASSING));
      Object continuation = foreign.function("new").call();
      assertThat(fails(Failure.USAGE, () -> instance.function("step").call(continuation)))
          .hasMessageContaining("another store");
    }
  }

  @Test
  void aSuspensionDoesNotCrossTheHost() {
    Instance[] instance = new Instance[1];
    instance[0] = passing(call -> instance[0].function("suspend").call());
    Object continuation = instance[0].function("newCallsHost").call();
    Trap trap =
        traps(TrapKind.UNHANDLED_TAG, () -> instance[0].function("step").call(continuation));
    assertThat(trap).hasMessage("unhandled tag");
    Object host = instance[0].function("newHost").call();
    traps(TrapKind.UNHANDLED_TAG, () -> instance[0].function("step").call(host));
    // All is as before.
    assertThat(instance[0].function("step").call(instance[0].function("new").call())).isNotNull();
  }

  @Test
  void aHostCalledByAContinuationRunsOthers() {
    Instance[] instance = new Instance[1];
    instance[0] =
        passing(call -> {
          Object next = instance[0].function("new").call();
          while (next != null) {
            next = instance[0].function("step").call(next);
          }
        });
    Object continuation = instance[0].function("newCallsHost").call();
    assertThat(instance[0].function("step").call(continuation)).isNull();
    assertThat(instance[0].function("n").call()).isEqualTo(111);
    assertThat(instance[0].function("step").call(instance[0].function("newHost").call())).isNull();
    assertThat(instance[0].function("n").call()).isEqualTo(222);
  }

  @Test
  void aTrapShowsTheChainOfStacks() {
    fixture.linker.function("a", "host", NOTHING, call -> {});
    Instance instance =
        fixture.instance(
            """
            (module
              (type $g (func))
              (type $k (cont $g))
              (tag $pause)
              (elem declare func $outer $inner)
              (func $fails (unreachable))
              (func $inner (suspend $pause) (call $fails))
              (func $outer (resume $k (cont.new $k (ref.func $inner))))
              (func $go (param (ref $k)) (resume $k (local.get 0)))
              (func $f (export "f")
                (block $h (result (ref $k))
                  (resume $k (on $pause $h) (cont.new $k (ref.func $outer)))
                  (unreachable))
                (call $go)))
            """);
    Trap trap = traps(TrapKind.UNREACHABLE, () -> instance.function("f").call());
    assertThat(trap.wasmStack())
        .extracting(WasmFrame::name)
        .containsExactly("fails", "inner", "outer", "go", "f");
  }

  // Exceptions.

  private static final String THROWING =
      """
      (module
        (import "a" "host" (func $host))
        (import "a" "oops" (tag $oops (param i32)))
        (type $g (func))
        (type $k (cont $g))
        (type $gi (func (result i32)))
        (type $ki (cont $gi))
        (tag $pause)
        (elem declare func $throws $between $catches $callsHost $host)
        (func $throws (suspend $pause) (throw $oops (i32.const 7)))
        (func $between (resume $k (cont.new $k (ref.func $throws))))
        (func $callsHost (suspend $pause) (call $host))
        (func $catches (result i32)
          (block $h (result i32)
            (try_table (catch $oops $h) (suspend $pause))
            (i32.const -1)))
        (func $start (param $f (ref $g)) (result (ref $k))
          (block $h (result (ref $k))
            (resume $k (on $pause $h) (cont.new $k (local.get $f)))
            (unreachable)))
        (func $caught (param $f (ref $g)) (result i32)
          (block $h (result i32)
            (try_table (catch $oops $h) (resume $k (call $start (local.get $f))))
            (i32.const -1)))
        (func (export "caught") (result i32) (call $caught (ref.func $between)))
        (func (export "caughtFromHost") (result i32) (call $caught (ref.func $callsHost)))
        (func (export "caughtOfHost") (result i32)
          (block $h (result i32)
            (try_table (catch $oops $h) (resume $k (cont.new $k (ref.func $host))))
            (i32.const -1)))
        (func (export "uncaught") (resume $k (call $start (ref.func $between))))
        (func (export "thrownInto") (param i32) (result i32)
          (block $h (result (ref $ki))
            (resume $ki (on $pause $h) (cont.new $ki (ref.func $catches)))
            (unreachable))
          (local.get 0)
          (call $throwInto))
        (func $throwInto (param (ref $ki) i32) (result i32)
          (resume_throw $ki $oops (local.get 1) (local.get 0)))
        (func (export "thrownThrough") (result i32)
          (block $h (result i32)
            (try_table (catch $oops $h)
              (resume_throw $k $oops (i32.const 9) (call $start (ref.func $between))))
            (i32.const -1)))
        (func (export "thrownAway") (resume_throw $k $oops (i32.const 11) (call $start (ref.func $between)))))
      """;

  @Test
  void exceptionsPassThroughContinuations() {
    Tag tag = fixture.store.newTag(new FuncType(List.of(ValType.I32), List.of()));
    fixture.linker.define("a", "oops", tag);
    fixture.linker.function(
        "a",
        "host",
        NOTHING,
        call -> {
          throw WasmException.of(tag, 8);
        });
    Instance instance = fixture.instance(THROWING);
    assertThat(instance.function("caught").call()).isEqualTo(7);
    assertThat(instance.function("caughtFromHost").call()).isEqualTo(8);
    assertThat(instance.function("caughtOfHost").call()).isEqualTo(8);
    assertThat(instance.function("thrownInto").call(5)).isEqualTo(5);
    assertThat(instance.function("thrownThrough").call()).isEqualTo(9);
    for (String name : List.of("uncaught", "thrownAway")) {
      WasmException thrown =
          catchThrowableOfType(WasmException.class, () -> instance.function(name).call());
      assertThat(thrown.is(tag)).isTrue();
      assertThat(thrown.payload()).containsExactly(name.equals("uncaught") ? 7 : 11);
    }
    assertThat(instance.function("caught").call()).isEqualTo(7);
  }

  @Test
  void switchingToAFunctionOfTheHostReturnsOrThrowsToWhoResumed() {
    Tag tag = fixture.store.newTag(NOTHING);
    boolean[] throwing = {false};
    fixture.linker.define("a", "oops", tag);
    String types =
        """
        (module
          (type $g0 (func (result i32)))
          (type $k0 (cont $g0))
          (type $g (func (param i32 (ref null $k0)) (result i32)))
          (type $k (cont $g))
          (func (export "typed") (type $g) (i32.const 0))
        """;
    String imports =
        """
          (import "a" "oops" (tag $oops))
          (import "a" "host" (func $host (type $g)))
        """;
    FuncType type = fixture.instance(types + ")").function("typed").functionType();
    fixture.linker.function(
        "a",
        "host",
        type,
        call -> {
          if (throwing[0]) {
            throw WasmException.of(tag);
          }
          call.returnI32(call.i32(0) + 1);
        });
    Instance instance =
        fixture.instance(
            types.replace("  (func (export", imports + "(func (export")
                + """
                  (tag $swap (result i32))
                  (elem declare func $away $host)
                  (func $away (result i32) (local i64 i64 i64)
                    (call $deep)
                    (unreachable))
                  (func $deep (switch $k $swap (i32.const 40) (cont.new $k (ref.func $host))))
                  (func (export "f") (result i32)
                    (block $h
                      (try_table (catch $oops $h)
                        (return (resume $k0 (on $swap switch) (cont.new $k0 (ref.func $away))))))
                    (i32.const -5)))
                """);
    assertThat(instance.function("f").call()).isEqualTo(41);
    throwing[0] = true;
    assertThat(instance.function("f").call()).isEqualTo(-5);
  }

  @Test
  void continuationsCrossInstancesAndTailCalls() {
    Instance library =
        fixture.instance(
            """
            (module
              (memory 1)
              (data (i32.const 0) "\\2a")
              (tag $ask (export "ask") (result i32))
              (func $tail (param i32) (result i32)
                (i32.add (i32.load8_u (i32.const 0)) (i32.mul (local.get 0) (suspend $ask))))
              (func (export "work") (param i32) (result i32)
                (return_call $tail (i32.add (local.get 0) (i32.const 1)))))
            """);
    fixture.linker.instance("lib", library);
    assertThat(
            run(
                """
                (type $g (func (param i32) (result i32)))
                (type $k (cont $g))
                (import "lib" "ask" (tag $ask (result i32)))
                (import "lib" "work" (func $work (type $g)))
                (memory 1)
                (data (i32.const 0) "\\05")
                (elem declare func $work $go)
                (func $go (param i32) (result i32) (return_call $work (local.get 0)))
                (func $with (param $f (ref $g)) (result i32) (local $k (ref null $k))
                  (block $h (result (ref $k))
                    (resume $k (on $ask $h) (i32.const 9) (cont.new $k (local.get $f)))
                    (return))
                  (local.set $k)
                  (resume $k (i32.load8_u (i32.const 0)) (local.get $k)))
                (func (export "f") (result i32)
                  (i32.add
                    (call $with (ref.func $work))
                    (i32.mul (i32.const 1000) (call $with (ref.func $go)))))
                """))
        .isEqualTo(92_092);
  }

  @Test
  void aSuspensionWithoutAnyContinuationTraps() {
    Instance instance = passing(call -> {});
    traps(TrapKind.UNHANDLED_TAG, () -> instance.function("suspend").call());
    Object continuation = instance.function("new").call();
    traps(TrapKind.UNHANDLED_TAG, () -> instance.function("bare").call(continuation));
  }

  @Test
  void withoutTheFeatureTheModuleIsRefused() {
    try (Fixture plain = new Fixture()) {
      assertThatThrownBy(() -> plain.instance("(module (type $g (func)) (type $k (cont $g)))"))
          .hasMessageContaining("stack");
    }
  }
}
