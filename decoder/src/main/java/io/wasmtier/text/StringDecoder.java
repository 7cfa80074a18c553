package io.wasmtier.text;

/// The escapes of strings and the encoding of characters (spec: Text Format, Values, Strings).
final class StringDecoder {
  private StringDecoder() {}

  /// Decodes what stands between the quotes of a string that the lexer has accepted.
  ///
  /// @param to receives the bytes; they are never more than were written
  /// @return the number of bytes
  static int decode(byte[] text, int from, int end, byte[] to) {
    int size = 0;
    int at = from;
    while (at < end) {
      byte b = text[at++];
      if (b != '\\') {
        to[size++] = b;
        continue;
      }
      byte escape = text[at++];
      switch (escape) {
        case 't' -> to[size++] = '\t';
        case 'n' -> to[size++] = '\n';
        case 'r' -> to[size++] = '\r';
        case '"', '\'', '\\' -> to[size++] = escape;
        case 'u' -> {
          int point = 0;
          for (at++; text[at] != '}'; at++) {
            point = text[at] == '_' ? point : point << 4 | Character.digit(text[at], 16);
          }
          at++;
          size = encode(point, to, size);
        }
        default ->
            to[size++] =
                (byte) (Character.digit(escape, 16) << 4 | Character.digit(text[at++], 16));
      }
    }
    return size;
  }

  private static int encode(int point, byte[] to, int at) {
    int size = at;
    if (point < 0x80) {
      to[size++] = (byte) point;
      return size;
    }
    if (point < 0x800) {
      to[size++] = (byte) (0xC0 | point >> 6);
    } else {
      if (point < 0x10000) {
        to[size++] = (byte) (0xE0 | point >> 12);
      } else {
        to[size++] = (byte) (0xF0 | point >> 18);
        to[size++] = (byte) (0x80 | point >> 12 & 0x3F);
      }
      to[size++] = (byte) (0x80 | point >> 6 & 0x3F);
    }
    to[size++] = (byte) (0x80 | point & 0x3F);
    return size;
  }

  /// {@return the length of an escape from its backslash on, or -1 if it is none}
  static int escapeLength(byte[] text, int at, int end) {
    if (at + 1 >= end) {
      return -1;
    }
    byte kind = text[at + 1];
    return switch (kind) {
      case 't', 'n', 'r', '"', '\'', '\\' -> 2;
      case 'u' -> unicodeLength(text, at, end);
      default -> {
        boolean hex =
            at + 2 < end
                && Character.digit(kind, 16) >= 0
                && Character.digit(text[at + 2], 16) >= 0;
        yield hex ? 3 : -1;
      }
    };
  }

  private static int unicodeLength(byte[] text, int start, int end) {
    int at = start + 2;
    if (at >= end || text[at] != '{') {
      return -1;
    }
    int point = 0;
    boolean digitBefore = false;
    for (at++; at < end && text[at] != '}'; at++) {
      int digit = Character.digit(text[at], 16);
      if (digit >= 0) {
        point = point << 4 | digit;
        digitBefore = true;
      } else if (text[at] == '_' && digitBefore) {
        digitBefore = false;
      } else {
        return -1;
      }
      if (point > Character.MAX_CODE_POINT) {
        return -1;
      }
    }
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    return at < end && digitBefore && !surrogate ? at + 1 - start : -1;
  }

  /// {@return the length of the UTF-8 sequence at an index, or -1 if it is malformed}
  static int utf8Length(byte[] text, int at, int end) {
    int first = text[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xC2 ? -1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : -1;
    if (length < 0 || at + length > end) {
      return -1;
    }
    for (int i = 1; i < length; i++) {
      if ((text[at + i] & 0xC0) != 0x80) {
        return -1;
      }
    }
    // Overlong forms, surrogates and code points behind the last show in the second byte.
    int second = text[at + 1] & 0xFF;
    boolean malformed =
        first == 0xE0 && second < 0xA0
            || first == 0xED && second > 0x9F
            || first == 0xF0 && second < 0x90
            || first == 0xF4 && second > 0x8F;
    return malformed ? -1 : length;
  }
}
