package io.wasmtier.validator;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;

/// Validates modules (spec: Validation): the only maker of a [ValidatedModule]. Thread-safe, no
/// state.
public final class Validator {
  /// When function bodies are validated; everything else is validated at once.
  public enum Mode {
    /// All of them before a module is handed out, as the specification wants.
    EAGER,
    /// Each at its first use, so that a large module starts sooner; an invalid body shows when it
    /// is called.
    LAZY
  }

  private Validator() {}

  /// {@return the module, validated eagerly on the calling thread}
  ///
  /// @throws WasmtierException as [#validate(WasmModule, FeatureSet, DecodeLimits, Mode, int)]
  public static ValidatedModule validate(WasmModule module, FeatureSet features) {
    return validate(module, features, DecodeLimits.DEFAULT, Mode.EAGER, 1);
  }

  /// {@return the module, validated with the default limits}
  ///
  /// @throws WasmtierException as [#validate(WasmModule, FeatureSet, DecodeLimits, Mode, int)]
  public static ValidatedModule validate(
      WasmModule module, FeatureSet features, Mode mode, int parallelism) {
    return validate(module, features, DecodeLimits.DEFAULT, mode, parallelism);
  }

  /// {@return the module, validated}
  ///
  /// @param module the module, not changed
  /// @param features what the module may use; best those it was decoded with
  /// @param limits what a module may have at most
  /// @param mode when function bodies are validated
  /// @param parallelism the number of threads to validate bodies with, the calling one included, at
  ///   least 1
  /// @throws WasmtierException of kind INVALID with the byte offset and the function, the first in
  ///   the module's order whatever the parallelism; of kind MALFORMED for what decoding can't see
  ///   in function bodies; of kind LIMIT
  public static ValidatedModule validate(
      WasmModule module, FeatureSet features, DecodeLimits limits, Mode mode, int parallelism) {
    ValidatedModule validated = new ModuleValidation(module, features, limits).validate();
    if (mode == Mode.EAGER) {
      validated.validateAll(parallelism);
    }
    return validated;
  }
}
