package io.wasmtier.wasm;

/// What went wrong, in the specification's words. Every error that leaves wasmtier carries exactly
/// one of these.
public enum Failure {
  /// The bytes or the text do not follow the grammar (spec: Binary Format, Text Format).
  MALFORMED("malformed"),
  /// The module follows the grammar but not the typing rules (spec: Validation).
  INVALID("invalid"),
  /// A well-formed, valid module that exceeds an implementation limit (spec: Appendix,
  /// Implementation Limitations).
  LIMIT("limit exceeded"),
  /// An import is missing or has the wrong type (spec: Execution, Instantiation).
  UNLINKABLE("unlinkable"),
  /// Execution was aborted by an instruction (spec: Execution, Traps).
  TRAP("trap"),
  /// The call stack or another finite resource of the execution ran out.
  EXHAUSTION("exhaustion"),
  /// A WebAssembly exception reached the embedder uncaught.
  EXCEPTION("uncaught exception"),
  /// The embedder cancelled the execution, or its deadline passed.
  INTERRUPTED("interrupted"),
  /// The guest has ended itself (WASI `proc_exit`); with which code, the exception says.
  EXIT("exit"),
  /// A feature that is not enabled, or not executed by this version.
  UNSUPPORTED("unsupported"),
  /// The caller used the API wrongly: wrong argument types, closed object, unknown export.
  USAGE("usage"),
  /// A defect of wasmtier itself.
  BUG("internal error");

  private final String words;

  Failure(String words) {
    this.words = words;
  }

  /// {@return the specification's words for this kind of failure}
  public String words() {
    return words;
  }
}
