package io.wasmtier.runtime;

import static io.wasmtier.runtime.Fixture.fails;
import static io.wasmtier.runtime.Fixture.traps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.runtime.Config.Limit;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Instantiation: initial values, segments in order, the start function, limits.
class InstantiationTest {
  private final Fixture fixture =
      new Fixture(
          Config.DEFAULT
              .limit(Limit.MEMORY_BYTES, 10 << 16)
              .limit(Limit.TABLE_ELEMENTS, 100)
              .limit(Limit.INSTANCES, 6));

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void constantsAreEvaluated() {
    fixture.linker.define(
        "a", "base", fixture.store.newGlobal(new ExternType.Global(ValType.I32, false), 100));
    Instance instance =
        fixture.instance(
            """
            (module
              (import "a" "base" (global $base i32))
              (global (export "sum") i32 (i32.add (global.get $base) (i32.mul (i32.const 3) (i32.const -4))))
              (global (export "wide") i64 (i64.sub (i64.const 1) (i64.const 0x100000000)))
              (global (export "f32") f32 (f32.const nan:0x200001))
              (global (export "f64") f64 (f64.const -0.5))
              (global (export "null") externref (ref.null extern))
              (global (export "function") funcref (ref.func $f))
              (global (export "sumAgain") i32 (global.get 1))
              (table (export "table") 3 funcref (ref.func $f))
              (memory (export "memory") 1)
              (data (offset (i32.sub (global.get $base) (i32.const 1))) "x")
              (elem (table 0) (i32.const 1) funcref (item ref.null func) (item global.get 6))
              (func $f (export "f") (result i32) (i32.const 8)))
            """);
    assertThat(instance.global("sum").get()).isEqualTo(88);
    assertThat(instance.global("sumAgain").getI32()).isEqualTo(88);
    assertThat(instance.global("wide").getI64()).isEqualTo(1 - (1L << 32));
    assertThat(Float.floatToRawIntBits(instance.global("f32").getF32())).isEqualTo(0x7FA00001);
    assertThat(instance.global("f64").getF64()).isEqualTo(-0.5);
    assertThat(instance.global("null").get()).isNull();
    WasmFunction f = instance.function("f");
    assertThat(instance.global("function").get()).isSameAs(f);
    assertThat(instance.memory("memory").getByte(99)).isEqualTo((byte) 'x');
    Table table = instance.table("table");
    assertThat(table.get(0)).isSameAs(f);
    assertThat(table.get(1)).isNull();
    assertThat(table.get(2)).isSameAs(f);
  }

  @Test
  void aTrapKeepsWhatWasCopiedBefore() {
    Memory memory =
        fixture.store.newMemory(new ExternType.Memory(new Limits(false, 1, 1, true), false, 16));
    Table table =
        fixture.store.newTable(
            new ExternType.Table(new Limits(false, 2, 2, true), ValType.FUNCREF), null);
    fixture.linker.define("a", "m", memory).define("a", "t", table);
    traps(
        TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS,
        () ->
            fixture.instance(
                """
                (module
                  (import "a" "m" (memory 1))
                  (import "a" "t" (table 2 funcref))
                  (func $f (result i32) (i32.load (i32.const 0)))
                  (elem (i32.const 1) $f)
                  (data (i32.const 0) "\\07")
                  (data (i32.const 65535) "ab")
                  (data (i32.const 4) "z"))
                """));
    assertThat(memory.getByte(0)).isEqualTo((byte) 7);
    assertThat(memory.getByte(4)).isZero();
    assertThat(memory.getByte(65535)).isZero();
    assertThat(((WasmFunction) table.get(1)).call()).isEqualTo(7);
    traps(
        TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS,
        () ->
            fixture.instance(
                """
                (module
                  (import "a" "m" (memory 1))
                  (import "a" "t" (table 2 funcref))
                  (elem (i32.const 1) func $f $f)
                  (data (i32.const 0) "\\09")
                  (func $f))
                """));
    assertThat(memory.getByte(0)).isEqualTo((byte) 7);
  }

  @Test
  void theStartFunctionRuns() {
    fixture.linker.function("a", "f", Runnable.class, () -> {});
    assertThat(
            fixture
                .instance(
                    """
                    (module
                      (import "a" "f" (func $f))
                      (global $g (export "g") (mut i32) (i32.const 0))
                      (func $start (call $f) (global.set $g (i32.const 3)))
                      (start $start))
                    """)
                .global("g")
                .get())
        .isEqualTo(3);
    Trap trap =
        traps(
            TrapKind.UNREACHABLE,
            () -> fixture.instance("(module (func $boom unreachable) (start $boom))"));
    assertThat(trap.wasmStack()).extracting(WasmFrame::name).containsExactly("boom");
  }

  @Test
  void memoryIsLimited() {
    assertThat(fails(Failure.LIMIT, () -> fixture.instance("(module (memory 11))")))
        .hasMessage("memories of 720896 bytes exceed the limit of 655360");
    Instance instance =
        fixture.instance(
            """
            (module (memory 4) (memory 4)
              (func (export "grow") (param i32) (result i32) (memory.grow 1 (local.get 0))))
            """);
    assertThat(instance.function("grow").call(3)).isEqualTo(-1);
    assertThat(instance.function("grow").call(2)).isEqualTo(4);
    assertThat(fixture.store.memoryBytes()).isEqualTo(10 << 16);
    fails(Failure.LIMIT, () -> fixture.instance("(module (memory 1))"));
  }

