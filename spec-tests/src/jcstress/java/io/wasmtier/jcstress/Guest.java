package io.wasmtier.jcstress;

import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Memory;
import io.wasmtier.runtime.Store;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.Limits;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/// An instance in a store of its own, over the memory that all guests share. Each actor has one, as
/// a store is for one thread at a time.
///
/// What a guest does in a test is one call, so that the engine sees the accesses together and might
/// reorder them.
final class Guest {
  /// Bytes of memory that a state has for itself, and how many states there are before a place is
  /// used again: more than jcstress keeps at a time.
  static final int SLOT = 256, SLOTS = 1 << 16;

  private static final Engine ENGINE = new Engine(Config.DEFAULT.with(Feature.CUSTOM_PAGE_SIZES));

  private static final int PAGES = SLOT * SLOTS >> 16;

  /// The shared memory. The host reads and writes it only before and after the actors.
  static final Memory MEMORY = memory(PAGES, PAGES, 16);

  /// Grows by pages of one byte; flags lie in its first bytes.
  static final Memory GROWING = memory(SLOTS * Long.BYTES, 1L << 30, 0);

  private static final LoadedModule MODULE = ENGINE.loadText(text());

  static final Guest ONE = new Guest();
  static final Guest TWO = new Guest();

  private final Instance instance;
  private final IntBinaryOperator[][] storeStore;
  private final IntBinaryOperator[][] loadLoad;
  private final IntBinaryOperator[][] storeLoad;
  private final IntBinaryOperator[][] loadStore;
  private final IntBinaryOperator[][] rmw;
  final IntBinaryOperator fencedStoreLoad;
  final IntBinaryOperator locked;
  final IntUnaryOperator[] fill;
  final IntUnaryOperator[] look;
  final IntUnaryOperator[] await;
  final IntUnaryOperator[] wake;
  final IntUnaryOperator storeByte;
  final IntUnaryOperator growAndTell;
  final IntUnaryOperator grow;
  final IntUnaryOperator lookAtGrown;

  private Guest() {
    instance =
        new Linker()
            .define("host", "memory", MEMORY)
            .define("host", "growing", GROWING)
            .instantiate(ENGINE.newStore(), MODULE);
    int accesses = Access.ALL.size();
    storeStore = pairs("store-store", accesses, accesses);
    loadLoad = pairs("load-load", accesses, accesses);
    storeLoad = pairs("store-load", accesses, accesses);
    loadStore = pairs("load-store", accesses, accesses);
    rmw = pairs("rmw", Access.READ_MODIFY_WRITE.size(), Access.ATOMIC.size());
    fencedStoreLoad = binary("fenced-store-load");
    locked = binary("locked");
    fill = unaries("fill", Fill.values().length);
    look = unaries("look", Fill.values().length);
    await = unaries("await", 2);
    wake = unaries("wake", 2);
    storeByte = unary("store-byte");
    growAndTell = unary("grow-and-tell");
    grow = unary("grow");
    lookAtGrown = unary("look-at-grown");
  }

  /// Plain writes that might tear.
  enum Fill {
    /// Two bytes.
    I16("i32", "i32.load16_s", "i32.store16", 0),
    /// Four bytes.
    I32("i32", "i32.load", "i32.store", 0),
    /// Eight bytes.
    I64("i64", "i64.load", "i64.store", 0),
    /// Four bytes in two cache lines.
    UNALIGNED("i32", "i32.load", "i32.store", 62);

    final String type;
    final String load;
    final String store;
    final int offset;

    Fill(String type, String load, String store, int offset) {
      this.type = type;
      this.load = load;
      this.store = store;
      this.offset = offset;
    }
  }

  private static Memory memory(long least, long most, int pageSizeLog2) {
    // The store stays open for as long as the JVM runs.
    Store store = ENGINE.newStore();
    return store.newMemory(
        new ExternType.Memory(new Limits(false, least, most, true), true, pageSizeLog2));
  }

  private IntBinaryOperator binary(String name) {
    return instance.function(name).as(IntBinaryOperator.class);
  }

  private IntUnaryOperator unary(String name) {
    return instance.function(name).as(IntUnaryOperator.class);
  }

  private IntUnaryOperator[] unaries(String name, int count) {
    IntUnaryOperator[] all = new IntUnaryOperator[count];
    for (int i = 0; i < count; i++) {
      all[i] = unary(name + " " + i);
    }
    return all;
  }

