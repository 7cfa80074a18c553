package io.wasmtier.text;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;

/// A place in the tokens, and what every parser does there: look, expect, go on. Not thread-safe.
final class Cursor {
  /// More of a token is no help in a message.
  private static final int LONGEST_SHOWN = 40;

  final Tokens tokens;

  /// The index of the next token.
  int at;

  private final NumberParser numbers = new NumberParser();

  Cursor(Tokens tokens, int at) {
    this.tokens = tokens;
    this.at = at;
  }

  /// {@return where the next token begins, as an offset in the text}
  int place() {
    return tokens.start(at);
  }

  byte kind() {
    return tokens.kind(at);
  }

  boolean is(byte kind) {
    return tokens.kind(at) == kind;
  }

  boolean isWord(String word) {
    return tokens.is(at, word);
  }

  /// {@return whether a form that begins with the word is next}
  boolean isForm(String word) {
    return tokens.isForm(at, word);
  }

  /// {@return whether an index is next: a number or an identifier}
  boolean isIndex() {
    byte kind = tokens.kind(at);
    return kind == Tokens.NAT || kind == Tokens.ID;
  }

  /// Goes over a word if it is next.
  boolean skipWord(String word) {
    if (isWord(word)) {
      at++;
      return true;
    }
    return false;
  }

  /// Goes over the parenthesis and the word that begin a form, if they are next.
  boolean enter(String word) {
    if (isForm(word)) {
      at += 2;
      return true;
    }
    return false;
  }

  void open() {
    expect(Tokens.OPEN);
  }

  void close() {
    expect(Tokens.CLOSE);
  }

  void word(String word) {
    if (!skipWord(word)) {
      throw unexpected();
    }
  }

  private void expect(byte kind) {
    if (tokens.kind(at) != kind) {
      throw unexpected();
    }
    at++;
  }

  /// Reads a string that is a name.
  String name() {
    if (!is(Tokens.STRING)) {
      throw unexpected();
    }
    return tokens.name(at++);
  }

  /// Reads any number of strings as one sequence of bytes.
  byte[] bytes() {
    if (!is(Tokens.STRING)) {
      return new byte[0];
    }
    byte[] first = tokens.string(at++);
    if (!is(Tokens.STRING)) {
      return first;
    }
    var all = new java.io.ByteArrayOutputStream(2 * first.length);
    all.writeBytes(first);
    while (is(Tokens.STRING)) {
      all.writeBytes(tokens.string(at++));
    }
    return all.toByteArray();
  }

  /// Reads an unsigned integer.
  long unsigned(int width) {
    return unsigned(width, "i" + width + " constant out of range");
  }

  /// Reads an unsigned integer.
  ///
  /// @param problem the message if it is out of range
  long unsigned(int width, String problem) {
    if (!is(Tokens.NAT)) {
      throw unexpected();
    }
    return unsignedAt(at++, 0, width, problem);
  }

  /// Reads the unsigned integer that a token ends with.
  ///
  /// @param skip where in the token it begins
  long unsignedAt(int token, int skip, int width, String problem) {
    int start = tokens.start(token) + skip;
    if (!numbers.unsigned(tokens.source.bytes, start, tokens.end(token), width)) {
      throw tokens.error(problem, token);
    }
    return numbers.value;
  }

  /// Reads an integer constant: signed or unsigned, its sign bit copied upwards.
  long integer(int width) {
    if (!is(Tokens.NAT) && !is(Tokens.INT)) {
      throw unexpected();
    }
    if (!numbers.integer(tokens.source.bytes, tokens.start(at), tokens.end(at), width)) {
      throw error("constant out of range for i" + width);
    }
    at++;
    return numbers.value;
  }

  /// Reads a floating-point constant: its bits.
  long floating(int width) {
    if (!is(Tokens.NAT) && !is(Tokens.INT) && !is(Tokens.FLOAT)) {
      throw unexpected();
    }
    byte[] text = tokens.source.bytes;
    boolean fits =
        width == 32
            ? numbers.f32(text, tokens.start(at), tokens.end(at))
            : numbers.f64(text, tokens.start(at), tokens.end(at));
    if (!fits) {
      throw error("constant out of range for f" + width);
    }
    at++;
    return numbers.value;
  }

  /// {@return an error at the next token}
  TextException error(String message) {
    return tokens.error(message, at);
  }

  /// {@return an error about a well-formed text that cannot be represented}
  WasmtierException invalid(String message, int token) {
    return new TextException(Failure.INVALID, message, tokens.source, tokens.start(token));
  }

  /// {@return the error that the next token cannot stand here}
  TextException unexpected() {
    return unexpected(at);
  }

  /// {@return the error that a token cannot stand where it does}
  TextException unexpected(int token) {
    byte kind = tokens.kind(token);
    if (kind == Tokens.END) {
      return tokens.error("unexpected token: the text ends too early", token);
    }
    String text = tokens.text(token);
    if (kind == Tokens.WORD && !Mnemonics.isKnown(text)) {
      return tokens.error("unknown operator " + text, token);
    }
    if (kind == Tokens.OPEN && tokens.kind(token + 1) == Tokens.WORD) {
      text += tokens.text(token + 1);
    }
    return tokens.error(
        "unexpected token "
            + (text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…"),
        token);
  }
}
