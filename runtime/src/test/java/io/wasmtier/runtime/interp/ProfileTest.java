package io.wasmtier.runtime.interp;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Opcode;
import org.junit.jupiter.api.Test;

/// What the interpreter counts.
class ProfileTest {
  /// {@return the offset of the only byte with a code that follows another}
  private static long offset(Guest guest, int before, Opcode opcode) {
    for (int i = 1; i < guest.bytes.length; i++) {
      if ((guest.bytes[i] & 0xFF) == opcode.code() && (guest.bytes[i - 1] & 0xFF) == before) {
        return i;
      }
    }
    throw new AssertionError(opcode);
  }

  @Test
  void callsBranchesAndTargetsAreCounted() {
    try (Guest guest =
        new Guest(
            """
            (module
              (table 3 funcref) (elem (i32.const 0) $a $b $c)
              (func $a) (func $b) (func $c)
              (func $f (export "f") (param i32)
                (loop $l
                  (if (i32.lt_s (local.get 0) (i32.const 3)) (then (call_indirect (i32.const 0))) (else (call $a)))
                  (call_indirect (local.get 0))
                  (block $x (block $y (br_table $x $y (local.get 0))))
                  (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                  (br_if $l (i32.ge_s (local.get 0) (i32.const 0))))))
            """)) {
      assertThat(guest.profile("f").calls()).isZero();
      for (int i = 0; i < 5; i++) {
        guest.call("f", 2);
      }
      Profile profile = guest.profile("f");
      assertThat(profile.calls()).isEqualTo(5);
      assertThat(profile.backEdges()).isEqualTo(10);
      long branch = offset(guest, Opcode.I32_GE_S.code(), Opcode.BR_IF);
      assertThat(profile.held(branch)).isEqualTo(10);
      assertThat(profile.failed(branch)).isEqualTo(5);
      long condition = offset(guest, Opcode.I32_LT_S.code(), Opcode.IF);
      assertThat(profile.held(condition)).isEqualTo(15);
      assertThat(profile.failed(condition)).isZero();
      // The one behind `local.get 0`, not the one behind a constant.
      long table = offset(guest, 0, Opcode.BR_TABLE);
      assertThat(profile.choices(table)).containsExactly(5, 10);
      long indirect = table;
      while ((guest.bytes[(int) --indirect] & 0xFF) != Opcode.CALL_INDIRECT.code()) {
        assertThat(indirect).isPositive();
      }
      assertThat(profile.targets(indirect)).containsExactly(2, 5, 1, 5, 5);
      assertThat(profile.held(0)).isZero();
    }
  }
}
