package io.wasmtier.text;

import io.wasmtier.wasm.Slice;
import java.nio.charset.StandardCharsets;

/// Spells the lexical things of the text format: strings, identifiers, floating-point numbers
/// (spec: Text Format, Lexical Format and Values). Stateless.
final class PrinterTokens {
  private static final String ID_PUNCTUATION = "!#$%&'*+-./:<=>?@\\^_`|~";

  private PrinterTokens() {}

  /// Appends a name in quotes.
  static void string(StringBuilder out, String text) {
    out.append('"');
    int ascii = 0;
    while (ascii < text.length() && text.charAt(ascii) < 0x7F && text.charAt(ascii) >= ' ') {
      ascii++;
    }
    if (ascii == text.length()) {
      for (int i = 0; i < ascii; i++) {
        character(out, text.charAt(i));
      }
    } else {
      characters(out, text);
    }
    out.append('"');
  }

  // Letters of all scripts stay readable; what has no glyph, or a direction of its own, is escaped.
  private static void characters(StringBuilder out, String text) {
    text.codePoints()
        .forEach(point -> {
          if (point < 0x80) {
            character(out, (char) point);
          } else if (Character.isLetterOrDigit(point)) {
            out.appendCodePoint(point);
          } else {
            for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
              escaped(out, b);
            }
          }
        });
  }

  /// Appends bytes in quotes.
  static void bytes(StringBuilder out, Slice bytes) {
    out.append('"');
    for (int i = 0; i < bytes.length(); i++) {
      byte b = bytes.get(i);
      if (b >= ' ' && b < 0x7F) {
        character(out, (char) b);
      } else {
        escaped(out, b);
      }
    }
    out.append('"');
  }

  private static void character(StringBuilder out, char c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (c < ' ' || c == 0x7F) {
      escaped(out, (byte) c);
    } else {
      out.append(c);
    }
  }

  private static void escaped(StringBuilder out, byte b) {
    out.append('\\')
        .append(Character.forDigit(b >> 4 & 15, 16))
        .append(Character.forDigit(b & 15, 16));
  }

  /// Appends an identifier: plain where its characters allow, else as a string.
  ///
  /// @param name not empty
  static void identifier(StringBuilder out, String name) {
    out.append('$');
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c >= '0' && c <= '9'
          || ID_PUNCTUATION.indexOf(c) >= 0)) {
        string(out, name);
        return;
      }
    }
    out.append(name);
  }

  /// Appends an f32 so that reading it gives the same bits: the shortest decimal, or a NaN with its
  /// payload.
  static void f32(StringBuilder out, int bits) {
    int payload = bits & 0x7FFFFF;
    if ((bits & 0x7F800000) == 0x7F800000) {
      special(out, bits < 0, payload, 1 << 22);
    } else {
      // Not Float.toString of a bit pattern in a float: a signalling NaN never gets here, so
      // nothing is lost.
      out.append(Float.intBitsToFloat(bits));
    }
  }

  /// Appends an f64 so that reading it gives the same bits.
  static void f64(StringBuilder out, long bits) {
    long payload = bits & 0xFFFFFFFFFFFFFL;
    if ((bits & 0x7FF0000000000000L) == 0x7FF0000000000000L) {
      special(out, bits < 0, payload, 1L << 51);
    } else {
      out.append(Double.longBitsToDouble(bits));
    }
  }

  private static void special(StringBuilder out, boolean negative, long payload, long canonical) {
    out.append(negative ? "-" : "").append(payload == 0 ? "inf" : "nan");
    if (payload != 0 && payload != canonical) {
      out.append(":0x").append(Long.toHexString(payload));
    }
  }
}
