package io.wasmtier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.decoder.BranchHints;
import io.wasmtier.decoder.Decoder;
import io.wasmtier.decoder.Encoder;
import io.wasmtier.decoder.SameModule;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.RecGroup;
import io.wasmtier.wasm.SubType;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.CustomSection;
import io.wasmtier.wasm.WasmModule.ElementSegment;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmModule.SegmentMode;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The parser, construct by construct.
///
/// File size: one test per construct of the grammar.
class WatParserTest {
  private static WasmModule parse(String text) {
    return WatParser.parse("test.wat", text, FeatureSet.ALL);
  }

  private static TextException fails(String text, FeatureSet features) {
    TextException error =
        catchThrowableOfType(
            TextException.class, () -> WatParser.parse("test.wat", text, features));
    assertThat(error).as(text).isNotNull();
    return error;
  }

  private static String error(String text) {
    TextException error = fails(text, FeatureSet.ALL);
    assertThat(error.failure()).isEqualTo(Failure.MALFORMED);
    return error.getMessage();
  }

  /// The code of a module's only body, without its locals, as hexadecimal digits.
  private static String code(String instructions) {
    return body("(func (param i32) (local i64) " + instructions + ")").substring(6);
  }

  private static String body(String module) {
    WasmModule parsed = parse(module);
    return HexFormat.of().formatHex(parsed.code().body(parsed.code().count() - 1).toArray());
  }

  /// The two forms of a module must be the same, and so must what comes back from the binary
  /// format.
  private static WasmModule same(String abbreviated, String full) {
    WasmModule module = parse(abbreviated);
    SameModule.assertSame(module, parse(full));
    SameModule.assertSame(
        Decoder.decode(Encoder.encode(module), FeatureSet.ALL),
        Decoder.decode(Encoder.encode(parse(full)), FeatureSet.ALL));
    return module;
  }

  @Test
  void emptyModules() {
    for (String text : new String[] {"", "(module)", " ;; nothing\n", "(module $m)"}) {
      assertThat(parse(text).types()).isEmpty();
    }
    assertThat(parse("(module $m)").names().module()).isEqualTo("m");
    assertThat(error("(module) (module)")).startsWith("unexpected token ");
    assertThat(error("(module))")).startsWith("unexpected token ");
    assertThat(error("(module")).startsWith("unexpected token");
  }

  @Test
  void abbreviationsOfDefinitions() {
    same(
        "(func (export \"a\") (export \"b\") (param i32 i64) (param f32) (result f64 i32) unreachable)",
        "(type (func (param i32) (param i64) (param f32) (result f64) (result i32))) (export \"a\" (func 0))"
            + " (export \"b\" (func 0)) (func (type 0) (unreachable))");
    same(
        "(memory (export \"m\") (import \"a\" \"b\") 1 2) (global $g (import \"a\" \"g\") (mut i32))",
        "(import \"a\" \"b\" (memory 1 2)) (import \"a\" \"g\" (global $g (mut i32))) (export \"m\" (memory 0))");
    same(
        "(table $t i64 funcref (elem $f $f)) (func $f)",
        "(table $t i64 2 2 funcref) (elem (table $t) (offset i64.const 0) funcref (item ref.func $f) (ref.func $f))"
            + " (func $f)");
    same(
        "(memory (data \"abc\" \"d\"))",
        "(memory 1 1) (data (memory 0) (offset (i32.const 0)) \"abcd\")");
    same(
        "(memory i64 (pagesize 1) (data \"abc\"))",
        "(memory i64 3 3 (pagesize 1)) (data (i64.const 0) \"abc\")");
    same(
        "(table 1 funcref) (func $f) (elem (i32.const 0) $f 0)",
        "(table 1 funcref) (func $f) (elem (table 0) (offset (i32.const 0)) func $f $f)");
    same(
        "(import \"m\" (item \"a\") (item \"b\") (func)) (import \"m\" (item \"c\" (memory 1)) (item \"d\" (tag)))",
        "(import \"m\" \"a\" (func)) (import \"m\" \"b\" (func)) (import \"m\" \"c\" (memory 1))"
            + " (import \"m\" \"d\" (tag))");
    same("(tag $e (export \"e\") (param i32))", "(tag $e (param i32)) (export \"e\" (tag $e))");
    same(
        "(type $a (func)) (type (sub final (func)))", "(type $a (sub final (func))) (type (func))");
    // Version 1.0 had indices of tables and memories without parentheses.
    same(
        "(table 1 funcref) (memory 1) (func $f) (elem 0 (i32.const 0) $f) (data 0 (i32.const 0) \"x\")",
        "(table 1 funcref) (memory 1) (func $f) (elem (i32.const 0) $f) (data (i32.const 0) \"x\")");
  }

