/// The provider that the runtime finds.
@NullMarked
package io.wasmtier.compiler;

import org.jspecify.annotations.NullMarked;
