package io.wasmtier.runtime;

import static io.wasmtier.runtime.Fixture.fails;
import static io.wasmtier.runtime.Fixture.traps;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Functions of the host in every style, what they see and what they throw.
class HostFunctionTest {
  private static final FuncType I32_TO_I32 =
      new FuncType(List.of(ValType.I32), List.of(ValType.I32));
  private static final String CALL =
      """
      (module
        (import "host" "f" (func $f (param i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 8) "hello")
        (func $twice (export "twice") (param i32) (result i32)
          (i32.add (call $f (local.get 0)) (call $f (local.get 0))))
        (func (export "triple") (param i32) (result i32)
          (i32.mul (local.get 0) (i32.const 3))))
      """;

  /// An interface of the embedder.
  public interface Shout {
    long shout(int a, double b, Object c);
  }

  /// A class of the embedder.
  public static final class Env {
    private final List<String> lines = new ArrayList<>();

    @WasmExport
    public int plus(int a, int b) {
      return a + b;
    }

    @WasmExport("print")
    public void printLine(Instance caller, int address, int length) {
      lines.add(caller.memory("memory").readString(address, length));
    }

    @WasmExport
    public static double half(double value) {
      return value / 2;
    }

    public int notExported() {
      return 0;
    }
  }

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private int twice(HostFunction f) {
    fixture.linker.function("host", "f", I32_TO_I32, f);
    return (int) fixture.instance(CALL).function("twice").call(5);
  }

  @Test
  void flyweightCalls() {
    assertThat(twice(call -> call.returnI32(call.i32(0) + 1))).isEqualTo(12);
  }

  @Test
  void lambdasMethodReferencesAndHandles() throws Exception {
    fixture.linker.function("host", "f", IntUnaryOperator.class, a -> a * a);
    assertThat(fixture.instance(CALL).function("twice").call(5)).isEqualTo(50);
    fixture.linker.function("host", "f", IntUnaryOperator.class, Math::abs);
    assertThat(fixture.instance(CALL).function("twice").call(-5)).isEqualTo(10);
    fixture.linker.function(
        "host",
        "f",
        MethodHandles.lookup()
            .findStatic(Integer.class, "bitCount", MethodType.methodType(int.class, int.class)));
    assertThat(fixture.instance(CALL).function("twice").call(7)).isEqualTo(6);
  }

  @Test
  void interfacesOfTheEmbedderWithMixedTypes() {
    List<Object> seen = new ArrayList<>();
    fixture.linker.function(
        "host",
        "shout",
        Shout.class,
        (a, b, c) -> {
          seen.add(c);
          return a + (long) b;
        });
    Instance instance =
        fixture.instance(
            """
            (module (import "host" "shout" (func $f (param i32 f64 externref) (result i64)))
              (func (export "go") (param externref) (result i64)
                (call $f (i32.const 2) (f64.const 40.5) (local.get 0))))
            """);
    assertThat(instance.function("go").call("token")).isEqualTo(42L);
    assertThat(seen).containsExactly("token");
  }

  @Test
  void annotatedClasses() {
    Env env = new Env();
    fixture.linker.host("env", env);
    Instance instance =
        fixture.instance(
            """
            (module
              (import "env" "plus" (func $plus (param i32 i32) (result i32)))
              (import "env" "print" (func $print (param i32 i32)))
              (import "env" "half" (func $half (param f64) (result f64)))
              (memory (export "memory") 1)
              (data (i32.const 100) "gr\\c3\\bc\\c3\\9fe")
              (func (export "go") (result i32 f64)
                (call $print (i32.const 100) (i32.const 7))
                (call $plus (i32.const 40) (i32.const 2))
                (call $half (f64.const 3))))
            """);
    assertThat((Object[]) instance.function("go").call()).containsExactly(42, 1.5);
    assertThat(env.lines).containsExactly("grüße");
    assertThat(fixture.linker.get("env", "notExported")).isNull();
    assertThat(fails(Failure.USAGE, () -> fixture.linker.host("x", new Object())))
        .hasMessageContaining("has no public method annotated with @WasmExport");
  }

