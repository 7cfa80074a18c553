package io.wasmtier.runtime.interp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.runtime.abi.Exhaustion;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Call stacks: calls, tail calls, exhaustion, interruption, and what traps tell about them.
class FramesTest {
  private static List<WasmFrame> trace(Guest guest, String name, Object... arguments) {
    return ((Trap) Objects.requireNonNull(catchThrowable(() -> guest.call(name, arguments))))
        .wasmStack();
  }

  @Test
  void aTrapNamesFunctionsAndOffsets() {
    try (Guest guest =
        new Guest(
            """
            (module $m
              (table 1 funcref) (elem (i32.const 0) $inner)
              (func $inner (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
              (func $middle (param i32) (result i32) (i32.add (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0)) (i32.const 1)))
              (func (export "f") (param i32) (result i32) (call $middle (local.get 0))))
            """)) {
      List<WasmFrame> frames = trace(guest, "f", 0);
      assertThat(frames).extracting(WasmFrame::name).containsExactly("inner", "middle", "func[2]");
      assertThat(frames).extracting(WasmFrame::function).containsExactly(0, 1, 2);
      assertThat(frames).extracting(WasmFrame::module).containsOnly("m");
      assertThat(frames)
          .extracting(frame -> guest.bytes[(int) frame.offset()] & 0xFF)
          .containsExactly(
              Opcode.I32_DIV_U.code(), Opcode.CALL_INDIRECT.code(), Opcode.CALL.code());
    }
  }

  @Test
  void everyInstructionKnowsItsOffset() {
    try (Guest guest =
        new Guest(
            """
            (module (memory 1)
              (func (export "load") (param i32) (result i32) (i32.load offset=8 (i32.add (local.get 0) (i32.const 4))))
              (func (export "store") (param i32) (i32.store8 (i32.add (local.get 0) (i32.const 4)) (i32.const 4)))
              (func (export "copy") (param i32) (memory.copy (local.get 0) (i32.const 0) (i32.const 9)))
              (func (export "stop") (param i32) (if (local.get 0) (then unreachable))))
            """)) {
      assertThat(code(guest, trace(guest, "load", 0x10000))).isEqualTo(Opcode.I32_LOAD.code());
      assertThat(code(guest, trace(guest, "store", -5))).isEqualTo(Opcode.I32_STORE8.code());
      assertThat(code(guest, trace(guest, "copy", -8))).isEqualTo(Opcode.MEMORY_COPY.prefix());
      assertThat(code(guest, trace(guest, "stop", 1))).isEqualTo(Opcode.UNREACHABLE.code());
    }
  }

  private static int code(Guest guest, List<WasmFrame> frames) {
    return guest.bytes[(int) frames.get(0).offset()] & 0xFF;
  }

  @Test
  void framesOfOtherInstancesAndBelowHostFunctionsAreTold() {
    try (Guest guest =
        new Guest(
            "(module $a (func $stop (export \"stop\") (param i32) (if (local.get 0) (then unreachable))))")) {
      Linker linker = new Linker().instance("a", guest.instance);
      linker.function(
          "host",
          "call",
          new FuncType(List.of(io.wasmtier.wasm.ValType.I32), List.of()),
          call -> guest.instance.function("stop").call(call.i32(0)));
      var other =
          linker.instantiate(
              guest.store,
              guest.engine.loadText(
                  """
                  (module $b
                    (import "a" "stop" (func $direct (param i32)))
                    (import "host" "call" (func $host (param i32)))
                    (func $d (export "direct") (param i32) (call $direct (local.get 0)))
                    (func $h (export "host") (param i32) (call $host (local.get 0))))
                  """));
      assertThat(other.function("direct").call(0)).isNull();
      Trap direct = (Trap) catchThrowable(() -> other.function("direct").call(1));
      assertThat(direct.wasmStack()).extracting(WasmFrame::name).containsExactly("stop", "d");
      assertThat(direct.wasmStack()).extracting(WasmFrame::module).containsExactly("a", "b");
      Trap host = (Trap) catchThrowable(() -> other.function("host").call(1));
      assertThat(host.wasmStack()).extracting(WasmFrame::name).containsExactly("stop", "h");
      assertThat(other.function("host").call(0)).isNull();
    }
  }

