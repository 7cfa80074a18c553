/// The script runner of the WebAssembly specification suite.
@NullMarked
package io.wasmtier.spectest;

import org.jspecify.annotations.NullMarked;
