package io.wasmtier.runtime.abi;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.runtime.WasmException;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.Slice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What compiled code calls for instructions on whole memories and tables, for accesses to memories
/// of any kind, for calls and for exceptions. Addresses and table indices are unsigned numbers of
/// 64 bits; the instance comes behind the operands, then the immediates.
public final class Operations {
  private static final @Nullable Object[] DROPPED = new Object[0];

  private Operations() {}

  // Memories.

  public static long memorySize(ModuleInstance instance, int memory) {
    return instance.memories[memory].sizeInPages();
  }

  public static long memoryGrow(long delta, ModuleInstance instance, int memory) {
    JavaStack.need(JavaStack.FOR_CHANGE);
    return instance.memories[memory].grow(delta);
  }

  public static void memoryFill(
      long address, int value, long length, ModuleInstance instance, int memory) {
    instance.memories[memory].fill(address, (byte) value, length);
  }

  public static void memoryCopy(
      long to, long from, long length, ModuleInstance instance, int target, int source) {
    LinearMemory.copy(instance.memories[target], to, instance.memories[source], from, length);
  }

  public static void memoryInit(
      long to, long from, long length, ModuleInstance instance, int memory, int segment) {
    instance.memories[memory].write(to, instance.data[segment].segment(), from, length);
  }

  public static void dataDrop(ModuleInstance instance, int segment) {
    instance.data[segment] = Slice.EMPTY;
  }

  public static int getByte(long address, long offset, ModuleInstance instance, int memory) {
    return instance.memories[memory].getByte(LinearMemory.effective(address, offset));
  }

  public static int getShort(long address, long offset, ModuleInstance instance, int memory) {
    return instance.memories[memory].getShort(LinearMemory.effective(address, offset));
  }

  public static int getInt(long address, long offset, ModuleInstance instance, int memory) {
    return instance.memories[memory].getInt(LinearMemory.effective(address, offset));
  }

  public static long getLong(long address, long offset, ModuleInstance instance, int memory) {
    return instance.memories[memory].getLong(LinearMemory.effective(address, offset));
  }

  public static void putByte(
      long address, int value, long offset, ModuleInstance instance, int memory) {
    instance.memories[memory].putByte(LinearMemory.effective(address, offset), (byte) value);
  }

  public static void putShort(
      long address, int value, long offset, ModuleInstance instance, int memory) {
    instance.memories[memory].putShort(LinearMemory.effective(address, offset), (short) value);
  }

  public static void putInt(
      long address, int value, long offset, ModuleInstance instance, int memory) {
    instance.memories[memory].putInt(LinearMemory.effective(address, offset), value);
  }

  public static void putLong(
      long address, long value, long offset, ModuleInstance instance, int memory) {
    instance.memories[memory].putLong(LinearMemory.effective(address, offset), value);
  }

  /// {@return the low half of a v128}
  public static long getVectorLow(long address, long offset, ModuleInstance instance, int memory) {
    return instance.memories[memory].getLong(LinearMemory.effective(address, offset));
  }

  /// {@return the high half of a v128}
  public static long getVectorHigh(long address, long offset, ModuleInstance instance, int memory) {
    LinearMemory of = instance.memories[memory];
    long at = LinearMemory.effective(address, offset);
    of.check(at, 16);
    return of.getLong(at + 8);
  }

  public static void putVector(
      long address, long low, long high, long offset, ModuleInstance instance, int memory) {
    LinearMemory of = instance.memories[memory];
    long at = LinearMemory.effective(address, offset);
    // Before anything is written.
    of.check(at, 16);
    of.putLong(at, low);
    of.putLong(at + 8, high);
  }

  // Tables.

  private static void check(long from, long length, int size) {
    // Unsigned numbers of 2^63 and more are negative.
    if (from < 0 || length < 0 || from > size - length) {
      throw Trap.of(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS);
    }
  }

  public static @Nullable Object tableGet(long index, ModuleInstance instance, int table) {
    TableInstance of = instance.tables[table];
    check(index, 1, of.size);
    return of.elements[(int) index];
  }

  public static void tableSet(
      long index, @Nullable Object value, ModuleInstance instance, int table) {
    TableInstance of = instance.tables[table];
    check(index, 1, of.size);
    of.elements[(int) index] = value;
  }

  public static long tableSize(ModuleInstance instance, int table) {
    return instance.tables[table].size;
  }

  public static long tableGrow(
      @Nullable Object value, long delta, ModuleInstance instance, int table) {
    JavaStack.need(JavaStack.FOR_CHANGE);
    return instance.tables[table].grow(delta, value);
  }

  public static void tableFill(
      long index, @Nullable Object value, long length, ModuleInstance instance, int table) {
    TableInstance of = instance.tables[table];
    check(index, length, of.size);
    Arrays.fill(of.elements, (int) index, (int) (index + length), value);
  }

