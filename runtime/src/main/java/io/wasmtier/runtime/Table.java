package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.abi.TableInstance;
import io.wasmtier.wasm.ExternType;
import org.jspecify.annotations.Nullable;

/// A table of references (spec: Execution, Runtime Structure, Table Instances), seen by the host.
///
/// An index out of bounds is the trap [TrapKind#OUT_OF_BOUNDS_TABLE_ACCESS], an element of a wrong
/// type a WasmtierException of kind USAGE. Confined to its store's thread.
public final class Table implements Extern {
  private final StoreContext store;
  private final TableInstance table;

  Table(StoreContext store, TableInstance table) {
    this.store = store;
    this.table = table;
  }

  TableInstance instance() {
    return table;
  }

  StoreContext context() {
    return store;
  }

  /// {@return the type, with the current size as minimum}
  public ExternType.Table type() {
    return table.currentType();
  }

  @Override
  public ExternType externType() {
    return type();
  }

  /// {@return the number of elements}
  public int size() {
    store.check();
    return table.size;
  }

  /// {@return an element: a [WasmFunction] for function types, or null}
  public @Nullable Object get(int index) {
    return table.elements[check(index)];
  }

  /// Sets an element.
  public void set(int index, @Nullable Object value) {
    int at = check(index);
    Values.checkReference(table.type.element().bits(), value, "element", index, store);
    table.elements[at] = value;
  }

  /// Grows the table (spec: `table.grow`).
  ///
  /// @param delta by how many elements
  /// @param init the value of the new elements
  /// @return the former size, or -1 if the type or the limits don't allow it
  public int grow(int delta, @Nullable Object init) {
    store.check();
    Values.checkReference(table.type.element().bits(), init, "initial value", 0, store);
    return table.grow(Integer.toUnsignedLong(delta), init);
  }

  private int check(int index) {
    store.check();
    if (index < 0 || index >= table.size) {
      throw Trap.of(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS);
    }
    return index;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Table that && that.table == table;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(table);
  }
}
