package io.wasmtier.runtime;

import static io.wasmtier.runtime.Fixture.fails;
import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.runtime.Config.Limit;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stack switching: many stacks, deep ones, long chains of them, their limits and their end.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContinuationStackTest {
  private final Fixture fixture = new Fixture(ContinuationTest.CONFIG);

  @AfterEach
  void close() {
    fixture.close();
  }

  private @Nullable Object run(String fields, @Nullable Object... arguments) {
    return fixture.instance("(module " + fields + ")").function("f").call(arguments);
  }

  @Test
  void aSchedulerRunsTenThousandContinuationsInTurn() {
    // Each adds its number to the sum once per round; the checksum depends on the order.
    Object sum =
        run(
            """
            (type $g (func (param i32)))
            (type $kg (cont $g))
            (type $p (func))
            (type $k (cont $p))
            (tag $yield)
            (table $queue 10000 (ref null $k))
            (global $sum (mut i64) (i64.const 0))
            (elem declare func $task)
            (func $task (param $i i32) (local $round i32)
              (loop $l
                (global.set $sum
                  (i64.add (i64.mul (global.get $sum) (i64.const 31)) (i64.extend_i32_u (local.get $i))))
                (suspend $yield)
                (local.set $round (i32.add (local.get $round) (i32.const 1)))
                (br_if $l (i32.lt_u (local.get $round) (i32.const 20)))))
            (func (export "f") (result i64) (local $i i32) (local $k (ref null $k)) (local $live i32)
              (loop $l
                (table.set $queue (local.get $i)
                  (cont.bind $kg $k (local.get $i) (cont.new $kg (ref.func $task))))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br_if $l (i32.lt_u (local.get $i) (i32.const 10000))))
              (local.set $live (i32.const 10000))
              (loop $rounds
                (local.set $i (i32.const 0))
                (loop $l
                  (block $next
                    (br_if $next (ref.is_null (table.get $queue (local.get $i))))
                    (block $h (result (ref $k))
                      (resume $k (on $yield $h) (table.get $queue (local.get $i)))
                      (table.set $queue (local.get $i) (ref.null $k))
                      (local.set $live (i32.sub (local.get $live) (i32.const 1)))
                      (br $next))
                    (local.set $k)
                    (table.set $queue (local.get $i) (local.get $k)))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br_if $l (i32.lt_u (local.get $i) (i32.const 10000))))
                (br_if $rounds (local.get $live)))
              (global.get $sum))
            """);
    long expected = 0;
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 10_000; i++) {
        expected = expected * 31 + i;
      }
    }
    assertThat(sum).isEqualTo(expected);
  }

  private static final String NEST =
      """
      (type $g (func (param i32) (result i32)))
      (type $k (cont $g))
      (tag $ask (result i32))
      (elem declare func $nest)
      (func $nest (param i32) (result i32)
        (if (result i32) (local.get 0)
          (then
            (i32.add (i32.const 1)
              (resume $k (i32.sub (local.get 0) (i32.const 1)) (cont.new $k (ref.func $nest)))))
          (else (i32.add (suspend $ask) (suspend $ask)))))
      (func (export "f") (param i32) (result i32) (local $k (ref null $k))
        (local.set $k (cont.new $k (ref.func $nest)))
        (loop $l
          (block $h (result (ref $k))
            (return (resume $k (on $ask $h) (local.get 0) (local.get $k))))
          (local.set $k)
          (local.set 0 (i32.const 1000000))
          (br $l))
        (unreachable))
      """;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 100, 10_000})
  void aWholeChainOfContinuationsIsSuspendedAndResumed(int depth) {
    assertThat(run(NEST, depth)).isEqualTo(2_000_000 + depth);
  }

  @Test
  void aChainWithoutEndExhaustsTheStack() {
    Instance instance = fixture.instance("(module " + NEST + ")");
    WasmtierException error =
        fails(Failure.EXHAUSTION, () -> instance.function("f").call(Integer.MAX_VALUE));
    assertThat(error).hasMessage("call stack exhausted");
    List<WasmFrame> frames = WasmFrame.stackOf(error);
    assertThat(frames).hasSize(64);
    assertThat(frames.get(0).name()).isEqualTo("nest");
    assertThat(instance.function("f").call(10)).isEqualTo(2_000_010);
  }

  @Test
  void allStacksOfAChainShareOneLimit() {
    Config config = ContinuationTest.CONFIG.limit(Limit.STACK_SLOTS, 1 << 14);
    try (Fixture small = new Fixture(config)) {
      Instance instance =
          small.instance(
              """
              (module
                (type $g (func (param i32)))
                (type $k (cont $g))
                (tag $pause)
                (elem declare func $half)
                ;; Goes down n frames, and from there on in a continuation that does the same.
                (func $half (param i32)
                  (call $down (local.get 0) (i32.const 200)))
                (func $down (param $times i32) (param $n i32) (local i64 i64 i64 i64 i64 i64)
                  (if (local.get $n)
                    (then (call $down (local.get $times) (i32.sub (local.get $n) (i32.const 1))))
                    (else
                      (if (local.get $times)
                        (then
                          (resume $k (i32.sub (local.get $times) (i32.const 1)) (cont.new $k (ref.func $half))))))))
                (func (export "f") (param i32)
                  (resume $k (local.get 0) (cont.new $k (ref.func $half)))))
              """);
      assertThat(instance.function("f").call(2)).isNull();
      fails(Failure.EXHAUSTION, () -> instance.function("f").call(20));
      assertThat(instance.function("f").call(2)).isNull();
    }
  }

  @Test
  void recursionInAContinuationExhaustsItsStackOnly() {
    Instance instance =
        fixture.instance(
            """
            (module
              (type $g (func))
              (type $k (cont $g))
              (elem declare func $forever)
              (func $forever (call $forever) (call $forever))
              (func (export "f") (resume $k (cont.new $k (ref.func $forever))))
              (func (export "ok") (result i32) (i32.const 1)))
            """);
    for (int i = 0; i < 3; i++) {
      fails(Failure.EXHAUSTION, () -> instance.function("f").call());
      assertThat(instance.function("ok").call()).isEqualTo(1);
    }
  }

  @Test
  void aDeepSuspendedStackGoesOn() {
    assertThat(
            run(
                """
                (type $g (func (param i32) (result i32)))
                (type $k (cont $g))
                (tag $visit (param i32) (result i32))
                (elem declare func $walk)
                (func $walk (param i32) (result i32)
                  (if (result i32) (local.get 0)
                    (then
                      (i32.add
                        (call $walk (i32.sub (local.get 0) (i32.const 1)))
                        (suspend $visit (local.get 0))))
                    (else (i32.const 0))))
                (func (export "f") (param $n i32) (result i32) (local $k (ref null $k)) (local $v i32)
                  (local.set $k (cont.new $k (ref.func $walk)))
                  (local.set $v (local.get $n))
                  (loop $l
                    (block $h (result i32 (ref $k))
                      (return (resume $k (on $visit $h) (local.get $v) (local.get $k))))
                    (local.set $k)
                    (local.set $v)
                    (br $l))
                  (unreachable))
                """,
                20_000))
        .isEqualTo(20_000 * 20_001 / 2);
  }

  @Test
  void droppedContinuationsAreCollectedWithWhatTheyHold() throws InterruptedException {
    fixture.linker.function(
        "a", "use", new FuncType(List.of(ValType.EXTERNREF), List.of()), call -> {});
    Instance instance =
        fixture.instance(
            """
            (module
              (import "a" "use" (func $use (param externref)))
              (type $g (func (param externref)))
              (type $k (cont $g))
              (type $p (func))
              (type $kp (cont $p))
              (tag $pause)
              (global $kept (mut (ref null $kp)) (ref.null $kp))
              (elem declare func $hold)
              (func $hold (param externref)
                (call $use (local.get 0))
                (suspend $pause)
                (call $use (local.get 0)))
              (func (export "begin") (param externref) (result (ref $kp))
                (block $h (result (ref $kp))
                  (resume $k (on $pause $h) (local.get 0) (cont.new $k (ref.func $hold)))
                  (unreachable)))
              (func (export "keep") (param (ref null $kp)) (global.set $kept (local.get 0)))
              (func (export "overwrite")
                (local externref externref externref externref externref externref externref externref)
                (local externref externref externref externref externref externref externref externref)))
            """);
    List<WeakReference<Object>> held = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Object token = new Object();
      held.add(new WeakReference<>(token));
      Object continuation = instance.function("begin").call(token);
      if (i == 50) {
        instance.function("keep").call(continuation);
      }
    }
    instance.function("overwrite").call();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (held.stream().filter(reference -> reference.get() != null).count() > 1
        && System.nanoTime() < end) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(held.stream().filter(reference -> reference.get() != null)).hasSize(1);
    assertThat(held.get(50).get()).isNotNull();
    instance.function("keep").call((Object) null);
  }

  @Test
  void aMillionDroppedContinuationsNeedNoMoreMemoryThanOne() {
    assertThat(
            run(
                """
                (type $g (func))
                (type $k (cont $g))
                (tag $pause)
                (global $n (mut i32) (i32.const 0))
                (elem declare func $gen)
                (func $gen (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
                  (global.set $n (i32.add (global.get $n) (i32.const 1)))
                  (suspend $pause))
                (func (export "f") (result i32) (local $i i32)
                  (loop $l
                    (block $h (result (ref $k))
                      (resume $k (on $pause $h) (cont.new $k (ref.func $gen)))
                      (unreachable))
                    (drop)
                    (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000000))))
                  (global.get $n))
                """))
        .isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A handler that is a loop: no branch in the loop itself.
        """
        (func $task (loop $l (suspend $pause) (br $l)))
        (func (export "f") (local $k (ref null $k))
          (cont.new $k (ref.func $task))
          (loop $h (param (ref $k))
            (resume $k (on $pause $h))))
        """,
        // Continuations all the way, none of which ever ends.
        """
        (func $task (suspend $pause))
        (func (export "f")
          (cont.new $k (ref.func $task))
          (loop $h (param (ref $k))
            (drop)
            (resume $k (on $pause $h) (cont.new $k (ref.func $task)))))
        """,
        // A handler of exceptions that is a loop.
        """
        (func $task)
        (func (export "f")
          (loop $l
            (try_table (catch $pause $l) (throw $pause))))
        """,
        """
        (func $task)
        (func (export "f")
          (loop $l
            (try_table (catch $pause $l) (resume_throw $k $pause (cont.new $k (ref.func $task))))))
        """,
      })
  void anEndlessLoopIsInterrupted(String functions) throws InterruptedException {
    Instance instance =
        fixture.instance(
            "(module (type $g (func)) (type $k (cont $g)) (tag $pause) (elem declare func $task)"
                + functions
                + ")");
    Thread other =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                Thread.sleep(50);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              fixture.store.interrupt();
            });
    fails(Failure.INTERRUPTED, () -> instance.function("f").call());
    other.join();
  }
}
