package io.wasmtier.runtime.interp;

import io.wasmtier.wasm.ValType;
import java.util.Arrays;

/// The translator's stack of operands, in step with the stack of types that the walk keeps.
///
/// Each operand has a slot of its own, its home. A constant or the value of a local is not copied
/// there when it is pushed: the instruction that uses it reads the local, or has the constant in
/// its code. It goes home when something needs it there (a call, the end of a block), or when the
/// local is about to change.
///
/// Invariant: inside a block no operand below it is the value of a local, so that all ways out of
/// the block agree on where the operands are.
final class Operands {
  private static final int CONSTANT = -1;

  private final CodeWriter out;
  private int[] types = new int[32];
  private int[] homes = new int[32];
  private int[] sources = new int[32];
  private long[] bits = new long[32];
  private int count;

  /// How many operands are the value of the local in a slot, and of all locals.
  private final int[] uses;

  private int allUses;

  /// The first slot of the operand stack.
  private final int floor;

  /// The slot behind the locals, which is zero like them when the function is entered and never
  /// changes.
  private final int zero;

  private boolean usesZero;

  private int top;
  private int highest;

  Operands(CodeWriter out, int localSlots, int floor) {
    this.out = out;
    this.zero = localSlots;
    this.uses = new int[localSlots + 1];
    this.floor = floor;
    this.top = floor;
    this.highest = floor;
  }

  int count() {
    return count;
  }

  /// {@return the first free slot}
  int top() {
    return top;
  }

  /// {@return the largest number of slots that was needed}
  int highest() {
    return highest;
  }

  /// {@return a slot that is zero}
  int zero() {
    usesZero = true;
    return zero;
  }

  boolean usesZero() {
    return usesZero;
  }

  int floor() {
    return floor;
  }

  int type(int index) {
    return types[index];
  }

  void setType(int index, int type) {
    types[index] = type;
  }

  int home(int index) {
    return homes[index];
  }

  boolean isConstant(int index) {
    return sources[index] == CONSTANT;
  }

  /// {@return whether nothing was emitted for the operand: a constant, or the value of a local}
  boolean isPending(int index) {
    return sources[index] != homes[index];
  }

  long constant(int index) {
    return bits[index];
  }

  /// {@return the slot where the operand is; not for constants}
  int source(int index) {
    return sources[index];
  }

  private int add(int type, int source) {
    if (count == types.length) {
      types = Arrays.copyOf(types, 2 * count);
      homes = Arrays.copyOf(homes, 2 * count);
      sources = Arrays.copyOf(sources, 2 * count);
      bits = Arrays.copyOf(bits, 2 * count);
    }
    types[count] = type;
    homes[count] = top;
    sources[count] = source;
    int home = top;
    top += ValType.slots(type);
    highest = Math.max(highest, top);
    count++;
    return home;
  }

  /// Pushes a value that lies in its home.
  ///
  /// @return the home
  int push(int type) {
    return add(type, top);
  }

  void pushLocal(int type, int slot) {
    add(type, slot);
    uses[slot]++;
    allUses++;
  }

  void pushConstant(int type, long value) {
    add(type, CONSTANT);
    bits[count - 1] = value;
  }

  /// Pops the top operand.
  ///
  /// @return the slot where its value is; a constant but zero goes home for that
  int pop() {
    if (sources[count - 1] == CONSTANT) {
      if (bits[count - 1] == 0) {
        discard();
        return zero();
      }
      goHome(count - 1);
    }
    int slot = sources[count - 1];
    discard();
    return slot;
  }

  /// Pops operands without reading them.
  void discard(int number) {
    for (int i = 0; i < number; i++) {
      discard();
    }
  }

  private void discard() {
    count--;
    top = homes[count];
    int source = sources[count];
    if (source != top && source != CONSTANT) {
      uses[source]--;
      allUses--;
    }
  }

  /// Pops down to a height and pushes values that lie in their homes.
  void reset(int height, int[] pushed) {
    discard(count - height);
    for (int type : pushed) {
      push(type);
    }
  }

  /// Makes the operand lie in its home.
  void goHome(int index) {
    int source = sources[index];
    int home = homes[index];
    if (source == home) {
      return;
    }
    if (source == CONSTANT) {
      constant(home, bits[index]);
    } else {
      uses[source]--;
      allUses--;
      move(types[index], home, source);
    }
    sources[index] = home;
  }

  /// Puts the operand's value into another slot. Also for one just popped.
  void copyTo(int index, int slot) {
    if (sources[index] == CONSTANT) {
      constant(slot, bits[index]);
    } else if (sources[index] != slot) {
      move(types[index], slot, sources[index]);
    }
  }

  private void constant(int slot, long value) {
    if (value == (int) value) {
      out.plain(Op.CONST, slot, (int) value);
    } else {
      out.plain(Op.CONST64, slot, (int) value, (int) (value >>> 32));
    }
  }

  private void move(int type, int to, int from) {
    if (type < 0) {
      out.plain(Op.MOVE_REFERENCE, to, from);
    } else if (type == ValType.BITS_V128) {
      out.plain(SimdOp.MOVE, to, from);
    } else {
      out.move(to, from);
    }
  }

  /// Makes the upper operands lie in their homes.
  ///
  /// @return the home of the first of them
  int allHome(int number) {
    for (int i = count - number; i < count; i++) {
      goHome(i);
    }
    return number == 0 ? top : homes[count - number];
  }

  /// Prepares for a block that takes operands: these and all values of locals go home.
  void enterBlock(int parameters) {
    allHome(parameters);
    for (int i = count - 1; allUses > 0; i--) {
      if (sources[i] != CONSTANT) {
        goHome(i);
      }
    }
  }

  /// Prepares for a change of a local: what has its value goes home.
  void beforeChange(int slot) {
    for (int i = count - 1; uses[slot] > 0; i--) {
      if (sources[i] == slot && homes[i] != slot) {
        goHome(i);
      }
    }
  }

  /// {@return whether the operand is the result of the last instruction, which could still be
  /// changed}
  boolean isLastResult(int index) {
    return out.lastResult >= 0
        && sources[index] == homes[index]
        && out.code[out.lastResult] == homes[index];
  }
}
