/// Modules that are valid by construction, made at random from the opcode table, and what can be
/// observed of them: two tiers, engines or formats must agree on it.
@NullMarked
package io.wasmtier.spectest.generate;

import org.jspecify.annotations.NullMarked;