  private IntBinaryOperator[][] pairs(String name, int rows, int columns) {
    IntBinaryOperator[][] all = new IntBinaryOperator[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        all[i][k] = binary(name + " " + i + " " + k);
      }
    }
    return all;
  }

  /// Writes 1 to the first place, then to the second.
  void storeStore(int first, int second, int one, int other) {
    storeStore[first][second].applyAsInt(one, other);
  }

  /// {@return bit 0 from the first place, then bit 1 from the second}
  int loadLoad(int first, int second, int one, int other) {
    return loadLoad[first][second].applyAsInt(one, other);
  }

  /// {@return what the second place has after 1 was written to the first}
  int storeLoad(int first, int second, int one, int other) {
    return storeLoad[first][second].applyAsInt(one, other);
  }

  /// {@return what the first place had before 1 was written to the second}
  int loadStore(int first, int second, int one, int other) {
    return loadStore[first][second].applyAsInt(one, other);
  }

  /// {@return what was there before; `cmpxchg` expects 0}
  int rmw(int operation, int width, int address, int operand) {
    return rmw[operation][width].applyAsInt(address, operand);
  }

  private static String text() {
    StringBuilder out = new StringBuilder();
    out.append("(module (import \"host\" \"memory\" (memory ")
        .append(PAGES + " " + PAGES)
        .append(
            " shared)) (import \"host\" \"growing\" (memory $growing 0 0x40000000 shared (pagesize 1)))\n");
    List<Access> accesses = Access.ALL;
    for (int i = 0; i < accesses.size(); i++) {
      for (int k = 0; k < accesses.size(); k++) {
        Access first = accesses.get(i);
        Access second = accesses.get(k);
        String pair = " " + i + " " + k;
        binary(out, "store-store" + pair, first.store("0") + second.store("1") + "i32.const 0");
        binary(
            out,
            "load-load" + pair,
            first.load("0") + second.load("1") + " i32.const 1 i32.shl i32.or");
        binary(out, "store-load" + pair, first.store("0") + second.load("1"));
        binary(out, "load-store" + pair, first.load("0") + second.store("1"));
      }
    }
    for (int i = 0; i < Access.READ_MODIFY_WRITE.size(); i++) {
      List<String> names = Access.READ_MODIFY_WRITE.get(i);
      for (int k = 0; k < names.size(); k++) {
        boolean wide = names.get(k).startsWith("i64");
        binary(
            out,
            "rmw " + i + " " + k,
            "local.get 0 "
                + (names.get(k).contains("cmpxchg") ? (wide ? "i64" : "i32") + ".const 0 " : "")
                + "local.get 1 "
                + (wide ? "i64.extend_i32_s " : "")
                + names.get(k)
                + (wide ? " i32.wrap_i64" : ""));
      }
    }
    for (Fill fill : Fill.values()) {
      String at = " offset=" + fill.offset + " (local.get 0)";
      unary(
          out,
          "fill " + fill.ordinal(),
          "(" + fill.store + at + "(" + fill.type + ".const -1)) i32.const 0");
      // 0 for all zeros, 1 for all ones, 2 for a mixture.
      unary(
          out,
          "look " + fill.ordinal(),
          "(local $v "
              + fill.type
              + ") (local.set $v ("
              + fill.load
              + at
              + ")) (select (i32.const 0) (select (i32.const 1) (i32.const 2) ("
              + fill.type
              + ".eq (local.get $v) ("
              + fill.type
              + ".const -1))) ("
              + fill.type
              + ".eqz (local.get $v)))");
    }
    for (int i = 0; i < 2; i++) {
      String type = i == 0 ? "i32" : "i64";
      unary(
          out,
          "await " + i,
          "(memory.atomic.wait"
              + type.substring(1)
              + " (local.get 0) ("
              + type
              + ".const 0) (i64.const 20_000_000_000))");
      unary(
          out,
          "wake " + i,
          "("
              + type
              + ".atomic.store (local.get 0) ("
              + type
              + ".const 1)) (memory.atomic.notify (local.get 0) (i32.const 1))");
    }
    return out.append(OTHERS).append(")").toString();
  }

  private static void binary(StringBuilder out, String name, String body) {
    out.append("(func (export \"" + name + "\") (param i32 i32) (result i32) " + body + ")\n");
  }

  private static void unary(StringBuilder out, String name, String body) {
    out.append("(func (export \"" + name + "\") (param i32) (result i32) " + body + ")\n");
  }

  private static final String OTHERS =
      """
      (func (export "fenced-store-load") (param i32 i32) (result i32)
        (i32.store (local.get 0) (i32.const 1))
        atomic.fence
        (i32.load (local.get 1)))

      (func (export "store-byte") (param i32) (result i32)
        (i32.store8 (local.get 0) (i32.const 1))
        i32.const 0)

      ;; Adds 1 to the second place, not atomically, while it holds the lock at the first.
      (func (export "locked") (param i32 i32) (result i32)
        (loop $again
          (br_if $again (i32.atomic.rmw.cmpxchg (local.get 0) (i32.const 0) (i32.const 1))))
        (i32.store (local.get 1) (i32.add (i32.load (local.get 1)) (i32.const 1)))
        (i32.atomic.store (local.get 0) (i32.const 0))
        i32.const 0)

      ;; Returns the former size.
      (func $grow (export "grow") (param i32) (result i32)
        (memory.grow $growing (local.get 0)))

      ;; Grows by eight bytes and leaves the new size at the address, or 1 where there is no more.
      (func (export "grow-and-tell") (param i32) (result i32) (local $size i32)
        (local.set $size (call $grow (i32.const 8)))
        (i32.atomic.store $growing (local.get 0)
          (select (i32.const 1) (i32.add (local.get $size) (i32.const 8))
            (i32.eq (local.get $size) (i32.const -1))))
        (local.get $size))

      ;; 0: nothing was told; 1: the memory is as large as told, and its last bytes are there and 0;
      ;; 2: it is not; 3: the last bytes are not 0; 4: the memory had been full. Traps if the last
      ;; bytes are out of bounds.
      (func (export "look-at-grown") (param i32) (result i32) (local $told i32)
        (local.set $told (i32.atomic.load $growing (local.get 0)))
        (if (i32.le_u (local.get $told) (i32.const 1))
          (then (return (i32.shl (local.get $told) (i32.const 2)))))
        (if (i32.lt_u (memory.size $growing) (local.get $told)) (then (return (i32.const 2))))
        (select (i32.const 1) (i32.const 3)
          (i64.eqz (i64.load $growing (i32.sub (local.get $told) (i32.const 8))))))
      """;
}
