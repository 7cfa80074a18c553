package io.wasmtier.text;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.decoder.Decoder;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import org.jspecify.annotations.Nullable;

/// A module as a script gives it, which is read only when its command runs, and anew each time: so
/// that what is wrong with it is that command's failure and not the script's. Immutable, but not
/// thread-safe.
public sealed interface ModuleSource {
  /// Reads the module.
  ///
  /// @param features what is enabled; instructions and types of other features are malformed
  /// @throws io.wasmtier.wasm.WasmtierException of kind MALFORMED if it cannot be parsed or decoded
  WasmModule read(FeatureSet features);

  /// A module in the text format, `(module …)`, or a script that is only the fields of a module.
  final class Text implements ModuleSource {
    private final Tokens tokens;
    private final int first;
    private final int end;
    private final @Nullable String id;

    Text(Tokens tokens, int first, int end, @Nullable String id) {
      this.tokens = tokens;
      this.first = first;
      this.end = end;
      this.id = id;
    }

    @Override
    public WasmModule read(FeatureSet features) {
      return ModuleParser.parse(tokens, first, end, features, DecodeLimits.DEFAULT, id);
    }
  }

  /// A module in the text format inside of strings, `(module quote "…"*)`.
  ///
  /// @param name how messages call the text
  /// @param text the strings joined, which need not be UTF-8
  record Quote(String name, byte[] text) implements ModuleSource {
    @Override
    public WasmModule read(FeatureSet features) {
      return WatParser.parse(name, text, features);
    }
  }

  /// A module in the binary format, `(module binary "…"*)`.
  ///
  /// @param bytes the strings joined
  record Binary(byte[] bytes) implements ModuleSource {
    @Override
    public WasmModule read(FeatureSet features) {
      return Decoder.decode(bytes, features);
    }
  }
}
