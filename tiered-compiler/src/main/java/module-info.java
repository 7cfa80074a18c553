/// The compiler of hot functions; found by the runtime through the service it provides.
module io.wasmtier.compiler {
  requires io.wasmtier.runtime;
  requires org.objectweb.asm;
  requires static transitive org.jspecify;

  provides io.wasmtier.runtime.spi.CompilerProvider with
      io.wasmtier.compiler.TieredCompilerProvider;
}
