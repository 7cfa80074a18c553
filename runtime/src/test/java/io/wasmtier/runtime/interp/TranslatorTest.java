package io.wasmtier.runtime.interp;

import static io.wasmtier.runtime.interp.Guest.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.runtime.Trap;
import org.junit.jupiter.api.Test;

/// The hazards of register code: operands that are not copied, results that are redirected,
/// branches that carry values.
class TranslatorTest {
  @Test
  void anOperandKeepsTheValueItHadWhenItsLocalIsSet() {
    assertThat(
            run(
                """
                (func (export "f") (param i32) (result i32)
                  local.get 0 (local.set 0 (i32.const 7)) local.get 0 i32.sub)
                """,
                30))
        .isEqualTo(23);
  }

  @Test
  void anOperandKeepsItsValueWhenTheLocalIsComputedFromItself() {
    assertThat(
            run(
                """
                (func (export "f") (param i32) (result i32)
                  local.get 0 (local.tee 0 (i32.add (local.get 0) (i32.const 1))) i32.mul)
                """,
                6))
        .isEqualTo(42);
  }

  @Test
  void severalOperandsOfOneLocalAreSaved() {
    assertThat(
            run(
                """
                (func (export "f") (param i32) (result i32)
                  local.get 0 local.get 0 local.get 0
                  (local.set 0 (i32.const 100))
                  i32.add i32.add local.get 0 i32.add)
                """,
                5))
        .isEqualTo(115);
  }

  @Test
  void localsAreSwappedThroughTheStack() {
    assertThat(
            (Object[])
                run(
                    """
                    (func (export "f") (param i32 i32) (result i32 i32)
                      local.get 0 local.get 1 local.set 0 local.set 1
                      local.get 0 local.get 1)
                    """,
                    1,
                    2))
        .containsExactly(2, 1);
  }

  @Test
  void resultsThatAreParametersAreSwapped() {
    assertThat(
            (Object[])
                run(
                    """
                    (func (export "f") (param i32 i64 i32) (result i32 i64 i32)
                      local.get 2 local.get 1 local.get 0)
                    """,
                    1,
                    2L,
                    3))
        .containsExactly(3, 2L, 1);
  }

  @Test
  void teeOfALocalIntoItselfDoesNothing() {
    assertThat(run("(func (export \"f\") (param i32) (result i32) (local.tee 0 (local.get 0)))", 9))
        .isEqualTo(9);
  }

  @Test
  void aResultStoredInALocalIsNotTakenBack() {
    // The addition looks like part of the address, but its result is needed afterwards.
    assertThat(
            run(
                """
                (memory 1)
                (data (i32.const 8) "\\2a")
                (func (export "f") (param i32) (result i32)
                  (i32.add (i32.load8_u (local.tee 0 (i32.add (local.get 0) (i32.const 3)))) (local.get 0)))
                """,
                5))
        .isEqualTo(50);
  }

  @Test
  void aComparisonStoredInALocalIsStillThereAfterTheBranch() {
    assertThat(
            run(
                """
                (func (export "f") (param i32 i32) (result i32) (local i32)
                  (if (local.tee 2 (i32.lt_s (local.get 0) (local.get 1)))
                    (then (return (i32.add (local.get 2) (i32.const 10)))))
                  (local.get 2))
                """,
                1,
                2))
        .isEqualTo(11);
  }

  @Test
  void branchesMoveTheirValuesDown() {
    String wat =
        """
        (func (export "f") (param i32) (result i32 i32)
          (block $b (result i32 i32)
            i32.const 100 i32.const 200
            local.get 0 (i32.add (local.get 0) (i32.const 1))
            (br_if $b (local.get 0))
            i32.const 5 i32.const 6
            br $b))
        """;
    assertThat((Object[]) run(wat, 3)).containsExactly(3, 4);
    assertThat((Object[]) run(wat, 0)).containsExactly(5, 6);
  }

  @Test
  void whatABranchCarriesStaysOnTheStackIfItIsNotTaken() {
    String wat =
        """
        (func (export "f") (param i32) (result i32)
          i32.const 1000
          (block $b (result i32)
            i32.const 10
            (br_if $b (i32.const 77) (local.get 0))
            i32.add
            (br_if $b (i32.eq (local.get 0) (i32.const 0)))
            drop i32.const 1)
          i32.add)
        """;
    assertThat(run(wat, 1)).isEqualTo(1077);
    assertThat(run(wat, 0)).isEqualTo(1087);
  }

  @Test
  void loopsHaveParameters() {
    assertThat(
            run(
                """
                (func (export "f") (param i64) (result i64)
                  i64.const 1 local.get 0
                  (loop $l (param i64 i64) (result i64)
                    local.set 0
                    local.get 0 i64.mul
                    (local.set 0 (i64.sub (local.get 0) (i64.const 1)))
                    local.get 0
                    (br_if $l (i64.ne (local.get 0) (i64.const 0)))
                    drop))
                """,
                10L))
        .isEqualTo(3628800L);
  }

