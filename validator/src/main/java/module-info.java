/// Validation of WebAssembly modules and the walk over function bodies.
module io.wasmtier.validator {
  requires transitive io.wasmtier.decoder;
  requires static transitive org.jspecify;

  exports io.wasmtier.validator;
}
