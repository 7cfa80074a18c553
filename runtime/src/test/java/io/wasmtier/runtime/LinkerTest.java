package io.wasmtier.runtime;

import static io.wasmtier.runtime.Fixture.fails;
import static io.wasmtier.runtime.Fixture.traps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Import matching, what is shared between instances, and the message when something is missing.
class LinkerTest {
  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Limits limits(long min, long max) {
    return new Limits(false, min, max, true);
  }

  @Test
  void oneMissingImportIsOneLine() {
    assertThat(
            fails(
                Failure.UNLINKABLE,
                () ->
                    fixture.instance(
                        "(module (import \"a\" \"b\" (func (param i32) (result i64 f32))))")))
        .hasMessage("unknown import \"a\" \"b\": expected func (i32) -> (i64, f32), found nothing");
  }

  @Test
  @SuppressWarnings("NullAway") // That is what is tested.
  void nullIsRefusedWhereItIsGiven() {
    Linker linker = fixture.linker;
    FuncType type = new FuncType(List.of(), List.of());
    IntSupplier none = null;
    for (ThrowingCallable definition :
        List.<ThrowingCallable>of(
            () -> linker.function("a", "f", IntSupplier.class, none),
            () -> linker.function("a", "f", type, null),
            () -> linker.function("a", "f", (MethodHandle) null),
            () -> linker.define("a", "f", null))) {
      assertThat(fails(Failure.USAGE, definition)).hasMessage("what \"a\" \"f\" shall be is null");
    }
    fails(Failure.USAGE, () -> linker.host("a", null));
    assertThat(fails(Failure.USAGE, () -> WasmFunction.of(type, null)))
        .hasMessage("the host function is null");
    assertThat(linker.get("a", "f")).isNull();
  }

  @Test
  void allProblemsAreListed() {
    fixture.linker.function("env", "f", IntSupplier.class, () -> 1);
    fixture.linker.define(
        "env", "m", fixture.store.newMemory(new ExternType.Memory(limits(1, 2), false, 16)));
    fixture.linker.define(
        "env",
        "t",
        fixture.store.newTable(new ExternType.Table(limits(1, 2), ValType.FUNCREF), null));
    fixture.linker.define(
        "env", "g", fixture.store.newGlobal(new ExternType.Global(ValType.I64, false), 1L));
    fixture.linker.define(
        "env", "tag", fixture.store.newTag(new FuncType(List.of(ValType.I32), List.of())));
    assertThat(
            fails(
                Failure.UNLINKABLE,
                () ->
                    fixture.instance(
                        """
                        (module
                          (import "env" "f" (func (param i32)))
                          (import "env" "m" (memory 2))
                          (import "env" "t" (table 1 1 funcref))
                          (import "env" "g" (global (mut i64)))
                          (import "env" "tag" (tag (param i64)))
                          (import "env" "f" (memory i64 1 3 shared))
                          (import "en\\nv" "x\\22" (table 3 externref))
                          (import "env" "f" (func (result i32))))
                        """)))
        .hasMessage(
            """
            incompatible import type (7 problems)
              "env" "f": expected func (i32) -> (), found func () -> (i32)
              "env" "m": expected memory 2 or more pages, found memory 1 to 2 pages
              "env" "t": expected table 1 to 1 elements funcref, found table 1 to 2 elements funcref
              "env" "g": expected global (mut i64), found global i64
              "env" "tag": expected tag (i64), found tag (i32)
              "env" "f": expected memory i64 1 to 3 pages shared, found func () -> (i32)
              "en\\u{a}v" "x\\"": expected table 3 or more elements externref, found nothing\
            """);
  }

  @Test
  void typesThatLookAlikeAreToldApart() {
    fixture.linker.function("a", "f", Runnable.class, () -> {});
    assertThat(
            fails(
                Failure.UNLINKABLE,
                () ->
                    fixture.instance(
                        "(module (rec (type $f (func)) (type (func))) (import \"a\" \"f\" (func (type $f))))")))
        .hasMessage(
            "incompatible import type \"a\" \"f\": expected func () -> (), found func () -> () of another recursion group or with other supertypes");
  }

  @Test
  void missingFunctionsCanBecomeTraps() {
    fixture.linker.stubMissingFunctions(true);
    Instance instance =
        fixture.instance(
            """
            (module (import "env" "gone" (func $f (param i32) (result i64)))
              (func (export "go") (result i64) (call $f (i32.const 1)))
              (func (export "stay") (result i32) (i32.const 3)))
            """);
    assertThat(instance.function("stay").call()).isEqualTo(3);
    assertThat(traps(TrapKind.UNREACHABLE, () -> instance.function("go").call()))
        .hasRootCauseMessage("unknown import \"env\" \"gone\"");
    fails(Failure.UNLINKABLE, () -> fixture.instance("(module (import \"env\" \"m\" (memory 1)))"));
  }

