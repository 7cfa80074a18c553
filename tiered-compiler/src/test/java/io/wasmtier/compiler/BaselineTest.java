package io.wasmtier.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wasmtier.allocator.MemoryPolicy;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.Tuning.Row;
import io.wasmtier.runtime.Tuning.Tier;
import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.runtime.abi.CompiledCode;
import io.wasmtier.runtime.abi.GuestFunction;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Compiled code in its surroundings: what the policy compiles, what calls what, and how it ends.
class BaselineTest {
  private static final Tuning BASELINE = Tuning.standard().tier(Tier.BASELINE);

  private static final String FIB =
      """
      (module (func $fib (export "fib") (param i32) (result i32)
        (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))
          (then (local.get 0))
          (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                         (call $fib (i32.sub (local.get 0) (i32.const 2))))))))
      """;

  private static boolean isCompiled(WasmFunction function) {
    return ((GuestFunction) function).code() instanceof CompiledCode;
  }

  @Test
  @DisplayName("tier baseline compiles on the first call, tier interpreter never")
  void forcedTiers() {
    for (Tier tier : List.of(Tier.BASELINE, Tier.INTERPRETER)) {
      try (Engine engine = new Engine(Config.DEFAULT, BASELINE.tier(tier));
          Store store = engine.newStore()) {
        WasmFunction fib = store.instantiate(engine.loadText(FIB)).function("fib");
        assertThat(fib.call(20)).isEqualTo(6765);
        assertThat(isCompiled(fib)).isEqualTo(tier == Tier.BASELINE);
      }
    }
  }

  @Test
  @DisplayName(
      "what tier 0 counts hot is compiled, at once if wanted, and interpreted callers use it")
  void hotFunctionsAreCompiled() {
    Tuning tuning = Tuning.standard().tier(Tier.AUTO).with(Row.COMPILE_SYNCHRONOUSLY, 1);
    try (Engine engine = new Engine(Config.DEFAULT, tuning);
        Store store = engine.newStore()) {
      WasmFunction fib = store.instantiate(engine.loadText(FIB)).function("fib");
      assertThat(fib.call(10)).isEqualTo(55);
      assertThat(isCompiled(fib)).isFalse();
      assertThat(fib.call(24)).isEqualTo(46_368);
      assertThat(isCompiled(fib)).isTrue();
      assertThat(fib.call(24)).isEqualTo(46_368);
    }
  }

  @Test
  @DisplayName("by default it is compiled in the background while the guest runs")
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void compiledInTheBackground() {
    try (Engine engine = new Engine(Config.DEFAULT, Tuning.standard().tier(Tier.AUTO));
        Store store = engine.newStore()) {
      WasmFunction fib = store.instantiate(engine.loadText(FIB)).function("fib");
      do {
        assertThat(fib.call(20)).isEqualTo(6765);
      } while (!isCompiled(fib));
    }
  }

