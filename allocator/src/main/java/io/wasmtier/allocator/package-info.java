/// Where linear memory lives.
@NullMarked
package io.wasmtier.allocator;

import org.jspecify.annotations.NullMarked;
