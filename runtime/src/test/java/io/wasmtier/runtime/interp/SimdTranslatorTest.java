package io.wasmtier.runtime.interp;

import static io.wasmtier.runtime.interp.Guest.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.V128;
import io.wasmtier.runtime.WasmException;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The hazards of register code with operands of two slots: pending reads of locals, redirected
/// results, values moved together with scalars at branches, calls, returns and exceptions.
class SimdTranslatorTest {
  private static final V128 A = new V128(0x0706_0504_0302_0100L, 0x0f0e_0d0c_0b0a_0908L);
  private static final V128 B = new V128(0x1716_1514_1312_1110L, 0x1f1e_1d1c_1b1a_1918L);
  private static final V128 C = new V128(-1, 5);

  private static Object[] several(String fields, Object... arguments) {
    return (Object[]) run(fields, arguments);
  }

  private static V128 sum(V128 a, V128 b) {
    return new V128(a.low() + b.low(), a.high() + b.high());
  }

  @Test
  void anOperandKeepsTheValueItHadWhenItsLocalIsSet() {
    assertThat(
            several(
                """
                (func (export "f") (param v128 v128) (result v128 v128 v128)
                  local.get 0
                  local.get 0
                  (local.set 0 (local.get 1))
                  local.get 0)
                """,
                A,
                B))
        .containsExactly(A, A, B);
  }

  @Test
  void anOperandKeepsItsValueWhenTheLocalIsComputedFromItself() {
    assertThat(
            several(
                """
                (func (export "f") (param v128 v128) (result v128 v128)
                  local.get 0
                  (local.tee 0 (i64x2.add (local.get 0) (local.get 1))))
                """,
                A,
                B))
        .containsExactly(A, sum(A, B));
  }

  @Test
  void resultsThatDependOnBothHalvesMayReplaceTheirOperands() {
    assertThat(
            run(
                """
                (func (export "f") (param v128 v128) (result v128)
                  (local.set 0 (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0 (local.get 0) (local.get 0)))
                  (local.set 1 (i8x16.swizzle (local.get 0) (local.get 1)))
                  (local.set 1 (i64x2.add (local.get 1) (local.get 0)))
                  local.get 1)
                """,
                A,
                new V128(0x0001_0203_0405_0607L, 0x0809_0a0b_0c0d_0e0fL)))
        .isEqualTo(
            sum(
                new V128(0x0f0e_0d0c_0b0a_0908L, 0x0706_0504_0302_0100L),
                new V128(0x0809_0a0b_0c0d_0e0fL, 0x0001_0203_0405_0607L)));
  }

  @Test
  void vectorsAreSwappedThroughTheStack() {
    assertThat(
            several(
                """
                (func (export "f") (param v128 i32 v128) (result v128 i32 v128)
                  local.get 0 local.get 2 local.set 0 local.set 2
                  local.get 0 local.get 1 local.get 2)
                """,
                A,
                7,
                B))
        .containsExactly(B, 7, A);
  }

  @Test
  void resultsInAnotherOrderThanTheParametersOverlapThem() {
    assertThat(
            several(
                """
                (func (export "f") (param v128 i32 v128 i64) (result i64 v128 i32 v128)
                  local.get 3 local.get 2 local.get 1 local.get 0)
                """,
                A,
                7,
                B,
                8L))
        .containsExactly(8L, B, 7, A);
    assertThat(run("(func (export \"f\") (param i32 v128) (result v128) local.get 1)", 1, A))
        .isEqualTo(A);
  }

  @Test
  void scalarResultsGoToLocals() {
    assertThat(
            several(
                """
                (func (export "f") (param v128) (result i32 i64 i32 i32) (local i32 i64 i32 i32)
                  (local.set 1 (i8x16.extract_lane_s 15 (local.get 0)))
                  (local.set 2 (i64x2.extract_lane 1 (local.get 0)))
                  (local.set 3 (i8x16.all_true (local.get 0)))
                  (local.set 4 (v128.any_true (local.get 0)))
                  local.get 1 local.get 2 local.get 3 local.get 4)
                """,
                A))
        .containsExactly(0x0f, A.high(), 0, 1);
  }

