/// What generated code links against.
@NullMarked
package io.wasmtier.runtime.abi;

import org.jspecify.annotations.NullMarked;