  @Test
  void severalResultsAndAllTypes() {
    FuncType type =
        new FuncType(
            List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64, ValType.EXTERNREF),
            List.of(ValType.EXTERNREF, ValType.F64, ValType.F32, ValType.I64, ValType.I32));
    fixture.linker.function(
        "host",
        "reverse",
        type,
        call -> {
          // A result set early must not disturb an argument read later.
          call.returnRef(0, call.ref(4));
          call.returnF64(1, call.f64(3));
          call.returnF32(2, call.f32(2));
          call.returnI64(3, call.i64(1));
          call.returnI32(4, call.i32(0));
          assertThat(call.arguments()).isEqualTo(5);
          assertThat(call.results()).isEqualTo(5);
          assertThat(call.argument(3)).isEqualTo(4.0);
        });
    Instance instance =
        fixture.instance(
            """
            (module (import "host" "reverse" (func $f (param i32 i64 f32 f64 externref)
                (result externref f64 f32 i64 i32)))
              (func (export "go") (param i32 i64 f32 f64 externref) (result externref f64 f32 i64 i32)
                (call $f (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4))))
            """);
    assertThat((Object[]) instance.function("go").call(1, 2L, 3f, 4.0, "five"))
        .containsExactly("five", 4.0, 3f, 2L, 1);
  }

  @Test
  void aResultThatIsNotSetIsZero() {
    assertThat(twice(call -> {})).isZero();
  }

  @Test
  void wrongAccessIsAUsageError() {
    assertThat(fails(Failure.USAGE, () -> twice(call -> call.returnI64(call.i32(0)))))
        .hasMessage("result 0 is i32, not i64");
    assertThat(fails(Failure.USAGE, () -> twice(call -> call.returnI32((int) call.f64(0)))))
        .hasMessage("argument 0 is i32, not f64");
    assertThat(fails(Failure.USAGE, () -> twice(call -> call.i32(1))))
        .hasMessage("there is no argument 1: the function has 1");
    assertThat(fails(Failure.USAGE, () -> twice(call -> call.ref(0))))
        .hasMessage("argument 0 is i32, not a reference");
  }

  @Test
  void theCallerAndItsMemoryAreSeen() {
    assertThat(
            twice(call -> {
              assertThat(call.memory().readString(8, 5)).isEqualTo("hello");
              assertThat(call.instance().exports()).containsKey("twice");
              call.returnI32(1);
            }))
        .isEqualTo(2);
  }

  @Test
  void aBadAddressFromTheGuestTraps() {
    traps(
        TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS,
        () -> twice(call -> call.memory().read(65536 - 3, 4)));
  }

  @Test
  void callsNest() {
    // Host to guest to host to guest and so on, each level with its own arguments.
    fixture.linker.function(
        "host",
        "f",
        I32_TO_I32,
        call -> {
          int n = call.i32(0);
          int below = n == 0 ? 0 : (int) call.instance().function("twice").call(n - 1);
          assertThat(call.i32(0)).isEqualTo(n);
          call.returnI32(below + (int) call.instance().function("triple").call(n));
        });
    WasmFunction twice = fixture.instance(CALL).function("twice");
    assertThat(twice.call(0)).isEqualTo(0);
    assertThat(twice.call(1)).isEqualTo(2 * 3);
    assertThat(twice.call(2)).isEqualTo(2 * (6 + 6));
    assertThat(twice.call(6)).isEqualTo(expected(6));
  }

  private static int expected(int n) {
    return 2 * ((n == 0 ? 0 : expected(n - 1)) + 3 * n);
  }

  @Test
  void endlessNestingIsExhaustion() {
    fixture.linker.function(
        "host",
        "f",
        I32_TO_I32,
        call -> call.returnI32((int) call.instance().function("twice").call(1)));
    Instance instance = fixture.instance(CALL);
    fails(Failure.EXHAUSTION, () -> instance.function("twice").call(1));
    assertThat(instance.function("triple").call(2)).isEqualTo(6);
  }

  @Test
  void javaExceptionsBecomeTheCauseOfATrap() {
    IOException cause = new IOException("disk on fire");
    Trap trap =
        traps(
            TrapKind.HOST_FUNCTION_FAILED,
            () ->
                twice(call -> {
                  throw cause;
                }));
    assertThat(trap).hasCause(cause);
    assertThat(trap.wasmStack()).extracting(WasmFrame::name).containsExactly("twice");
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void throwUndeclared(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void whatIsNeitherExceptionNorErrorBecomesTheCauseOfATrapToo() {
    Throwable cause = new Throwable("of another language");
    Trap trap =
        traps(
            TrapKind.HOST_FUNCTION_FAILED,
            () -> twice(call -> HostFunctionTest.<RuntimeException>throwUndeclared(cause)));
    assertThat(trap).hasCause(cause);
  }

  @Test
  void errorsAndOurExceptionsPassAsTheyAre() {
    AssertionError error = new AssertionError();
    assertThatThrownBy(() ->
            twice(call -> {
              throw error;
            }))
        .isSameAs(error);
    WasmtierException ours = new WasmtierException(Failure.LIMIT, "enough");
    assertThatThrownBy(() ->
            twice(call -> {
              throw ours;
            }))
        .isSameAs(ours);
    assertThat(twice(call -> call.returnI32(2))).isEqualTo(4);
  }

  @Test
  void hostFunctionsCanBeCalledFromJava() {
    WasmFunction f = WasmFunction.of(I32_TO_I32, call -> call.returnI32(call.i32(0) + 1));
    assertThat(f.call(41)).isEqualTo(42);
    fails(Failure.USAGE, () -> f.as(IntBinaryOperator.class));
    WasmFunction lost = WasmFunction.of(I32_TO_I32, call -> call.instance());
    assertThat(fails(Failure.USAGE, () -> lost.call(1)))
        .hasMessage("the host function was not called through an import");
  }

  @Test
  void typesWithoutCounterpartAreRefused() {
    assertThat(
            fails(
                Failure.USAGE,
                () ->
                    fixture.linker.function("a", "b", MethodHandles.constant(boolean.class, true))))
        .hasMessageContaining("the type boolean has no WebAssembly counterpart");
  }
}
