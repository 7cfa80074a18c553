package io.wasmtier.runtime.abi;

/// Looks whether the Java stack has room, before what must not be stopped half-way by its end: a
/// class whose initializer runs into it is lost for the whole process.
public final class JavaStack {
  /// Frames that a change of a memory or table may need.
  public static final int FOR_CHANGE = 100;

  /// Frames that linking or compiling may need.
  public static final int FOR_COMPILER = 4000;

  private JavaStack() {}

  /// Checks that there is room for as many small frames.
  ///
  /// @throws StackOverflowError if there is not
  public static void need(int frames) {
    if (probe(frames) != frames) {
      throw new AssertionError();
    }
  }

  private static int probe(int depth) {
    return depth == 0 ? 0 : probe(depth - 1) + 1;
  }
}
