/// Validation, and the one walk over function bodies that all translators are driven by.
@NullMarked
package io.wasmtier.validator;

import org.jspecify.annotations.NullMarked;
