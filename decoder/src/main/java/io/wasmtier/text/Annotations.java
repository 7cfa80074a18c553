package io.wasmtier.text;

import io.wasmtier.text.Tokens.Annotation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The annotations of one module that the parser understands; one that no place asks for is
/// misplaced.
final class Annotations {
  private final Tokens tokens;
  private final List<Annotation> list = new ArrayList<>();
  private final boolean[] taken;

  /// @param first the module's first token
  /// @param last the token behind which no annotation belongs to the module
  Annotations(Tokens tokens, int first, int last) {
    this.tokens = tokens;
    // A script has many modules and few annotations, in order.
    int low = 0;
    int high = tokens.annotations.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tokens.annotations.get(middle).before() < first) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    while (low < tokens.annotations.size() && tokens.annotations.get(low).before() <= last) {
      list.add(tokens.annotations.get(low++));
    }
    this.taken = new boolean[list.size()];
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  /// Takes the next annotation of a kind in front of a token, if there is one left.
  @Nullable Annotation take(String id, int token) {
    for (int i = firstBefore(token); i < list.size() && list.get(i).before() == token; i++) {
      if (!taken[i] && list.get(i).id().equals(id)) {
        taken[i] = true;
        return list.get(i);
      }
    }
    return null;
  }

  /// Takes all annotations of a kind in front of a token.
  List<Annotation> takeAll(String id, int token) {
    List<Annotation> found = new ArrayList<>();
    for (int i = firstBefore(token); i < list.size() && list.get(i).before() == token; i++) {
      if (list.get(i).id().equals(id)) {
        taken[i] = true;
        found.add(list.get(i));
      }
    }
    return found;
  }

  private int firstBefore(int token) {
    int low = 0;
    int high = list.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (list.get(middle).before() < token) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Refuses the first annotation that was not taken.
  void requireAllTaken() {
    for (int i = 0; i < taken.length; i++) {
      if (!taken[i]) {
        Annotation annotation = list.get(i);
        throw error(
            annotation,
            annotation.id().equals(BranchHintWriter.SECTION)
                ? "@" + BranchHintWriter.SECTION + " annotation: not in a function"
                : "misplaced @" + annotation.id() + " annotation");
      }
    }
  }

  /// {@return an error at an annotation}
  TextException error(Annotation annotation, String message) {
    return new TextException(
        io.wasmtier.wasm.Failure.MALFORMED, message, tokens.source, annotation.offset());
  }
}
