package io.wasmtier.text;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The labels in scope. Finding one takes the same time at any depth: an identifier knows its
/// innermost label, and each label what it hides.
final class Labels {
  private static final int NOT_BOUND = -1;

  private final Map<String, Integer> innermost = new HashMap<>();
  private @Nullable String[] ids = new @Nullable String[16];
  private int[] hidden = new int[16];
  private int depth;

  private Map<Integer, String> names = new TreeMap<>();

  private int blocks;

  void clear() {
    innermost.clear();
    depth = 0;
    names = new TreeMap<>();
    blocks = 0;
  }

  /// Enters a block, which counts among the function's labels.
  void enter(@Nullable String id) {
    if (id != null) {
      names.put(blocks, id);
    }
    blocks++;
    push(id);
  }

  /// Enters a block again that was left for a moment.
  void reenter(@Nullable String id) {
    push(id);
  }

  private void push(@Nullable String id) {
    if (depth == ids.length) {
      ids = Arrays.copyOf(ids, 2 * depth);
      hidden = Arrays.copyOf(hidden, 2 * depth);
    }
    ids[depth] = id;
    if (id != null) {
      Integer before = innermost.put(id, depth);
      hidden[depth] = before == null ? NOT_BOUND : before;
    }
    depth++;
  }

  void leave() {
    depth--;
    String id = ids[depth];
    if (id != null) {
      if (hidden[depth] == NOT_BOUND) {
        innermost.remove(id);
      } else {
        innermost.put(id, hidden[depth]);
      }
    }
  }

  /// {@return the identifier of the innermost label, or null}
  @Nullable String current() {
    return ids[depth - 1];
  }

  /// {@return the names of the function's labels so far, by number in order of the blocks,
  /// unmodifiable}
  Map<Integer, String> names() {
    return Collections.unmodifiableMap(names);
  }

  /// Reads a label index.
  int index(Cursor cursor) {
    if (cursor.is(Tokens.NAT)) {
      return (int) cursor.unsigned(32);
    }
    if (!cursor.is(Tokens.ID)) {
      throw cursor.unexpected();
    }
    String id = cursor.tokens.id(cursor.at);
    Integer found = innermost.get(id);
    if (found == null) {
      throw cursor.error("unknown label $" + id);
    }
    cursor.at++;
    return depth - 1 - found;
  }
}