  @Test
  void limitsOfTheirWidth() {
    assertThat(parse("(memory i64 0xffff_ffff_ffff_ffff)").memories().get(0).limits())
        .isEqualTo(new Limits(true, -1, 0, false));
    assertThat(parse("(memory 1 2 shared (pagesize 1))").memories())
        .containsExactly(new ExternType.Memory(new Limits(false, 1, 2, true), true, 0));
    assertThat(error("(memory 0x1_0000_0000_0000_0000)")).isEqualTo("i64 constant out of range");
    assertThat(error("(memory 1 (pagesize 3))")).isEqualTo("invalid custom page size");
    assertThat(parse("(table i32 1 2 (ref null 5) (ref.null 5))").tables().get(0).type())
        .isEqualTo(new ExternType.Table(new Limits(false, 1, 2, true), ValType.ref(true, 5)));
  }

  @Test
  void typesThatTypeUsesAppend() {
    WasmModule module =
        parse(
            """
            (func (param i32))
            (func (result i64) (block (param i32) (block (param i64)) drop) unreachable)
            (rec (type $r (func (param f32))))
            (func (param f32) (param))
            (type $s (sub (func (param f64))))
            (import "a" "b" (func (param f64)))
            (func (type $s) (param f64) (result))
            """
                .replace("(import \"a\" \"b\" (func (param f64)))", "(tag (param f64))"));
    List<SubType> types = module.types().stream().map(RecGroup::types).map(List::getFirst).toList();
    assertThat(types.stream().map(type -> ((FuncType) type.composite()).params()))
        .containsExactly(
            List.of(ValType.F32),
            List.of(ValType.F64),
            List.of(ValType.I32),
            List.of(),
            List.of(ValType.I64),
            List.of(ValType.F64));
    // A group of one is the same as no group; a type that is not final is another.
    assertThat(module.functions()).containsExactly(2, 3, 0, 1);
    assertThat(module.tags()).containsExactly(new ExternType.Tag(5));
    assertThat(error("(type (func (param i32))) (func (type 0) (param i64))"))
        .startsWith("inline function type");
    assertThat(error("(func (type 3) (param i64))")).isEqualTo("unknown type 3");
    assertThat(error("(type (struct)) (func (type 0) (param i64))"))
        .startsWith("inline function type");
    assertThat(error("(func (type 3) (local $x i32))")).isEqualTo("unknown type 3");
    assertThat(parse("(func (type 3))").functions()).containsExactly(3);
    assertThat(error("(func (result i32) (param i32))")).startsWith("unexpected token ");
  }