  public static void tableCopy(
      long to, long from, long length, ModuleInstance instance, int target, int source) {
    TableInstance into = instance.tables[target];
    TableInstance of = instance.tables[source];
    check(from, length, of.size);
    check(to, length, into.size);
    System.arraycopy(of.elements, (int) from, into.elements, (int) to, (int) length);
  }

  public static void tableInit(
      long to, long from, long length, ModuleInstance instance, int table, int segment) {
    @Nullable Object[] elements = instance.elements[segment];
    TableInstance into = instance.tables[table];
    check(from, length, elements.length);
    check(to, length, into.size);
    System.arraycopy(elements, (int) from, into.elements, (int) to, (int) length);
  }

  public static void elemDrop(ModuleInstance instance, int segment) {
    instance.elements[segment] = DROPPED;
  }

  // Calls.

  /// {@return the function that `call_indirect` finds}
  ///
  /// @param type the id of the type expected
  public static WasmFunction indirect(long index, ModuleInstance instance, int table, int type) {
    TableInstance of = instance.tables[table];
    if (index < 0 || index >= of.size) {
      throw Trap.of(TrapKind.UNDEFINED_ELEMENT);
    }
    if (!(of.elements[(int) index] instanceof WasmFunction function)) {
      throw Trap.of(TrapKind.UNINITIALIZED_ELEMENT);
    }
    if (function.type().id() != type && !function.type().isSubtypeOf(DefType.of(type))) {
      throw Trap.of(TrapKind.INDIRECT_CALL_TYPE_MISMATCH);
    }
    return function;
  }

  /// {@return the function that a reference is}
  public static WasmFunction function(@Nullable Object reference) {
    if (reference instanceof WasmFunction function) {
      return function;
    }
    throw Trap.of(TrapKind.NULL_FUNCTION_REFERENCE);
  }

  /// {@return the function index of a function of this very instance, or -1}
  public static int ownIndex(WasmFunction function, ModuleInstance instance) {
    return function instanceof GuestFunction guest && guest.instance == instance ? guest.index : -1;
  }

  /// Begins a call by the slot convention.
  ///
  /// @return the slot of the first argument
  public static int open(ModuleInstance instance, int slots) {
    WasmStack stack = instance.store.stack;
    stack.reserve(stack.top + slots);
    return stack.top;
  }

  /// Ends a call by the slot convention: free slots must not keep objects alive.
  public static void close(ModuleInstance instance, int base, int slots) {
    Arrays.fill(instance.store.stack.references, base, base + slots, null);
  }

  // Values.

  public static int select(int a, int b, int condition) {
    return condition != 0 ? a : b;
  }

  public static long select(long a, long b, int condition) {
    return condition != 0 ? a : b;
  }

  public static float select(float a, float b, int condition) {
    return condition != 0 ? a : b;
  }

  public static double select(double a, double b, int condition) {
    return condition != 0 ? a : b;
  }

  public static @Nullable Object select(@Nullable Object a, @Nullable Object b, int condition) {
    return condition != 0 ? a : b;
  }

  public static int isNull(@Nullable Object reference) {
    return reference == null ? 1 : 0;
  }

  public static int same(@Nullable Object a, @Nullable Object b) {
    return RefTypes.same(a, b) ? 1 : 0;
  }

  public static Object nonNull(@Nullable Object reference) {
    if (reference == null) {
      throw Trap.of(TrapKind.NULL_REFERENCE);
    }
    return reference;
  }

  // Traps and exceptions.

  /// {@return what the `unreachable` instruction throws}
  public static Trap unreachable() {
    return Trap.of(TrapKind.UNREACHABLE);
  }

  /// {@return a new exception with a tag of the instance}
  public static WasmException exception(
      long[] slots, @Nullable Object[] references, ModuleInstance instance, int tag) {
    return new WasmException(Internal.KEY, instance.tags[tag], slots, references);
  }

  /// {@return the exception that a reference is}
  public static WasmException exception(@Nullable Object reference) {
    if (reference instanceof WasmException exception) {
      return exception;
    }
    throw Trap.of(TrapKind.NULL_EXCEPTION_REFERENCE);
  }

  /// {@return whether an exception has a tag of the instance}
  public static boolean has(WasmException exception, ModuleInstance instance, int tag) {
    return exception.tag(Internal.KEY) == instance.tags[tag];
  }

  /// {@return a number of an exception's payload, by slot}
  public static long payload(WasmException exception, int slot) {
    return exception.slots(Internal.KEY)[slot];
  }

  /// {@return a reference of an exception's payload, by slot}
  public static @Nullable Object payloadReference(WasmException exception, int slot) {
    return exception.references(Internal.KEY)[slot];
  }
}
