package io.wasmtier.runtime.interp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.decoder.Decoder;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.References;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.validator.Validator;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Structures, arrays, scalars and casts in the interpreter, beyond what the specification's suite
/// tests: how operands lie in registers, what a host sees, and what happens when there is no more
/// memory.
class GcTest {
  private static final String LIST =
      """
      (type $node (sub (struct (field $next (mut (ref null $node))) (field $value i32))))
      (type $leaf (sub $node (struct (field $next (mut (ref null $node))) (field $value i32) (field f64))))
      (type $twig (sub $node (struct (field $next (mut (ref null $node))) (field $value i32) (field i64))))
      """;

  private static void traps(TrapKind kind, String fields, Object... arguments) {
    Trap trap = catchThrowableOfType(Trap.class, () -> Guest.run(fields, arguments));
    assertThat(trap.kind()).isEqualTo(kind);
    assertThat(trap.wasmStack()).isNotEmpty();
  }

  // Operands: constants and locals are not copied when they are pushed.

  @Test
  void fieldsFromConstantsAndLocals() {
    Object result =
        Guest.run(
            """
            (type $s (struct (field i8) (field v128) (field i32) (field f64) (field anyref) (field i64)))
            (func (export "f") (param i32 i64 externref) (result i32 i32 i64 i32 f64 externref i64)
              (local $s (ref null $s))
              (local.set $s
                (struct.new $s (i32.const 0x1FF) (v128.const i64x2 5 6) (local.get 0) (f64.const 1.5)
                  (any.convert_extern (local.get 2)) (local.get 1)))
              (local.set 0 (i32.const 0))
              (struct.get_u $s 0 (local.get $s))
              (struct.get_s $s 0 (local.get $s))
              (i64x2.extract_lane 1 (struct.get $s 1 (local.get $s)))
              (struct.get $s 2 (local.get $s))
              (struct.get $s 3 (local.get $s))
              (extern.convert_any (struct.get $s 4 (local.get $s)))
              (struct.get $s 5 (local.get $s)))
            """,
            -7,
            1L << 40,
            "host");
    assertThat((Object[]) result).containsExactly(255, -1, 6L, -7, 1.5, "host", 1L << 40);
  }

  @Test
  void theResultMayGoWhereAnOperandWas() {
    Object result =
        Guest.run(
            """
            (type $a (array (mut v128)))
            (type $r (array (mut eqref)))
            (func (export "f") (result i64 i64 i32 i32)
              (local $a (ref null $a)) (local $r (ref null $r)) (local $v v128)
              (local.set $a (array.new $a (v128.const i64x2 1 2) (i32.const 3)))
              (array.set $a (local.get $a) (i32.const 2) (v128.const i64x2 3 4))
              (local.set $v (array.get $a (local.get $a) (i32.const 2)))
              (array.fill $a (local.get $a) (i32.const 0) (local.get $v) (i32.const 1))
              (i64x2.extract_lane 0 (array.get $a (local.get $a) (i32.const 0)))
              (i64x2.extract_lane 1 (array.get $a (local.get $a) (i32.const 1)))
              (local.set $r (array.new_fixed $r 3 (ref.i31 (i32.const 9)) (local.get $a) (ref.null none)))
              (local.set $r (array.new $r (array.get $r (local.get $r) (i32.const 0)) (array.len (local.get $r))))
              (i31.get_s (ref.cast (ref i31) (array.get $r (local.get $r) (i32.const 2))))
              (ref.eq (array.get $r (local.get $r) (i32.const 1)) (ref.i31 (i32.const 9))))
            """);
    assertThat((Object[]) result).containsExactly(3L, 2L, 9, 1);
  }