  @Test
  void scalarsBecomeVectorsInPlace() {
    assertThat(
            several(
                """
                (func (export "f") (param i32 i64 f32) (result v128 v128 v128 v128)
                  (i32x4.splat (i32.add (local.get 0) (i32.const 1)))
                  (i64x2.splat (local.get 1))
                  (f32x4.replace_lane 3 (i8x16.splat (i32.const 0)) (local.get 2))
                  (i16x8.shl (i16x8.splat (i32.const -1)) (i32.const 17)))
                """,
                1,
                2L,
                1.5f))
        .containsExactly(
            new V128(0x2_0000_0002L, 0x2_0000_0002L),
            new V128(2, 2),
            new V128(0, (long) Float.floatToRawIntBits(1.5f) << 32),
            new V128(0xfffe_fffe_fffe_fffeL, 0xfffe_fffe_fffe_fffeL));
  }

  @Test
  void localsBeginAsZeroAlsoWhereTheFrameWasUsedBefore() {
    assertThat(
            run(
                """
                (func $dirty (param v128 v128 v128) (result v128)
                  (i64x2.add (local.get 0) (i64x2.add (local.get 1) (local.get 2))))
                (func $clean (result v128) (local i32 v128 v128) (v128.or (local.get 1) (local.get 2)))
                (func (export "f") (param v128) (result v128)
                  (drop (call $dirty (local.get 0) (local.get 0) (local.get 0)))
                  (call $clean))
                """,
                C))
        .isEqualTo(V128.ZERO);
  }

  @Test
  void selectionTakesBothHalves() {
    String select =
        """
        (func (export "f") (param i32 v128 v128) (result v128)
          (local.set 1 (select (local.get 2) (local.get 1) (local.get 0)))
          (select (result v128) (local.get 1) (v128.const i64x2 1 2) (i32.const 1)))
        """;
    assertThat(run(select, 0, A, B)).isEqualTo(A);
    assertThat(run(select, 5, A, B)).isEqualTo(B);
  }

  @Test
  void branchesMoveVectorsAndScalarsDownTheStack() {
    String branch =
        """
        (func (export "f") (param i32 v128 v128) (result i32 v128 i64 v128)
          (block (result i32 v128 i64 v128)
            (v128.not (local.get 1)) (i32.const 99) (v128.not (local.get 2))
            (i32.add (local.get 0) (i32.const 1)) (v128.xor (local.get 1) (local.get 2)) (i64.const 6) (local.get 2)
            (br_if 0 (local.get 0))
            (local.set 2) drop drop drop drop drop drop
            (i32.const 3) (v128.const i64x2 3 4) (i64.const 5) (local.get 1)
            (br 0)))
        """;
    assertThat(several(branch, 1, A, B))
        .containsExactly(2, new V128(A.low() ^ B.low(), A.high() ^ B.high()), 6L, B);
    assertThat(several(branch, 0, A, B)).containsExactly(3, new V128(3, 4), 5L, A);
  }

  @Test
  void tablesOfBranchesMoveVectors() {
    String table =
        """
        (func (export "f") (param i32 v128 i64) (result v128 i64)
          (block $outer (result v128 i64)
            i32.const 1
            (block $inner (result v128 i64)
              v128.const i64x2 7 7
              i32.const 2
              local.get 1 local.get 2
              (br_table $inner $outer 2 (local.get 0)))
            (i64.add (i64.const 1000))
            (local.set 2) (local.set 1) drop
            (local.get 1) (local.get 2)))
        """;
    assertThat(several(table, 0, A, 5L)).containsExactly(A, 1005L);
    assertThat(several(table, 1, A, 5L)).containsExactly(A, 5L);
    assertThat(several(table, 2, A, 5L)).containsExactly(A, 5L);
  }

  @Test
  void loopsRotateVectorsAndScalars() {
    String loop =
        """
        (func (export "f") (param i32 v128 v128 i64) (result v128 i64 v128) (local v128 i64 v128)
          local.get 1 local.get 3 local.get 2
          (loop $again (param v128 i64 v128) (result v128 i64 v128)
            local.set 6 local.set 5 local.set 4
            local.get 6 (i64.add (local.get 5) (i64.const 1)) local.get 4
            (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
        """;
    assertThat(several(loop, 1, A, B, 0L)).containsExactly(B, 1L, A);
    assertThat(several(loop, 1000, A, B, 0L)).containsExactly(A, 1000L, B);
    assertThat(several(loop, 1001, A, B, 0L)).containsExactly(B, 1001L, A);
  }

