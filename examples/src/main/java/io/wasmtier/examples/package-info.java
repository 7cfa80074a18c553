/// Small programs that embed wasmtier.
@NullMarked
package io.wasmtier.examples;

import org.jspecify.annotations.NullMarked;
