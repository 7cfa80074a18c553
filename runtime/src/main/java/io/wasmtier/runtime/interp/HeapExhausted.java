package io.wasmtier.runtime.interp;

/// Unwinds a guest for whose object there was no room. Made beforehand, because then there is no
/// room for an exception either; [Interpreter#enter] lets go of what the guest's frames hold and
/// throws the exhaustion proper.
final class HeapExhausted extends Error {
  @SuppressWarnings("StaticAssignmentOfThrowable") // There is no room to make one on demand.
  static final HeapExhausted INSTANCE = new HeapExhausted();

  private static final long serialVersionUID = 1L;

  private HeapExhausted() {
    super("out of memory", null, false, false);
  }
}
