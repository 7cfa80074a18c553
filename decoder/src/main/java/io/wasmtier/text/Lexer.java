package io.wasmtier.text;

import io.wasmtier.text.Tokens.Annotation;
import io.wasmtier.wasm.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Cuts a text into tokens (spec: Text Format, Lexical Format): comments and annotations go,
/// strings, identifiers and numbers are checked for their form.
///
/// Annotations that nobody here understands are skipped, but must be well-formed; the others are
/// kept beside the tokens.
final class Lexer {
  /// The annotations that the parser understands.
  private static final Set<String> KNOWN = Set.of("custom", "name", BranchHintWriter.SECTION);

  /// Longer texts are refused: positions of tokens are array indices, and each token takes nine
  /// bytes.
  private static final int MAX_LENGTH = 1 << 29;

  /// Which ASCII characters can stand in an identifier or keyword.
  private static final boolean[] ID_CHARACTER = new boolean[128];

  static {
    String symbols = "!#$%&'*+-./:<=>?@\\^_`|~";
    for (char c = '!'; c < 127; c++) {
      ID_CHARACTER[c] = Character.isLetterOrDigit(c) || symbols.indexOf(c) >= 0;
    }
  }

  private final Source source;
  private final byte[] text;
  private int at;

  private Lexer(Source source) {
    this.source = source;
    this.text = source.bytes;
  }

  /// {@return the tokens of the text}
  ///
  /// @throws TextException of kind MALFORMED if it is lexically malformed, of kind LIMIT if it is
  ///   too large
  static Tokens lex(Source source) {
    if (source.bytes.length > MAX_LENGTH) {
      throw new TextException(
          Failure.LIMIT, "text of " + source.bytes.length + " bytes is too large", source, 0);
    }
    Lexer lexer = new Lexer(source);
    Tokens tokens = new Tokens(source);
    lexer.tokens(tokens);
    return tokens;
  }

  private void tokens(Tokens into) {
    // The open parentheses, as token indices: nesting costs no Java stack.
    int[] open = new int[16];
    int depth = 0;
    while (skipSpace()) {
      byte c = text[at];
      if (c == '(') {
        if (at + 1 < text.length && text[at + 1] == '@') {
          annotation(into);
          continue;
        }
        if (depth == open.length) {
          open = Arrays.copyOf(open, 2 * depth);
        }
        open[depth++] = into.size();
        into.add(Tokens.OPEN, at, ++at);
      } else if (c == ')') {
        into.add(Tokens.CLOSE, at, ++at);
        if (depth > 0) {
          into.closing(open[--depth]);
        }
      } else {
        word(into, false);
      }
    }
    into.add(Tokens.END, text.length, text.length);
  }

  /// Goes to the next character that is neither space nor comment; false at the end.
  private boolean skipSpace() {
    while (at < text.length) {
      switch (text[at]) {
        case ' ', '\t', '\n', '\r' -> at++;
        case ';' -> {
          if (!comesNext(';')) {
            return true;
          }
          lineComment();
        }
        case '(' -> {
          if (!comesNext(';')) {
            return true;
          }
          blockComment();
        }
        default -> {
          return true;
        }
      }
    }
    return false;
  }

  private boolean comesNext(char c) {
    return at + 1 < text.length && text[at + 1] == c;
  }

  private void lineComment() {
    at += 2;
    while (at < text.length && text[at] != '\n' && text[at] != '\r') {
      skipCharacter();
    }
  }

  private void blockComment() {
    int start = at;
    int depth = 1;
    at += 2;
    while (depth > 0) {
      if (at >= text.length) {
        throw error("unclosed comment", start);
      }
      if (text[at] == '(' && comesNext(';')) {
        depth++;
        at += 2;
      } else if (text[at] == ';' && comesNext(')')) {
        depth--;
        at += 2;
      } else {
        skipCharacter();
      }
    }
  }

  private void skipCharacter() {
    if (text[at] >= 0) {
      at++;
      return;
    }
    int length = StringDecoder.utf8Length(text, at, text.length);
    if (length < 0) {
      throw error("malformed UTF-8 encoding", at);
    }
    at += length;
  }

  // Anything that is no parenthesis: the longest run of identifier characters and strings is one
  // token.
  private void word(@Nullable Tokens into, boolean inAnnotation) {
    int start = at;
    int strings = 0;
    boolean characters = false;
    while (at < text.length) {
      byte c = text[at];
      if (c > 0 && ID_CHARACTER[c]) {
        characters = true;
        at++;
      } else if (c == '"') {
        if (text[start] == '$' && at == start + 1 && !isString(at)) {
          throw error("empty identifier", start);
        }
        string();
        strings++;
      } else {
        break;
      }
    }
    if (at == start) {
      separator(into);
    } else if (strings == 1 && !characters) {
      add(into, Tokens.STRING, start);
    } else if (text[start] == '$') {
      identifier(into, start, strings, inAnnotation);
    } else {
      int number = strings > 0 ? NumberParser.NONE : number(start);
      byte kind =
          switch (number) {
            case NumberParser.NAT -> Tokens.NAT;
            case NumberParser.INT -> Tokens.INT;
            case NumberParser.FLOAT -> Tokens.FLOAT;
            default -> Tokens.WORD;
          };
      add(into, kind, start);
    }
  }

