package io.wasmtier.spectest;

import io.wasmtier.runtime.References;
import io.wasmtier.runtime.V128;
import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.text.Pattern;
import io.wasmtier.text.ScriptValue;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ValType;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Compares results with what a script expects.
final class Results {
  private Results() {}

  /// {@return the argument that a script gives, boxed for [WasmFunction#call]}
  static @Nullable Object argument(ScriptValue value) {
    return switch (value) {
      case ScriptValue.I32(int number) -> number;
      case ScriptValue.I64(long number) -> number;
      case ScriptValue.F32(int bits) -> Float.intBitsToFloat(bits);
      case ScriptValue.F64(long bits) -> Double.longBitsToDouble(bits);
      case ScriptValue.V128(long low, long high) -> new V128(low, high);
      case ScriptValue.RefNull(AbstractHeap heap) -> null;
      case ScriptValue.RefExtern(int number) -> new HostReference(number);
      case ScriptValue.RefHost(int number) -> new HostReference(number);
    };
  }

  /// {@return whether the results are as the patterns say, one per result}
  static boolean match(List<Pattern> patterns, @Nullable Object[] results) {
    if (patterns.size() != results.length) {
      return false;
    }
    for (int i = 0; i < results.length; i++) {
      if (!matches(patterns.get(i), results[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(Pattern pattern, @Nullable Object result) {
    return switch (pattern) {
      case Pattern.Exactly(ScriptValue value) -> isExactly(value, result);
      case Pattern.Nan nan ->
          switch (result) {
            case Float number -> nan.width() == 32 && nan.matches(bits(number));
            case Double number -> nan.width() == 64 && nan.matches(bits(number));
            case null, default -> false;
          };
      case Pattern.Lanes(List<Pattern> lanes) ->
          result instanceof V128 vector && lanesMatch(lanes, vector);
      case Pattern.AnyNull() -> result == null;
      case Pattern.AnyRef(AbstractHeap heap) -> result != null && isOfKind(heap, result);
      case Pattern.Either(List<Pattern> patterns) ->
          patterns.stream().anyMatch(alternative -> matches(alternative, result));
    };
  }

  private static boolean isExactly(ScriptValue value, @Nullable Object result) {
    return switch (value) {
      case ScriptValue.I32(int number) -> result instanceof Integer found && found == number;
      case ScriptValue.I64(long number) -> result instanceof Long found && found == number;
      case ScriptValue.F32(int bits) ->
          result instanceof Float found && bits(found) == (bits & 0xFFFF_FFFFL);
      case ScriptValue.F64(long bits) -> result instanceof Double found && bits(found) == bits;
      case ScriptValue.V128(long low, long high) -> new V128(low, high).equals(result);
      case ScriptValue.RefNull(AbstractHeap heap) -> result == null;
      case ScriptValue.RefExtern(int number) -> new HostReference(number).equals(result);
      case ScriptValue.RefHost(int number) -> new HostReference(number).equals(result);
    };
  }

  private static boolean lanesMatch(List<Pattern> lanes, V128 vector) {
    int width = 128 / lanes.size();
    for (int i = 0; i < lanes.size(); i++) {
      int bit = i * width;
      long half = bit < 64 ? vector.low() : vector.high();
      Object lane =
          width == 64
              ? (Object) Double.longBitsToDouble(half)
              : Float.intBitsToFloat((int) (half >>> (bit & 63)));
      if (!matches(lanes.get(i), lane)) {
        return false;
      }
    }
    return true;
  }

  /// The static type of the result has been checked by the validator: an `externref` is any object.
  private static boolean isOfKind(AbstractHeap heap, Object result) {
    return switch (heap) {
      case ANY, EXTERN -> true;
      case FUNC -> result instanceof WasmFunction;
      case EXN -> result instanceof WasmException;
      case EQ, I31, STRUCT, ARRAY, CONT, NONE, NOFUNC, NOEXTERN, NOEXN, NOCONT ->
          References.matches(result, ValType.ref(false, heap));
    };
  }

  private static long bits(float number) {
    return Float.floatToRawIntBits(number) & 0xFFFF_FFFFL;
  }

  private static long bits(double number) {
    return Double.doubleToRawLongBits(number);
  }

  /// {@return results for a message, numbers that are not integers with their bits}
  static String text(@Nullable Object[] results) {
    StringBuilder text = new StringBuilder("[");
    for (Object result : results) {
      text.append(text.length() > 1 ? ", " : "").append(text(result));
    }
    return text.append(']').toString();
  }

  private static String text(@Nullable Object result) {
    return switch (result) {
      case null -> "null";
      case Integer number -> "i32 " + number;
      case Long number -> "i64 " + number;
      case Float number -> "f32 " + number + " (0x" + Long.toHexString(bits(number)) + ")";
      case Double number -> "f64 " + number + " (0x" + Long.toHexString(bits(number)) + ")";
      case HostReference host -> "host reference " + host.number();
      default -> result.toString();
    };
  }

  /// {@return patterns for a message}
  static String text(List<Pattern> patterns) {
    return patterns.stream().map(Results::text).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String text(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Exactly(ScriptValue.RefNull(AbstractHeap heap)) ->
          "null" + (heap == null ? "" : " " + heap.text());
      case Pattern.Exactly(ScriptValue value) -> text(argument(value));
      case Pattern.Nan(int width, boolean canonical) ->
          "f" + width + (canonical ? " nan:canonical" : " nan:arithmetic");
      case Pattern.Lanes(List<Pattern> lanes) -> "lanes " + text(lanes);
      case Pattern.AnyNull() -> "null";
      case Pattern.AnyRef(AbstractHeap heap) -> "any " + heap.text() + " reference";
      case Pattern.Either(List<Pattern> patterns) -> "either of " + text(patterns);
    };
  }
}
