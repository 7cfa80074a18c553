package io.wasmtier.text;

import io.wasmtier.wasm.ExternKind;
import org.jspecify.annotations.Nullable;

/// The first pass over a module: gives every definition and import its index and binds the
/// identifiers, looking at no more of a field than that needs (spec: Text Format, Modules, the
/// identifier contexts).
final class Binder {
  private final ModuleContext context;
  private final Cursor cursor;
  private final Tokens tokens;

  /// What was defined last, behind which no import may stand.
  private @Nullable ExternKind defined;

  Binder(ModuleContext context) {
    this.context = context;
    this.cursor = context.cursor;
    this.tokens = cursor.tokens;
  }

  /// Goes over all fields up to the end.
  void bindAll(int end) {
    while (cursor.at != end) {
      int field = cursor.at;
      cursor.open();
      bind(field);
      cursor.at = tokens.close(field) + 1;
      if (cursor.at > end || tokens.kind(cursor.at - 1) != Tokens.CLOSE) {
        cursor.at = end;
        throw cursor.unexpected();
      }
    }
  }

  private void bind(int field) {
    if (cursor.skipWord("type")) {
      context.types.space.bind(cursor);
    } else if (cursor.skipWord("rec")) {
      while (cursor.isForm("type")) {
        int type = cursor.at;
        cursor.at += 2;
        context.types.space.bind(cursor);
        cursor.at = tokens.close(type) + 1;
      }
    } else if (cursor.skipWord("import")) {
      imports(field);
    } else if (cursor.skipWord("elem")) {
      context.elements.bind(cursor);
    } else if (cursor.skipWord("data")) {
      context.data.bind(cursor);
    } else if (!cursor.isWord("export") && !cursor.isWord("start")) {
      definition();
    }
  }

  private void definition() {
    ExternKind kind = kind();
    context.space(kind).bind(cursor);
    while (cursor.isForm("export")) {
      cursor.at = tokens.close(cursor.at) + 1;
    }
    if (cursor.isForm("import")) {
      imported();
      return;
    }
    defined = kind;
    if (kind == ExternKind.TABLE && hasInlineElements()) {
      context.elements.anonymous(1);
    } else if (kind == ExternKind.MEMORY && hasInlineData()) {
      context.data.anonymous(1);
    }
  }

  private ExternKind kind() {
    for (ExternKind kind : ExternKind.values()) {
      if (cursor.skipWord(kind.text())) {
        return kind;
      }
    }
    throw cursor.unexpected();
  }

  private void imported() {
    if (defined != null) {
      throw cursor.error(
          "import after " + (defined == ExternKind.FUNC ? "function" : defined.text()));
    }
  }

  // An import has one type, or items with a type each, or items with one type for all (compact
  // imports).
  private void imports(int field) {
    cursor.at--;
    imported();
    cursor.at++;
    int items = 0;
    for (int at = cursor.at; at < tokens.close(field); at = next(at)) {
      if (tokens.isForm(at, "item")) {
        int type = at + 3;
        if (tokens.kind(type) == Tokens.OPEN) {
          bindImport(type);
        } else {
          items++;
        }
      } else if (tokens.kind(at) == Tokens.OPEN) {
        if (items == 0) {
          bindImport(at);
        } else {
          cursor.at = at + 1;
          context.space(kind()).anonymous(items);
        }
      }
    }
  }

  private int next(int token) {
    return tokens.kind(token) == Tokens.OPEN ? tokens.close(token) + 1 : token + 1;
  }

  private void bindImport(int open) {
    cursor.at = open + 1;
    context.space(kind()).bind(cursor);
  }

  private boolean hasInlineElements() {
    skipAddressType();
    // Either limits or a reference type stand here; elements only behind a type.
    if (cursor.is(Tokens.NAT)) {
      return false;
    }
    cursor.at = next(cursor.at);
    return cursor.isForm("elem");
  }

  private boolean hasInlineData() {
    skipAddressType();
    if (cursor.isForm("pagesize")) {
      cursor.at = next(cursor.at);
    }
    return cursor.isForm("data");
  }

  private void skipAddressType() {
    if (cursor.isWord("i32") || cursor.isWord("i64")) {
      cursor.at++;
    }
  }
}