  @Test
  void bothArmsLeaveVectorsInPlace() {
    String arms =
        """
        (func (export "f") (param i32 v128 v128) (result v128)
          local.get 1
          local.get 2
          (if (param v128) (result v128 i32) (local.get 0)
            (then (local.set 1) (local.get 1) (i32.const 1))
            (else (v128.not) (i32.const 2)))
          (i32x4.splat)
          i64x2.add
          i64x2.add)
        """;
    V128 one = new V128(0x1_0000_0001L, 0x1_0000_0001L);
    assertThat(run(arms, 1, A, B)).isEqualTo(sum(sum(B, one), A));
    assertThat(run(arms, 0, A, B))
        .isEqualTo(sum(sum(new V128(~B.low(), ~B.high()), sum(one, one)), A));
  }

  @Test
  void callsOfEveryKindPassVectorsAmongScalars() {
    for (String call :
        new String[] {
          "(call $g (local.get 1) (local.get 0) (v128.const i64x2 -1 5) (i64.const 9))",
          "(call_indirect (type $t) (local.get 1) (local.get 0) (v128.const i64x2 -1 5) (i64.const 9) (i32.const 0))",
          "(call_ref $t (local.get 1) (local.get 0) (v128.const i64x2 -1 5) (i64.const 9) (ref.func $g))",
          "(return_call $g (local.get 1) (local.get 0) (v128.const i64x2 -1 5) (i64.const 9))",
          "(return_call_indirect (type $t) (local.get 1) (local.get 0) (v128.const i64x2 -1 5) (i64.const 9) (i32.const 0))",
          "(return_call_ref $t (local.get 1) (local.get 0) (v128.const i64x2 -1 5) (i64.const 9) (ref.func $g))"
        }) {
      assertThat(
              several(
                  """
                  (type $t (func (param i32 v128 v128 i64) (result i64 v128 i32 v128)))
                  (table 1 funcref) (elem (i32.const 0) $g)
                  (func $g (type $t) local.get 3 local.get 2 local.get 0 local.get 1)
                  (func (export "f") (param v128 i32) (result i64 v128 i32 v128) (local i64 i64 i64)
                  """
                      + call
                      + ")",
                  A,
                  7))
          .as(call)
          .containsExactly(9L, C, 7, A);
    }
  }

  @Test
  @Timeout(60)
  void tailCallsExchangeVectorsInConstantStack() {
    String fields =
        """
        (func $f (export "f") (param v128 i32 v128) (result v128)
          (if (i32.eqz (local.get 1)) (then (return (local.get 0))))
          (return_call $g (i32.sub (local.get 1) (i32.const 1)) (local.get 2) (local.get 0)))
        (func $g (param i32 v128 v128) (result v128) (local v128 v128)
          (return_call $f (local.get 1) (local.get 0) (local.get 2)))
        """;
    assertThat(run(fields, A, 1_000_000, B)).isEqualTo(A);
    assertThat(run(fields, A, 1_000_001, B)).isEqualTo(B);
  }

  @Test
  void exceptionsCarryVectorsAmongScalarsAndReferences() {
    assertThat(
            several(
                """
                (tag $e (param i32 v128 externref v128))
                (func $throws (param v128 v128 externref) (local v128)
                  (local.set 3 (v128.not (local.get 1)))
                  (throw $e (i32.const 3) (local.get 0) (local.get 2) (local.get 3)))
                (func (export "f") (param v128 v128 externref) (result i32 v128 externref v128)
                  (block $caught (result i32 v128 externref v128)
                    (v128.const i64x2 8 8)
                    (try_table (catch $e $caught)
                      (i32.const 55)
                      (call $throws (local.get 0) (local.get 1) (local.get 2))
                      drop)
                    drop
                    unreachable))
                """,
                A,
                B,
                "reference"))
        .containsExactly(3, A, "reference", new V128(~B.low(), ~B.high()));
  }