  @Test
  void foldedInstructions() {
    assertThat(code("(i32.add (local.get 0) (i32.const 1)) drop"))
        .isEqualTo("20004101" + "6a1a" + "0b");
    assertThat(
            code(
                "(drop (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))"))
        .isEqualTo("2000" + "047f" + "4101" + "05" + "4102" + "0b" + "1a0b");
    assertThat(code("(if (local.get 0) (then))")).isEqualTo("2000" + "0440" + "0b" + "0b");
    assertThat(code("(if (local.get 0) (nop) (then nop) (else))"))
        .isEqualTo("200001" + "0440" + "0105" + "0b0b");
    assertThat(code("(block $l (loop (br $l) (br_if 0 (local.get 0))))"))
        .isEqualTo("0240" + "0340" + "0c01" + "20000d00" + "0b" + "0b" + "0b");
    assertThat(code("local.get 0 if $x br $x else $x br 1 end $x"))
        .isEqualTo("2000" + "0440" + "0c00" + "05" + "0c01" + "0b" + "0b");
    assertThat(code("(drop (block (result i32) i32.const 1 (drop) (i32.const 2)))"))
        .isEqualTo("027f" + "4101" + "1a" + "4102" + "0b" + "1a" + "0b");
    for (String wrong :
        new String[] {
          "(i32.add nop (nop))",
          "(if)",
          "(if (then) (then))",
          "(if (then) (else) (else))",
          "(then)",
          "(else)",
          "(end)",
          "else",
          "end",
          "if else else end",
          "block else end",
          "(block end)",
          "(block",
          "block",
          "(if (then) nop)",
          "(block (then))",
          "(nop))",
          "(nop"
        }) {
      assertThat(error("(func " + wrong + ")")).as(wrong).startsWith("unexpected token");
    }
    assertThat(error("(func (foo))")).isEqualTo("unknown operator foo");
    assertThat(error("(func $f foo)")).isEqualTo("unknown operator foo");
    assertThat(error("(func block $a end $b)")).isEqualTo("mismatching label");
    assertThat(error("(func block end $b)")).isEqualTo("mismatching label");
    assertThat(error("(func block $a if $b else $a end end)")).isEqualTo("mismatching label");
    assertThat(error("(func block $a end br $a)")).isEqualTo("unknown label $a");
    assertThat(error("(func (if $a (br_if $a (nop)) (then)))")).isEqualTo("unknown label $a");
  }

  @Test
  void innermostLabelWins() {
    assertThat(code("block $a block $a br $a end br $a block $b br $a end end"))
        .isEqualTo("0240" + "0240" + "0c00" + "0b" + "0c00" + "0240" + "0c01" + "0b" + "0b" + "0b");
  }

  @Test
  void typeUsesOfInstructions() {
    String types =
        "(type $t (func (param i32) (result i32))) (table $a 1 funcref) (table $b 1 funcref) ";
    assertThat(body(types + "(func (drop (call_indirect (type $t) (i32.const 1) (i32.const 0))))"))
        .isEqualTo("00" + "41014100" + "110000" + "1a0b");
    assertThat(
            body(
                types
                    + "(func i32.const 1 i32.const 0 call_indirect $b (param i32) (result i32) drop)"))
        .isEqualTo("00" + "41014100" + "110001" + "1a0b");
    assertThat(body(types + "(func i32.const 1 (block (type $t)) loop (param i32) end)"))
        .isEqualTo("00" + "4101" + "0200" + "0b" + "03020b" + "0b");
    // Appended in the order of the unfolded instructions.
    WasmModule module =
        parse(
            "(table 1 funcref) (func (call_indirect (param i32) (call_indirect (result i32) (i32.const 0)) (i32.const 0)))");
    assertThat(HexFormat.of().formatHex(module.code().body(0).toArray()))
        .isEqualTo("00" + "4100" + "110100" + "4100" + "110200" + "0b");
    assertThat(error("(func (call_indirect (param $x i32)))")).startsWith("unexpected token ");
    assertThat(error("(func (call_indirect (result i32) (param i32)))"))
        .startsWith("unexpected token ");
    assertThat(error("(func (call_indirect (param i32) (type 0)))"))
        .startsWith("unexpected token ");
  }

