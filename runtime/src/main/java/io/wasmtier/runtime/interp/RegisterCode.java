package io.wasmtier.runtime.interp;

/// What the translator makes of a function.
///
/// @param code header and instructions (see [Op])
/// @param handlers the clauses of `try_table` and of the legacy `try`, innermost first,
///   [#HANDLER_WORDS] each: first index covered, index behind the last, kind, tag, target, first
///   slot for the values caught, slot that keeps the exception or -1, number of the block's label
record RegisterCode(int[] code, int[] handlers) {
  /// The number of words per clause.
  static final int HANDLER_WORDS = 8;

  /// A kind of clause beside those of `try_table`: `delegate`. Its tag is the number of a label;
  /// only clauses of that block and of blocks around it are looked at any more.
  static final int DELEGATE = 16;
}
