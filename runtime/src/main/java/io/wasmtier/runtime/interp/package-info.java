/// Tier 0: translation of function bodies to register code, and its interpreter.
@NullMarked
package io.wasmtier.runtime.interp;

import org.jspecify.annotations.NullMarked;
