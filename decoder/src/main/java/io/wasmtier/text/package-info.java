/// The text format: modules and test scripts to and from text.
@NullMarked
package io.wasmtier.text;

import org.jspecify.annotations.NullMarked;
