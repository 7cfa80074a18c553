/// Tier 1: one pass over a function's code into JVM bytecode.
@NullMarked
package io.wasmtier.compiler.baseline;

import org.jspecify.annotations.NullMarked;
