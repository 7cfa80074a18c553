package io.wasmtier.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.allocator.MemoryPolicy;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.Tuning.Row;
import io.wasmtier.runtime.Tuning.Tier;
import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.runtime.metrics.TierCounter;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Frames of the interpreter that go on in compiled code at a loop. Each function is called once,
/// so that only its loops can be compiled in time.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopEntryTest {
  private static final Tuning AUTO =
      Tuning.standard().tier(Tier.AUTO).with(Row.COMPILE_SYNCHRONOUSLY, 1);

  private static final String LOOPS =
      """
      (module
        (memory 1)
        (tag $tag (param i32))
        (global $turns (mut i64) (i64.const 0))
        ;; Locals of all kinds, operands below the loop, a constant among them, parameters of the loop.
        (func (export "sum") (param i32 i64) (result i64 f64 externref)
          (local f32 f64 externref i64)
          (local.set 2 (f32.const 0.5))
          (i64.const 40) (local.get 1) (f64.const 0.25)
          (local.set 3)
          (i64.const 2)
          (loop $again (param i64) (result i64)
            (i64.add (i64.extend_i32_u (local.get 0)))
            (local.set 3 (f64.add (local.get 3) (f64.promote_f32 (local.get 2))))
            (local.set 5 (i64.add (local.get 5) (i64.const 1)))
            (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (i64.add) (i64.add) (i64.add (local.get 5))
          (local.get 3) (local.get 4))
        ;; A loop in a loop, entered in the inner one.
        (func (export "nested") (param i32) (result i32) (local i32 i32)
          (loop $outer
            (local.set 1 (i32.const 3000))
            (loop $inner
              (local.set 2 (i32.add (local.get 2) (local.get 0)))
              (br_if $inner (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
            (br_if $outer (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (local.get 2))
        (func $trap (export "trap") (param i32)
          (loop $again
            (drop (i32.load (local.get 0)))
            (local.set 0 (i32.add (local.get 0) (i32.const 1)))
            (br $again)))
        (func (export "calls") (param i32) (result i32)
          (call $trap (local.get 0)) (i32.const 1))
        ;; The handler is around the loop, in the same function, and there is another in the caller.
        (func $throws (export "catches") (param i32) (result i32)
          (block $caught (result i32)
            (try_table (catch $tag $caught)
              (loop $again
                (if (i32.eqz (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))
                  (then (throw $tag (i32.const 77))))
                (br $again)))
            (unreachable)))
        (func $leaks (param i32)
          (loop $again
            (if (i32.eqz (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))
              (then (throw $tag (i32.const 78))))
            (br $again)))
        (func (export "catchesCallee") (param i32) (result i32)
          (block $caught (result i32)
            (try_table (catch $tag $caught) (call $leaks (local.get 0)))
            (i32.const 0)))
        (func (export "endless")
          (loop $again (global.set $turns (i64.add (global.get $turns) (i64.const 1))) (br $again)))
        (func (export "grows") (param i32) (result i32)
          (loop $again
            (if (i32.eq (local.get 0) (i32.const 10))
              (then (drop (memory.grow (i32.const 1))) (i32.store (i32.const 65536) (i32.const 5))))
            (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (i32.load (i32.const 65536)))
        (func $self (export "tail") (param i32 i32) (result i32) (local i32)
          (if (i32.ne (local.get 2) (i32.const 0)) (then (unreachable)))
          (local.set 2 (i32.const 5000))
          (loop $again
            (br_if $again (local.tee 2 (i32.sub (local.get 2) (i32.const 1)))))
          (local.set 2 (i32.const 9))
          (if (result i32) (local.get 0)
            (then (return_call $self (i32.sub (local.get 0) (i32.const 1))
                    (i32.add (local.get 1) (i32.const 1))))
            (else (local.get 1)))))
      """;

  /// What a test needs, with the loops counted.
  private interface Check {
    void with(Instance instance, Engine engine);
  }

  private static void each(Check check) {
    for (MemoryPolicy memories : MemoryPolicy.values()) {
      for (Tuning tuning :
          new Tuning[] {
            AUTO, AUTO.tier(Tier.RANDOM), AUTO.tier(Tier.RANDOM).with(Row.RANDOM_SEED, 5)
          }) {
        try (Engine engine = new Engine(Config.DEFAULT.memories(memories), tuning);
            Store store = engine.newStore()) {
          check.with(store.instantiate(engine.loadText(LOOPS)), engine);
          assertThat(engine.metrics().get(TierCounter.COMPILED_LOOPS)).isPositive();
          assertThat(engine.metrics().get(TierCounter.FAILED)).isZero();
        }
      }
    }
  }

  @Test
  @DisplayName("locals, operands, constants and parameters of the loop are taken over")
  void state() {
    each((instance, engine) -> {
      Object[] results = (Object[]) instance.function("sum").call(20_000, 1000L);
      assertThat(results)
          .containsExactly(40L + 1000 + 2 + 20_000L * 20_001 / 2 + 20_000, 10_000.25, null);
    });
  }

  @Test
  @DisplayName("a loop in a loop")
  void nested() {
    each((instance, engine) ->
        assertThat(instance.function("nested").call(100)).isEqualTo(3000 * 5050));
  }

  @Test
  @DisplayName("a trap has the same call stack as in the interpreter")
  void traps() {
    String[] expected = {null, null};
    for (Tier tier : new Tier[] {Tier.INTERPRETER, Tier.AUTO, Tier.RANDOM}) {
      try (Engine engine = new Engine(Config.DEFAULT, AUTO.tier(tier));
          Store store = engine.newStore()) {
        Instance instance = store.instantiate(engine.loadText(LOOPS));
        String[] names = {"trap", "calls"};
        for (int i = 0; i < names.length; i++) {
          WasmFunction function = instance.function(names[i]);
          Trap trap = catchThrowableOfType(Trap.class, () -> function.call(0));
          String seen = trap.kind() + " " + trap.wasmStack();
          assertThat(trap.wasmStack()).extracting(WasmFrame::function).hasSize(i + 1);
          if (expected[i] == null) {
            expected[i] = seen;
          }
          assertThat(seen).isEqualTo(expected[i]);
        }
      }
    }
  }

  @Test
  @DisplayName("handlers around the loop catch, and those of callers")
  void exceptions() {
    each((instance, engine) -> {
      assertThat(instance.function("catches").call(30_000)).isEqualTo(77);
      assertThat(instance.function("catchesCallee").call(30_000)).isEqualTo(78);
    });
  }

  @Test
  @DisplayName("memory that grows in the loop is seen")
  void growth() {
    each((instance, engine) -> assertThat(instance.function("grows").call(30_000)).isEqualTo(5));
  }

  @Test
  @DisplayName("a tail call of the function to itself begins with fresh locals")
  void tailCalls() {
    each((instance, engine) -> assertThat(instance.function("tail").call(10, 0)).isEqualTo(10));
  }

  @Test
  @DisplayName("a loop without end gets into compiled code in the background, and can be stopped")
  void endless() throws InterruptedException {
    try (Engine engine = new Engine(Config.DEFAULT, AUTO.with(Row.COMPILE_SYNCHRONOUSLY, 0));
        Store store = engine.newStore()) {
      Instance instance = store.instantiate(engine.loadText(LOOPS));
      Thread stopper =
          Thread.ofPlatform()
              .start(() -> {
                while (engine.metrics().get(TierCounter.COMPILED_LOOPS) == 0) {
                  Thread.onSpinWait();
                }
                store.interrupt();
              });
      assertThatThrownBy(() -> instance.function("endless").call())
          .isInstanceOfSatisfying(
              WasmtierException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INTERRUPTED));
      stopper.join();
    }
  }
}