  @Test
  void instructionsOfSeveralRows() {
    assertThat(code("select")).isEqualTo("1b0b");
    assertThat(code("select (result i32) (result)")).isEqualTo("1c017f0b");
    assertThat(code("(select (result))")).isEqualTo("1c000b");
    assertThat(code("ref.test (ref any) ref.test anyref ref.cast (ref null 1) ref.cast (ref 1)"))
        .isEqualTo("fb146e" + "fb156e" + "fb1701" + "fb1601" + "0b");
    assertThat(code("ref.cast_desc_eq (ref null (exact 0)) ref.cast_desc_eq (ref 0)"))
        .isEqualTo("fb246200" + "fb2300" + "0b");
    assertThat(code("br_on_cast 0 anyref (ref i31) br_on_cast_fail 0 (ref eq) (ref null none)"))
        .isEqualTo("fb1801006e6c" + "fb1902006d71" + "0b");
  }

  @Test
  void memoryArguments() {
    String memories = "(memory $a 1) (memory $b 1) (data $d) (data $e) (func ";
    assertThat(body(memories + "i32.load offset=0x1_0 align=1 i32.load)"))
        .isEqualTo("00" + "280010" + "280200" + "0b");
    assertThat(body(memories + "i64.store $b i64.store 1 offset=18446744073709551615)"))
        .isEqualTo("00" + "37430100" + "374301" + "ffffffffffffffffff01" + "0b");
    assertThat(
            body(memories + "v128.load8_lane 3 v128.load8_lane 1 2 v128.load8_lane $b offset=1 2)"))
        .isEqualTo("00" + "fd54000003" + "fd5440010002" + "fd5440010102" + "0b");
    assertThat(
            body(
                memories
                    + "memory.init 1 memory.init $b $e memory.copy memory.copy $b $a memory.size 1)"))
        .isEqualTo("00" + "fc080100" + "fc080101" + "fc0a0000" + "fc0a0100" + "3f01" + "0b");
    assertThat(error(memories + "i32.load align=0)")).isEqualTo("alignment must be a power of two");
    assertThat(error(memories + "i32.load align=3)")).isEqualTo("alignment must be a power of two");
    assertThat(error(memories + "i32.load align=-1)")).isEqualTo("unknown operator align=-1");
    assertThat(error(memories + "i32.load align=4 offset=1)"))
        .isEqualTo("unknown operator offset=1");
    assertThat(error(memories + "memory.copy $a)")).startsWith("unexpected token ");
    assertThat(parse(memories + "data.drop $e)").dataCount()).isEqualTo(2);
    assertThat(parse(memories + "nop)").dataCount()).isEqualTo(-1);
  }

  @Test
  void constants() {
    assertThat(code("i32.const 0xffff_ffff i32.const -2147483648 i64.const -1"))
        .isEqualTo("417f" + "4180808080" + "78" + "427f" + "0b");
    assertThat(code("f32.const 0x1p-149 f64.const -nan:0x1"))
        .isEqualTo("4301000000" + "44010000000000f0ff" + "0b");
    assertThat(code("v128.const i16x8 -1 0 1 2 3 4 5 65535 v128.const f64x2 1 -inf"))
        .isEqualTo(
            "fd0c"
                + "ffff0000010002000300040005"
                + "00ffff"
                + "fd0c000000000000f03f000000000000f0ff"
                + "0b");
    assertThat(code("i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 255"))
        .isEqualTo("fd0d" + "000102030405060708090a0b0c0d0eff" + "0b");
    assertThat(error("(func i32.const 4294967296)")).startsWith("constant out of range");
    assertThat(error("(func i32.const -2147483649)")).startsWith("constant out of range");
    assertThat(error("(func (v128.const i32x4 1 2 3))")).isEqualTo("wrong number of lane literals");
    assertThat(error("(func (v128.const i32x4 1 2 3 4 5))"))
        .isEqualTo("wrong number of lane literals");
    assertThat(error("(func i8x16.extract_lane_s 256)")).isEqualTo("i8 constant out of range");
    assertThat(error("(func i32.const 1.0)")).startsWith("unexpected token ");
    assertThat(error("(func i32.const 0x)")).isEqualTo("unknown operator 0x");
  }

