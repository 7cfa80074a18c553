/// The passes of tier 2 over its intermediate representation, one per file.
@NullMarked
package io.wasmtier.compiler.pass;

import org.jspecify.annotations.NullMarked;
