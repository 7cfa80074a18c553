package io.wasmtier.runtime.abi;

import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Limits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A table (spec: Execution, Runtime Structure, Table Instances). Confined to the store's thread.
///
/// Its elements are function objects, host objects or guest objects, or null. The array has slack,
/// [#size] counts.
public final class TableInstance {
  /// The elements; longer than [#size] where the table has grown.
  public @Nullable Object[] elements;

  /// The number of elements.
  public int size;

  /// The type it was made with, canonical; the current size is [#size].
  public final ExternType.Table type;

  /// What the elements are taken from.
  private final TableBudget budget;

  /// @param type its type
  /// @param init the first value of all elements
  /// @param budget what the elements are taken from as it grows; the first are already
  public TableInstance(ExternType.Table type, @Nullable Object init, TableBudget budget) {
    this.type = type;
    this.budget = budget;
    this.size = (int) type.limits().min();
    this.elements = new Object[size];
    if (init != null) {
      Arrays.fill(elements, init);
    }
  }

  /// {@return the type with the current size as minimum, which is what imports are matched against}
  public ExternType.Table currentType() {
    Limits limits = type.limits();
    return new ExternType.Table(
        new Limits(limits.is64(), size, limits.max(), limits.hasMax()), type.element());
  }

  /// Grows the table (spec: `table.grow`).
  ///
  /// @return the former size, or -1 if it can't grow so much
  public int grow(long delta, @Nullable Object init) {
    long max = type.limits().hasMax() ? type.limits().max() : -1L;
    if (delta < 0
        || delta > Integer.MAX_VALUE - 8 - size
        || max >= 0 && size + delta > max
        || !budget.take(delta)) {
      return -1;
    }
    int former = size;
    int wanted = (int) (size + delta);
    if (wanted > elements.length) {
      int slack = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(wanted, elements.length * 3L / 2));
      try {
        elements = Arrays.copyOf(elements, slack);
      } catch (OutOfMemoryError e) {
        budget.giveBack(delta);
        return -1;
      }
    }
    Arrays.fill(elements, former, wanted, init);
    size = wanted;
    return former;
  }
}
