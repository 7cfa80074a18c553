/// The embedding API and the interpreter.
@SuppressWarnings("module") // The compiler module is optional: absent when the runtime is built.
module io.wasmtier.runtime {
  requires transitive io.wasmtier.allocator;
  requires transitive io.wasmtier.decoder;
  requires transitive io.wasmtier.validator;
  requires jdk.jfr;
  requires static transitive org.jspecify;

  exports io.wasmtier.runtime;
  exports io.wasmtier.runtime.metrics;
  exports io.wasmtier.runtime.abi to
      io.wasmtier.compiler;
  exports io.wasmtier.runtime.spi to
      io.wasmtier.compiler;

  uses io.wasmtier.runtime.spi.CompilerProvider;
}
