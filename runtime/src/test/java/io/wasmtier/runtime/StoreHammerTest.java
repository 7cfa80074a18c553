package io.wasmtier.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/// Many threads: on stores of their own, which must work, and on one store, which must fail
/// cleanly.
class StoreHammerTest {
  private static final String MODULE =
      """
      (module
        (import "host" "plus" (func $plus (param i32 i32) (result i32)))
        (memory 1)
        (func (export "sum") (param i32) (result i32) (local $n i32)
          (loop $l
            (local.set $n (call $plus (local.get $n) (local.get 0)))
            (i32.store (i32.const 0) (local.get $n))
            (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
          (i32.load (i32.const 0))))
      """;

  private static List<Object> onThreads(int threads, Callable<Object> work) throws Exception {
    List<Object> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Object>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(executor.submit(work));
      }
      for (Future<Object> future : futures) {
        results.add(future.get());
      }
    }
    return results;
  }

  @Test
  void storesOfOneModuleRunSideBySide() throws Exception {
    try (Engine engine = new Engine()) {
      LoadedModule module = engine.loadText(MODULE);
      Linker linker = new Linker().function("host", "plus", IntBinaryOperator.class, Integer::sum);
      List<Object> results =
          onThreads(
              8,
              () -> {
                for (int round = 0; round < 20; round++) {
                  try (Store store = engine.newStore()) {
                    WasmFunction sum = linker.instantiate(store, module).function("sum");
                    assertThat(sum.call(100 + round)).isEqualTo((100 + round) * (101 + round) / 2);
                  }
                }
                return "ok";
              });
      assertThat(results).containsOnly("ok");
    }
  }

  @Test
  void threadsOnOneStoreGetTheRightResultOrAUsageError() throws Exception {
    try (Engine engine = new Engine();
        Store store = engine.newStore()) {
      Linker linker = new Linker().function("host", "plus", IntBinaryOperator.class, Integer::sum);
      IntUnaryOperator sum =
          linker
              .instantiate(store, engine.loadText(MODULE))
              .function("sum")
              .as(IntUnaryOperator.class);
      List<Object> results =
          onThreads(
              4,
              () -> {
                int right = 0;
                for (int n = 1; n < 2000; n++) {
                  try {
                    assertThat(sum.applyAsInt(n % 50 + 1))
                        .isEqualTo((n % 50 + 1) * (n % 50 + 2) / 2);
                    right++;
                  } catch (WasmtierException e) {
                    assertThat(e.failure()).isEqualTo(Failure.USAGE);
                    assertThat(e).hasMessageContaining("one thread at a time");
                  }
                }
                return right;
              });
      assertThat(results.stream().mapToInt(right -> (int) right).sum()).isPositive();
      assertThat(sum.applyAsInt(3)).isEqualTo(6);
    }
  }
}
