package io.wasmtier.compiler.lower;

/// A function can't be compiled by a tier. Without a stack: it is an answer, not an error.
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Refusal(String reason) {
    super(reason, null, false, false);
  }
}