  @Test
  void instancesShareFunctionsMemoriesTablesGlobalsAndTags() {
    Instance library =
        fixture.instance(
            """
            (module
              (memory (export "memory") 1 4)
              (table (export "table") 2 10 funcref)
              (global (export "counter") (mut i32) (i32.const 1))
              (tag (export "oops") (param i32))
              (func $load (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "raise") (param i32) (throw 0 (local.get 0)))
              (elem (i32.const 0) $load))
            """);
    fixture.linker.instance("lib", library);
    Instance user =
        fixture.instance(
            """
            (module
              (import "lib" "memory" (memory 1))
              (import "lib" "table" (table 2 funcref))
              (import "lib" "counter" (global $c (mut i32)))
              (import "lib" "oops" (tag $oops (param i32)))
              (import "lib" "load" (func $load (param i32) (result i32)))
              (import "lib" "raise" (func $raise (param i32)))
              (type $unary (func (param i32) (result i32)))
              (func $mine (param i32) (result i32) (i32.mul (local.get 0) (i32.const 10)))
              (elem (i32.const 1) $mine)
              (data (i32.const 16) "\\2a\\00\\00\\00")
              (func (export "load") (param i32) (result i32) (call $load (local.get 0)))
              (func (export "bump") (global.set $c (i32.add (global.get $c) (i32.const 1))))
              (func (export "indirect") (param i32 i32) (result i32)
                (call_indirect (type $unary) (local.get 1) (local.get 0)))
              (func (export "grow") (result i32) (memory.grow (i32.const 1)))
              (func (export "catch") (param i32) (result i32)
                (block $h (result i32)
                  (try_table (catch $oops $h) (call $raise (local.get 0)))
                  (i32.const -1))))
            """);
    assertThat(user.function("load").call(16)).isEqualTo(42);
    assertThat(library.memory("memory").getInt(16)).isEqualTo(42);
    user.function("bump").call();
    assertThat(library.global("counter").getI32()).isEqualTo(2);
    assertThat(user.function("indirect").call(0, 16)).isEqualTo(42);
    assertThat(user.function("indirect").call(1, 5)).isEqualTo(50);
    assertThat(((WasmFunction) library.table("table").get(1)).call(6)).isEqualTo(60);
    assertThat(user.function("grow").call()).isEqualTo(1);
    assertThat(library.function("load").call(2 * 65536 - 4)).isEqualTo(0);
    assertThat(user.function("catch").call(99)).isEqualTo(99);
    assertThat(library.memory("memory")).isEqualTo(library.memory("memory")).isNotEqualTo(user);
    assertThat(library.table("table").get(0)).isSameAs(library.function("load"));
  }

  @Test
  void importsMatchByTheCurrentSize() {
    Memory memory = fixture.store.newMemory(new ExternType.Memory(limits(1, 3), false, 16));
    fixture.linker.define("a", "m", memory);
    String two = "(module (import \"a\" \"m\" (memory 2)))";
    fails(Failure.UNLINKABLE, () -> fixture.instance(two));
    assertThat(memory.grow(1)).isEqualTo(1);
    assertThat(fixture.instance(two).exports()).isEmpty();
    assertThat(memory.type().limits().min()).isEqualTo(2);
  }

  @Test
  void whatBelongsToAnotherStoreIsRefused() {
    Store other = fixture.engine.newStore();
    fixture.linker.define(
        "a", "m", other.newMemory(new ExternType.Memory(limits(1, 1), false, 16)));
    assertThat(
            fails(
                Failure.USAGE, () -> fixture.instance("(module (import \"a\" \"m\" (memory 1)))")))
        .hasMessage("the import \"a\" \"m\" belongs to another store");
    fixture.linker.define("a", "m", other.newMemory(new ExternType.Memory(limits(1, 1), true, 16)));
    assertThat(fixture.instance("(module (import \"a\" \"m\" (memory 1 1 shared)))").exports())
        .isEmpty();

    WasmFunction foreign =
        other.instantiate(fixture.engine.loadText("(module (func (export \"f\")))")).function("f");
    Table table = fixture.store.newTable(new ExternType.Table(limits(1, 2), ValType.FUNCREF), null);
    assertThat(fails(Failure.USAGE, () -> table.set(0, foreign)))
        .hasMessage("element 0 is a function of another store");
  }

