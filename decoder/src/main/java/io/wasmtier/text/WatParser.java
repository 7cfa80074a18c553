package io.wasmtier.text;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import java.nio.charset.StandardCharsets;

/// Reads modules in the text format (spec: Text Format). Stateless and thread-safe.
///
/// All abbreviations of WebAssembly 3.0 and of the proposals are understood, and the annotations
/// `@custom`, `@name` and `@metadata.code.branch_hint`. The module's code is binary code, as if it
/// had been decoded; identifiers become its names.
public final class WatParser {
  private WatParser() {}

  /// {@return the module that a text is}
  ///
  /// @param name the name of the text for messages, such as a file name
  /// @param text the text, either `(module …)` or only the module's fields
  /// @param features instructions and types of other features are malformed
  /// @throws TextException of kind MALFORMED (INVALID where a type index is too large to be
  ///   represented), or LIMIT, with the place
  public static WasmModule parse(String name, String text, FeatureSet features) {
    return parse(name, text.getBytes(StandardCharsets.UTF_8), features);
  }

  /// {@return the module that a text in UTF-8 is}
  ///
  /// @param name the name of the text for messages, such as a file name
  /// @param text the text, either `(module …)` or only the module's fields; not changed, and not
  ///   kept
  /// @param features instructions and types of other features are malformed
  /// @throws TextException of kind MALFORMED (INVALID where a type index is too large to be
  ///   represented), or LIMIT, with the place
  public static WasmModule parse(String name, byte[] text, FeatureSet features) {
    return parse(name, text, features, DecodeLimits.DEFAULT);
  }

  /// {@return the module that a text in UTF-8 is}
  ///
  /// @param name the name of the text for messages, such as a file name
  /// @param text the text, either `(module …)` or only the module's fields; not changed, and not
  ///   kept
  /// @param features instructions and types of other features are malformed
  /// @param limits what a module may have at most, as when it is decoded
  /// @throws TextException of kind MALFORMED (INVALID where a type index is too large to be
  ///   represented), or LIMIT, with the place
  public static WasmModule parse(
      String name, byte[] text, FeatureSet features, DecodeLimits limits) {
    Tokens tokens = Lexer.lex(new Source(name, text));
    Cursor cursor = new Cursor(tokens, 0);
    int end = tokens.size() - 1;
    if (!cursor.enter("module")) {
      return ModuleParser.parse(tokens, 0, end, features, limits, null);
    }
    String id = cursor.is(Tokens.ID) ? tokens.id(cursor.at++) : null;
    int close = tokens.close(0);
    WasmModule module = ModuleParser.parse(tokens, cursor.at, close, features, limits, id);
    cursor.at = close;
    cursor.close();
    if (!cursor.is(Tokens.END)) {
      throw cursor.unexpected();
    }
    return module;
  }
}
