package io.wasmtier.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.runtime.metrics.TierCounter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The policy, its queue, and what happens when a compiler fails.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TieringTest {
  private static final Tuning AUTO = Tuning.standard().tier(Tuning.Tier.AUTO);

  private static final String MODULE =
      """
      (module
        (func $twice (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
        (func (export "f") (param i32) (result i32) (local i32)
          (loop $again
            (local.set 1 (i32.add (local.get 1) (call $twice (i32.const 1))))
            (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (local.get 1)))
      """;

  @AfterEach
  void unhook() {
    HookedCompiler.onFunction = function -> {};
    HookedCompiler.onLoop = function -> {};
  }

  @Test
  @DisplayName("decisions follow from counts and tuning alone")
  void policy() {
    int threshold = AUTO.get(Tuning.Row.BASELINE_THRESHOLD);
    assertThat(TierPolicy.function(threshold - 1, AUTO)).isEqualTo(TierPolicy.Decision.COLD);
    assertThat(TierPolicy.function(threshold, AUTO)).isEqualTo(TierPolicy.Decision.HOT);
    Tuning later = AUTO.with(Tuning.Row.BASELINE_THRESHOLD, 5000);
    assertThat(TierPolicy.function(4999, later).compiles()).isFalse();
    assertThat(TierPolicy.function(5000, later).compiles()).isTrue();
    int trips = AUTO.get(Tuning.Row.LOOP_THRESHOLD);
    assertThat(TierPolicy.loop(trips - 1, AUTO)).isEqualTo(TierPolicy.Decision.COLD);
    assertThat(TierPolicy.loop(trips, AUTO)).isEqualTo(TierPolicy.Decision.LOOP);
    assertThat(TierPolicy.firstCall(AUTO)).isEqualTo(TierPolicy.Decision.COLD);
    Tuning baseline = AUTO.tier(Tuning.Tier.BASELINE);
    assertThat(TierPolicy.firstCall(baseline)).isEqualTo(TierPolicy.Decision.FIRST_CALL);
    Tuning random = AUTO.tier(Tuning.Tier.RANDOM);
    assertThat(TierPolicy.firstCall(random)).isEqualTo(TierPolicy.Decision.RANDOM);
    assertThat(TierPolicy.loop(1024, random)).isEqualTo(TierPolicy.Decision.RANDOM);
    Tuning none = AUTO.tier(Tuning.Tier.INTERPRETER);
    assertThat(TierPolicy.function(1 << 30, none).compiles()).isFalse();
    assertThat(TierPolicy.loop(1 << 30, none).compiles()).isFalse();
    assertThat(TierPolicy.firstCall(none).compiles()).isFalse();
  }

  @Test
  @DisplayName("a compiler that fails costs a warning and a count, once per function and loop")
  void failuresDoNotReachTheGuest() {
    HookedCompiler.onFunction =
        function -> {
          if (function == 0) {
            throw new IllegalStateException("injected");
          }
          throw new StackOverflowError();
        };
    HookedCompiler.onLoop =
        function -> {
          throw new OutOfMemoryError("injected");
        };
    List<LogRecord> warnings = Collections.synchronizedList(new ArrayList<>());
    try (Log log = new Log(warnings);
        Engine engine = new Engine(Config.DEFAULT, AUTO.with(Tuning.Row.COMPILE_SYNCHRONOUSLY, 1));
        Store store = engine.newStore()) {
      assertThat(log.logger.isLoggable(Level.WARNING)).isTrue();
      WasmFunction f = store.instantiate(engine.loadText(MODULE)).function("f");
      assertThat(f.call(100_000)).isEqualTo(200_000);
      assertThat(f.call(100_000)).isEqualTo(200_000);
      assertThat(engine.metrics().get(TierCounter.FAILED)).isEqualTo(3);
      assertThat(engine.metrics().get(TierCounter.COMPILED)).isZero();
    }
    assertThat(warnings).hasSize(3).allMatch(entry -> entry.getThrown() != null);
    assertThat(warnings.stream().map(LogRecord::getMessage))
        .allMatch(text -> text.contains("stays in tier 0"));
  }

  @Test
  @DisplayName("in the background too, and the thread goes on with what comes next")
  void failuresInTheBackground() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(3);
    HookedCompiler.onFunction =
        function -> {
          asked.countDown();
          throw new AssertionError("injected");
        };
    HookedCompiler.onLoop = HookedCompiler.onFunction;
    try (Log log = new Log(new ArrayList<>());
        Engine engine = new Engine(Config.DEFAULT, AUTO);
        Store store = engine.newStore()) {
      assertThat(log.logger).isNotNull();
      WasmFunction f = store.instantiate(engine.loadText(MODULE)).function("f");
      assertThat(f.call(200_000)).isEqualTo(400_000);
      asked.await();
      while (engine.metrics().get(TierCounter.FAILED) != 3) {
        Thread.sleep(1);
      }
    }
  }

  @Test
  @DisplayName("the hottest is compiled first; a full queue turns away, a closed one forgets")
  void queue() throws InterruptedException {
    CompileQueue queue = new CompileQueue(AUTO.with(Tuning.Row.QUEUE_SIZE, 3));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    assertThat(
            queue.offer(
                1,
                () -> {
                  begun.countDown();
                  await(go);
                }))
        .isTrue();
    begun.await();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(3);
    for (int heat : new int[] {5, 9, 5, 7}) {
      int number = order.size();
      assertThat(number).isZero();
      boolean room = queue.size() < 3;
      assertThat(
              queue.offer(
                  heat,
                  () -> {
                    order.add(heat);
                    done.countDown();
                  }))
          .isEqualTo(room);
    }
    assertThat(queue.size()).isEqualTo(3);
    go.countDown();
    done.await();
    assertThat(order).containsExactly(9, 5, 5);
    CountDownLatch last = new CountDownLatch(1);
    queue.offer(1, () -> await(last));
    queue.offer(1, () -> order.add(0));
    queue.close();
    assertThat(queue.size()).isZero();
    assertThat(queue.offer(1, () -> order.add(0))).isFalse();
    last.countDown();
    assertThat(order).doesNotContain(0);
  }

  @Test
  @DisplayName("there are no more threads than wanted, and they end when the engine is closed")
  void threads() throws InterruptedException {
    CompileQueue queue = new CompileQueue(AUTO.with(Tuning.Row.COMPILER_THREADS, 2));
    List<Thread> seen = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(2);
    for (int i = 0; i < 5; i++) {
      queue.offer(
          1,
          () -> {
            seen.add(Thread.currentThread());
            begun.countDown();
            await(go);
          });
    }
    begun.await();
    assertThat(seen).hasSize(2).doesNotHaveDuplicates().allMatch(Thread::isDaemon);
    queue.close();
    go.countDown();
    for (Thread thread : seen) {
      thread.join();
    }
    assertThat(seen).hasSize(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Takes what the tiers log.
  private static final class Log extends Handler implements AutoCloseable {
    final Logger logger = Logger.getLogger("io.wasmtier.tiers");
    private final List<LogRecord> records;

    Log(List<LogRecord> records) {
      this.records = records;
      logger.addHandler(this);
      logger.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord entry) {
      records.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }
}
