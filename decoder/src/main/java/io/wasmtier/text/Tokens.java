package io.wasmtier.text;

import io.wasmtier.wasm.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The tokens of a text, in arrays: a script of a megabyte has some hundred thousand of them.
///
/// The last token is always [#END]. An opening parenthesis knows its closing one, so that a parser
/// can go over module fields without reading them.
final class Tokens {
  /// Kinds of tokens. A word is a keyword or, as far as the lexer knows, anything else that is only
  /// good for an error.
  static final byte END = 0,
      OPEN = 1,
      CLOSE = 2,
      STRING = 3,
      ID = 4,
      NAT = 5,
      INT = 6,
      FLOAT = 7,
      WORD = 8;

  /// An annotation that means something to the parser; the lexer drops all others.
  ///
  /// @param id its name without the `@`
  /// @param before the index of the token in front of which it stands
  /// @param offset the offset of its opening parenthesis
  /// @param content what stands between its name and its closing parenthesis
  record Annotation(String id, int before, int offset, Tokens content) {}

  final Source source;
  final List<Annotation> annotations = new ArrayList<>();
  private byte[] kinds = new byte[64];
  private int[] starts = new int[64];

  /// Where a token ends; for an opening parenthesis the closing one, as a token, or 0 if it has
  /// none.
  private int[] ends = new int[64];

  private int size;

  Tokens(Source source) {
    this.source = source;
  }

  void add(byte kind, int start, int end) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    kinds[size] = kind;
    starts[size] = start;
    ends[size] = kind == OPEN ? 0 : end;
    size++;
  }

  /// Says that the token added last closes what another opened.
  void closing(int open) {
    ends[open] = size - 1;
  }

  int size() {
    return size;
  }

  byte kind(int token) {
    return kinds[token];
  }

  int start(int token) {
    return starts[token];
  }

  int end(int token) {
    return kinds[token] == OPEN ? starts[token] + 1 : ends[token];
  }

  /// {@return the closing parenthesis of an opening one, or the end if it has none}
  int close(int open) {
    return ends[open] == 0 ? size - 1 : ends[open];
  }

  /// {@return whether a token is the word given}
  boolean is(int token, String word) {
    int start = starts[token];
    int length = word.length();
    if (kinds[token] != WORD || ends[token] - start != length) {
      return false;
    }
    byte[] bytes = source.bytes;
    for (int i = 0; i < length; i++) {
      if (bytes[start + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// {@return whether two tokens open a form that begins with the word given}
  boolean isForm(int token, String word) {
    return kinds[token] == OPEN && is(token + 1, word);
  }

  /// {@return the token as it is written}
  String text(int token) {
    return new String(
        source.bytes, starts[token], end(token) - starts[token], StandardCharsets.UTF_8);
  }

  /// {@return an identifier without its `$`; `$a` and `$"a"` are the same}
  String id(int token) {
    int start = starts[token];
    if (source.bytes[start + 1] == '"') {
      return new String(decoded(start + 1, ends[token]), StandardCharsets.UTF_8);
    }
    // A plain identifier is ASCII.
    return new String(
        source.bytes, start + 1, ends[token] - start - 1, StandardCharsets.ISO_8859_1);
  }

  /// {@return the bytes a string stands for}
  byte[] string(int token) {
    return decoded(starts[token], ends[token]);
  }

  /// {@return a string as a name}
  ///
  /// @throws TextException if it is no UTF-8
  String name(int token) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(string(token))).toString();
    } catch (CharacterCodingException e) {
      throw error("malformed UTF-8 encoding", token);
    }
  }

  private byte[] decoded(int start, int end) {
    byte[] result = new byte[end - start];
    int length = StringDecoder.decode(source.bytes, start + 1, end - 1, result);
    return Arrays.copyOf(result, length);
  }

  TextException error(String message, int token) {
    return new TextException(Failure.MALFORMED, message, source, starts[token]);
  }
}
