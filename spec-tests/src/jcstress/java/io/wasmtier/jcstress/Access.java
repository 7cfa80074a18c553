package io.wasmtier.jcstress;

import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A way to read and write one place in memory: plain, or atomic with one of the widths.
///
/// @param load reads, by its mnemonic
/// @param store writes
/// @param type `i32` or `i64`
record Access(String load, String store, String type) {
  /// Not atomic: an aligned i32.
  static final Access PLAIN = new Access("i32.load", "i32.store", "i32");

  /// Atomic, of all widths, in the order of the table.
  static final List<Access> ATOMIC = atomic();

  /// Atomic ones, and behind them the plain one.
  static final List<Access> ALL = all();

  /// Names of the read-modify-write instructions by operation (`add`, …, `xchg`, `cmpxchg`), each
  /// with the widths as in [#ATOMIC].
  static final List<List<String>> READ_MODIFY_WRITE = readModifyWrite();

  private static List<String> named(Shape shape) {
    return Arrays.stream(Opcode.values())
        .filter(opcode -> opcode.shape() == shape)
        .map(Opcode::mnemonic)
        .toList();
  }

  private static List<Access> atomic() {
    List<String> loads = named(Shape.ATOMIC_LOAD);
    List<String> stores = named(Shape.ATOMIC_STORE);
    List<Access> all = new ArrayList<>();
    for (int i = 0; i < loads.size(); i++) {
      String load = loads.get(i);
      if (!load.replace("load", "store").replace("_u", "").equals(stores.get(i))) {
        throw new IllegalStateException(load + " stands beside " + stores.get(i));
      }
      all.add(new Access(load, stores.get(i), load.substring(0, 3)));
    }
    return all;
  }

  private static List<Access> all() {
    List<Access> all = new ArrayList<>(ATOMIC);
    all.add(PLAIN);
    return all;
  }

  private static List<List<String>> readModifyWrite() {
    List<String> names = new ArrayList<>(named(Shape.ATOMIC_RMW));
    names.addAll(named(Shape.ATOMIC_CMPXCHG));
    List<List<String>> operations = new ArrayList<>();
    int widths = ATOMIC.size();
    for (int i = 0; i < names.size(); i += widths) {
      operations.add(List.copyOf(names.subList(i, i + widths)));
    }
    return operations;
  }

  /// {@return text that reads the place whose address is in a local, as an i32}
  String load(String address) {
    return "("
        + load
        + " (local.get "
        + address
        + "))"
        + (type.equals("i64") ? " i32.wrap_i64" : "");
  }

  /// {@return text that writes 1}
  String store(String address) {
    return "(" + store + " (local.get " + address + ") (" + type + ".const 1))";
  }
}
