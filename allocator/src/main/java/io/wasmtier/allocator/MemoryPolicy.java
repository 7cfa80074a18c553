package io.wasmtier.allocator;

/// Which kind of backing a memory gets. The kind never changes, because compiled code is made for
/// one.
public enum MemoryPolicy {
  /// Heap, except for what needs to be native: shared memories, an initial size over 2 GiB, and
  /// 64-bit memories that declare a largest size over 2 GiB.
  AUTOMATIC,
  /// Heap, except for shared memories and an initial size over 2 GiB. Such a memory grows to just
  /// under 2 GiB.
  HEAP,
  /// Native always.
  NATIVE
}