  /// An object or an exception may carry a function where no check of the embedding API sees it.
  @Test
  void aFunctionOfAnotherStoreIsNotCalledHoweverItCame() {
    String types =
        """
        (type $f (func (param i32) (result i32)))
        (type $holder (struct (field (ref $f))))
        """;
    Store other = fixture.engine.newStore();
    Linker host = new Linker().function("a", "h", IntUnaryOperator.class, x -> x + 1);
    Instance owner =
        host.instantiate(
            other,
            fixture.engine.loadText(
                "(module "
                    + types
                    + """
                      (import "a" "h" (func $h (type $f)))
                      (tag (export "tag") (param (ref $f)))
                      (func $g (type $f) (i32.add (local.get 0) (i32.const 1)))
                      (elem declare func $g $h)
                      (func (export "guest") (result anyref) (struct.new $holder (ref.func $g)))
                      (func (export "host") (result anyref) (struct.new $holder (ref.func $h)))
                      (func (export "throw") (throw 0 (ref.func $g)))
                      (func (export "g") (result funcref) (ref.func $g)))
                    """));
    WasmException thrown = (WasmException) catchThrowable(() -> owner.function("throw").call());
    fixture.linker.define("a", "tag", thrown.tag());
    fixture.linker.function(
        "a",
        "throw",
        Runnable.class,
        () -> {
          throw thrown;
        });
    Instance user =
        fixture.instance(
            "(module "
                + types
                + """
                  (import "a" "tag" (tag $tag (param (ref $f))))
                  (import "a" "throw" (func $throw))
                  (type $get (func (result funcref)))
                  (table (export "table") 1 funcref)
                  (func (export "call") (param anyref) (result i32)
                    (call_ref $f (i32.const 77)
                      (struct.get $holder 0 (ref.cast (ref $holder) (local.get 0)))))
                  (func (export "tail") (param anyref) (result i32)
                    (return_call_ref $f (i32.const 77)
                      (struct.get $holder 0 (ref.cast (ref $holder) (local.get 0)))))
                  (func (export "caught") (result i32) (local $f (ref null $f))
                    (block $caught (result (ref $f))
                      (try_table (catch $tag $caught) (call $throw)) (unreachable))
                    (local.set $f) (call_ref $f (i32.const 77) (local.get $f)))
                  (func (export "returned") (result i32)
                    (call_ref $f (i32.const 77)
                      (ref.cast (ref $f) (call_indirect (type $get) (i32.const 0))))))
                """);
    Object function = owner.function("g").call();
    user.table("table")
        .set(
            0,
            WasmFunction.of(
                new FuncType(List.of(), List.of(ValType.FUNCREF)),
                call -> call.returnRef(function)));
    for (String holder : new String[] {"guest", "host"}) {
      Object object = owner.function(holder).call();
      for (String name : new String[] {"call", "tail"}) {
        assertThat(fails(Failure.USAGE, () -> user.function(name).call(object)))
            .hasMessageContaining("the function called belongs to another store");
      }
    }
    for (String name : new String[] {"caught", "returned"}) {
      assertThat(fails(Failure.USAGE, () -> user.function(name).call()))
          .hasMessageContaining("the function called belongs to another store");
    }
  }

  @Test
  void aSharedMemoryLivesAsLongAsOneOfItsStores() {
    Store maker = fixture.engine.newStore();
    Memory memory = maker.newMemory(new ExternType.Memory(limits(1, 1), true, 16));
    fixture.linker.define("a", "m", memory);
    Instance instance =
        fixture.instance(
            """
            (module (import "a" "m" (memory 1 1 shared))
              (func (export "load") (result i32) (i32.load (i32.const 4))))
            """);
    memory.putInt(4, 42);
    maker.close();
    assertThat(instance.function("load").call()).isEqualTo(42);
    assertThat(memory.getInt(4)).isEqualTo(42);
    fixture.store.close();
    assertThat(fails(Failure.USAGE, () -> memory.getInt(4))).hasMessage("the memory is closed");
    try (Store late = fixture.engine.newStore()) {
      LoadedModule module =
          fixture.engine.loadText("(module (import \"a\" \"m\" (memory 0 1 shared)))");
      assertThat(fails(Failure.USAGE, () -> fixture.linker.instantiate(late, module)))
          .hasMessage("the shared memory is closed");
    }
  }

  @Test
  void hostFunctionsServeManyStores() {
    fixture.linker.function("a", "f", IntUnaryOperator.class, x -> x + 1);
    LoadedModule module =
        fixture.engine.loadText(
            "(module (import \"a\" \"f\" (func (param i32) (result i32))) (export \"f\" (func 0)))");
    assertThat(module.imports())
        .extracting(ImportType::module, ImportType::name, ImportType::description)
        .containsExactly(org.assertj.core.api.Assertions.tuple("a", "f", "func (i32) -> (i32)"));
    for (int i = 0; i < 3; i++) {
      try (Store store = fixture.engine.newStore()) {
        assertThat(fixture.linker.instantiate(store, module).function("f").call(i))
            .isEqualTo(i + 1);
      }
    }
  }

  @Test
  void modulesOfAnotherEngineAreRefused() {
    try (Engine other = new Engine()) {
      LoadedModule module = other.loadText("(module)");
      assertThat(fails(Failure.USAGE, () -> fixture.store.instantiate(module)))
          .hasMessage("the module was loaded by another engine");
    }
  }
}
