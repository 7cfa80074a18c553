/// The command line.
module io.wasmtier.cli {
  requires io.wasmtier.runtime;
  requires io.wasmtier.spectest;
  requires io.wasmtier.wasi;
  requires java.logging;
  requires static org.jspecify;
}
