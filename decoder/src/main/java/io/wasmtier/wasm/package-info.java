/// What a WebAssembly module is: its types, instructions and sections, independent of any encoding.
@NullMarked
package io.wasmtier.wasm;

import org.jspecify.annotations.NullMarked;
