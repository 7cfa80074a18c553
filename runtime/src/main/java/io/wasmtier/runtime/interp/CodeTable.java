package io.wasmtier.runtime.interp;

import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The register code of a module's functions for one kind of memory 0, shared by all instances that
/// have this kind.
///
/// Code is made on first call. Thread-safe: translation is under a lock, code is published by a
/// release store and never changes afterwards but for its counters; running code reads the arrays
/// plainly, because everything it reads of the code it reaches through the reference read.
final class CodeTable {
  private static final VarHandle CODE = MethodHandles.arrayElementVarHandle(int[][].class);

  final ValidatedModule module;

  /// Whether memory 0 is of the heap kind, or there is none.
  final boolean heap;

  /// The code by function index; null for imports and while not translated.
  final int[] @Nullable [] codes;

  /// The same code where interpreted callers may enter it directly; null also where another tier
  /// has taken over. Written racily: an older value is older code, which does the same.
  final int[] @Nullable [] entries;

  /// Functions that another tier has taken over. Under the lock.
  private final BitSet retired = new BitSet();

  private final int[] @Nullable [] handlers;
  private DefType[] types = new DefType[8];
  private int typeCount;
  private final Map<Integer, Integer> typeNumbers = new HashMap<>();

  /// What the counters of branches begin with.
  private final int ahead;

  CodeTable(ValidatedModule module, boolean heap, int ahead) {
    this.module = module;
    this.ahead = ahead;
    this.heap = heap;
    int count = module.functionCount();
    this.codes = new int[count][];
    this.entries = new int[count][];
    this.handlers = new int[count][];
  }

  /// {@return the code of a function defined in the module}
  ///
  /// @throws io.wasmtier.wasm.WasmtierException if the function is not valid, or uses what is not
  ///   executed
  int[] code(int function) {
    int[] code = codes[function];
    return code != null ? code : translate(function);
  }

  private synchronized int[] translate(int function) {
    int[] known = codes[function];
    if (known != null) {
      return known;
    }
    RegisterCode made = Translator.translate(this, function);
    handlers[function] = made.handlers();
    if (ahead != 0) {
      Profile.begin(made.code(), ahead);
    }
    CODE.setRelease(codes, function, made.code());
    if (!retired.get(function)) {
      CODE.setRelease(entries, function, made.code());
    }
    return made.code();
  }

  /// Makes callers go through the function's object from now on.
  synchronized void retire(int function) {
    retired.set(function);
    entries[function] = null;
  }

  /// {@return the handlers of a function that was translated}
  int[] handlers(int function) {
    int[] table = handlers[function];
    return table == null ? new int[0] : table;
  }

  // The tables below are written by translation only, which is under the lock.

  /// {@return the number by which code names a type}
  int typeNumber(DefType type) {
    Integer known = typeNumbers.get(type.id());
    if (known != null) {
      return known;
    }
    if (typeCount == types.length) {
      types = Arrays.copyOf(types, 2 * typeCount);
    }
    types[typeCount] = type;
    typeNumbers.put(type.id(), typeCount);
    return typeCount++;
  }

  /// {@return the type that code names by a number}
  DefType type(int number) {
    return types[number];
  }
}