  @Test
  void exceptionsAreThrownAgainWithTheirVectors() {
    try (Guest guest =
        new Guest(
            """
            (module
              (tag $e (export "e") (param v128 i32))
              (func (export "again") (param v128)
                (block $caught (result v128 i32 exnref)
                  (try_table (catch_ref $e $caught) (throw $e (local.get 0) (i32.const 4)))
                  (return))
                (local.set 0 (v128.const i64x2 0 0))
                throw_ref)
              (func (export "returns") (param v128) (result v128 i32)
                (try_table (catch $e 0) (throw $e (local.get 0) (i32.const 4)))
                unreachable))
            """)) {
      Throwable thrown = catchThrowable(() -> guest.call("again", A));
      assertThat(thrown).isInstanceOf(WasmException.class);
      assertThat(((WasmException) thrown).payload()).containsExactly(A, 4);
      assertThat((Object[]) guest.call("returns", B)).containsExactly(B, 4);
    }
  }

  @Test
  void globalsAndHostFunctionsTakeVectors() {
    try (Guest guest =
        new Guest(
            "(module (global (export \"g\") (mut v128) (v128.const i64x2 1 2)) (func (export \"f\")))")) {
      Linker linker = new Linker().instance("m", guest.instance);
      linker.function(
          "h",
          "mix",
          new FuncType(
              List.of(ValType.V128, ValType.I32, ValType.V128), List.of(ValType.I32, ValType.V128)),
          call -> {
            V128 sum = sum(call.v128(0), call.v128(2));
            call.returnI32(0, call.i32(1) + 1);
            call.returnV128(1, sum);
          });
      var other =
          linker.instantiate(
              guest.store,
              guest.engine.loadText(
                  """
                  (module
                    (import "m" "g" (global $g (mut v128)))
                    (import "h" "mix" (func $mix (param v128 i32 v128) (result i32 v128)))
                    (global $own (export "own") v128 (v128.const i64x2 3 4))
                    (func (export "f") (param v128) (result v128 i32) (local v128 i32)
                      (global.set $g (i64x2.add (global.get $g) (local.get 0)))
                      (call $mix (global.get $g) (i32.const 41) (global.get $own))
                      (local.set 1) (local.set 2)
                      (local.get 1) (local.get 2)))
                  """));
      assertThat((Object[]) other.function("f").call(A))
          .containsExactly(sum(A, new V128(4, 6)), 42);
      assertThat(guest.instance.global("g").get()).isEqualTo(sum(A, new V128(1, 2)));
      guest.instance.global("g").set(B);
      assertThat((Object[]) other.function("f").call(V128.ZERO))
          .containsExactly(sum(B, new V128(3, 4)), 42);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyVectorInstructionIsAsLongAsItSays(boolean heap) {
    StringBuilder text = new StringBuilder("(module (memory 1)\n");
    int count = 0;
    for (Opcode row : Opcode.values()) {
      String signature = row.signature();
      if (signature == null || !signature.contains("v")) {
        continue;
      }
      text.append("(func");
      for (char letter : signature.substring(0, row.operands()).toCharArray()) {
        text.append(" (param ").append(type(letter)).append(')');
      }
      text.append(" (").append(row.mnemonic());
      for (Immediate immediate : row.immediates()) {
        text.append(
            switch (immediate) {
              case MEMARG -> " offset=9";
              case LANE -> " 1";
              case LANES -> " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16";
              case V128 -> " i64x2 5 6";
              default -> throw new AssertionError(immediate);
            });
      }
      for (int i = 0; i < row.operands(); i++) {
        text.append(" (local.get ").append(i).append(')');
      }
      text.append(signature.endsWith(":") ? "))\n" : ") (drop))\n");
      count++;
    }
    assertThat(count).isEqualTo(236 + 20);
    try (Guest guest = new Guest(text.append(")").toString())) {
      CodeTable table = new CodeTable(guest.engine.load(guest.bytes).validated(), heap, 0);
      for (int i = 0; i < count; i++) {
        int[] code = table.code(i);
        int pc = Op.START;
        pc += Op.length(code, pc);
        assertThat(code[Op.START]).isGreaterThanOrEqualTo(SimdOp.FIRST);
        assertThat(code[pc]).isEqualTo(Op.RETURN);
        pc += Op.length(code, pc);
        assertThat(code[pc]).isEqualTo(Op.ON_STACK);
        assertThat(pc + Op.length(code, pc)).isEqualTo(code.length);
      }
    }
  }

  private static String type(char letter) {
    return switch (letter) {
      case 'v' -> "v128";
      case 'l' -> "i64";
      case 'f' -> "f32";
      case 'd' -> "f64";
      default -> "i32";
    };
  }
}
