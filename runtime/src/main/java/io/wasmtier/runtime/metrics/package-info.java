/// What an engine has done: counters, and an event of the flight recorder per decision.
@NullMarked
package io.wasmtier.runtime.metrics;

import org.jspecify.annotations.NullMarked;
