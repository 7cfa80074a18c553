package io.wasmtier.runtime.link;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.allocator.MemoryBudget;
import io.wasmtier.allocator.MemoryPolicy;
import io.wasmtier.allocator.MemoryShape;
import io.wasmtier.allocator.MemoryUnavailableException;
import io.wasmtier.runtime.abi.TableBudget;
import io.wasmtier.runtime.abi.TableInstance;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a store allocates, with its limits, and frees when it is closed. Confined to the store's
/// thread.
public final class Resources {
  private final MemoryPolicy policy;
  private final MemoryBudget budget;
  private final TableBudget tableBudget;
  private final Set<LinearMemory> memories = Collections.newSetFromMap(new IdentityHashMap<>());

  /// @param policy which kind memories are of
  /// @param budget what their sizes are taken from
  /// @param tableElements the largest sum of the sizes of all tables
  public Resources(MemoryPolicy policy, MemoryBudget budget, long tableElements) {
    this.policy = policy;
    this.budget = budget;
    this.tableBudget = new TableBudget(tableElements);
  }

  /// {@return what memories are taken from}
  public MemoryBudget budget() {
    return budget;
  }

  /// {@return a new memory}
  ///
  /// @throws WasmtierException of kind LIMIT if it can't be had
  public LinearMemory memory(ExternType.Memory type) {
    MemoryShape shape =
        new MemoryShape(
            type.limits().is64(),
            type.limits().min(),
            type.limits().max(),
            type.limits().hasMax(),
            type.shared(),
            type.pageSizeLog2());
    try {
      LinearMemory memory = LinearMemory.allocate(shape, policy, budget);
      memories.add(memory);
      return memory;
    } catch (MemoryUnavailableException e) {
      throw new WasmtierException(
          Failure.LIMIT,
          String.valueOf(e.getMessage()),
          WasmtierException.NONE,
          WasmtierException.NONE,
          e);
    }
  }

  /// Keeps a memory that may have been made elsewhere until this is closed.
  ///
  /// @throws WasmtierException of kind USAGE if it is closed already
  public void keep(LinearMemory memory) {
    if (!memory.shape().shared() || memories.contains(memory)) {
      return;
    }
    try {
      memory.retain();
    } catch (IllegalStateException e) {
      throw new WasmtierException(Failure.USAGE, "the shared memory is closed");
    }
    memories.add(memory);
  }

  /// {@return a new table}
  ///
  /// @param init the value of its elements
  /// @throws WasmtierException of kind LIMIT if it can't be had
  public TableInstance table(ExternType.Table type, @Nullable Object init) {
    long size = type.limits().min();
    if (!tableBudget.take(size)) {
      throw new WasmtierException(
          Failure.LIMIT,
          "table of "
              + Long.toUnsignedString(size)
              + " elements exceeds the limit of "
              + tableBudget.limit());
    }
    try {
      return new TableInstance(type, init, tableBudget);
    } catch (OutOfMemoryError e) {
      tableBudget.giveBack(size);
      throw new WasmtierException(Failure.LIMIT, "no table of " + size + " elements is available");
    }
  }

  /// Frees all memories, except shared ones that another store still uses.
  public void close() {
    for (LinearMemory memory : memories) {
      memory.close();
    }
    memories.clear();
  }
}
