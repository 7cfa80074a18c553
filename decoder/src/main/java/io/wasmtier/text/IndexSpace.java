package io.wasmtier.text;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// An index space with the identifiers bound in it (spec: Text Format, Conventions, Contexts).
final class IndexSpace {
  /// The names for the name section.
  private final Map<Integer, String> names = new TreeMap<>();

  private final String what;
  private final Map<String, Integer> indices = new HashMap<>();
  private int count;

  /// @param what what it has, as messages call it
  IndexSpace(String what) {
    this.what = what;
  }

  int count() {
    return count;
  }

  /// Makes indices without identifiers.
  void anonymous(int more) {
    count += more;
  }

  /// Makes the next index and binds the identifier if one is next.
  int bind(Cursor cursor) {
    if (cursor.is(Tokens.ID)) {
      bind(cursor.tokens.id(cursor.at), cursor);
      cursor.at++;
      return count - 1;
    }
    return count++;
  }

  /// Makes the next index for an identifier.
  void bind(String id, Cursor cursor) {
    if (indices.putIfAbsent(id, count) != null) {
      throw cursor.error("duplicate " + what + " $" + id);
    }
    names.put(count, id);
    count++;
  }

  /// Reads an index: a number as it is, or an identifier that must be bound.
  int index(Cursor cursor) {
    if (cursor.is(Tokens.NAT)) {
      return (int) cursor.unsigned(32);
    }
    if (!cursor.is(Tokens.ID)) {
      throw cursor.unexpected();
    }
    String id = cursor.tokens.id(cursor.at);
    Integer index = indices.get(id);
    if (index == null) {
      throw cursor.error("unknown " + what + " $" + id);
    }
    cursor.at++;
    return index;
  }

  /// Gives another name than the identifier.
  void rename(int index, String name) {
    names.put(index, name);
  }

  /// {@return the names, unmodifiable, backed by this space}
  Map<Integer, String> names() {
    return Collections.unmodifiableMap(names);
  }

  void clear() {
    names.clear();
    indices.clear();
    count = 0;
  }
}
