package io.wasmtier.cli;

import io.wasmtier.runtime.V128;
import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values on the command line: arguments read by their type, results printed so that they can be
/// read again.
final class ValueText {
  /// Parameters that a message lists.
  private static final int SHOWN = 8;

  private static final int F32_QUIET = 0x400000;
  private static final long F64_QUIET = 0x8000000000000L;

  private ValueText() {}

  /// {@return arguments of a function's parameter types}
  ///
  /// @throws CommandException if their number is wrong or one does not fit its type
  static @Nullable Object[] parse(String function, FuncType type, List<String> texts) {
    List<ValType> params = type.params();
    if (texts.size() != params.size()) {
      throw new CommandException(
          ExitCode.USAGE,
          function
              + " takes "
              + params.size()
              + (params.size() == 1 ? " argument " : " arguments ")
              + list(params)
              + ", found "
              + texts.size());
    }
    @Nullable Object[] values = new Object[texts.size()];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = parse(params.get(i).bits(), texts.get(i));
      } catch (ArithmeticException e) {
        throw argument(i, function, texts.get(i), "is out of range for ", params.get(i));
      } catch (NumberFormatException e) {
        throw argument(i, function, texts.get(i), "is no ", params.get(i));
      }
    }
    return values;
  }

  private static CommandException argument(
      int index, String function, String text, String problem, ValType type) {
    return new CommandException(
        ExitCode.USAGE,
        "argument " + (index + 1) + " of " + function + ": '" + text + "' " + problem + type);
  }

  /// {@return types as a list, cut if it is long}
  private static String list(List<ValType> types) {
    if (types.size() <= SHOWN) {
      return types.toString();
    }
    String first = types.subList(0, SHOWN).toString();
    return first.substring(0, first.length() - 1) + ", … (" + (types.size() - SHOWN) + " more)]";
  }

  private static @Nullable Object parse(int type, String text) {
    return switch (type) {
      case ValType.BITS_I32 -> (int) integer(text, 32);
      case ValType.BITS_I64 -> integer(text, 64);
      case ValType.BITS_F32 -> f32(text);
      case ValType.BITS_F64 -> f64(text);
      case ValType.BITS_V128 -> v128(text);
      default -> reference(type, text);
    };
  }

  private static NumberFormatException wrong() {
    return new NumberFormatException();
  }

  /// Signed or unsigned in the width.
  private static long integer(String text, int width) {
    String digits = text.replace("_", "");
    boolean negative = digits.startsWith("-");
    int at = negative || digits.startsWith("+") ? 1 : 0;
    boolean hex = digits.startsWith("0x", at);
    at += hex ? 2 : 0;
    if (at == digits.length() || Character.digit(digits.charAt(at), 16) < 0) {
      throw wrong();
    }
    long magnitude = Long.parseUnsignedLong(digits.substring(at), hex ? 16 : 10);
    long most = negative ? 1L << (width - 1) : width == 64 ? -1L : (1L << width) - 1;
    if (Long.compareUnsigned(magnitude, most) > 0) {
      throw wrong();
    }
    return negative ? -magnitude : magnitude;
  }

  private static float f32(String text) {
    String digits = text.replace("_", "");
    int bits =
        special(digits)
            ? (int) nan(digits, F32_QUIET, 0x7F800000)
            : Float.floatToRawIntBits((float) inRange(Float.parseFloat(finite(digits))));
    return Float.intBitsToFloat(digits.startsWith("-") ? bits | Integer.MIN_VALUE : bits);
  }

  private static double f64(String text) {
    String digits = text.replace("_", "");
    long bits =
        special(digits)
            ? nan(digits, F64_QUIET, 0x7FF0000000000000L)
            : Double.doubleToRawLongBits(inRange(Double.parseDouble(finite(digits))));
    return Double.longBitsToDouble(digits.startsWith("-") ? bits | Long.MIN_VALUE : bits);
  }

  // Infinity is meant where it is written.
  private static double inRange(double number) {
    if (Double.isInfinite(number)) {
      throw new ArithmeticException();
    }
    return number;
  }

  private static boolean special(String text) {
    return text.endsWith("inf") || text.contains("nan");
  }

  /// {@return the bits of `inf`, `nan` or `nan:0x..` without the sign}
  private static long nan(String text, long quiet, long infinity) {
    String word = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (word.equals("inf")) {
      return infinity;
    } else if (word.equals("nan")) {
      return infinity | quiet;
    } else if (!word.startsWith("nan:0x")) {
      throw wrong();
    }
    long payload = Long.parseUnsignedLong(word.substring(6), 16);
    if (payload == 0 || Long.compareUnsigned(payload, 2 * quiet - 1) > 0) {
      throw wrong();
    }
    return infinity | payload;
  }

  /// {@return a number as Java writes it, which knows suffixes and no hexadecimal number without
  /// exponent}
  private static String finite(String text) {
    boolean hex = text.contains("0x") || text.contains("0X");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean known =
          c >= '0' && c <= '9' || c == '.' || c == '+' || c == '-' || c == 'e' || c == 'E';
      if (!known && !(hex && (c == 'x' || c == 'p' || c == 'P' || Character.digit(c, 16) >= 0))) {
        throw wrong();
      }
    }
    return hex && text.indexOf('p') < 0 && text.indexOf('P') < 0 ? text + "p0" : text;
  }

  private static V128 v128(String text) {
    String digits = text.replace("_", "");
    if (digits.length() != 34
        || !digits.startsWith("0x")
        || Character.digit(digits.charAt(2), 16) < 0) {
      throw wrong();
    }
    return new V128(
        Long.parseUnsignedLong(digits.substring(18), 16),
        Long.parseUnsignedLong(digits.substring(2, 18), 16));
  }

  private static @Nullable Object reference(int type, String text) {
    if (text.equals("null") && ValType.isNullable(type)) {
      return null;
    }
    // The guest can only hand it back, so a string is as good as anything.
    if (!ValType.isConcrete(type) && AbstractHeap.of(ValType.heap(type)) == AbstractHeap.EXTERN) {
      return text;
    }
    throw wrong();
  }

  /// {@return a value as [io.wasmtier.runtime.WasmFunction#call] gives it}
  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Float number -> of(number);
      case Double number -> of(number);
      case V128 vector -> "0x" + hex(vector.high()) + hex(vector.low());
      case WasmFunction function -> "funcref";
      case WasmException exception -> "exnref";
      case Number number -> number.toString();
      case String host -> host;
      default -> "ref";
    };
  }

  private static String hex(long bits) {
    String digits = Long.toHexString(bits);
    return "0".repeat(16 - digits.length()) + digits;
  }

  private static String of(Float number) {
    int bits = Float.floatToRawIntBits(number);
    return Float.isNaN(number)
        ? nanText(bits < 0, bits & 2 * F32_QUIET - 1, F32_QUIET)
        : plain(Float.toString(number));
  }

  private static String of(Double number) {
    long bits = Double.doubleToRawLongBits(number);
    return Double.isNaN(number)
        ? nanText(bits < 0, bits & 2 * F64_QUIET - 1, F64_QUIET)
        : plain(Double.toString(number));
  }

  private static String nanText(boolean negative, long payload, long quiet) {
    return (negative ? "-nan" : "nan")
        + (payload == quiet ? "" : ":0x" + Long.toHexString(payload));
  }

  /// Java's shortest digits, without `.0`.
  private static String plain(String text) {
    if (text.endsWith("Infinity")) {
      return text.startsWith("-") ? "-inf" : "inf";
    }
    return text.endsWith(".0")
        ? text.substring(0, text.length() - 2)
        : text.replace(".0E", "e").replace('E', 'e');
  }

  /// {@return the results of a call, of any number}
  static @Nullable Object[] results(FuncType type, @Nullable Object returned) {
    return switch (type.results().size()) {
      case 0 -> new Object[0];
      case 1 -> new @Nullable Object[] {returned};
      default -> (@Nullable Object[]) java.util.Objects.requireNonNull(returned);
    };
  }
}
