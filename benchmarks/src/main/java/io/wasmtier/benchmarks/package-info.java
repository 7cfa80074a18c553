/// JMH benchmarks, one class per question.
@NullMarked
package io.wasmtier.benchmarks;

import org.jspecify.annotations.NullMarked;
