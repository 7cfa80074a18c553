/// Tier 2: from the intermediate representation to JVM methods of bounded size.
@NullMarked
package io.wasmtier.compiler.optimizing;

import org.jspecify.annotations.NullMarked;
