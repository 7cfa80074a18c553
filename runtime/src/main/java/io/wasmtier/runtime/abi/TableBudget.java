package io.wasmtier.runtime.abi;

/// How many elements the tables of a store may have together. Confined to the store's thread.
public final class TableBudget {
  private final long limit;
  private long used;

  /// @param limit the largest sum of the sizes of all tables, in elements
  public TableBudget(long limit) {
    this.limit = limit;
  }

  /// {@return the largest sum of the sizes of all tables, in elements}
  public long limit() {
    return limit;
  }

  /// {@return the elements in use}
  public long used() {
    return used;
  }

  /// Takes elements for a table.
  ///
  /// @return false if there are not so many; then none are taken
  public boolean take(long elements) {
    if (elements < 0 || elements > limit - used) {
      return false;
    }
    used += elements;
    return true;
  }

  /// Gives back elements that were taken but could not be had, or of a table that is gone.
  public void giveBack(long elements) {
    used -= elements;
  }
}
