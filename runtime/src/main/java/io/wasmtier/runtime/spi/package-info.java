/// What a compiler implements, and what it sees of the runtime.
@NullMarked
package io.wasmtier.runtime.spi;

import org.jspecify.annotations.NullMarked;
