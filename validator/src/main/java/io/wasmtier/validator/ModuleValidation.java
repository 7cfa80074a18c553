package io.wasmtier.validator;
import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
final class ModuleValidation {
  private final IndexSpaces spaces;
  ModuleValidation(WasmModule module, FeatureSet features, DecodeLimits limits) {
    spaces = new IndexSpaces(module, features, limits);
  }
  ValidatedModule validate() { return new ValidatedModule(spaces); }
}
