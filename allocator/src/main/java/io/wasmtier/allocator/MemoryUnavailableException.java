package io.wasmtier.allocator;

import org.jspecify.annotations.Nullable;

/// A memory's initial size can't be had: it exceeds the budget, the address space or what the
/// machine has.
public final class MemoryUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MemoryUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