  @Test
  void aLocalBelowALoopIsSavedOnce() {
    assertThat(
            run(
                """
                (func (export "f") (param i32) (result i32)
                  local.get 0
                  (loop $l
                    (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                    (br_if $l (local.get 0)))
                  local.get 0 i32.add)
                """,
                12))
        .isEqualTo(12);
  }

  @Test
  void tablesOfBranchesCarryValuesToDifferentHeights() {
    String wat =
        """
        (func (export "f") (param i32) (result i32)
          (i32.add (i32.const 1000)
            (block $a (result i32)
              i32.const 5
              (block $b (result i32)
                i32.const 6
                (block $c (result i32)
                  (br_table $a $b $c $f2 $b (i32.const 70) (local.get 0)))
                i32.add)
              i32.add)))
        """
            .replace("$f2", "3");
    assertThat(run(wat, 0)).isEqualTo(1070);
    assertThat(run(wat, 1)).isEqualTo(1075);
    assertThat(run(wat, 2)).isEqualTo(1081);
    assertThat(run(wat, 3)).isEqualTo(70);
    assertThat(run(wat, 4)).isEqualTo(1075);
    assertThat(run(wat, -1)).isEqualTo(1075);
  }

  @Test
  void armsOfAnIfYieldValues() {
    String wat =
        """
        (func (export "f") (param i32 i32) (result i32)
          (i32.mul (i32.const 2)
            (if (result i32) (local.get 0)
              (then (if (result i32) (local.get 1) (then (local.get 1)) (else (i32.const 20))))
              (else (i32.const 30) (br 0)))))
        """;
    assertThat(run(wat, 1, 4)).isEqualTo(8);
    assertThat(run(wat, 1, 0)).isEqualTo(40);
    assertThat(run(wat, 0, 9)).isEqualTo(60);
  }

  @Test
  void anIfWithoutElsePassesItsParametersOn() {
    String wat =
        """
        (func (export "f") (param i32) (result i32)
          i32.const 7
          local.get 0
          (if (param i32) (result i32) (i32.eqz (local.get 0)) (then i32.const 50 i32.add))
          i32.add)
        """;
    assertThat(run(wat, 0)).isEqualTo(57);
    assertThat(run(wat, 8)).isEqualTo(15);
  }

  @Test
  void unreachableCodeIsLeftOut() {
    assertThat(
            run(
                """
                (func (export "f") (param i32) (result i32)
                  (block (result i32)
                    (block (result i32) (br 1 (i32.const 3)) (i32.add) (drop) (unreachable))
                    (i32.add (i32.const 1)))
                  (return (i32.add (local.get 0)))
                  (loop (br 0)))
                """,
                4))
        .isEqualTo(7);
  }

  @Test
  void manyArgumentsAndResults() {
    StringBuilder types = new StringBuilder();
    StringBuilder back = new StringBuilder();
    StringBuilder gets = new StringBuilder();
    String[] kinds = {"i32", "i64", "f32", "f64"};
    for (int i = 0; i < 24; i++) {
      types.append(' ').append(kinds[i % 4]);
      back.append(' ').append(kinds[(23 - i) % 4]);
      gets.append(" local.get ").append(23 - i);
    }
    String wat =
        "(func $g (param%s) (result%s)%s) (func (export \"f\") (param%s) (result%s)%s call $g)"
            .formatted(
                types,
                back,
                gets,
                types,
                types,
                gets.toString().replaceAll("local.get (\\d+)", "local.get $1"));
    // f hands its arguments over in reverse, for which the types are turned round too.
    wat =
        "(func $g (param%s) (result%s)%s) (func (export \"f\") (param%s) (result%s) %s call $g)"
            .formatted(back, types, gets, types, types, gets);
    Object[] arguments = new Object[24];
    for (int i = 0; i < 24; i++) {
      arguments[i] =
          switch (i % 4) {
            case 0 -> (Object) i;
            case 1 -> (long) i;
            case 2 -> (float) i;
            default -> (double) i;
          };
    }
    assertThat((Object[]) run(wat, arguments)).containsExactly(arguments);
  }

  @Test
  void constantsOfAllSizesAreOperands() {
    assertThat(
            run(
                """
                (func (export "f") (param f64) (result f64)
                  (f64.sub (f64.mul (f64.add (local.get 0) (f64.const 0.1)) (f64.const 4)) (f64.const 0x1.5p300)))
                """,
                1.0))
        .isEqualTo((1.0 + 0.1) * 4 - 0x1.5p300);
    assertThat(
            run(
                """
                (func (export "f") (param i64) (result i64)
                  (i64.xor (i64.add (local.get 0) (i64.const 0x123456789abcdef)) (i64.const -3)))
                """,
                17L))
        .isEqualTo(17L + 0x123456789abcdefL ^ -3L);
    assertThat(
            run(
                "(func (export \"f\") (param i32) (result i32) (i32.sub (i32.const 3) (local.get 0)))",
                10))
        .isEqualTo(-7);
    assertThat(
            run(
                "(func (export \"f\") (param i32) (result i32) (i32.rotr (local.get 0) (i32.const 40)))",
                0x12345678))
        .isEqualTo(Integer.rotateRight(0x12345678, 8));
    assertThat(
            run(
                "(func (export \"f\") (param i32) (result i32) (i32.sub (local.get 0) (i32.const 0x80000000)))",
                1))
        .isEqualTo(1 - Integer.MIN_VALUE);
  }

