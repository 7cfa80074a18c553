package io.wasmtier.allocator;

/// What a memory's type says about its size (spec: Types, Memory Types), without the model of
/// modules.
///
/// @param is64 whether addresses are 64 bits wide
/// @param min the initial size in pages, unsigned
/// @param max the largest size in pages, unsigned; without meaning if there is none
/// @param hasMax whether there is a largest size
/// @param shared whether threads may share it
/// @param pageSizeLog2 the logarithm of the page size in bytes: 16, or 0 with custom page sizes
public record MemoryShape(
    boolean is64, long min, long max, boolean hasMax, boolean shared, int pageSizeLog2) {
  /// The logarithm of the standard page size, 64 KiB.
  public static final int STANDARD_PAGE_LOG2 = 16;

  /// @throws IllegalArgumentException if the page size's logarithm is not between 0 and 16
  public MemoryShape {
    if (pageSizeLog2 < 0 || pageSizeLog2 > STANDARD_PAGE_LOG2) {
      throw new IllegalArgumentException("page size 2^" + pageSizeLog2);
    }
  }

  /// {@return the shape of a 32-bit memory that is not shared, with standard pages}
  public static MemoryShape of(long min, long max) {
    return new MemoryShape(false, min, max, true, false, STANDARD_PAGE_LOG2);
  }

  /// {@return the initial size in bytes, `Long.MAX_VALUE` if it does not fit}
  public long minBytes() {
    return bytes(min);
  }

  /// {@return the largest size in bytes that the type and its address width allow, `Long.MAX_VALUE`
  /// if it does not fit}
  public long maxBytes() {
    long byAddress = is64 ? Long.MAX_VALUE : 1L << 32;
    return hasMax ? Math.min(byAddress, bytes(max)) : byAddress;
  }

  private long bytes(long pages) {
    return pages < 0 || pages > Long.MAX_VALUE >> pageSizeLog2
        ? Long.MAX_VALUE
        : pages << pageSizeLog2;
  }
}
