package io.wasmtier.spectest;

/// The host's object that scripts call `(ref.extern N)` and, converted, `(ref.host N)`.
record HostReference(int number) {}