  @ParameterizedTest
  @CsvSource({"0, 100, 1", "1, 101, 2", "2, 304, 3", "3, 12, 4"})
  void branchesOnCastsCarryValues(int which, int expected, int second) {
    // The label of the function itself, and labels that are not where the values are.
    String module =
        LIST
            + """
            (func $pick (param i32) (result anyref)
              (block $2 (block $1 (block $0 (br_table $0 $1 $2 (local.get 0)))
                (return (struct.new $leaf (ref.null none) (i32.const 0) (f64.const 0))))
               (return (struct.new $twig (ref.null none) (i32.const 1) (i64.const 0))))
              (if (result anyref) (i32.eq (local.get 0) (i32.const 2))
                (then (struct.new $node (ref.null none) (i32.const 2)))
                (else (ref.i31 (i32.const 7)))))
            (func $returns (param anyref) (result i32 (ref null $node))
              (i32.const 5) (i32.const 302)
              (br_on_cast 0 anyref (ref $node) (local.get 0))
              (drop) (drop) (ref.null none))
            (func (export "f") (param i32) (result i32 i32) (local $x anyref)
              (local.set $x (call $pick (local.get 0)))
              (block $twig (result i32 (ref $twig))
                (block $leaf (result i32 (ref $leaf))
                  (i32.const 22) (i32.const 100) (local.get $x)
                  (br_on_cast $leaf anyref (ref $leaf))
                  (br_on_cast $twig anyref (ref $twig))
                  (drop) (drop) (drop)
                  (if (ref.test (ref $node) (local.get $x))
                    (then
                      (call $returns (local.get $x))
                      (i32.add (struct.get $node $value)) (i32.const 3) (return)))
                  (call $returns (local.get $x))
                  (drop)
                  (i32.add (i31.get_u (ref.cast i31ref (local.get $x))))
                  (i32.const 4) (return))
                (i32.add (struct.get $leaf $value)) (i32.const 1) (return))
              (i32.add (struct.get $twig $value)) (i32.const 2))
            """;
    Object result = Guest.run(module, which);
    assertThat((Object[]) result).containsExactly(expected, second);
  }

  @Test
  void branchesOnFailedCastsFallThroughWithTheCastType() {
    String module =
        LIST
            + """
            (func (export "f") (param i32) (result i32) (local $x (ref null $node))
              (local.set $x
                (if (result (ref $node)) (local.get 0)
                  (then (struct.new $leaf (ref.null none) (i32.const 40) (f64.const 2)))
                  (else (struct.new $twig (ref.null none) (i32.const 50) (i64.const 9)))))
              (block $fail (result i32 (ref null $node))
                (i32.const 1)
                (br_on_cast_fail $fail (ref null $node) (ref $leaf) (local.get $x))
                (return (i32.add (i32.trunc_f64_s (struct.get $leaf 2)))))
              (i32.add (struct.get $node $value)))
            """;
    assertThat(Guest.run(module, 1)).isEqualTo(3);
    assertThat(Guest.run(module, 0)).isEqualTo(51);
  }

  // Casts.

  @Test
  void manyCasts() {
    String module =
        LIST
            + """
            (func (export "f") (param $n i32) (result i32) (local $sum i32)
              (local $a (ref null $node)) (local $b (ref null $node)) (local $t (ref null $node))
              (local.set $a (struct.new $leaf (ref.null none) (i32.const 1) (f64.const 2)))
              (local.set $b (struct.new $twig (ref.null none) (i32.const 3) (i64.const 2)))
              (loop $l
                (local.set $sum (i32.add (local.get $sum)
                  (block $done (result i32)
                    (if (ref.test (ref $leaf) (local.get $a))
                      (then (br $done (struct.get $leaf $value (ref.cast (ref $leaf) (local.get $a))))))
                    (block $no (result (ref null $node))
                      (br_on_cast_fail $no (ref null $node) (ref $twig) (local.get $a))
                      (br $done (struct.get $twig $value)))
                    (drop) (unreachable))))
                (local.set $t (local.get $a)) (local.set $a (local.get $b)) (local.set $b (local.get $t))
                (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
              (local.get $sum))
            """;
    assertThat(Guest.run(module, 2_000_000)).isEqualTo(4_000_000);
  }

  @Test
  void casts() {
    traps(
        TrapKind.CAST_FAILURE,
        LIST
            + """
            (func (export "f") (result i32)
              (struct.get $leaf $value (ref.cast (ref $leaf) (struct.new_default $node))))
            """);
    traps(
        TrapKind.CAST_FAILURE,
        "(func (export \"f\") (param externref) (drop (ref.cast (ref eq) (any.convert_extern (local.get 0)))))",
        1);
  }

