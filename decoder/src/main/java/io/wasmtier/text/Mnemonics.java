package io.wasmtier.text;

import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the instruction for a word, and the rows of the opcode table that share a mnemonic.
final class Mnemonics {
  /// The words of the grammar that are no instructions; only messages depend on them.
  private static final Set<String> KEYWORDS =
      Set.of(
          "module",
          "definition",
          "instance",
          "binary",
          "quote",
          "type",
          "rec",
          "sub",
          "final",
          "func",
          "struct",
          "array",
          "cont",
          "field",
          "mut",
          "ref",
          "null",
          "exact",
          "descriptor",
          "describes",
          "i8",
          "i16",
          "i32",
          "i64",
          "f32",
          "f64",
          "v128",
          "i8x16",
          "i16x8",
          "i32x4",
          "i64x2",
          "f32x4",
          "f64x2",
          "param",
          "result",
          "local",
          "global",
          "table",
          "memory",
          "tag",
          "elem",
          "data",
          "declare",
          "offset",
          "item",
          "import",
          "export",
          "start",
          "then",
          "do",
          "on",
          "catch_ref",
          "catch_all_ref",
          "shared",
          "pagesize",
          "nan:canonical",
          "nan:arithmetic",
          "register",
          "invoke",
          "get",
          "either",
          "ref.extern",
          "ref.host",
          "assert_return",
          "assert_trap",
          "assert_invalid",
          "assert_malformed",
          "assert_unlinkable",
          "assert_exhaustion",
          "assert_exception",
          "assert_suspension",
          "assert_malformed_custom",
          "assert_invalid_custom",
          "thread",
          "wait");

  private static final Set<String> KNOWN = new HashSet<>(KEYWORDS);

  /// Open addressing over the bytes of mnemonics: no string is made to find an instruction.
  private static final int TABLE_SIZE = 4096;

  private static final @Nullable Opcode[] TABLE = new @Nullable Opcode[TABLE_SIZE];
  private static final byte[][] WORDS = new byte[TABLE_SIZE][];
  private static final @Nullable Opcode[] SIBLINGS = new @Nullable Opcode[Opcode.values().length];

  static {
    for (Opcode opcode : Opcode.values()) {
      KNOWN.add(opcode.mnemonic());
      byte[] word = opcode.mnemonic().getBytes(StandardCharsets.US_ASCII);
      int slot = slot(word, 0, word.length);
      Opcode first = TABLE[slot];
      if (first == null) {
        TABLE[slot] = opcode;
        WORDS[slot] = word;
      } else {
        SIBLINGS[first.ordinal()] = opcode;
      }
    }
    for (AbstractHeap heap : AbstractHeap.values()) {
      KNOWN.add(heap.text());
      KNOWN.add(heap.shorthand());
    }
  }

  private Mnemonics() {}

  /// {@return the first row of the opcode table with the mnemonic that a token is, or null}
  static @Nullable Opcode find(Tokens tokens, int token) {
    return TABLE[slot(tokens.source.bytes, tokens.start(token), tokens.end(token))];
  }

  /// {@return the other row with an instruction's mnemonic, or null}
  static @Nullable Opcode sibling(Opcode opcode) {
    return SIBLINGS[opcode.ordinal()];
  }

  /// {@return whether a word has a meaning anywhere}
  static boolean isKnown(String word) {
    return KNOWN.contains(word);
  }

  private static int slot(byte[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    int slot = (hash ^ hash >>> 15) & TABLE_SIZE - 1;
    while (TABLE[slot] != null) {
      byte[] word = WORDS[slot];
      if (java.util.Arrays.equals(word, 0, word.length, text, from, to)) {
        return slot;
      }
      slot = slot + 1 & TABLE_SIZE - 1;
    }
    return slot;
  }
}
