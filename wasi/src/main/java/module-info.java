/// WASI preview 1 over the public embedding API.
module io.wasmtier.wasi {
  requires transitive io.wasmtier.runtime;
  requires static transitive org.jspecify;

  exports io.wasmtier.wasi;
}