  @Test
  void descriptors() {
    FeatureSet features = FeatureSet.DEFAULT.apply("+custom-descriptors");
    try (Guest guest =
        new Guest(
            """
            (module
              (rec
                (type $a (sub (descriptor $d) (struct (field i32))))
                (type $d (sub (describes $a) (struct (field $tag i32)))))
              (rec
                (type $b (sub $a (descriptor $e) (struct (field i32) (field i64))))
                (type $e (sub $d (describes $b) (struct (field $tag i32)))))
              (func (export "tag") (param i32) (result i32)
                (struct.get $d $tag
                  (ref.get_desc $a
                    (if (result (ref $a)) (local.get 0)
                      (then (struct.new_desc $a (i32.const 1) (struct.new $d (i32.const 10))))
                      (else (struct.new_default_desc $b (struct.new $e (i32.const 20)))))))))
            """,
            features)) {
      assertThat(guest.call("tag", 1)).isEqualTo(10);
      assertThat(guest.call("tag", 0)).isEqualTo(20);
    }
  }

  // The host's side.

  @Test
  void hostObjectsKeepIdentity() {
    String module =
        """
        (type $s (struct (field (mut anyref))))
        (func (export "f") (param externref) (result externref) (local $s (ref $s))
          (local.set $s (struct.new $s (any.convert_extern (local.get 0))))
          (extern.convert_any (struct.get $s 0 (local.get $s))))
        """;
    Object host = new Object();
    assertThat(Guest.run(module, host)).isSameAs(host);
    assertThat(Guest.run(module, (Object) null)).isNull();
  }

  @Test
  void guestObjectsComeBackAsWhatTheyAre() {
    try (Guest guest =
        new Guest(
            "(module "
                + LIST
                + """
                (func (export "struct") (result (ref $leaf)) (struct.new $leaf (ref.null none) (i32.const 6) (f64.const 1)))
                (func (export "twig") (result (ref $twig)) (struct.new_default $twig))
                (func (export "i31") (param i32) (result i31ref) (ref.i31 (local.get 0)))
                (func (export "extern") (result externref) (extern.convert_any (struct.new_default $node)))
                (func (export "value") (param (ref $leaf)) (result i32) (struct.get $leaf $value (local.get 0)))
                (func (export "isNode") (param externref) (result i32)
                  (ref.test (ref $node) (any.convert_extern (local.get 0)))))
                """)) {
      Object struct = guest.call("struct");
      assertThat(guest.call("value", struct)).isEqualTo(6);
      assertThat(guest.call("isNode", struct)).isEqualTo(1);
      assertThat(guest.call("isNode", guest.call("extern"))).isEqualTo(1);
      assertThat(guest.call("isNode", guest.call("i31", 4))).isEqualTo(0);
      assertThat(guest.call("isNode", "host")).isEqualTo(0);
      isRefused(guest, guest.call("twig"));
      isRefused(guest, "host");
      isRefused(guest, null);
      assertThat(References.matches(struct, ValType.ref(false, AbstractHeap.STRUCT))).isTrue();
      assertThat(References.matches(struct, ValType.ref(false, AbstractHeap.ARRAY))).isFalse();
      assertThat(References.matches(struct, ValType.ANYREF)).isTrue();
      assertThat(References.same(guest.call("i31", 1 << 20), guest.call("i31", 1 << 20))).isTrue();
      assertThat(References.same(struct, guest.call("struct"))).isFalse();
      assertThat(catchThrowable(() -> References.matches(struct, ValType.I32)))
          .isInstanceOf(WasmtierException.class);
    }
  }

  private static void isRefused(Guest guest, @Nullable Object argument) {
    WasmtierException error =
        catchThrowableOfType(WasmtierException.class, () -> guest.call("value", argument));
    assertThat(error.failure()).isEqualTo(Failure.USAGE);
  }

