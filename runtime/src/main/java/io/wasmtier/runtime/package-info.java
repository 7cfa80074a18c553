/// The embedding API: engines, stores, instances and what they export.
@NullMarked
package io.wasmtier.runtime;

import org.jspecify.annotations.NullMarked;
