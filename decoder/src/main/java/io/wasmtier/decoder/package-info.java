/// The binary format: bytes to modules and back.
@NullMarked
package io.wasmtier.decoder;

import org.jspecify.annotations.NullMarked;
