package io.wasmtier.text;

import java.nio.charset.StandardCharsets;

/// Numbers of the text format (spec: Text Format, Values): integers with underscores and in
/// hexadecimal, floating-point numbers rounded once and exactly to their own width. Not
/// thread-safe.
///
/// The methods say whether a number is in range; [#value] has it then. They expect what [#classify]
/// accepted.
final class NumberParser {
  /// What [#classify] finds: an unsigned integer, a signed one, a floating-point number, or no
  /// number at all.
  static final int NAT = 1, INT = 2, FLOAT = 3, NONE = 0;

  /// The bits of the number read last.
  long value;

  /// {@return which kind of number the bytes are, all of them: [#NAT], [#INT], [#FLOAT] or [#NONE]}
  static int classify(byte[] text, int from, int to) {
    int at = from;
    boolean signed = text[at] == '+' || text[at] == '-';
    if (signed && ++at == to) {
      return NONE;
    }
    int rest = to - at;
    if (text[at] == 'i' || text[at] == 'n') {
      boolean special = rest == 3 && (is(text, at, "inf") || is(text, at, "nan"));
      boolean payload = rest > 6 && is(text, at, "nan:0x") && digits(text, at + 6, to, 16) == to;
      return special || payload ? FLOAT : NONE;
    }
    int radix = rest > 2 && text[at] == '0' && text[at + 1] == 'x' ? 16 : 10;
    at = digits(text, radix == 16 ? at + 2 : at, to, radix);
    if (at < 0) {
      return NONE;
    }
    if (at == to) {
      return signed ? INT : NAT;
    }
    if (text[at] == '.') {
      at++;
      if (at < to && digit(text[at], radix) >= 0) {
        at = digits(text, at, to, radix);
      }
    }
    if (at >= 0 && at < to && (text[at] | 0x20) == (radix == 16 ? 'p' : 'e')) {
      at++;
      if (at < to && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      at = digits(text, at, to, 10);
    }
    return at == to ? FLOAT : NONE;
  }

  /// {@return the index behind a run of digits with single underscores between them, or -1 where
  /// there is none}
  private static int digits(byte[] text, int from, int to, int radix) {
    int at = from;
    while (at < to && digit(text[at], radix) >= 0) {
      at++;
      if (at + 1 < to && text[at] == '_' && digit(text[at + 1], radix) >= 0) {
        at++;
      }
    }
    return at == from ? -1 : at;
  }

  private static int digit(byte b, int radix) {
    return b == '_' ? -1 : Character.digit(b, radix);
  }

  private static boolean is(byte[] text, int at, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (text[at + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Reads an unsigned integer of up to 64 bits.
  boolean unsigned(byte[] text, int from, int to, int width) {
    return magnitude(text, from, to)
        && (width == 64 || Long.compareUnsigned(value, (1L << width) - 1) <= 0);
  }

  /// Reads an integer that may be signed or unsigned in its width: from -2^(width-1) up to 2^width
  /// - 1; the bits above the width are copies of the sign bit.
  boolean integer(byte[] text, int from, int to, int width) {
    boolean negative = text[from] == '-';
    boolean signed = negative || text[from] == '+';
    if (!magnitude(text, signed ? from + 1 : from, to)) {
      return false;
    }
    long largest = negative ? 1L << width - 1 : width == 64 ? -1 : (1L << width) - 1;
    if (Long.compareUnsigned(value, largest) > 0) {
      return false;
    }
    int unused = 64 - width;
    value = (negative ? -value : value) << unused >> unused;
    return true;
  }

  private boolean magnitude(byte[] text, int from, int to) {
    boolean hex = to - from > 2 && text[from + 1] == 'x';
    int radix = hex ? 16 : 10;
    long limit = Long.divideUnsigned(-1, radix);
    long sum = 0;
    for (int i = hex ? from + 2 : from; i < to; i++) {
      if (text[i] != '_') {
        if (Long.compareUnsigned(sum, limit) > 0) {
          return false;
        }
        long next = sum * radix + Character.digit(text[i], radix);
        if (Long.compareUnsigned(next, sum * radix) < 0) {
          return false;
        }
        sum = next;
      }
    }
    value = sum;
    return true;
  }

  /// Reads a floating-point number: its bits as a 32-bit float, zero-extended.
  boolean f32(byte[] text, int from, int to) {
    return floating(text, from, to, 24, 8);
  }

  /// Reads a floating-point number: its bits as a 64-bit float.
  boolean f64(byte[] text, int from, int to) {
    return floating(text, from, to, 53, 11);
  }

  /// @param precision the number of significant bits, the hidden one included
  private boolean floating(byte[] text, int from, int to, int precision, int exponentBits) {
    boolean negative = text[from] == '-';
    int at = negative || text[from] == '+' ? from + 1 : from;
    long sign = negative ? 1L << precision + exponentBits - 1 : 0;
    long infinity = (1L << exponentBits) - 1 << precision - 1;
    if (text[at] == 'i') {
      value = sign | infinity;
      return true;
    }
    if (text[at] == 'n') {
      long quiet = 1L << precision - 2;
      if (to - at > 3) {
        boolean fits = magnitude(text, at + 4, to);
        if (!fits || value == 0 || Long.compareUnsigned(value, 1L << precision - 1) >= 0) {
          return false;
        }
        quiet = value;
      }
      value = sign | infinity | quiet;
      return true;
    }
    long bits;
    if (to - at > 2 && text[at + 1] == 'x') {
      bits = hexadecimal(text, at + 2, to, precision, exponentBits);
    } else {
      // The library rounds correctly, once, from the decimal digits to the width asked for.
      String digits = new String(text, at, to - at, StandardCharsets.ISO_8859_1).replace("_", "");
      bits =
          precision == 24
              ? Float.floatToRawIntBits(Float.parseFloat(digits))
              : Double.doubleToRawLongBits(Double.parseDouble(digits));
    }
    if (bits >= infinity) {
      return false;
    }
    value = sign | bits;
    return true;
  }

  private static long hexadecimal(byte[] text, int from, int to, int precision, int exponentBits) {
    // At most 60 significant bits are kept, and whether any bit behind them is set: enough to round
    // exactly.
    long significand = 0;
    boolean rest = false;
    long exponent = 0;
    boolean fraction = false;
    int at = from;
    for (; at < to && (text[at] | 0x20) != 'p'; at++) {
      if (text[at] == '.') {
        fraction = true;
      } else if (text[at] != '_') {
        int digit = Character.digit(text[at], 16);
        if (significand >>> 56 == 0) {
          significand = significand << 4 | digit;
          exponent -= fraction ? 4 : 0;
        } else {
          rest |= digit != 0;
          exponent += fraction ? 0 : 4;
        }
      }
    }
    exponent += at < to ? exponent(text, at + 1, to) : 0;
    if (significand == 0) {
      return 0;
    }
    // Normalise to bit 62, so that the value is significand * 2^exponent with one spare bit above.
    int shift = Long.numberOfLeadingZeros(significand) - 1;
    significand <<= shift;
    exponent -= shift;
    int bias = (1 << exponentBits - 1) - 1;
    // The exponent of the leading bit; below the smallest normal number, more bits than usual must
    // go.
    long leading = exponent + 62;
    if (leading > bias) {
      return Long.MAX_VALUE;
    }
    long drop = 63 - precision + Math.max(0, 1 - bias - leading);
    if (drop > 63) {
      return 0;
    }
    long kept = significand >>> drop;
    long half = 1L << drop - 1;
    long lost = significand & (half << 1) - 1;
    boolean up = lost > half || lost == half && (rest || (kept & 1) != 0);
    // Rounding up may carry into the exponent, which is just what must happen.
    long biased = Math.max(0, leading + bias - 1);
    boolean subnormal = leading < 1 - bias;
    return (subnormal ? 0 : biased << precision - 1) + kept + (up ? 1 : 0);
  }

  private static long exponent(byte[] text, int from, int to) {
    boolean negative = text[from] == '-';
    // No text is so long that digits could make up for an exponent of this size.
    long largest = 1L << 40;
    long sum = 0;
    for (int i = negative || text[from] == '+' ? from + 1 : from; i < to; i++) {
      if (text[i] != '_' && sum < largest) {
        sum = sum * 10 + text[i] - '0';
      }
    }
    return negative ? -sum : sum;
  }
}