  @Test
  void exceptions() {
    assertThat(
            body(
                "(tag $e) (func block $l (try_table $l (catch $e $l) (catch_all_ref 0) (br $l)) end)"))
        .isEqualTo("00" + "0240" + "1f40" + "02" + "000000" + "0300" + "0c00" + "0b" + "0b" + "0b");
    String legacy = "(tag $e) (func ";
    assertThat(body(legacy + "try $l throw $e catch $e rethrow $l catch_all nop end)"))
        .isEqualTo("00" + "0640" + "0800" + "0700" + "0900" + "19" + "01" + "0b" + "0b");
    assertThat(body(legacy + "(try $l (do (throw $e)) (catch $e (rethrow $l)) (catch_all nop)))"))
        .isEqualTo("00" + "0640" + "0800" + "0700" + "0900" + "19" + "01" + "0b" + "0b");
    assertThat(body(legacy + "try $l try nop delegate $l end)"))
        .isEqualTo("00" + "0640" + "0640" + "01" + "1800" + "0b" + "0b");
    assertThat(body(legacy + "(try $l (do (try (do nop) (delegate $l))) (catch_all)))"))
        .isEqualTo("00" + "0640" + "0640" + "01" + "1800" + "19" + "0b" + "0b");
    for (String wrong :
        new String[] {
          "catch_all", "delegate 0", "(try (do) (catch_all) (catch_all))",
              "(try (do) (catch_all) (delegate 0))",
          "(try (catch_all))", "try catch_all catch_all end", "try catch_all delegate 0",
              "try else end",
          "(try (do) (delegate 0) (delegate 0))"
        }) {
      assertThat(error(legacy + wrong + ")")).as(wrong).startsWith("unexpected token");
    }
  }

  @Test
  void stackSwitching() {
    String prefix = "(type $f (func)) (type $c (cont $f)) (tag $e) (func ";
    assertThat(body(prefix + "block $l resume $c (on $e $l) (on 0 switch) end)"))
        .isEqualTo("00" + "0240" + "e301" + "02" + "000000" + "0100" + "0b" + "0b");
    assertThat(
            body(
                prefix
                    + "(resume_throw $c $e (on $e 0) (local.get 0)) (switch $c $e) (cont.bind $c 1))"))
        .isEqualTo("00" + "2000" + "e40100" + "01000000" + "e60100" + "e10101" + "0b");
  }

  @Test
  void structuresWithNamedFields() {
    WasmModule module =
        parse(
            "(type $a (struct (field $x i8) (field i32 (mut i64)) (field $y (mut (ref null $a)))))"
                + "(type $b (struct (field $y i32))) (func struct.get_s $a $x struct.set $a $y struct.get $b $y)");
    assertThat(HexFormat.of().formatHex(module.code().body(0).toArray()))
        .isEqualTo("00" + "fb030000" + "fb050003" + "fb020100" + "0b");
    assertThat(module.names().fields())
        .isEqualTo(Map.of(0, Map.of(0, "x", 3, "y"), 1, Map.of(0, "y")));
    assertThat(error("(type (struct (field $x i32) (field $x i32)))"))
        .isEqualTo("duplicate field $x");
    assertThat(error("(type $b (struct)) (func struct.get $b $y)")).isEqualTo("unknown field $y");
  }

