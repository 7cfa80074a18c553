package io.wasmtier.jcstress;

import java.util.concurrent.atomic.AtomicInteger;

/// A state of a test: a part of the shared memory, all zeros, that no other state has at the time.
///
/// A test goes through all widths by itself, from one state to the next; which one it was is in the
/// result.
public class Slot {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /// The number of the state, not negative.
  final int number;

  /// The atomic access of this state, an index into [Access#ATOMIC].
  final int width;

  /// An address; the other, [#y], is in a different cache line.
  final int x;

  final int y;

  /// Where a flag may be in the memory that grows.
  final int flag;

  /// For the tests.
  protected Slot() {
    number = COUNT.getAndIncrement() & Integer.MAX_VALUE;
    width = number % Access.ATOMIC.size();
    int slot = number % Guest.SLOTS;
    x = slot * Guest.SLOT;
    y = x + Guest.SLOT / 2;
    flag = slot * Long.BYTES;
    for (int at = 0; at < Guest.SLOT; at += Long.BYTES) {
      Guest.MEMORY.putLong((long) x + at, 0);
    }
    Guest.GROWING.putLong(flag, 0);
  }

  /// {@return the mnemonic of the atomic load}
  final String mnemonic() {
    return Access.ATOMIC.get(width).load();
  }

  /// {@return the i32 that is there once the actors have ended}
  final int at(int address) {
    return Guest.MEMORY.getInt(address);
  }
}
