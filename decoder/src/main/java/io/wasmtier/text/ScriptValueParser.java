package io.wasmtier.text;

import io.wasmtier.text.ScriptValue.F32;
import io.wasmtier.text.ScriptValue.F64;
import io.wasmtier.wasm.AbstractHeap;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Slice;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the arguments and the result patterns of a script.
final class ScriptValueParser {
  private static final String REFERENCE = "ref.";

  private final Cursor cursor;

  ScriptValueParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /// Reads any number of constants.
  List<ScriptValue> constants() {
    List<ScriptValue> list = new ArrayList<>();
    while (cursor.is(Tokens.OPEN)) {
      int open = cursor.at;
      if (!(pattern() instanceof Pattern.Exactly exact)) {
        throw cursor.tokens.error("unexpected token: a constant is wanted, not a pattern", open);
      }
      list.add(exact.value());
    }
    return list;
  }

  /// Reads any number of patterns.
  List<Pattern> patterns() {
    List<Pattern> list = new ArrayList<>();
    while (cursor.is(Tokens.OPEN)) {
      list.add(cursor.isForm("either") ? either() : pattern());
    }
    return list;
  }

  private Pattern either() {
    cursor.at += 2;
    List<Pattern> list = new ArrayList<>();
    while (!cursor.is(Tokens.CLOSE)) {
      list.add(pattern());
    }
    cursor.at++;
    return new Pattern.Either(list);
  }

  private Pattern pattern() {
    cursor.open();
    String word = cursor.is(Tokens.WORD) ? cursor.tokens.text(cursor.at) : "";
    int token = cursor.at++;
    Pattern pattern =
        switch (word) {
          case "i32.const" -> new Pattern.Exactly(new ScriptValue.I32((int) cursor.integer(32)));
          case "i64.const" -> new Pattern.Exactly(new ScriptValue.I64(cursor.integer(64)));
          case "f32.const" -> floating(32);
          case "f64.const" -> floating(64);
          case "v128.const" -> vector();
          case "ref.null" -> cursor.is(Tokens.CLOSE) ? new Pattern.AnyNull() : nullOf();
          case "ref.host" ->
              new Pattern.Exactly(new ScriptValue.RefHost((int) cursor.unsigned(32)));
          case "ref.extern" ->
              cursor.is(Tokens.CLOSE)
                  ? new Pattern.AnyRef(AbstractHeap.EXTERN)
                  : new Pattern.Exactly(new ScriptValue.RefExtern((int) cursor.unsigned(32)));
          default -> anyReference(word, token);
        };
    cursor.close();
    return pattern;
  }

  private Pattern anyReference(String word, int token) {
    if (word.equals("ref")) {
      return new Pattern.AnyRef(AbstractHeap.ANY);
    }
    AbstractHeap heap =
        word.startsWith(REFERENCE) ? heap(word.substring(REFERENCE.length())) : null;
    if (heap == null) {
      throw cursor.unexpected(token);
    }
    return new Pattern.AnyRef(heap);
  }

  private static @Nullable AbstractHeap heap(String text) {
    for (AbstractHeap heap : AbstractHeap.values()) {
      if (heap.text().equals(text)) {
        return heap;
      }
    }
    return null;
  }

  private Pattern nullOf() {
    AbstractHeap heap = null;
    if (cursor.isIndex()) {
      cursor.at++;
    } else {
      heap = cursor.is(Tokens.WORD) ? heap(cursor.tokens.text(cursor.at)) : null;
      if (heap == null) {
        throw cursor.unexpected();
      }
      cursor.at++;
    }
    return new Pattern.Exactly(new ScriptValue.RefNull(heap));
  }

  private Pattern floating(int width) {
    if (cursor.skipWord("nan:canonical")) {
      return new Pattern.Nan(width, true);
    }
    if (cursor.skipWord("nan:arithmetic")) {
      return new Pattern.Nan(width, false);
    }
    long bits = cursor.floating(width);
    return new Pattern.Exactly(width == 32 ? new F32((int) bits) : new F64(bits));
  }

  private Pattern vector() {
    int back = cursor.at;
    int shape = VectorParser.shape(cursor);
    if (shape < 0) {
      List<Pattern> lanes = new ArrayList<>(4);
      boolean exact = true;
      for (int i = 0; i < -shape; i++) {
        Pattern lane = floating(128 / -shape);
        exact &= lane instanceof Pattern.Exactly;
        lanes.add(lane);
      }
      if (!exact) {
        return new Pattern.Lanes(lanes);
      }
    }
    cursor.at = back;
    ByteWriter bytes = new ByteWriter();
    VectorParser.constant(cursor, bytes);
    ByteReader reader = Slice.of(bytes.toArray()).reader();
    return new Pattern.Exactly(new ScriptValue.V128(reader.i64(), reader.i64()));
  }
}
