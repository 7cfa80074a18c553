/// The memory model under stress: tests of jcstress on instances that share a memory.
/// `docs/memory-model.md` says what they show and how to run them.
@NullMarked
package io.wasmtier.jcstress;

import org.jspecify.annotations.NullMarked;
