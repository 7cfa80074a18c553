/// The script runner of the WebAssembly specification suite.
module io.wasmtier.spectest {
  requires transitive io.wasmtier.runtime;
  requires io.wasmtier.wasi;
  requires java.logging;
  requires static transitive org.jspecify;

  exports io.wasmtier.spectest;
  exports io.wasmtier.spectest.generate;
}
