package io.wasmtier.runtime.link;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.allocator.MemoryBudget;
import io.wasmtier.allocator.MemoryPolicy;
import io.wasmtier.allocator.MemoryShape;
import io.wasmtier.allocator.MemoryUnavailableException;
import io.wasmtier.runtime.abi.TableBudget;
import io.wasmtier.runtime.abi.TableInstance;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmModule.Table;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
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

  private static MemoryShape shape(ExternType.Memory type) {
    return new MemoryShape(
        type.limits().is64(),
        type.limits().min(),
        type.limits().max(),
        type.limits().hasMax(),
        type.shared(),
        type.pageSizeLog2());
  }

  /// {@return a new memory}
  ///
  /// @throws WasmtierException of kind LIMIT if it can't be had
  public LinearMemory memory(ExternType.Memory type) {
    try {
      LinearMemory memory = LinearMemory.allocate(shape(type), policy, budget);
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
  /// @return whether it was not kept before
  private boolean keep(LinearMemory memory) {
    if (!memory.shape().shared() || memories.contains(memory)) {
      return false;
    }
    try {
      memory.retain();
    } catch (IllegalStateException e) {
      throw new WasmtierException(Failure.USAGE, "the shared memory is closed");
    }
    memories.add(memory);
    return true;
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

  /// {@return what one instantiation takes, nothing so far}
  public Claim claim() {
    return new Claim();
  }

  /// What one instantiation takes of a store, so that one that fails can give all of it back.
  public final class Claim {
    private final List<LinearMemory> taken = new ArrayList<>();
    private long elements;

    private Claim() {}

    /// Refuses a module whose memories or tables are too large together, before any of them is
    /// allocated.
    ///
    /// @throws WasmtierException of kind LIMIT
    void require(ValidatedModule module) {
      long bytes = 0;
      for (ExternType.Memory memory : module.module().memories()) {
        bytes = sum(bytes, shape(memory).minBytes());
      }
      if (bytes > budget.limit() - budget.used()) {
        throw tooMuch("memories", bytes, "bytes", budget.limit(), budget.used());
      }
      long size = 0;
      for (Table table : module.module().tables()) {
        long min = table.type().limits().min();
        size = sum(size, min < 0 ? Long.MAX_VALUE : min);
      }
      if (size > tableBudget.limit() - tableBudget.used()) {
        throw tooMuch("tables", size, "elements", tableBudget.limit(), tableBudget.used());
      }
    }

    /// Adds two numbers that are not negative; more than fits stays the largest.
    private static long sum(long a, long b) {
      return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static WasmtierException tooMuch(
        String things, long size, String unit, long limit, long used) {
      return new WasmtierException(
          Failure.LIMIT,
          things
              + (size == Long.MAX_VALUE ? " of more than " + (size - 1) : " of " + size)
              + ' '
              + unit
              + " exceed the limit of "
              + limit
              + (used == 0 ? "" : ", of which " + used + " are in use"));
    }

    /// {@return a new memory, as [Resources#memory]}
    LinearMemory memory(ExternType.Memory type) {
      LinearMemory memory = Resources.this.memory(type);
      taken.add(memory);
      return memory;
    }

    /// Keeps a memory that may have been made elsewhere until the store is closed.
    ///
    /// @throws WasmtierException of kind USAGE if it is closed already
    public void keep(LinearMemory memory) {
      if (Resources.this.keep(memory)) {
        taken.add(memory);
      }
    }

    /// {@return a new table, as [Resources#table]}
    TableInstance table(ExternType.Table type, @Nullable Object init) {
      TableInstance table = Resources.this.table(type, init);
      elements += table.size;
      return table;
    }

    /// Gives back everything: nothing may refer to it any more.
    public void release() {
      for (LinearMemory memory : taken) {
        memories.remove(memory);
        memory.close();
      }
      taken.clear();
      tableBudget.giveBack(elements);
      elements = 0;
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
