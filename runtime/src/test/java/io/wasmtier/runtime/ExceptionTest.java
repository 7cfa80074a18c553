package io.wasmtier.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// WebAssembly exceptions across the boundary, in both directions.
class ExceptionTest {
  private final Fixture fixture = new Fixture();
  private final Tag tag =
      fixture.store.newTag(
          new FuncType(List.of(ValType.I32, ValType.F64, ValType.EXTERNREF), List.of()));

  @AfterEach
  void close() {
    fixture.close();
  }

  private Instance instance(HostFunction f) {
    fixture.linker.define("a", "tag", tag);
    fixture.linker.function("a", "f", new FuncType(List.of(), List.of()), f);
    return fixture.instance(
        """
        (module
          (import "a" "tag" (tag $t (param i32 f64 externref)))
          (import "a" "f" (func $f))
          (func (export "throw") (param externref)
            (throw $t (i32.const 7) (f64.const 1.5) (local.get 0)))
          (func (export "catch") (result i32 f64 externref)
            (block $h (result i32 f64 externref)
              (try_table (catch $t $h) (call $f))
              (i32.const 0) (f64.const 0) (ref.null extern)))
          (func (export "catchRef") (result exnref)
            (block $h (result exnref)
              (try_table (catch_all_ref $h) (call $f))
              (ref.null exn)))
          (func (export "rethrow") (param exnref) (throw_ref (local.get 0)))
          (func (export "pass") (call $f)))
        """);
  }

  @Test
  void anUncaughtExceptionReachesTheEmbedder() {
    WasmException thrown =
        catchThrowableOfType(
            WasmException.class, () -> instance(call -> {}).function("throw").call("token"));
    assertThat(thrown.failure()).isEqualTo(Failure.EXCEPTION);
    assertThat(thrown.tag()).isEqualTo(tag);
    assertThat(thrown.is(tag)).isTrue();
    assertThat(thrown.payload()).containsExactly(7, 1.5, "token");
    assertThat(thrown.getStackTrace()).isEmpty();
  }

  @Test
  void aGuestCatchesWhatTheHostThrows() {
    Instance instance =
        instance(call -> {
          throw WasmException.of(tag, 3, 2.5, "thing");
        });
    assertThat((Object[]) instance.function("catch").call()).containsExactly(3, 2.5, "thing");
  }

  @Test
  void exceptionsAreReferencesWithIdentity() {
    WasmException exception = WasmException.of(tag, 3, 2.5, null);
    Instance instance =
        instance(call -> {
          throw exception;
        });
    assertThat(instance.function("catchRef").call()).isSameAs(exception);
    assertThatThrownBy(() -> instance.function("rethrow").call(exception)).isSameAs(exception);
    assertThatThrownBy(() -> instance.function("pass").call()).isSameAs(exception);
  }

  @Test
  void trapsCannotBeCaughtByTheGuest() {
    Instance instance =
        instance(call -> {
          throw new IllegalStateException("broken");
        });
    Fixture.traps(TrapKind.HOST_FUNCTION_FAILED, () -> instance.function("catchRef").call());
  }

  @Test
  void payloadsAreChecked() {
    Fixture.fails(Failure.USAGE, () -> WasmException.of(tag, 1, 2.5));
    Fixture.fails(Failure.USAGE, () -> WasmException.of(tag, 1L, 2.5, null));
  }
}
