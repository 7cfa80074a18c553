/// The command line.
@NullMarked
package io.wasmtier.cli;

import org.jspecify.annotations.NullMarked;
