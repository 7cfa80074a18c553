package io.wasmtier.runtime.abi;

/// Unwinds a guest for whose object there was no room. Made beforehand, because then there is no
/// room for an exception either; who entered the guest lets go of what its frames hold and throws
/// the exhaustion proper.
public final class HeapExhausted extends Error {
  @SuppressWarnings("StaticAssignmentOfThrowable") // There is no room to make one on demand.
  public static final HeapExhausted INSTANCE = new HeapExhausted();

  private static final long serialVersionUID = 1L;

  private HeapExhausted() {
    super("out of memory", null, false, false);
  }
}