  @Test
  @Timeout(60)
  void deepRecursionIsExhaustionAndLeavesTheStoreUsable() {
    try (Guest guest =
        new Guest(
            """
            (module
              (func $deep (export "deep") (param i32) (result i32)
                (if (result i32) (local.get 0)
                  (then (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
                  (else (i32.const 0)))))
            """)) {
      for (int i = 0; i < 3; i++) {
        Throwable thrown = catchThrowable(() -> guest.call("deep", -1));
        assertThat(thrown).isInstanceOf(Exhaustion.class);
        assertThat(((Exhaustion) thrown).wasmStack()).hasSizeBetween(2, 64);
        assertThat(guest.call("deep", 10_000)).isEqualTo(10_000);
      }
    }
  }

  @Test
  @Timeout(60)
  void recursionThroughTheHostIsExhaustion() {
    try (Guest guest = new Guest("(module (table (export \"t\") 1 funcref))")) {
      Linker linker = new Linker();
      io.wasmtier.runtime.Instance[] self = new io.wasmtier.runtime.Instance[1];
      linker.function(
          "h", "again", new FuncType(List.of(), List.of()), call -> self[0].function("f").call());
      self[0] =
          linker.instantiate(
              guest.store,
              guest.engine.loadText(
                  "(module (import \"h\" \"again\" (func $again)) (func (export \"f\") (call $again)) (func (export \"one\") (result i32) (i32.const 1)))"));
      Throwable thrown = catchThrowable(() -> self[0].function("f").call());
      assertThat(thrown).isInstanceOf(WasmtierException.class);
      assertThat(((WasmtierException) thrown).failure()).isEqualTo(Failure.EXHAUSTION);
      assertThat(self[0].function("one").call()).isEqualTo(1);
    }
  }

  @Test
  void aStackThroughManyHostFunctionsIsShortened() {
    try (Guest guest = new Guest("(module (table (export \"t\") 1 funcref))")) {
      io.wasmtier.runtime.Instance[] self = new io.wasmtier.runtime.Instance[1];
      Linker linker = new Linker();
      linker.function(
          "h",
          "again",
          new FuncType(List.of(io.wasmtier.wasm.ValType.I32), List.of()),
          call -> self[0].function("f").call(call.i32(0)));
      self[0] =
          linker.instantiate(
              guest.store,
              guest.engine.loadText(
                  """
                  (module (import "h" "again" (func $again (param i32)))
                    (func $f (export "f") (param i32)
                      (if (i32.eqz (local.get 0)) (then unreachable))
                      (call $again (i32.sub (local.get 0) (i32.const 1)))))
                  """));
      Trap trap = (Trap) catchThrowable(() -> self[0].function("f").call(99));
      assertThat(trap.wasmStack()).hasSize(64);
    }
  }

  @Test
  @Timeout(60)
  void tailCallsOfEveryKindRunInConstantStack() {
    try (Guest guest =
        new Guest(
            """
            (module
              (type $t (func (param i32 i64) (result i64)))
              (table 1 funcref) (elem (i32.const 0) $indirect)
              (elem declare func $ref)
              (func $direct (export "f") (param i32 i64) (result i64)
                (if (i32.eqz (local.get 0)) (then (return (local.get 1))))
                (return_call_indirect (type $t)
                  (i32.sub (local.get 0) (i32.const 1)) (i64.add (local.get 1) (i64.const 1)) (i32.const 0)))
              (func $indirect (param i32 i64) (result i64) (local i32 i32 i32)
                (return_call_ref $t (local.get 0) (i64.add (local.get 1) (i64.const 10)) (ref.func $ref)))
              (func $ref (param i32 i64) (result i64) (local i64 i64)
                (return_call $direct (local.get 0) (i64.add (local.get 1) (local.get 2)))))
            """)) {
      assertThat(guest.call("f", 1_000_000, 0L)).isEqualTo(11_000_000L);
    }
  }

