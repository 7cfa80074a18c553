package io.wasmtier.compiler.baseline;

import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.wasm.ValType;
import java.util.Arrays;

/// The operand stack while a function is compiled: where each operand is.
///
/// An operand is on the JVM's stack, or in its *home*, a JVM local that follows from what is below
/// it, or nowhere yet: a constant, or the value of a local that was not changed since. Operands on
/// the JVM's stack are there in order, with the others in between left out. At every label the
/// JVM's stack is empty, so that branches and exception handlers need no more than homes.
final class Operands {
  /// Where an operand is.
  static final byte ON_STACK = 0;

  static final byte CONSTANT = 1;
  static final byte LOCAL = 2;
  static final byte HOME = 3;

  private final MethodEmitter out;

  /// The first JVM local that is a home.
  private final int firstHome;

  private byte[] places = new byte[16];
  private int[] types = new int[16];

  /// The bits of a constant, the JVM local of a local.
  private long[] values = new long[16];

  /// The high half of a v128 constant.
  private long[] highs = {};

  private int[] homes = new int[17];
  private int count;

  Operands(MethodEmitter out, int firstHome) {
    this.out = out;
    this.firstHome = firstHome;
    this.homes[0] = firstHome;
  }

  int count() {
    return count;
  }

  int type(int index) {
    return types[index];
  }

  /// {@return the home of an operand, also of the one that would come next}
  int home(int index) {
    return homes[index];
  }

  boolean isConstant(int index) {
    return places[index] == CONSTANT;
  }

  boolean isOnStack(int index) {
    return places[index] == ON_STACK;
  }

  boolean isLocal(int index, int variable) {
    return places[index] == LOCAL && values[index] == variable;
  }

  long constant(int index) {
    return values[index];
  }

  private void push(byte place, int type, long value) {
    if (count == places.length) {
      places = Arrays.copyOf(places, 2 * count);
      types = Arrays.copyOf(types, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
      homes = Arrays.copyOf(homes, 2 * count + 1);
    }
    places[count] = place;
    types[count] = type;
    values[count] = value;
    homes[count + 1] = homes[count] + MethodEmitter.size(type);
    count++;
  }

  /// The operand was just computed and is on top of the JVM's stack. A v128 goes home at once: its
  /// halves are hardly ever wanted together.
  void push(int type) {
    push(ON_STACK, type, 0);
    if (type == ValType.BITS_V128) {
      spill(count - 1);
    }
  }

  void pushVector(long low, long high) {
    push(CONSTANT, ValType.BITS_V128, low);
    if (highs.length < count) {
      highs = Arrays.copyOf(highs, places.length);
    }
    highs[count - 1] = high;
  }

  void pushConstant(int type, long bits) {
    push(CONSTANT, type, bits);
  }

  void pushLocal(int type, int variable) {
    push(LOCAL, type, variable);
  }

  /// The operand is in its home.
  void pushHome(int type) {
    push(HOME, type, 0);
  }

  /// Forgets operands; those on the JVM's stack have been consumed.
  void pop(int number) {
    count -= number;
  }

  /// Takes back that an operand was popped, which was not on the JVM's stack.
  void unpop() {
    count++;
  }

  /// Drops what is left on the JVM's stack.
  void clearStack() {
    for (int i = count - 1; i >= 0; i--) {
      if (places[i] == ON_STACK) {
        out.drop(types[i]);
      }
    }
  }

  /// Drops the top operand.
  void drop() {
    if (places[count - 1] == ON_STACK) {
      out.drop(types[count - 1]);
    }
    count--;
  }

  /// Forgets everything above a height and pushes operands that are in their homes.
  void reset(int height, int[] pushed) {
    count = height;
    for (int type : pushed) {
      pushHome(type);
    }
  }

  /// Loads an operand that is not on the JVM's stack onto it; it stays where it is too.
  void load(int index) {
    switch (places[index]) {
      case CONSTANT -> {
        if (types[index] == ValType.BITS_V128) {
          out.constant(values[index]);
          out.constant(highs[index]);
        } else {
          out.constant(types[index], values[index]);
        }
      }
      case LOCAL -> out.load(types[index], (int) values[index]);
      default -> out.load(types[index], homes[index]);
    }
  }

  /// As [#load], of half a v128.
  void loadHalf(int index, boolean high) {
    int part = high ? 2 : 0;
    switch (places[index]) {
      case CONSTANT -> out.constant(high ? highs[index] : values[index]);
      case LOCAL -> out.load(ValType.BITS_I64, (int) values[index] + part);
      default -> out.load(ValType.BITS_I64, homes[index] + part);
    }
  }

  /// Moves the top of the JVM's stack into its home; it must be that operand.
  private void spill(int index) {
    out.store(types[index], homes[index]);
    places[index] = HOME;
  }

  /// Brings the top operands onto the JVM's stack, in order, to be consumed.
  void toStack(int number) {
    int first = count - number;
    int ordered = first;
    while (ordered < count && places[ordered] == ON_STACK) {
      ordered++;
    }
    for (int i = count - 1; i > ordered; i--) {
      if (places[i] == ON_STACK) {
        spill(i);
      }
    }
    for (int i = ordered; i < count; i++) {
      load(i);
    }
  }

  /// Brings both top operands onto the JVM's stack, in any order.
  void toStackInAnyOrder() {
    if (places[count - 1] == ON_STACK && places[count - 2] != ON_STACK) {
      load(count - 2);
    } else {
      toStack(2);
    }
  }

  /// Makes the top operands loadable, that is, clears them off the JVM's stack.
  void offStack(int number) {
    for (int i = count - 1; i >= count - number; i--) {
      if (places[i] == ON_STACK) {
        spill(i);
      }
    }
  }

  /// {@return whether an operand below the top ones is on the JVM's stack}
  boolean stackBelow(int number) {
    for (int i = 0; i < count - number; i++) {
      if (places[i] == ON_STACK) {
        return true;
      }
    }
    return false;
  }

  /// Moves operands that are not constants into their homes, before code that may be reached in
  /// more than one way.
  void settle() {
    offStack(count);
    for (int i = 0; i < count; i++) {
      if (places[i] == LOCAL) {
        load(i);
        spill(i);
      }
    }
  }

  /// Moves the top operands into their homes, whatever they are.
  void home(int number, boolean constantsToo) {
    offStack(number);
    for (int i = count - number; i < count; i++) {
      if (places[i] == LOCAL || constantsToo && places[i] == CONSTANT) {
        load(i);
        spill(i);
      }
    }
  }

  /// Before a local is changed: operands that are its value get it.
  void beforeChange(int variable) {
    for (int i = 0; i < count; i++) {
      if (places[i] == LOCAL && values[i] == variable) {
        load(i);
        spill(i);
      }
    }
  }

  /// Writes what a frame says of the homes.
  ///
  /// @param locals filled from the first home on
  /// @param height the number of operands to speak of
  /// @return the number of entries, counting values of two JVM locals once
  int describe(Object[] locals, int at, int height) {
    int next = at;
    for (int i = 0; i < height; i++) {
      if (places[i] == HOME) {
        next = MethodEmitter.describe(locals, next, types[i]);
      } else {
        for (int part = MethodEmitter.size(types[i]); part > 0; part--) {
          locals[next++] = MethodEmitter.UNUSED;
        }
      }
    }
    return next;
  }

  int firstHome() {
    return firstHome;
  }
}
