/// The backing of linear memory.
module io.wasmtier.allocator {
  requires static transitive org.jspecify;

  exports io.wasmtier.allocator;
}
