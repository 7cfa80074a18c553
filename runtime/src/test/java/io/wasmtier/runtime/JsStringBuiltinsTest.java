package io.wasmtier.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The builtins, called by a guest that exports each of them and copies through an array of its
/// own.
class JsStringBuiltinsTest {
  private static final String GUEST =
      """
      (module
        (type $units (array (mut i16)))
        (import "wasm:js-string" "cast" (func $cast (param externref) (result (ref extern))))
        (import "wasm:js-string" "test" (func $test (param externref) (result i32)))
        (import "wasm:js-string" "fromCharCodeArray"
          (func $from (param (ref null $units) i32 i32) (result (ref extern))))
        (import "wasm:js-string" "intoCharCodeArray"
          (func $into (param externref (ref null $units) i32) (result i32)))
        (import "wasm:js-string" "fromCharCode" (func $fromCharCode (param i32) (result (ref extern))))
        (import "wasm:js-string" "fromCodePoint" (func $fromCodePoint (param i32) (result (ref extern))))
        (import "wasm:js-string" "charCodeAt" (func $charCodeAt (param externref i32) (result i32)))
        (import "wasm:js-string" "codePointAt" (func $codePointAt (param externref i32) (result i32)))
        (import "wasm:js-string" "length" (func $length (param externref) (result i32)))
        (import "wasm:js-string" "concat" (func $concat (param externref externref) (result (ref extern))))
        (import "wasm:js-string" "substring" (func $substring (param externref i32 i32) (result (ref extern))))
        (import "wasm:js-string" "equals" (func $equals (param externref externref) (result i32)))
        (import "wasm:js-string" "compare" (func $compare (param externref externref) (result i32)))
        (import "'" "héllo" (global $constant (ref extern)))
        (export "cast" (func $cast)) (export "test" (func $test))
        (export "fromCharCode" (func $fromCharCode)) (export "fromCodePoint" (func $fromCodePoint))
        (export "charCodeAt" (func $charCodeAt)) (export "codePointAt" (func $codePointAt))
        (export "length" (func $length)) (export "concat" (func $concat))
        (export "substring" (func $substring)) (export "equals" (func $equals))
        (export "compare" (func $compare))
        (func (export "constant") (result externref) (global.get $constant))
        (func (export "throughArray") (param $s externref) (param $size i32) (param $at i32)
          (param $from i32) (param $to i32) (result externref)
          (local $a (ref $units))
          (local.set $a (array.new_default $units (local.get $size)))
          (drop (call $into (local.get $s) (local.get $a) (local.get $at)))
          (call $from (local.get $a) (local.get $from) (local.get $to)))
        (func (export "nullArray") (result externref)
          (call $from (ref.null $units) (i32.const 0) (i32.const 0))))
      """;

  private final Fixture fixture = new Fixture();
  private final Instance guest;

  JsStringBuiltinsTest() {
    fixture.linker.jsStringBuiltins().stringConstants("'");
    guest = fixture.instance(GUEST);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Object call(String name, Object... arguments) {
    return guest.function(name).call(arguments);
  }

  private void traps(TrapKind kind, String name, Object... arguments) {
    Trap trap = (Trap) Fixture.fails(Failure.TRAP, () -> call(name, arguments));
    assertThat(trap.kind()).isEqualTo(kind);
  }

  @Test
  void stringsAreToldFromOtherObjects() {
    assertThat(call("test", "a")).isEqualTo(1);
    assertThat(call("test", 1)).isEqualTo(0);
    assertThat(call("test", (Object) null)).isEqualTo(0);
    assertThat(call("cast", "a")).isEqualTo("a");
    traps(TrapKind.CAST_FAILURE, "cast", 1);
    traps(TrapKind.CAST_FAILURE, "length", (Object) null);
  }

  @Test
  void codeUnitsAndCodePoints() {
    assertThat(call("fromCharCode", 0x1_0041)).isEqualTo("A");
    assertThat(call("fromCodePoint", 0x1F600)).isEqualTo("\uD83D\uDE00");
    traps(TrapKind.INVALID_CODE_POINT, "fromCodePoint", 0x110000);
    traps(TrapKind.INVALID_CODE_POINT, "fromCodePoint", -1);
    assertThat(call("charCodeAt", "\uD83D\uDE00", 1)).isEqualTo(0xDE00);
    assertThat(call("codePointAt", "\uD83D\uDE00", 0)).isEqualTo(0x1F600);
    assertThat(call("codePointAt", "\uD83D", 0)).isEqualTo(0xD83D);
    traps(TrapKind.OUT_OF_BOUNDS_STRING_ACCESS, "charCodeAt", "abc", 3);
    traps(TrapKind.OUT_OF_BOUNDS_STRING_ACCESS, "codePointAt", "abc", -1);
  }

  @Test
  void partsAndComparisons() {
    assertThat(call("length", "héllo")).isEqualTo(5);
    assertThat(call("concat", "ab", "cd")).isEqualTo("abcd");
    assertThat(call("substring", "abcdef", 2, 4)).isEqualTo("cd");
    assertThat(call("substring", "abcdef", 2, -1)).isEqualTo("cdef");
    assertThat(call("substring", "abcdef", 4, 2)).isEqualTo("");
    assertThat(call("substring", "abcdef", 7, 9)).isEqualTo("");
    assertThat(call("equals", "a", "a")).isEqualTo(1);
    assertThat(call("equals", "a", null)).isEqualTo(0);
    assertThat(call("equals", null, null)).isEqualTo(1);
    traps(TrapKind.CAST_FAILURE, "equals", "a", 1);
    traps(TrapKind.CAST_FAILURE, "equals", 1, "a");
    traps(TrapKind.CAST_FAILURE, "equals", null, 1);
    traps(TrapKind.CAST_FAILURE, "equals", 1, null);
    assertThat(call("compare", "a", "b")).isEqualTo(-1);
    assertThat(call("compare", "b", "a")).isEqualTo(1);
    assertThat(call("compare", "a", "a")).isEqualTo(0);
    traps(TrapKind.CAST_FAILURE, "compare", "a", null);
  }

  @Test
  void stringsGoThroughArrays() {
    assertThat(call("throughArray", "hello", 8, 2, 2, 7)).isEqualTo("hello");
    assertThat(call("throughArray", "hello", 8, 3, 0, 8)).isEqualTo("\0\0\0hello");
    traps(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS, "throughArray", "hello", 8, 4, 0, 0);
    traps(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS, "throughArray", "hello", 8, 0, 3, 2);
    traps(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS, "throughArray", "hello", 8, 0, 0, 9);
    traps(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS, "throughArray", "hello", 8, -1, 0, 0);
    traps(TrapKind.NULL_ARRAY_REFERENCE, "nullArray");
  }

  @Test
  void constantsAreTheNamesOfTheirImports() {
    assertThat(call("constant")).isEqualTo("héllo");
  }
}
