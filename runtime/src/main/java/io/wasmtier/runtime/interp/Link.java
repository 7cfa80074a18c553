package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.abi.ModuleInstance;

/// Where a function returns to. The link slot of a frame holds, for a caller in the same instance,
/// its function index in the upper half and the index behind the call instruction in the lower
/// half; a negative number is one of those below.
///
/// A number, not an object, because storing references costs barriers of the garbage collector.
///
/// @param instance the caller's instance
/// @param link the link in terms of that instance
record Link(ModuleInstance instance, long link) {
  /// The frame was entered from Java: leave the loop.
  static final long EXIT = -1;

  /// The caller is in another instance; its [Link] lies in the same slot among the references.
  static final long OTHER_INSTANCE = -2;

  /// The caller is the segment of the stack that resumed this one (see [StackSegment]).
  static final long CONTINUATION = -3;

  static long of(int function, int next) {
    return (long) function << 32 | next;
  }

  static int function(long link) {
    return (int) (link >>> 32);
  }

  static int next(long link) {
    return (int) link;
  }
}