  @ParameterizedTest
  @DisplayName(
      "trap, call stack, memory and globals are the interpreter's, across hosts and functions left in tier 0")
  @EnumSource(MemoryPolicy.class)
  void trapsThroughMixedFrames(MemoryPolicy memories) {
    String module =
        """
        (module (import "host" "again" (func $again (param i32)))
          (memory (export "m") 1) (global $g (export "g") (mut i32) (i32.const 0))
          (table funcref (elem $outer))
          (func $inner (param i32)
            (global.set $g (local.get 0))
            (i32.store (i32.const 8) (local.get 0))
            (i32.store offset=65530 (local.get 0) (i32.const -1))
            (global.set $g (i32.const -1)))
          (func $kept (param i32) (return_call $inner (local.get 0)))
          (func $outer (export "outer") (param i32)
            (call $kept (local.get 0))
            (call $again (local.get 0)))
          (func $indirect (export "indirect") (param i32)
            (call_indirect (param i32) (local.get 0) (i32.const 0))))
        """;
    record Outcome(TrapKind kind, List<WasmFrame> stack, int global, List<Integer> bytes) {}
    Outcome[] seen = new Outcome[2];
    Tier[] tiers = {Tier.INTERPRETER, Tier.BASELINE};
    for (int i = 0; i < tiers.length; i++) {
      try (Engine engine = new Engine(Config.DEFAULT.memories(memories), BASELINE.tier(tiers[i]));
          Store store = engine.newStore()) {
        Instance[] instance = new Instance[1];
        Linker linker = new Linker();
        linker.define(
            "host",
            "again",
            WasmFunction.of(
                new FuncType(List.of(ValType.I32), List.of()),
                call -> {
                  int left = call.i32(0);
                  instance[0].function("indirect").call(left + 1);
                }));
        instance[0] = linker.instantiate(store, engine.loadText(module));
        Trap trap =
            catchThrowableOfType(Trap.class, () -> instance[0].function("indirect").call(1));
        assertThat(trap).isNotNull();
        seen[i] =
            new Outcome(
                trap.kind(),
                trap.wasmStack(),
                instance[0].global("g").getI32(),
                List.of(instance[0].memory("m").getInt(8), instance[0].memory("m").getInt(65531)));
      }
    }
    assertThat(seen[1].kind).isEqualTo(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    assertThat(seen[1].global).isEqualTo(seen[0].global);
    assertThat(seen[1].bytes).isEqualTo(seen[0].bytes);
    assertThat(names(seen[1].stack)).startsWith("inner").endsWith("outer", "indirect");
    assertThat(seen[1].stack.getFirst()).isEqualTo(seen[0].stack.getFirst());
    assertThat(seen[1].stack.stream().filter(frame -> !frame.name().equals("kept")).toList())
        .isEqualTo(seen[0].stack.stream().filter(frame -> !frame.name().equals("kept")).toList());
  }

  private static List<String> names(List<WasmFrame> stack) {
    return stack.stream().map(WasmFrame::name).toList();
  }

  @Test
  @DisplayName("endless recursion exhausts the stack, names its frames and leaves the store usable")
  void exhaustion() {
    try (Engine engine = new Engine(Config.DEFAULT, BASELINE);
        Store store = engine.newStore()) {
      Instance instance =
          store.instantiate(
              engine.loadText(
                  """
                  (module (table funcref (elem $b)) (global $n (export "n") (mut i32) (i32.const 0))
                    (func $a (export "a") (param i64) (result i64)
                      (global.set $n (i32.add (global.get $n) (i32.const 1)))
                      (i64.add (i64.const 1) (call $a (local.get 0))))
                    (func $b (export "b") (result i32)
                      (i32.add (i32.const 1) (call_indirect (result i32) (i32.const 0))))
                    (func (export "ok") (result i32) (global.get $n)))
                  """));
      for (String name : List.of("a", "b", "a")) {
        WasmFunction function = instance.function(name);
        WasmtierException error =
            catchThrowableOfType(
                WasmtierException.class,
                () -> function.call(name.equals("a") ? new Object[] {1L} : new Object[0]));
        assertThat(error.failure()).isEqualTo(Failure.EXHAUSTION);
        assertThat(((io.wasmtier.runtime.abi.Exhaustion) error).wasmStack())
            .isNotEmpty()
            .allMatch(frame -> frame.name().equals(name));
      }
      assertThat((int) instance.function("ok").call()).isGreaterThan(2000);
    }
  }

  @Test
  @DisplayName("an endless loop and an endless tail call can be interrupted")
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void interrupts() throws InterruptedException {
    try (Engine engine = new Engine(Config.DEFAULT, BASELINE);
        Store store = engine.newStore()) {
      Instance instance =
          store.instantiate(
              engine.loadText(
                  """
                  (module (global $n (export "n") (mut i64) (i64.const 0))
                    (func (export "loop") (loop $l (global.set $n (i64.add (global.get $n) (i64.const 1))) (br $l)))
                    (func $tail (export "tail") (param i64) (return_call $tail (i64.add (local.get 0) (i64.const 1)))))
                  """));
      for (String name : List.of("loop", "tail", "loop")) {
        WasmFunction function = instance.function(name);
        Thread other =
            Thread.startVirtualThread(() -> {
              try {
                Thread.sleep(300);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              store.interrupt();
            });
        WasmtierException error =
            catchThrowableOfType(
                WasmtierException.class,
                () -> function.call(name.equals("tail") ? new Object[] {0L} : new Object[0]));
        assertThat(error.failure()).isEqualTo(Failure.INTERRUPTED);
        assertThat(isCompiled(function)).isTrue();
        other.join();
      }
    }
  }

  @Test
  @DisplayName(
      "a tail call to itself takes constant stack; others are left to tier 0, which takes constant stack too")
  void tailCalls() {
    try (Engine engine = new Engine(Config.DEFAULT, BASELINE);
        Store store = engine.newStore()) {
      Instance instance =
          store.instantiate(
              engine.loadText(
                  """
                  (module
                    (func $sum (export "sum") (param i32 i64) (result i64) (local i64)
                      (local.set 2 (i64.add (local.get 2) (local.get 1)))
                      (if (result i64) (local.get 0)
                        (then (return_call $sum (i32.sub (local.get 0) (i32.const 1))
                                                (i64.add (local.get 1) (i64.extend_i32_u (local.get 0)))))
                        (else (local.get 2))))
                    (func $even (export "even") (param i32) (result i32)
                      (if (result i32) (local.get 0)
                        (then (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
                        (else (i32.const 1))))
                    (func $odd (param i32) (result i32)
                      (if (result i32) (local.get 0)
                        (then (return_call $even (i32.sub (local.get 0) (i32.const 1))))
                        (else (i32.const 0)))))
                  """));
      assertThat(instance.function("sum").call(1_000_000, 0L)).isEqualTo(500_000_500_000L);
      assertThat(isCompiled(instance.function("sum"))).isTrue();
      assertThat(instance.function("even").call(1_000_001)).isEqualTo(0);
    }
  }

  /// Calls the function `f` of a module, which must be compiled by then.
  private static void inCompiledCode(String text, Consumer<WasmFunction> calls) {
    try (Engine engine = new Engine(Config.DEFAULT, BASELINE);
        Store store = engine.newStore()) {
      WasmFunction function = store.instantiate(engine.loadText(text)).function("f");
      calls.accept(function);
      assertThat(isCompiled(function)).isTrue();
    }
  }

  @Test
  @DisplayName("a lane that is loaded goes into the vector, whose halves both reach the method")
  void laneLoad() {
    inCompiledCode(
        """
        (memory 1)
        (data (i32.const 9) "\\2a")
        (func (export "f") (param i32) (result i64)
          (local v128)
          (local.set 1 (v128.const i64x2 1 2))
          (local.set 1 (v128.load8_lane offset=1 9 (local.get 0) (local.get 1)))
          (i64x2.extract_lane 1 (local.get 1)))
        """,
        function -> {
          assertThat(function.call(8)).isEqualTo(0x2A02L);
        });
  }

  /// Two stack-map frames stood at one place, of which the verifier saw the first.
  @Test
  @DisplayName("labels that meet where an operand was dropped")
  void labelsAtOnePlace() {
    inCompiledCode(
        """
        (tag $e)
        (func (export "f") (param i32) (result i32)
          (block $outer
            (block $inner (result i32)
              (block $handler (result exnref)
                (try_table (result i32) (catch $e $outer) (catch_all_ref $handler)
                  (if (i32.eq (local.get 0) (i32.const 7)) (then (throw $e)))
                  (i32.const 2))
                (br $inner))
              (throw_ref))
            (drop))
          (local.get 0))
        """,
        function -> {
          assertThat(function.call(0)).isEqualTo(0);
          assertThat(function.call(7)).isEqualTo(7);
        });
  }

  /// The branch overwrites an operand beneath the block, while the handler's frame still held.
  @Test
  @DisplayName("a branch with a value out of try_table")
  void branchOutOfTryTable() {
    inCompiledCode(
        """
        (tag $e)
        (func (export "f") (param i32) (result i64)
          (block $out (result i64)
            (f32.convert_i32_s (local.get 0))
            (block $handler
              (try_table (catch $e $handler)
                (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $e)))
                (br_if $out
                  (i64.extend_i32_s (i32.mul (local.get 0) (i32.const 10)))
                  (i32.eq (local.get 0) (i32.const 2)))
                (drop)))
            (i64.trunc_f32_s)))
        """,
        function -> {
          assertThat(function.call(0)).isEqualTo(0L);
          assertThat(function.call(1)).isEqualTo(1L);
          assertThat(function.call(2)).isEqualTo(20L);
        });
  }

  /// The frame behind the branch forgot the reference.
  @Test
  @DisplayName("br_on_null out of the function")
  void returnOnNull() {
    try (Engine engine = new Engine(Config.DEFAULT, BASELINE);
        Store store = engine.newStore()) {
      Instance instance =
          store.instantiate(
              engine.loadText(
                  """
                  (table $t (export "t") 2 externref)
                  (func (export "f")
                    (table.set $t (i32.const 1) (br_on_null 0 (table.get $t (i32.const 0)))))
                  """));
      WasmFunction function = instance.function("f");
      instance.table("t").set(1, "kept");
      function.call();
      assertThat(instance.table("t").get(1)).isEqualTo("kept");
      instance.table("t").set(0, "copied");
      function.call();
      assertThat(instance.table("t").get(1)).isEqualTo("copied");
      assertThat(isCompiled(function)).isTrue();
    }
  }

  @Test
  @DisplayName("every benchmark program gives its checksum")
  void programs() throws IOException {
    String folder = System.getenv("WASMTIER_BENCH_DIR");
    Path bench =
        folder != null
            ? Path.of(folder)
            : Path.of(System.getProperty("wasmtier.root", ".."), "..", "shared", "bench")
                .normalize();
    Path list = bench.resolve("programs.json");
    assumeTrue(
        Files.isRegularFile(list), "no benchmark programs: set WASMTIER_BENCH_DIR to their folder");
    int run = 0;
    for (JsonNode program : new ObjectMapper().readTree(list.toFile())) {
      String name = program.get("name").asText();
      Path file = bench.resolve("wasm").resolve(name + ".wasm");
      try (Engine engine = new Engine(Config.DEFAULT, BASELINE);
          Store store = engine.newStore()) {
        Instance instance = store.instantiate(engine.load(file));
        assertThat(instance.function("run").call(program.get("n_small").asInt()))
            .as(name)
            .isEqualTo(program.get("checksum_small").asInt());
        run++;
      }
    }
    assertThat(run).isGreaterThanOrEqualTo(22);
  }
}
