package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.GuestArray;
import io.wasmtier.runtime.abi.HeapExhausted;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.ArrayType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.ValType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The module `wasm:js-string` (proposal: JS String Builtins, section "JS String Builtin API"), on
/// Java strings, which are sequences of UTF-16 code units like JavaScript's. Where JavaScript would
/// throw a `WebAssembly.RuntimeError`, this traps.
final class JsStringBuiltins {
  private static final String MODULE = "wasm:js-string";
  private static final ValType STRING = ValType.ref(false, AbstractHeap.EXTERN);

  /// Held here, because types live only as long as somebody holds them.
  private static final DefType CODE_UNITS =
      DefType.array(new ArrayType(new FieldType(ValType.I16, true)));

  private static final ValType ARRAY = new ValType(CODE_UNITS.ref(true));

  /// The type of an imported string constant.
  static final ExternType.Global CONSTANT = new ExternType.Global(STRING, false);

  private JsStringBuiltins() {}

  static void defineIn(Linker linker) {
    ValType any = ValType.EXTERNREF;
    ValType i32 = ValType.I32;
    define(linker, "cast", List.of(any), STRING, c -> c.returnRef(string(c.ref(0))));
    define(linker, "test", List.of(any), i32, c -> c.returnI32(c.ref(0) instanceof String ? 1 : 0));
    allocating(
        linker,
        "fromCharCodeArray",
        List.of(ARRAY, i32, i32),
        STRING,
        c -> c.returnRef(fromCharCodeArray(array(c.ref(0)), c.i32(1), c.i32(2))));
    define(
        linker,
        "intoCharCodeArray",
        List.of(any, ARRAY, i32),
        i32,
        c -> c.returnI32(intoCharCodeArray(string(c.ref(0)), array(c.ref(1)), c.i32(2))));
    allocating(
        linker,
        "fromCharCode",
        List.of(i32),
        STRING,
        c -> c.returnRef(String.valueOf((char) c.i32(0))));
    allocating(
        linker, "fromCodePoint", List.of(i32), STRING, c -> c.returnRef(fromCodePoint(c.i32(0))));
    define(
        linker,
        "charCodeAt",
        List.of(any, i32),
        i32,
        c -> c.returnI32(string(c.ref(0)).charAt(position(string(c.ref(0)), c.i32(1)))));
    define(
        linker,
        "codePointAt",
        List.of(any, i32),
        i32,
        c -> c.returnI32(string(c.ref(0)).codePointAt(position(string(c.ref(0)), c.i32(1)))));
    define(linker, "length", List.of(any), i32, c -> c.returnI32(string(c.ref(0)).length()));
    allocating(
        linker,
        "concat",
        List.of(any, any),
        STRING,
        c -> c.returnRef(concat(string(c.ref(0)), string(c.ref(1)))));
    allocating(
        linker,
        "substring",
        List.of(any, i32, i32),
        STRING,
        c -> c.returnRef(substring(string(c.ref(0)), c.i32(1), c.i32(2))));
    define(
        linker,
        "equals",
        List.of(any, any),
        i32,
        c -> c.returnI32(equal(c.ref(0), c.ref(1)) ? 1 : 0));
    define(
        linker,
        "compare",
        List.of(any, any),
        i32,
        c -> c.returnI32(Integer.signum(string(c.ref(0)).compareTo(string(c.ref(1))))));
  }

  private static void define(
      Linker linker, String name, List<ValType> params, ValType result, HostFunction body) {
    linker.function(MODULE, name, new FuncType(params, List.of(result)), body);
  }

  /// Defines what makes a string: when there is no room for one, it ends like any allocation of the
  /// guest's, not in an error of Java's.
  private static void allocating(
      Linker linker, String name, List<ValType> params, ValType result, HostFunction body) {
    define(
        linker,
        name,
        params,
        result,
        call -> {
          try {
            body.call(call);
          } catch (OutOfMemoryError e) {
            throw HeapExhausted.INSTANCE;
          }
        });
  }

  private static String string(@Nullable Object value) {
    if (value instanceof String string) {
      return string;
    }
    throw Trap.of(TrapKind.CAST_FAILURE);
  }

  private static GuestArray array(@Nullable Object value) {
    if (value instanceof GuestArray array) {
      return array;
    }
    throw Trap.of(TrapKind.NULL_ARRAY_REFERENCE);
  }

  private static int position(String string, int index) {
    if (Integer.compareUnsigned(index, string.length()) >= 0) {
      throw Trap.of(TrapKind.OUT_OF_BOUNDS_STRING_ACCESS);
    }
    return index;
  }

  private static String fromCharCodeArray(GuestArray array, int start, int end) {
    if (Integer.compareUnsigned(start, end) > 0
        || Integer.compareUnsigned(end, array.length()) > 0) {
      throw Trap.of(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS);
    }
    char[] units = new char[end - start];
    for (int i = 0; i < units.length; i++) {
      units[i] = (char) array.getBits(start + i);
    }
    return new String(units);
  }

  private static int intoCharCodeArray(String string, GuestArray array, int start) {
    if (Integer.compareUnsigned(start, array.length()) > 0
        || string.length() > array.length() - start) {
      throw Trap.of(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS);
    }
    for (int i = 0; i < string.length(); i++) {
      array.setBits(start + i, string.charAt(i));
    }
    return string.length();
  }

  private static String fromCodePoint(int codePoint) {
    if (!Character.isValidCodePoint(codePoint)) {
      throw Trap.of(TrapKind.INVALID_CODE_POINT);
    }
    return Character.toString(codePoint);
  }

  // Java's longest string is about twice as long; nobody should find out how long exactly.
  private static String concat(String first, String second) {
    if ((long) first.length() + second.length() > Integer.MAX_VALUE / 4) {
      throw Trap.of(TrapKind.ALLOCATION_SIZE_TOO_LARGE);
    }
    return first.concat(second);
  }

  private static String substring(String string, int start, int end) {
    int length = string.length();
    if (Integer.compareUnsigned(start, end) > 0 || Integer.compareUnsigned(start, length) > 0) {
      return "";
    }
    return string.substring(start, Integer.compareUnsigned(end, length) > 0 ? length : end);
  }

  private static boolean equal(@Nullable Object first, @Nullable Object second) {
    // Null is no string, but may be compared; anything else may not, whatever the other one is.
    @Nullable String left = first == null ? null : string(first);
    @Nullable String right = second == null ? null : string(second);
    return Objects.equals(left, right);
  }
}