  @Test
  void tablesAreLimited() {
    assertThat(fails(Failure.LIMIT, () -> fixture.instance("(module (table 101 funcref))")))
        .hasMessage("tables of 101 elements exceed the limit of 100");
    Instance instance =
        fixture.instance(
            """
            (module (table (export "t") 98 funcref)
              (func (export "grow") (param i32) (result i32)
                (table.grow (ref.null func) (local.get 0))))
            """);
    assertThat(instance.function("grow").call(3)).isEqualTo(-1);
    assertThat(instance.table("t").grow(2, null)).isEqualTo(98);
    assertThat(instance.table("t").grow(-1, null)).isEqualTo(-1);
    assertThat(fails(Failure.LIMIT, () -> fixture.instance("(module (table 1 funcref))")))
        .as("the limit is for all tables together")
        .hasMessage("tables of 1 elements exceed the limit of 100, of which 100 are in use");
  }

  @Test
  void memoriesTooLargeTogetherAreRefusedBeforeAnyIsAllocated() {
    // Each alone is within the limit; all but the last were allocated (and zeroed) once.
    try (Engine engine = new Engine(Config.DEFAULT.limit(Limit.MEMORY_BYTES, 1L << 40));
        Store store = engine.newStore()) {
      LoadedModule module =
          engine.loadText("(module " + "(memory 30000) (memory i64 0x100000)".repeat(20) + ")");
      assertThat(fails(Failure.LIMIT, () -> store.instantiate(module)))
          .hasMessage("memories of 1413711134720 bytes exceed the limit of 1099511627776");
      LoadedModule endless =
          engine.loadText("(module " + "(memory i64 0x1000000000000)".repeat(3) + ")");
      assertThat(fails(Failure.LIMIT, () -> store.instantiate(endless)))
          .hasMessage(
              "memories of more than 9223372036854775806 bytes exceed the limit of 1099511627776");
      assertThat(store.memoryBytes()).isZero();
    }
    assertThat(
            fails(
                Failure.LIMIT,
                () -> fixture.instance("(module (table 60 funcref) (table 60 funcref))")))
        .hasMessage("tables of 120 elements exceed the limit of 100");
  }

  @Test
  void whatAFailedInstantiationTookIsGivenBack() {
    fixture.linker.define(
        "a",
        "m",
        fixture.store.newMemory(new ExternType.Memory(new Limits(false, 1, 1, true), false, 16)));
    String[] failing = {
      "(module (memory 4) (table 101 funcref))",
      "(module (memory 4) (table 90 funcref) (func $f unreachable) (start $f))",
      "(module (memory 4) (table 90 funcref) (data (i32.const 0x3ffff) \"ab\"))",
      "(module (memory 4) (table 90 funcref) (elem (i32.const 90) $f) (func $f))",
      "(module (import \"a\" \"m\" (memory 1)) (memory 4) (table 90 funcref)"
          + " (data (memory 0) (i32.const 0) \"x\") (data (memory 0) (i32.const 65536) \"x\"))",
    };
    for (int i = 0; i < 20; i++) {
      String module = failing[i % failing.length];
      assertThatThrownBy(() -> fixture.instance(module)).isInstanceOf(WasmtierException.class);
      assertThat(fixture.store.memoryBytes()).isEqualTo(1 << 16);
    }
    // Neither instances (of which there may be 6) nor memory nor table elements have been used up.
    fixture.instance("(module (memory 9) (table 100 funcref))");
  }

  @Test
  void whatATableOfAnotherModuleRefersToStaysAfterATrap() {
    Table table =
        fixture.store.newTable(
            new ExternType.Table(new Limits(false, 2, 2, true), ValType.FUNCREF), null);
    fixture.linker.define("a", "t", table);
    traps(
        TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS,
        () ->
            fixture.instance(
                """
                (module (import "a" "t" (table 1 funcref)) (memory 2)
                  (func $f (result i32) (i32.load8_u (i32.const 65536)))
                  (elem (i32.const 0) $f)
                  (data (i32.const 65536) "*") (data (i32.const 0x20000) "*"))
                """));
    assertThat(fixture.store.memoryBytes()).isEqualTo(2 << 16);
    assertThat(((WasmFunction) table.get(0)).call()).isEqualTo((int) '*');
  }

  @Test
  void aFailedInstantiationLetsASharedMemoryGo() {
    Engine engine = fixture.engine;
    Store other = engine.newStore();
    Memory shared = other.newMemory(new ExternType.Memory(new Limits(false, 1, 2, true), true, 16));
    fixture.linker.define("a", "m", shared);
    fails(
        Failure.LIMIT,
        () -> fixture.instance("(module (import \"a\" \"m\" (memory 1 2 shared)) (memory 11))"));
    other.close();
    assertThat(fails(Failure.USAGE, shared::sizeInPages)).hasMessage("the memory is closed");
  }

  @Test
  void instancesAreLimited() {
    LoadedModule module = fixture.engine.loadText("(module)");
    for (int i = 0; i < 6; i++) {
      fixture.store.instantiate(module);
    }
    assertThat(fails(Failure.LIMIT, () -> fixture.store.instantiate(module)))
        .hasMessage("more than 6 instances in a store");
  }

  @Test
  void passiveSegmentsWaitAndCanBeDropped() {
    Instance instance =
        fixture.instance(
            """
            (module (memory (export "memory") 1) (data $d "abc")
              (func (export "init") (memory.init $d (i32.const 10) (i32.const 1) (i32.const 2)))
              (func (export "drop") (data.drop $d)))
            """);
    instance.function("init").call();
    assertThat(instance.memory("memory").readString(10, 3)).isEqualTo("bc\0");
    instance.function("drop").call();
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> instance.function("init").call());
  }
}