  @Test
  void zeroIsZeroInEveryFrame() {
    // Recursion leaves garbage where later frames lie; constants of zero must not be read from it.
    assertThat(
            run(
                """
                (func $g (param i32 i32) (result i32)
                  (select (i32.const 0) (local.get 1) (local.get 0)))
                (func $dirty (param i64 i64 i64 i64 i64 i64 i64 i64) (result i32)
                  (i32.wrap_i64 (i64.add (local.get 7) (local.get 6))))
                (func (export "f") (result i32)
                  (drop (call $dirty (i64.const -1) (i64.const -1) (i64.const -1) (i64.const -1)
                    (i64.const -1) (i64.const -1) (i64.const -1) (i64.const -1)))
                  (call $g (i32.const 1) (i32.const 5)))
                """))
        .isEqualTo(0);
  }

  @Test
  void divisionByConstantZeroTrapsWhenItIsExecuted() {
    String wat =
        "(func (export \"f\") (param i32) (result i32) (if (local.get 0) (then (drop (i32.div_s (i32.const 1) (i32.const 0))))) (i32.const 3))";
    assertThat(run(wat, 0)).isEqualTo(3);
    assertThatThrownBy(() -> run(wat, 1))
        .isInstanceOf(Trap.class)
        .hasMessage("integer divide by zero");
  }

  @Test
  void bitsOfNansSurviveConstantsMovesAndReinterpretation() {
    assertThat(
            run(
                """
                (func (export "f") (param i64) (result i64) (local f64)
                  (local.set 1 (f64.const -nan:0x4000000000001))
                  (i64.add (i64.reinterpret_f64 (local.get 1))
                    (i64.extend_i32_u (i32.reinterpret_f32 (f32.const nan:0x200001)))))
                """,
                0L))
        .isEqualTo(0xfff4000000000001L + 0x7fa00001L);
  }

  @Test
  void wrappedAndExtendedHalvesAreExact() {
    assertThat(
            run(
                """
                (func (export "f") (param i64) (result i64) (local i32)
                  (local.set 1 (i32.wrap_i64 (local.get 0)))
                  (i64.add (i64.extend_i32_u (local.get 1))
                    (i64.shl (i64.extend_i32_s (local.get 1)) (i64.const 1))))
                """,
                0x1234_8000_0001L))
        .isEqualTo(0x8000_0001L + ((long) 0x8000_0001 << 1));
  }

  @Test
  void addressesWrapButOffsetsDoNot() {
    String memory = "(memory 1) (data (i32.const 16) \"\\01\\02\\03\\04\\05\\06\\07\\08\")";
    assertThat(
            run(
                memory
                    + "(func (export \"f\") (param i32) (result i32) (i32.load (i32.add (local.get 0) (i32.const 32))))",
                -16))
        .isEqualTo(0x04030201);
    assertThat(
            run(
                memory
                    + "(func (export \"f\") (param i32 i32) (result i64) (i64.load (i32.add (local.get 0) (local.get 1))))",
                -16,
                32))
        .isEqualTo(0x0807060504030201L);
    for (String access :
        new String[] {
          "(i32.load offset=32 (local.get 0))",
          "(i32.load offset=65533 (i32.const 0))",
          "(i32.load offset=0xffffffff (i32.const 16))",
          "(i32.load8_u (i32.add (local.get 0) (i32.const 0x10010)))",
          "(i32.load16_s offset=1 (i32.add (local.get 0) (i32.const -1)))"
        }) {
      assertThatThrownBy(() ->
              run(memory + "(func (export \"f\") (param i32) (result i32) " + access + ")", -16))
          .as(access)
          .hasMessage("out of bounds memory access");
    }
    assertThat(
            run(
                memory
                    + "(func (export \"f\") (result i32) (i32.load8_u offset=65535 (i32.const 0)))"))
        .isEqualTo(0);
  }

  @Test
  void constantsAreStored() {
    assertThat(
            run(
                """
                (memory 1)
                (func (export "f") (param i32) (result i64)
                  (i32.store offset=4 (i32.add (local.get 0) (i32.const 8)) (i32.const 0x11223344))
                  (i32.store8 (i32.const 12) (i32.const 0x1ff))
                  (i32.store16 (i32.const 14) (i32.const 0))
                  (i64.load (i32.const 12)))
                """,
                0))
        .isEqualTo(0x0000_0000_0000_33ffL);
  }
}
