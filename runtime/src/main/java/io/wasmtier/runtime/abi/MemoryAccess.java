package io.wasmtier.runtime.abi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The views through which compiled code accesses memories of the heap kind. Constants of a class
/// of their own, so that generated classes need no initializer.
public final class MemoryAccess {
  public static final VarHandle SHORT = view(short[].class);
  public static final VarHandle INT = view(int[].class);
  public static final VarHandle LONG = view(long[].class);

  private MemoryAccess() {}

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN)
        .withInvokeExactBehavior();
  }
}
