/// The intermediate representation of tier 2: static single assignment form.
@NullMarked
package io.wasmtier.compiler.ir;

import org.jspecify.annotations.NullMarked;
