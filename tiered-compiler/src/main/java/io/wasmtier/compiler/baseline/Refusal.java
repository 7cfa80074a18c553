package io.wasmtier.compiler.baseline;

/// A function can't be compiled and stays in tier 0. Without a stack: it is an answer, not an
/// error.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refusal(String reason) {
    super(reason, null, false, false);
  }
}
