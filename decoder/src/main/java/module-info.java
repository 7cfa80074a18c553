/// What a WebAssembly module is, and the two formats it comes in: binary and text.
module io.wasmtier.decoder {
  requires static transitive org.jspecify;

  exports io.wasmtier.decoder;
  exports io.wasmtier.text;
  exports io.wasmtier.wasm;
}
