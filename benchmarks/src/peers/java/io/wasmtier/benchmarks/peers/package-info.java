/// The comparison with other engines, which `benchmarks/peers.sh` compiles and runs. No part of the
/// normal build: it needs the engines' libraries.
@NullMarked
package io.wasmtier.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
