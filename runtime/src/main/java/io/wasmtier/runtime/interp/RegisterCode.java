package io.wasmtier.runtime.interp;

/// What the translator makes of a function.
///
/// @param code header and instructions (see [Op])
/// @param handlers the clauses of `try_table`s, innermost first, [#HANDLER_WORDS] each: first index covered, index behind
///     the last, kind, tag, target, first slot for the values caught
record RegisterCode(int[] code, int[] handlers) {
  /// The number of words per clause.
  static final int HANDLER_WORDS = 6;
}