  @Test
  @Timeout(60)
  void tailCallsBetweenInstancesRunInConstantStack() {
    try (Guest guest =
        new Guest(
            """
            (module
              (type $t (func (param i32) (result i32)))
              (table (export "t") 2 funcref) (elem (i32.const 0) $a)
              (global $g i32 (i32.const 7))
              (func $a (export "a") (param i32) (result i32)
                (if (i32.eqz (local.get 0)) (then (return (global.get $g))))
                (return_call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.const 1)))
              (func (export "f") (param i32) (result i32)
                (i32.add (call $a (local.get 0)) (global.get $g))))
            """)) {
      Linker linker = new Linker().instance("m", guest.instance);
      var other =
          linker.instantiate(
              guest.store,
              guest.engine.loadText(
                  """
                  (module
                    (type $t (func (param i32) (result i32)))
                    (import "m" "t" (table 2 funcref))
                    (elem (i32.const 1) $b)
                    (global $g i32 (i32.const 100))
                    (func $b (export "b") (param i32) (result i32) (local i64 i64)
                      (if (i32.eqz (local.get 0)) (then (return (global.get $g))))
                      (return_call_indirect (type $t) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))
                  """));
      assertThat(guest.call("f", 1_000_000)).isEqualTo(14);
      assertThat(guest.call("f", 1_000_001)).isEqualTo(107);
      assertThat(other.function("b").call(999_999)).isEqualTo(7);
    }
  }

  @Test
  @Timeout(60)
  void aLoopIsInterrupted() throws InterruptedException {
    try (Guest guest =
        new Guest(
            "(module (func (export \"f\") (loop (br 0))) (func (export \"g\") (result i32) (i32.const 5)))")) {
      Thread other =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                guest.store.interrupt();
              });
      Throwable thrown = catchThrowable(() -> guest.call("f"));
      other.join();
      assertThat(thrown).isInstanceOf(WasmtierException.class);
      assertThat(((WasmtierException) thrown).failure()).isEqualTo(Failure.INTERRUPTED);
      assertThat(guest.call("g")).isEqualTo(5);
    }
  }

  @Test
  void exceptionsFindTheirHandlersAcrossFrames() {
    try (Guest guest =
        new Guest(
            """
            (module
              (tag $a (param i32 i64)) (tag $b)
              (func $throw (param i32)
                (if (local.get 0) (then (throw $a (i32.const 7) (i64.const 70))) (else (throw $b))))
              (func $pass (param i32) (local i64 i64)
                (block $h (try_table (catch $b $h) (call $throw (local.get 0)))))
              (func (export "f") (param i32) (result i32 i64) (local i32)
                (local.set 1 (i32.const 5))
                (block $h (result i32 i64)
                  i32.const 99
                  (try_table (catch $a $h)
                    (local.set 1 (i32.const 6))
                    (call $pass (local.get 0))
                    (local.set 1 (i32.const 8)))
                  (drop)
                  (return (local.get 1) (i64.const 0)))
                (i64.add (i64.extend_i32_s (local.get 1))))
              (func (export "direct") (param i32) (result i32 i64)
                (try_table (catch $a 0) (call $throw (local.get 0)))
                (i32.const 1) (i64.const 1))
              (func (export "again") (param i32) (result i32)
                (block $h (result i32 i64 exnref)
                  (try_table (result i32 i64 exnref) (catch_ref $a $h) (call $throw (local.get 0)) (unreachable)))
                (block $i (param i32 i64 exnref) (result i32 i64)
                  (try_table (param i32 i64 exnref) (catch $a $i) (local.set 0 (i32.const 3)) throw_ref) (unreachable))
                drop))
            """)) {
      assertThat((Object[]) guest.call("f", 1)).containsExactly(7, 76L);
      assertThat((Object[]) guest.call("f", 0)).containsExactly(8, 0L);
      assertThat((Object[]) guest.call("direct", 1)).containsExactly(7, 70L);
      assertThat(guest.call("again", 1)).isEqualTo(7);
    }
  }
}
