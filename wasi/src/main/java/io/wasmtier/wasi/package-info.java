/// WASI preview 1 over the public embedding API.
@NullMarked
package io.wasmtier.wasi;

import org.jspecify.annotations.NullMarked;