  private int number(int start) {
    byte first = text[start];
    boolean possible =
        first >= '0' && first <= '9'
            || first == '+'
            || first == '-'
            || first == 'n'
            || first == 'i';
    return possible ? NumberParser.classify(text, start, at) : NumberParser.NONE;
  }

  // Reserved characters that stand for themselves, or something that must not stand in a text at
  // all.
  private void separator(@Nullable Tokens into) {
    switch (text[at]) {
      case ',', ';', '[', ']', '{', '}' -> add(into, Tokens.WORD, at++);
      default -> {
        if (StringDecoder.utf8Length(text, at, text.length) < 0) {
          throw error("malformed UTF-8 encoding", at);
        }
        throw error("illegal character", at);
      }
    }
  }

  private void identifier(@Nullable Tokens into, int start, int strings, boolean inAnnotation) {
    boolean quoted = text[Math.min(start + 1, text.length - 1)] == '"';
    if (strings == 0 && at == start + 1 && !inAnnotation) {
      throw error("empty identifier", start);
    }
    if (strings > 0 && !(quoted && strings == 1 && endOfString(start + 1) == at)) {
      add(into, Tokens.WORD, start);
      return;
    }
    if (quoted) {
      quotedName(start, start + 1, "empty identifier");
    }
    add(into, Tokens.ID, start);
  }

  // Of an annotation that nobody understands, only the form matters.
  private void add(@Nullable Tokens into, byte kind, int start) {
    if (into != null) {
      into.add(kind, start, at);
    }
  }

  private String quotedName(int start, int quote, String empty) {
    Tokens one = new Tokens(source);
    one.add(Tokens.STRING, quote, at);
    String name = one.name(0);
    if (name.isEmpty()) {
      throw error(empty, start);
    }
    return name;
  }

  private int endOfString(int quote) {
    int back = at;
    at = quote;
    string();
    int end = at;
    at = back;
    return end;
  }

  private boolean isString(int quote) {
    int back = at;
    at = quote;
    try {
      string();
      return true;
    } catch (TextException e) {
      return false;
    } finally {
      at = back;
    }
  }

  private void string() {
    int start = at++;
    while (true) {
      if (at >= text.length || text[at] == '\n' || text[at] == '\r') {
        throw error("unclosed string", start);
      }
      byte c = text[at];
      if (c == '"') {
        at++;
        return;
      }
      if (c == '\\') {
        int length = StringDecoder.escapeLength(text, at, text.length);
        if (length < 0) {
          throw error("illegal escape", at);
        }
        at += length;
      } else if (c >= 0 && c < ' ' || c == 0x7F) {
        throw error("illegal character in string", at);
      } else {
        skipCharacter();
      }
    }
  }

  private void annotation(Tokens into) {
    int start = at;
    String id = annotationId();
    Tokens content = KNOWN.contains(id) ? new Tokens(source) : null;
    int[] open = new int[8];
    int depth = 0;
    while (true) {
      if (!skipSpace()) {
        throw error("unclosed annotation", start);
      }
      byte c = text[at];
      if (c == '(') {
        if (content != null) {
          if (depth == open.length) {
            open = Arrays.copyOf(open, 2 * depth);
          }
          open[depth] = content.size();
          content.add(Tokens.OPEN, at, at + 1);
        }
        depth++;
        at++;
      } else if (c == ')') {
        at++;
        if (depth-- == 0) {
          break;
        }
        if (content != null) {
          content.add(Tokens.CLOSE, at - 1, at);
          content.closing(open[depth]);
        }
      } else {
        word(content, true);
      }
    }
    keep(into, id, start, content);
  }

  private void keep(Tokens into, String id, int start, @Nullable Tokens content) {
    if (content != null) {
      content.add(Tokens.END, at - 1, at);
      into.annotations.add(new Annotation(id, into.size(), start, content));
    }
  }

  private String annotationId() {
    int start = at;
    at += 2;
    int from = at;
    if (at < text.length && text[at] == '"') {
      if (!isString(at)) {
        throw error("empty annotation id", start);
      }
      string();
      return quotedName(start, from, "empty annotation id");
    }
    while (at < text.length && text[at] > 0 && ID_CHARACTER[text[at]]) {
      at++;
    }
    if (at == from) {
      throw error("empty annotation id", start);
    }
    return new String(text, from, at - from, StandardCharsets.ISO_8859_1);
  }

  private TextException error(String message, int offset) {
    return new TextException(Failure.MALFORMED, message, source, offset);
  }
}
