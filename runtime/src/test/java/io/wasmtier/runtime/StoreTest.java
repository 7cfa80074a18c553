package io.wasmtier.runtime;

import static io.wasmtier.runtime.Fixture.fails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.allocator.MemoryPolicy;
import io.wasmtier.allocator.MemoryView;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.WasmtierException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Life and death of stores and engines, threads, interrupts.
class StoreTest {
  private static final String MODULE =
      """
      (module
        (memory (export "memory") 1 2)
        (table (export "table") 1 funcref)
        (global (export "global") (mut i32) (i32.const 1))
        (func (export "spin") (loop $l (br $l)))
        (func (export "one") (result i32) (i32.const 1)))
      """;

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void closingFreesAndIsFinal() {
    for (MemoryPolicy policy : MemoryPolicy.values()) {
      try (Engine engine = new Engine(Config.DEFAULT.memories(policy))) {
        Store store = engine.newStore();
        Instance instance = store.instantiate(engine.loadText(MODULE));
        Memory memory = instance.memory("memory");
        MemoryView view = memory.view();
        Table table = instance.table("table");
        Global global = instance.global("global");
        WasmFunction one = instance.function("one");
        assertThat(store.memoryBytes()).isEqualTo(1 << 16);
        store.close();
        store.close();
        assertThat(store.isClosed()).isTrue();
        assertThat(store.memoryBytes()).isZero();
        assertThat(fails(Failure.USAGE, one::call)).hasMessage("the store is closed");
        assertThat(fails(Failure.USAGE, () -> memory.getByte(0))).hasMessage("the store is closed");
        fails(Failure.USAGE, () -> table.get(0));
        fails(Failure.USAGE, global::get);
        fails(Failure.USAGE, () -> store.instantiate(engine.loadText(MODULE)));
        assertThatThrownBy(view::segment).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void aClosedEngineMakesNothing() {
    Engine engine = new Engine();
    Store store = engine.newStore();
    LoadedModule module = engine.loadText(MODULE);
    engine.close();
    assertThat(store.isClosed()).isTrue();
    assertThat(fails(Failure.USAGE, engine::newStore)).hasMessage("the engine is closed");
    fails(Failure.USAGE, () -> engine.loadText(MODULE));
    fails(Failure.USAGE, () -> store.instantiate(module));
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void noStoreIsLeftOpenWhenTheEngineIsClosedMeanwhile() throws Exception {
    for (int round = 0; round < 20; round++) {
      Engine engine = new Engine();
      Set<Store> stores = ConcurrentHashMap.newKeySet();
      // So many that closing takes a while, in which the other thread makes more.
      for (int i = 0; i < 500; i++) {
        stores.add(engine.newStore());
      }
      CountDownLatch running = new CountDownLatch(1);
      Thread maker =
          Thread.ofPlatform()
              .start(() -> {
                running.countDown();
                try {
                  while (true) {
                    stores.add(engine.newStore());
                  }
                } catch (WasmtierException e) {
                  assertThat(e).hasMessage("the engine is closed");
                }
              });
      running.await();
      engine.close();
      maker.join();
      assertThat(stores).allMatch(Store::isClosed);
    }
  }

  @Test
  void enginesAreIndependent() {
    try (Engine other = new Engine(Config.DEFAULT.without(Feature.TAIL_CALL))) {
      String tail = "(module (func $f (return_call $f)))";
      fixture.engine.loadText(tail);
      assertThatThrownBy(() -> other.loadText(tail)).isInstanceOf(WasmtierException.class);
    }
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void anotherThreadGetsAUsageErrorWhileOneIsInside() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    fixture.linker.function(
        "a",
        "wait",
        Runnable.class,
        () -> {
          inside.countDown();
          try {
            done.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    Instance instance =
        fixture.instance(
            """
            (module (import "a" "wait" (func $w)) (memory (export "memory") 1)
              (func (export "go") (result i32) (call $w) (i32.const 5)))
            """);
    FutureTask<Object> first = new FutureTask<>(() -> instance.function("go").call());
    Thread thread = Thread.ofPlatform().name("first").start(first);
    inside.await();
    assertThat(fails(Failure.USAGE, () -> instance.function("go").call()))
        .hasMessage("the store is in use by thread first: a store serves one thread at a time");
    fails(Failure.USAGE, () -> instance.memory("memory").getInt(0));
    fails(Failure.USAGE, () -> fixture.store.instantiate(fixture.engine.loadText("(module)")));
    assertThat(fails(Failure.USAGE, fixture.store::close))
        .hasMessage("the store can't be closed: it is in use");
    done.countDown();
    assertThat(first.get()).isEqualTo(5);
    thread.join();
    // Now it is free again, for any thread.
    assertThat(instance.memory("memory").getInt(0)).isZero();
  }

  @Test
  void aHostFunctionCannotCloseItsOwnStore() {
    fixture.linker.function("a", "close", Runnable.class, fixture.store::close);
    Instance instance =
        fixture.instance(
            "(module (import \"a\" \"close\" (func $c)) (func (export \"go\") (call $c)))");
    assertThat(fails(Failure.USAGE, () -> instance.function("go").call()))
        .hasMessage("the store can't be closed: it is in use");
    assertThat(fixture.store.isClosed()).isFalse();
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void anyThreadCanInterrupt() throws Exception {
    Instance instance = fixture.instance(MODULE);
    FutureTask<Object> running = new FutureTask<>(() -> instance.function("spin").call());
    Thread thread = Thread.ofPlatform().start(running);
    Thread.sleep(50);
    fixture.store.interrupt();
    assertThatThrownBy(running::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WasmtierException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INTERRUPTED));
    thread.join();
    assertThat(instance.function("one").call()).isEqualTo(1);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void anInterruptBeforeTheCallIsNotLost() {
    Instance instance = fixture.instance(MODULE);
    fixture.store.interrupt();
    fails(Failure.INTERRUPTED, () -> instance.function("spin").call());
    assertThat(instance.function("one").call()).isEqualTo(1);
    fixture.store.interrupt();
    fails(Failure.INTERRUPTED, () -> instance.function("one").call());
    assertThat(instance.function("one").call()).isEqualTo(1);
    fixture.store.interrupt();
    fails(
        Failure.INTERRUPTED,
        () -> fixture.instance("(module (func $spin (loop $l (br $l))) (start $spin))"));
    assertThat(instance.function("one").call()).isEqualTo(1);
  }

  @Test
  void configRefusesWhatIsOutOfRange() {
    assertThat(fails(Failure.USAGE, () -> Config.DEFAULT.limit(Config.Limit.CALL_DEPTH, 0)))
        .hasMessage("call-depth must be from 1 to 100000, not 0");
    for (Config.Limit limit : Config.Limit.values()) {
      assertThat(limit.byDefault()).isBetween(limit.least(), limit.most());
      assertThat(Config.DEFAULT.limit(limit)).isEqualTo(limit.byDefault());
      assertThat(Config.DEFAULT.limit(limit, limit.least()).limit(limit)).isEqualTo(limit.least());
      assertThat(limit.reason()).isNotBlank();
    }
  }
}
