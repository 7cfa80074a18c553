package io.wasmtier.spectest.generate;

/// Types that fit together for continuations, by index.
///
/// @param fresh a continuation of `body`
/// @param suspended a continuation of `rest`: what is left of a fresh one that has suspended
/// @param switching a continuation of `switcher`
/// @param handler nothing to what the handler of a suspension gets
/// @param carried what a suspension carries to what it gets back: i32 to i64
/// @param body nothing to i32
/// @param rest i64 to i32
/// @param switcher a reference to a switching continuation to i32
record ContinuationTypes(
    int fresh,
    int suspended,
    int switching,
    int handler,
    int carried,
    int body,
    int rest,
    int switcher) {}