  @Test
  void elementSegments() {
    List<ElementSegment> segments =
        parse(
                """
                (table $s 1 funcref) (table $t 1 externref) (func $f)
                (elem (i32.const 0) $f) (elem func $f) (elem (table $t) (i32.const 0) func $f) (elem declare func $f)
                (elem (i32.const 0) funcref (ref.func $f)) (elem externref (item ref.null extern))
                (elem (table $t) (offset i32.const 0) externref (ref.null extern)) (elem declare (ref $x) (ref.func 0))
                (elem (ref func)) (type $x (func))
                """)
            .elements();
    assertThat(segments.stream().map(ElementSegment::flags))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 5);
    assertThat(segments.get(3).mode()).isEqualTo(SegmentMode.DECLARATIVE);
    assertThat(segments.get(1).type()).isEqualTo(ValType.ref(false, AbstractHeap.FUNC));
    assertThat(segments.get(7).type()).isEqualTo(ValType.ref(false, 0));
    assertThat(segments.get(8).size()).isZero();
  }

  @Test
  void names() {
    Names names =
        parse(
                """
                (module $m
                  (import "a" "b" (func $imported (param $ignored i32)))
                  (type $t (func (param i32))) (table $tab 0 funcref) (memory $mem 0) (global $glob i32 (i32.const 0))
                  (elem $el func) (data $dat "") (tag $tg)
                  (func $f (type $t) (local i32) (local $l i32)
                    (block (block $b1) (if $b2 (block $inner (result i32) i32.const 0) (then))) loop $b3 end)
                  (func $g (@name "other name") (param $"quoted p" i32) (param i64)))
                """)
            .names();
    assertThat(names.module()).isEqualTo("m");
    assertThat(names.functions()).isEqualTo(Map.of(0, "imported", 1, "f", 2, "other name"));
    assertThat(names.locals()).isEqualTo(Map.of(1, Map.of(2, "l"), 2, Map.of(0, "quoted p")));
    // In the order of the unfolded blocks.
    assertThat(names.labels()).isEqualTo(Map.of(1, Map.of(1, "b1", 2, "inner", 3, "b2", 4, "b3")));
    assertThat(List.of(names.types(), names.tables(), names.memories(), names.globals()))
        .containsExactly(Map.of(0, "t"), Map.of(0, "tab"), Map.of(0, "mem"), Map.of(0, "glob"));
    assertThat(List.of(names.elements(), names.data(), names.tags()))
        .containsExactly(Map.of(0, "el"), Map.of(0, "dat"), Map.of(0, "tg"));
    assertThat(parse("(func)").names()).isSameAs(Names.NONE);
  }

  @Test
  void identifiers() {
    for (String kind : new String[] {"func", "memory", "table", "global", "tag"}) {
      String rest =
          kind.equals("func") || kind.equals("tag")
              ? ""
              : kind.equals("global") ? "i32" : "1 funcref";
      String type = kind.equals("memory") ? "1" : rest;
      String one = "(import \"\" \"\" (" + kind + " $x " + type + "))";
      assertThat(error(one + one)).isEqualTo("duplicate " + kind + " $x");
      assertThat(error("(export \"\" (" + kind + " $x))")).isEqualTo("unknown " + kind + " $x");
    }
    assertThat(error("(func (param $x i32) (local $x i32))")).isEqualTo("duplicate local $x");
    assertThat(error("(func (local.get $x))")).isEqualTo("unknown local $x");
    assertThat(error("(type $x (func)) (type $x (func))")).isEqualTo("duplicate type $x");
    assertThat(error("(global (ref $x) (ref.null 0))")).isEqualTo("unknown type $x");
    assertThat(error("(import \"\" (item \"a\") (func $f))")).isEqualTo("identifier not allowed");
    assertThat(error("(func) (import \"\" \"\" (func))")).isEqualTo("import after function");
    assertThat(error("(memory 1) (tag (import \"\" \"\"))")).isEqualTo("import after memory");
    assertThat(error("(func) (start 0) (start 0)")).isEqualTo("multiple start sections");
    WasmModule module = parse("(func (call $g)) (func $g (export \"\") (call 0)) (start $g)");
    assertThat(module.start()).isEqualTo(1);
    assertThat(module.exports()).containsExactly(new Export("", ExternKind.FUNC, 1));
  }

  @Test
  void customSections() {
    WasmModule module =
        parse(
            """
            (@custom "z") (func (nop)) (global i32 (i32.const 0))
            (@custom "a" (before global) "\\01" "\\02") (@custom "b" (after func))
            (@custom "first" (before first)) (@custom "last" (after last) "x")
            """);
    assertThat(module.customs().stream().map(CustomSection::name))
        .containsExactly("first", "b", "a", "z", "last");
    assertThat(module.customs().stream().map(CustomSection::place))
        .containsExactly(0, 3, 3, 10, 10);
    assertThat(module.customs().get(2).bytes().toArray()).containsExactly(1, 2);
    SameModule.assertSame(Decoder.decode(Encoder.encode(module), FeatureSet.ALL), module);
    assertThat(error("(@custom 1)")).isEqualTo("@custom annotation: missing section name");
    assertThat(error("(@custom \"a\" (before last))"))
        .isEqualTo("@custom annotation: malformed section kind");
    assertThat(error("(func (@custom \"a\"))")).isEqualTo("misplaced @custom annotation");
    assertThat(error("(func (@name 1))")).isEqualTo("@name annotation: unexpected token");
  }

  @Test
  void branchHints() {
    WasmModule module =
        parse(
            """
            (import "" "" (func))
            (func (param i32) (local i64)
              (@metadata.code.branch_hint "\\01") (if (local.get 0) (then))
              block local.get 0 (@metadata.code.branch_hint "\\00") br_if 0 end
              (block (@metadata.code.branch_hint "\\01") (br_if 0 (local.get 0))))
            """);
    CustomSection section = module.custom(BranchHints.SECTION);
    assertThat(section).isNotNull();
    // Body: 3 bytes of locals, local.get, then `if` at 5; block at 8, br_if at 12; the last br_if
    // at 19.
    assertThat(HexFormat.of().formatHex(section.bytes().toArray()))
        .isEqualTo("01" + "01" + "03" + "050101" + "0c0100" + "130101");
    assertThat(error("(@metadata.code.branch_hint \"\\01\") (func)"))
        .endsWith("annotation: not in a function");
    assertThat(error("(func (@metadata.code.branch_hint \"\\02\") if end)"))
        .endsWith("annotation: invalid value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SIMD | (func (param v128))",
        "SIMD | (func v128.not)",
        "GC | (type (struct))",
        "GC | (func ref.eq)",
        "EXCEPTIONS | (func throw_ref)",
        "EXCEPTIONS | (func (param exnref))",
        "THREADS | (memory 1 1 shared)",
        "THREADS | (func atomic.fence)",
        "MEMORY64 | (memory i64 1)",
        "TAIL_CALL | (func return_call 0)",
        "MULTI_MEMORY | (func i32.load 1)",
        "CUSTOM_PAGE_SIZES | (memory 1 (pagesize 1))",
        "COMPACT_IMPORTS | (import \"\" (item \"\" (func)))",
        "STACK_SWITCHING | (type (cont 0))",
        "CUSTOM_DESCRIPTORS | (func (param (ref (exact 0))))",
        "CUSTOM_DESCRIPTORS | (type (descriptor 0) (struct))",
        "LEGACY_EXCEPTIONS | (func try end)",
        "WIDE_ARITHMETIC | (func i64.add128)",
        "FUNCTION_REFERENCES | (func (param (ref func)))",
        "MULTI_VALUE | (func block (param i32) end)",
        "BULK_MEMORY | (data \"\")",
        "REFERENCE_TYPES | (elem declare func)",
      })
  void featuresThatAreOff(Feature feature, String text) {
    parse(text);
    TextException error = fails(text, FeatureSet.ALL.without(feature));
    assertThat(error.failure()).isEqualTo(Failure.MALFORMED);
    assertThat(error.getMessage()).contains(feature.label());
  }

  /// Every row of the table that can stand alone is found by its mnemonic and gated by its feature.
  @ParameterizedTest
  @EnumSource(Opcode.class)
  void everyInstruction(Opcode opcode) {
    if (ImmediateParser.isStructured(opcode.shape())) {
      return;
    }
    StringBuilder text = new StringBuilder("(func ").append(opcode.mnemonic());
    boolean reference =
        opcode.mnemonic().equals("ref.test") || opcode.mnemonic().startsWith("ref.cast");
    for (Immediate immediate : opcode.immediates()) {
      text.append(
          switch (immediate) {
            case LABEL,
                LABELS,
                FUNC,
                GLOBAL,
                LOCAL,
                TAG,
                DATA,
                ELEM,
                FIELD,
                COUNT,
                LANE,
                I32,
                I64,
                F32,
                F64 ->
                " 0";
            case TYPE -> opcode.immediates().contains(Immediate.TABLE) ? " (type 0)" : " 0";
            case TABLE, MEMORY, MEMARG, ZERO, CATCHES, HANDLERS, BLOCK_TYPE, CAST_FLAGS -> "";
            case LANES -> " 0".repeat(16);
            case V128 -> " i64x2 0 0";
            case HEAP_TYPE ->
                opcode.immediates().contains(Immediate.CAST_FLAGS)
                    ? " funcref"
                    : reference
                        ? " (ref " + (opcode.isNullableVariant() ? "null " : "") + "0)"
                        : " func";
            case VALUE_TYPES -> " (result i32)";
          });
    }
    WasmModule module = parse(text.append(")").toString());
    var reader =
        new io.wasmtier.decoder.InstructionReader(
            module.code().body(0).reader(), FeatureSet.ALL, 1);
    reader.input().u8();
    assertThat(reader.next()).isEqualTo(opcode);
    assertThat(reader.next()).isEqualTo(Opcode.END);
    assertThat(reader.atEnd()).isTrue();
    if (opcode.feature() != Feature.MVP) {
      String message =
          fails(text.toString(), FeatureSet.ALL.without(opcode.feature())).getMessage();
      assertThat(message).contains(opcode.feature().label());
    }
  }

  @Test
  void anyDepth() {
    int deep = 100_000;
    String folded = "(i32.eqz ".repeat(deep) + "(local.get 0)" + ")".repeat(deep);
    assertThat(body("(func (param i32) (result i32) " + folded + ")"))
        .hasSize(2 * (1 + 2 + deep + 1));
    String blocks = "block $l ".repeat(deep) + "br $l end $l ".repeat(deep);
    assertThat(body("(func " + blocks + ")")).hasSize(2 * (1 + 5 * deep + 1));
    String ifs = "(if (i32.const 1) (then ".repeat(deep) + "))".repeat(deep);
    assertThat(body("(func " + ifs + ")")).hasSize(2 * (1 + 5 * deep + 1));
    assertThat(error("(".repeat(10 * deep))).startsWith("unexpected token ");
    assertThat(error("(func " + "(block ".repeat(deep))).startsWith("unexpected token");
    assertThat(error("(@a" + "(".repeat(10 * deep))).isEqualTo("unclosed annotation");
    assertThat(error("(;".repeat(10 * deep))).isEqualTo("unclosed comment");
  }

  @Test
  void placeOfErrors() {
    TextException error = fails("(module\n  (func\n    (drop (i32.foo))))\n", FeatureSet.ALL);
    assertThat(error.describe())
        .isEqualTo("test.wat:3:12: unknown operator i32.foo\n    (drop (i32.foo))))\n           ^");
    TextException invalid = fails("(global (ref 4294967295) (ref.null 0))", FeatureSet.ALL);
    assertThat(invalid.failure()).isEqualTo(Failure.INVALID);
    assertThat(invalid.getMessage()).isEqualTo("unknown type 4294967295");
  }
}
