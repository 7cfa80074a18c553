package io.wasmtier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexerTest {
  private static final String[] KINDS = {
    "END", "(", ")", "str", "id", "nat", "int", "float", "word"
  };

  private static Tokens lex(String text) {
    return Lexer.lex(new Source("test.wat", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> kinds(String text) {
    Tokens tokens = lex(text);
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < tokens.size() - 1; i++) {
      kinds.add(KINDS[tokens.kind(i)]);
    }
    assertThat(tokens.kind(tokens.size() - 1)).isEqualTo(Tokens.END);
    return kinds;
  }

  @Test
  void kindsOfTokens() {
    assertThat(kinds("(module $m \"s\" 1 -1 1.5 i32.add)"))
        .containsExactly("(", "word", "id", "str", "nat", "int", "float", "word", ")");
    assertThat(kinds("a;;c\n$x(;c;)\"y\"(; a (; b ;) c ;)0x1"))
        .containsExactly("word", "id", "str", "nat");
    assertThat(kinds("nan inf nan:0x1 nan:canonical"))
        .containsExactly("float", "float", "float", "word");
  }

  /// What touches is one token, and mostly none that can stand anywhere.
  @Test
  void longestMatch() {
    assertThat(kinds("$x\"y\"")).containsExactly("word");
    assertThat(kinds("\"a\"\"b\"")).containsExactly("word");
    assertThat(kinds("\"a\"$b")).containsExactly("word");
    assertThat(kinds("1$x")).containsExactly("word");
    assertThat(kinds("$\"a\"b")).containsExactly("word");
    assertThat(kinds("$\"a\"\"b\"")).containsExactly("word");
    assertThat(kinds("$\"a b\"")).containsExactly("id");
    assertThat(kinds("a,b;c{d}[e]"))
        .containsExactly(
            "word", "word", "word", "word", "word", "word", "word", "word", "word", "word", "word");
  }

  @Test
  void closingParentheses() {
    Tokens tokens = lex("(a (b) (c (d)))) (");
    assertThat(tokens.close(0)).isEqualTo(11);
    assertThat(tokens.close(2)).isEqualTo(4);
    assertThat(tokens.close(5)).isEqualTo(10);
    assertThat(tokens.close(13)).as("without a closing one: the end").isEqualTo(14);
  }

  @Test
  void stringsAndIdentifiers() {
    Tokens tokens = lex("\"\\t\\n\\r\\\"\\'\\\\\\00\\fF\\u{1_F600}é\" $a $\"\\61\" $\"\\u{61}\"");
    assertThat(tokens.string(0))
        .isEqualTo(
            new byte[] {
              9,
              10,
              13,
              '"',
              '\'',
              '\\',
              0,
              -1,
              (byte) 0xF0,
              (byte) 0x9F,
              (byte) 0x98,
              (byte) 0x80,
              (byte) 0xC3,
              (byte) 0xA9
            });
    assertThat(List.of(tokens.id(1), tokens.id(2), tokens.id(3))).containsExactly("a", "a", "a");
    assertThat(lex("\"é\\u{10FFFF}\\u{7ff}\"").name(0)).isEqualTo("é\uDBFF\uDFFF\u07FF");
  }

  @Test
  void knownAnnotationsAreKeptAndOthersDropped() {
    Tokens tokens = lex("(@a (b) \")\" 0x)(@custom \"x\" (before func))(func (@name \"n\"))");
    assertThat(tokens.size()).isEqualTo(4);
    assertThat(tokens.annotations).hasSize(2);
    assertThat(tokens.annotations.get(0).id()).isEqualTo("custom");
    assertThat(tokens.annotations.get(0).before()).isZero();
    assertThat(tokens.annotations.get(0).content().size()).isEqualTo(6);
    assertThat(tokens.annotations.get(1).before()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(func $)       | 1 | 7 | empty identifier",
        "(func $``)     | 1 | 7 | empty identifier",
        "(@)            | 1 | 1 | empty annotation id",
        "(@x (          | 1 | 1 | unclosed annotation",
        "(; (; ;)       | 1 | 1 | unclosed comment",
        "é              | 1 | 1 | illegal character",
        "é \"é          | 1 | 1 | illegal character",
        "(func \"a      | 1 | 7 | unclosed string",
        "(func \"\\q\"  | 1 | 8 | illegal escape",
        "\"\\u{d800}\"  | 1 | 2 | illegal escape",
        "\"\\u{110000}\"| 1 | 2 | illegal escape",
        "\"\\u{1__0}\"  | 1 | 2 | illegal escape",
        "\"\\0\"        | 1 | 2 | illegal escape",
      })
  void errors(String text, int line, int column, String message) {
    TextException error =
        catchThrowableOfType(TextException.class, () -> lex(text.strip().replace("``", "\"\"")));
    assertThat(error.getMessage()).startsWith(message);
    assertThat(error.line()).isEqualTo(line);
    assertThat(error.column()).isEqualTo(column);
  }

  @Test
  void malformedUtf8IsFoundEverywhere() {
    byte[][] sequences = {
      {(byte) 0x80},
      {(byte) 0xC0, (byte) 0x80},
      {(byte) 0xC3},
      {(byte) 0xE0, (byte) 0x9F, (byte) 0xBF},
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
      {(byte) 0xF0, (byte) 0x8F, (byte) 0xBF, (byte) 0xBF},
      {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
      {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
      {(byte) 0xE2, (byte) 0x82}
    };
    for (byte[] sequence : sequences) {
      for (String around : new String[] {" ", "\"", ";;", "(;", "(@a ", "(@a \""}) {
        byte[] start = around.getBytes(StandardCharsets.US_ASCII);
        byte[] text = java.util.Arrays.copyOf(start, start.length + sequence.length);
        System.arraycopy(sequence, 0, text, start.length, sequence.length);
        TextException error =
            catchThrowableOfType(TextException.class, () -> Lexer.lex(new Source("test", text)));
        assertThat(error.getMessage()).as(around).isEqualTo("malformed UTF-8 encoding");
        assertThat(error.column()).as(around).isEqualTo(start.length + 1);
      }
    }
  }

  @Test
  void controlCharactersAreAllowedInCommentsOnly() {
    assertThat(kinds("(;\u0000\u0007\u007f;) ;;\u0001\n a")).containsExactly("word");
    for (char c : new char[] {0, 1, 8, 11, 12, 0x1F, 0x7F}) {
      TextException error = catchThrowableOfType(TextException.class, () -> lex("a " + c));
      assertThat(error.getMessage()).isEqualTo("illegal character");
      TextException inString =
          catchThrowableOfType(TextException.class, () -> lex("\"" + c + "\""));
      assertThat(inString.getMessage()).startsWith("illegal character");
    }
  }

  @Test
  void linesEndInThreeWays() {
    TextException error =
        catchThrowableOfType(TextException.class, () -> lex("a\nb\r\nc\rd\n\n  é \t ü"));
    assertThat(error.line()).isEqualTo(6);
    assertThat(error.column()).isEqualTo(3);
    assertThat(error.describe()).isEqualTo("test.wat:6:3: illegal character\n  é   ü\n  ^");
  }

  @Test
  void longLinesAreCut() {
    TextException error =
        catchThrowableOfType(
            TextException.class, () -> lex("ü ".repeat(1000).replace("ü", "\"ü\"") + "é"));
    assertThat(error.column()).isEqualTo(4001);
    String[] lines = error.excerpt().split("\n");
    assertThat(lines[0].length()).isLessThan(130);
    assertThat(lines[0].charAt(lines[1].indexOf('^'))).isEqualTo('é');
  }
}
