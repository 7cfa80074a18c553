package io.wasmtier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What printed modules look like.
class PrinterTest {
  private static WasmModule parse(String text) {
    return WatParser.parse("test", text, FeatureSet.ALL);
  }

  /// Prints what a text becomes on the way through the binary format.
  private static String throughBinary(String text) {
    return Printer.print(Decoder.decode(Encoder.encode(parse(text), true), FeatureSet.ALL));
  }

  @Test
  void whatDoesNotExistIsANumberThoughItHasAName() {
    WasmModule named =
        parse(
            """
            (module
              (type $s (struct (field $a i32) (field $b i32)))
              (func $f (param $p i32) (local $l i32)
                (call $g) (call 7) (drop (local.get $l)) (drop (local.get 5)) (drop (local.get $p))
                (drop (global.get 3)) (drop (struct.get $s 4 (ref.null $s)))
                (drop (ref.null 9)) (drop (memory.size 2)) (table.copy 3 4 (i32.const 0)))
              (func $g)
              (export "e" (func 7)) (start 8))
            """);
    Map<Integer, String> all = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      all.put(i, "n" + i);
    }
    Names names =
        new Names(
            null, all, Map.of(0, all), Map.of(), all, all, all, all, all, all, Map.of(0, all), all);
    WasmModule module = Decoder.decode(Encoder.encode(named), FeatureSet.ALL);
    WasmModule misnamed =
        new WasmModule(
            module.types(),
            module.imports(),
            module.functions(),
            module.tables(),
            module.memories(),
            module.tags(),
            module.globals(),
            module.exports(),
            module.start(),
            module.elements(),
            module.dataCount(),
            module.code(),
            module.data(),
            List.of(),
            names,
            module.source());
    String text = Printer.print(misnamed);
    assertThat(text)
        .contains("call $n1", "call 7", "local.get $n1", "local.get 5", "local.get $n0")
        .contains("global.get 3", "struct.get $n0 4", "ref.null 9", "memory.size 2")
        .contains("table.copy 3 4", "(func 7)", "(start 8)")
        .doesNotContain("$n3", "$n5", "$n7", "$n8", "$n9");
    assertThat(Printer.print(parse(text))).isEqualTo(text);
  }

  @Test
  void definitionsOfAllKinds() {
    String text =
        """
        (module $m
          (type $f (;0;) (func (param i32) (result i64 f32)))
          (rec
            (type $s (;1;) (sub (struct (field $x (mut i8)) (field (ref null $a)))))
            (type $a (;2;) (array (mut v128))))
          (type (;3;) (sub final $s (struct (field (mut i8)) (field (ref $a)) (field anyref))))
          (import "a \\"b\\"" "\\00\\e2\\98\\83é" (func $i (;0;) (type $f)))
          (import "" "" (memory $mem (;0;) i64 1 2 shared))
          (table $t (;0;) 1 10 funcref)
          (table (;1;) 3 (ref $s) (struct.new_default $s))
          (memory (;1;) 1 (pagesize 1))
          (tag $e (;0;) (type 4))
          (global $g (;0;) (mut i32) i32.const 1 i32.const 2 i32.add)
          (export "f" (func 1))
          (export "t" (table $t))
          (start $i)
          (elem (;0;) (offset (i32.const 0)) func $i 1)
          (elem $p (;1;) (ref null $s) (item (ref.null $s)) (item ref.null none ref.as_non_null))
          (elem (;2;) declare func 1)
          (elem (;3;) (table 1) (offset (i32.const 0)) (ref $s))
          (func (;1;) (type $f) (param $p i32) (result i64 f32)
            (local i32 f64) (local $l v128)
            unreachable)
          (data $d (;0;) (memory 1) (offset (i32.const 0)) "\\00a\\22\\5c\\ff")
          (data (;1;) "passive")
          (@custom "c" (after data) "\\01"))
        """;
    String source = text.replace("(tag $e (;0;) (type 4))", "(tag $e (;0;) (param i32))");
    assertThat(Printer.print(parse(source)))
        .isEqualTo(
            text.replace("\n  (import \"a", "\n  (type (;4;) (func (param i32)))\n  (import \"a")
                .replace("\\22", "\\\"")
                .replace("\\5c", "\\\\"));
  }

  @Test
  void instructionsAreIndentedAndUnreachableOnesPrinted() {
    assertThat(
            throughBinary(
                """
                (module
                  (memory $m 1) (memory $n 1) (table $t 1 funcref) (tag $e (param i32))
                  (func $f (param $x i32) (result i32)
                    (block $out (result i32)
                      (try_table (catch $e $out) (catch_all 1)
                        (loop $again (br_if $again (local.get $x)) (br $again))
                        (drop (i32.load8_u $n offset=4 (i32.const 0))))
                      (return (i32.const 1)) (i64.const -1) (f32.const nan:0x200000)
                      (block $out (br $out) (br 1))
                      (if (i32.const 0) (then) (else nop))
                      (br_table $out 1 $out (i32.const 0))
                      (call_indirect $t (type 0))
                      (i64.store align=1 (i32.const 0) (i64.const 0))
                      (memory.copy $n $m)
                      (drop (v128.const i64x2 1 -1))
                      (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31))))
                """))
        .contains(
            """
              (func $f (;0;) (type 1) (param $x i32) (result i32)
                block $out (result i32) (;@1;)
                  try_table (catch $e $out) (catch_all 1) (;@2;)
                    loop $again (;@3;)
                      local.get $x
                      br_if $again
                      br $again
                    end
                    i32.const 0
                    i32.load8_u $n offset=4
                    drop
                  end
                  i32.const 1
                  return
                  i64.const -1
                  f32.const nan:0x200000
                  block $out (;@2;)
                    br $out
                    br 1
                  end
                  i32.const 0
                  if (;@2;)
                  else
                    nop
                  end
                  i32.const 0
                  br_table $out 1 $out
                  call_indirect (type 0)
                  i32.const 0
                  i64.const 0
                  i64.store align=1
                  memory.copy $n $m
                  v128.const i32x4 0x1 0x0 0xffffffff 0xffffffff
                  drop
                  i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
                end)
            """
                .stripTrailing());
  }

  @Test
  void namesThatAreNoIdentifiers() {
    String text =
        throughBinary(
            """
            (module
              (func $"a b" call $"a b" call 1 call 2)
              (func (@name "a b"))
              (func $ok (@name "x\\"y")))
            """);
    assertThat(text)
        .contains("(func $\"a b\" (;0;)")
        .contains("call $\"a b\"\n    call 1\n    call $\"x\\\"y\"")
        .contains("(func (@name \"a b\") (;1;)")
        .contains("(func $\"x\\\"y\" (;2;)");
  }

  @Test
  void branchHints() {
    String text =
        """
        (module
          (type (;0;) (func (param i32)))
          (func (;0;) (type 0) (param i32)
            local.get 0
            (@metadata.code.branch_hint "\\00") if (;@1;)
              local.get 0
              (@metadata.code.branch_hint "\\01") br_if 1
            end))
        """;
    assertThat(throughBinary(text)).isEqualTo(text);
  }

  @Test
  void proposals() {
    String text =
        """
        (module
          (type $f (;0;) (func))
          (type $k (;1;) (cont $f))
          (rec
            (type $d (;2;) (descriptor $v) (struct))
            (type $v (;3;) (describes $d) (struct)))
          (import "" "" (func (;0;) (exact (type $f))))
          (tag $e (;0;) (type $f))
          (func (;1;) (type $f)
            block $l (result (ref $k)) (;@1;)
              ref.null $k
              resume $k (on $e $l) (on $e switch)
              ref.null $k
              resume_throw $k $e (on $e 0)
              ref.null $k
              switch $k $e
              br_on_cast_desc_eq $l (ref null any) (ref (exact $d))
              ref.cast (ref null $d)
            end
            try (;@1;)
            catch $e
              rethrow 0
            catch_all
            end
            try (;@1;)
            delegate 0))
        """;
    assertThat(throughBinary(text)).isEqualTo(text.replace("(on $e 0)", "(on $e $l)"));
  }

  @Test
  void malformedBodyIsAnErrorWithItsFunction() {
    byte[] bytes = Encoder.encode(parse("(module (import \"\" \"\" (func)) (func nop))"));
    bytes[bytes.length - 2] = (byte) 0x27; // no instruction
    WasmModule module = Decoder.decode(bytes);
    assertThatThrownBy(() -> Printer.print(module))
        .isInstanceOfSatisfying(
            WasmtierException.class,
            e -> {
              assertThat(e.function()).isEqualTo(1);
              assertThat(e.offset()).isEqualTo(bytes.length - 2);
            })
        .hasMessage("illegal opcode 27");
  }

  @Property
  void everyF32ComesBack(@ForAll int bits) {
    assertThat(constant("f32.const", bits, new StringBuilder())).isEqualTo(bits);
  }

  @Property
  void everyF64ComesBack(@ForAll long bits) {
    StringBuilder text = new StringBuilder();
    PrinterTokens.f64(text, bits);
    WasmModule module = parse("(module (global f64 (f64.const " + text + ")))");
    assertThat(module.globals().get(0).init().code().reader())
        .satisfies(in -> {
          in.u8();
          assertThat(in.i64()).as(text.toString()).isEqualTo(bits);
        });
  }

  private static int constant(String mnemonic, int bits, StringBuilder text) {
    PrinterTokens.f32(text, bits);
    WasmModule module = parse("(module (global f32 (" + mnemonic + " " + text + ")))");
    io.wasmtier.wasm.ByteReader in = module.globals().get(0).init().code().reader();
    in.u8();
    return in.i32();
  }

  @Property
  void everyStringComesBack(@ForAll String name) {
    String valid =
        new String(
            name.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.nio.charset.StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder("(module (memory 0) (export ");
    PrinterTokens.string(text, valid);
    text.append(" (memory 0)))");
    assertThat(parse(text.toString()).exports().get(0).name()).isEqualTo(valid);
  }

  @Test
  void specialFloats() {
    assertThat(f32(0x7FC00000)).isEqualTo("nan");
    assertThat(f32(0xFFC00000)).isEqualTo("-nan");
    assertThat(f32(0x7F800001)).isEqualTo("nan:0x1");
    assertThat(f32(0xFF800000)).isEqualTo("-inf");
    assertThat(f32(0x80000000)).isEqualTo("-0.0");
    assertThat(f32(1)).isEqualTo("1.4E-45");
  }

  private static String f32(int bits) {
    StringBuilder text = new StringBuilder();
    PrinterTokens.f32(text, bits);
    return text.toString();
  }
}
