/// Instantiation: import matching and the building of instances.
@NullMarked
package io.wasmtier.runtime.link;

import org.jspecify.annotations.NullMarked;