  @Test
  void typesOfTwoModulesAreEqual() {
    try (Guest one =
            new Guest(
                "(module "
                    + LIST
                    + "(func (export \"f\") (result (ref $leaf)) (struct.new_default $leaf)))");
        Guest other =
            new Guest(
                "(module (type (func)) "
                    + LIST
                    + "(func (export \"f\") (param anyref) (result i32) (ref.test (ref $leaf) (local.get 0))))")) {
      assertThat(other.call("f", one.call("f"))).isEqualTo(1);
    }
  }

  // Limits.

  @Test
  void absurdArraysTrap() {
    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      traps(
          TrapKind.ALLOCATION_SIZE_TOO_LARGE,
          "(type $a (array i64)) (func (export \"f\") (param i32) (drop (array.new_default $a (local.get 0))))",
          length);
    }
  }

  @Test
  void fiftyMillionShortLivedStructures() throws IOException, InterruptedException {
    assertThat(child("256m", "short-lived")).isEqualTo("50000000");
  }

  @Test
  void aFullHeapEndsTheGuestNotTheProcess() throws IOException, InterruptedException {
    assertThat(child("64m", "full")).isEqualTo("EXHAUSTION 42");
  }

  @Test
  void stringsThatFillTheHeapEndTheGuestNotTheProcess() throws IOException, InterruptedException {
    assertThat(child("64m", "strings")).isEqualTo("EXHAUSTION 42");
  }

  /// {@return the folder or archive a class comes from; test classes may be patched into a module,
  /// whose place is another}
  private static String root(Class<?> type) {
    String name = type.getName().replace('.', '/') + ".class";
    String url =
        String.valueOf(type.getResource("/" + name)).replaceAll("^jar:|!?/" + name + "$", "");
    return Path.of(URI.create(url)).toString();
  }

  /// Runs [#main] with a heap of its own.
  private static String child(String heap, String what) throws IOException, InterruptedException {
    String path =
        Stream.of(GcTest.class, Engine.class, Validator.class, LinearMemory.class, Decoder.class)
            .map(GcTest::root)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                path,
                GcTest.class.getName(),
                what)
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      return output.strip();
    } finally {
      process.destroyForcibly();
    }
  }

  /// The child's side.
  public static void main(String[] arguments) {
    if (arguments[0].equals("strings")) {
      strings();
      return;
    }
    try (Guest guest =
        new Guest(
            "(module "
                + LIST
                + """
                (func (export "short-lived") (param $n i32) (result i32) (local $sum i32) (local $s (ref null $node))
                  (loop $l
                    (local.set $s (struct.new $node (local.get $s) (i32.const 1)))
                    (local.set $sum (i32.add (local.get $sum) (struct.get $node $value (local.get $s))))
                    (if (i32.eqz (i32.and (local.get $n) (i32.const 1023))) (then (local.set $s (ref.null none))))
                    (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                  (local.get $sum))
                (func (export "full") (local $s (ref null $node))
                  (loop $l
                    (local.set $s (struct.new $node (local.get $s) (i32.const 1)))
                    (br $l)))
                (func (export "after") (result i32)
                  (struct.get $node $value (struct.new $node (struct.new_default $node) (i32.const 42)))))
                """)) {
      if (arguments[0].equals("full")) {
        try {
          guest.call("full");
        } catch (WasmtierException e) {
          System.out.println(e.failure() + " " + guest.call("after"));
        }
      } else {
        System.out.println(guest.call("short-lived", 50_000_000));
      }
    }
  }

  private static void strings() {
    try (Engine engine = new Engine();
        Store store = engine.newStore()) {
      Instance guest =
          new Linker()
              .jsStringBuiltins()
              .instantiate(
                  store,
                  engine.loadText(
                      """
                      (module
                        (import "wasm:js-string" "concat"
                          (func $concat (param externref externref) (result (ref extern))))
                        (import "wasm:js-string" "length" (func $length (param externref) (result i32)))
                        (func (export "double") (param $s externref)
                          (loop $l
                            (local.set $s (call $concat (local.get $s) (local.get $s)))
                            (br $l)))
                        (func (export "length") (param externref) (result i32)
                          (call $length (local.get 0))))
                      """));
      try {
        guest.function("double").call("text");
      } catch (WasmtierException e) {
        System.out.println(e.failure() + " " + guest.function("length").call("x".repeat(42)));
      }
    }
  }
}
