/// JVM class files; the only package that knows ASM.
@NullMarked
package io.wasmtier.compiler.emit;

import org.jspecify.annotations.NullMarked;
