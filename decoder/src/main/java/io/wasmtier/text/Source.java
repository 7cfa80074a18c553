package io.wasmtier.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A text with its name, and where its lines begin. Not thread-safe (the table of lines is made on
/// demand).
final class Source {
  /// More of a line than this is of no use below an error message.
  private static final int EXCERPT = 120;

  final String name;
  final byte[] bytes;
  private int @Nullable [] lineStarts;

  Source(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /// {@return the line of an offset, from 1}
  int line(int offset) {
    int found = Arrays.binarySearch(lineStarts(), offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /// {@return the column of an offset in characters, from 1}
  int column(int offset) {
    int start = lineStarts()[line(offset) - 1];
    return characters(start, Math.min(offset, bytes.length)) + 1;
  }

  /// {@return the line of an offset and, below, a caret under it}
  String excerpt(int offset) {
    int[] starts = lineStarts();
    int line = line(offset);
    int from = starts[line - 1];
    int to = line < starts.length ? starts[line] : bytes.length;
    while (to > from && (bytes[to - 1] == '\n' || bytes[to - 1] == '\r')) {
      to--;
    }
    int at = Math.min(offset, to);
    if (at - from > EXCERPT / 2) {
      from = characterStart(at - EXCERPT / 2);
    }
    if (to - from > EXCERPT) {
      to = characterStart(from + EXCERPT);
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    StringBuilder shown = new StringBuilder(2 * EXCERPT);
    // A control character in the excerpt could do anything to a terminal; tabs keep their width as
    // one blank.
    text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    shown.append('\n').repeat(' ', characters(from, at)).append('^');
    return shown.toString();
  }

  private int characterStart(int offset) {
    int at = offset;
    while (at > 0 && at < bytes.length && (bytes[at] & 0xC0) == 0x80) {
      at--;
    }
    return at;
  }

  private int characters(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        count++;
      }
    }
    return count;
  }

  private int[] lineStarts() {
    int[] starts = lineStarts;
    if (starts == null) {
      starts = new int[64];
      int count = 1;
      for (int i = 0; i < bytes.length; i++) {
        byte b = bytes[i];
        if (b == '\n' || b == '\r' && (i + 1 == bytes.length || bytes[i + 1] != '\n')) {
          if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
          }
          starts[count++] = i + 1;
        }
      }
      starts = Arrays.copyOf(starts, count);
      lineStarts = starts;
    }
    return starts;
  }
}
