package io.wasmtier.validator;

/// A catch clause of `try_table` (spec: Control Instructions), or a handler of `resume` (stack
/// switching).
///
/// @param kind `CATCH`, `CATCH_REF`, `CATCH_ALL` or `CATCH_ALL_REF`; for `resume` `ON_LABEL` or
///   `ON_SWITCH`, as [io.wasmtier.decoder.InstructionReader] names them
/// @param tag the tag index, or -1 if any tag matches
/// @param label where control goes, with the tag's parameters and for the `REF` kinds the
///   exception; null for `ON_SWITCH`
public record CatchClause(int kind, int tag, @org.jspecify.annotations.Nullable Label label) {}
