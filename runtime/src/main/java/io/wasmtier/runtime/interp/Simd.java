package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.abi.SimdLanes;
import io.wasmtier.wasm.Opcode;

/// Executes the operations of [SimdOp]. What an instruction means is elsewhere: see
/// [io.wasmtier.runtime.abi.SimdForm].
///
/// Nothing is allocated, and every operand is in a local variable before the result is written.
final class Simd {
  private Simd() {}

  /// Executes one operation: here the frequent ones, because more than 325 bytes of bytecode are
  /// not inlined.
  ///
  /// @return the next program counter
  static int execute(GuestActivation act, int op, int[] c, long[] s, int fp, int pc) {
    int ordinal = op & Op.ORDINAL_MASK;
    int to = fp + c[pc + 1];
    int a = fp + c[pc + 2];
    return switch (op & ~Op.ORDINAL_MASK) {
      case SimdOp.BINARY -> {
        int b = fp + c[pc + 3];
        SimdHandlers.binary(ordinal, s, to, s[a], s[a + 1], s[b], s[b + 1]);
        yield pc + 4;
      }
      case SimdOp.LOAD -> {
        SimdAccess.load(c, s, fp, act.bytes(), act.limit(), pc);
        yield pc + 5;
      }
      case SimdOp.UNARY -> {
        SimdHandlers.unary(ordinal, s, to, s[a], s[a + 1]);
        yield pc + 3;
      }
      case SimdOp.STORE -> {
        SimdAccess.store(c, s, fp, act.bytes(), act.limit(), pc);
        yield pc + 5;
      }
      case SimdOp.SHIFT_K -> {
        SimdHandlers.shift(ordinal, s, to, s[a], s[a + 1], c[pc + 3]);
        yield pc + 4;
      }
      case SimdOp.REDUCE -> {
        s[to] = SimdHandlers.reduce(ordinal, s[a], s[a + 1]);
        yield pc + 3;
      }
      case SimdOp.MOVE -> {
        move(s, to, a);
        yield pc + 3;
      }
      default -> rare(act, op, c, s, fp, pc);
    };
  }

  private static int rare(GuestActivation act, int op, int[] c, long[] s, int fp, int pc) {
    int ordinal = op & Op.ORDINAL_MASK;
    int to = fp + c[pc + 1];
    int a = fp + c[pc + 2];
    int b = fp + c[pc + 3];
    return switch (op & ~Op.ORDINAL_MASK) {
      case SimdOp.CONST -> {
        s[to] = pair(c, pc + 2);
        s[to + 1] = pair(c, pc + 4);
        yield pc + 6;
      }
      case SimdOp.SPLAT -> {
        SimdHandlers.spread(ordinal, s, to, s[a]);
        yield pc + 3;
      }
      case SimdOp.EXTRACT -> {
        s[to] = SimdHandlers.extract(ordinal, s[a], s[a + 1], c[pc + 3]);
        yield pc + 4;
      }
      case SimdOp.SHIFT -> {
        SimdHandlers.shift(ordinal, s, to, s[a], s[a + 1], s[fp + c[pc + 3]]);
        yield pc + 4;
      }
      case SimdOp.TERNARY -> {
        int third = fp + c[pc + 4];
        SimdHandlers.ternary(
            ordinal, s, to, s[a], s[a + 1], s[b], s[b + 1], s[third], s[third + 1]);
        yield pc + 5;
      }
      case SimdOp.REPLACE -> {
        SimdHandlers.replace(ordinal, s, to, s[a], s[a + 1], s[b], c[pc + 4]);
        yield pc + 5;
      }
      case SimdOp.SHUFFLE -> {
        shuffle(s, to, a, b, pair(c, pc + 4), pair(c, pc + 6));
        yield pc + 8;
      }
      case SimdOp.SELECT -> {
        move(s, to, (int) s[fp + c[pc + 4]] != 0 ? a : b);
        yield pc + 5;
      }
      case SimdOp.LOAD_SCALAR -> {
        int size = Opcode.at(ordinal).accessLog2();
        long value = SimdAccess.loadScalar(c, s, fp, act.bytes(), act.limit(), pc, size);
        SimdHandlers.spread(ordinal, s, to, value);
        yield pc + 5;
      }
      case SimdOp.LOAD_LANE -> {
        int size = Opcode.at(ordinal).accessLog2();
        long value = SimdAccess.loadScalar(c, s, fp, act.bytes(), act.limit(), pc, size);
        int vector = fp + c[pc + 5];
        SimdHandlers.replace(ordinal, s, to, s[vector], s[vector + 1], value, c[pc + 6]);
        yield pc + 7;
      }
      case SimdOp.STORE_LANE -> {
        int size = Opcode.at(ordinal).accessLog2();
        long value = SimdHandlers.extract(ordinal, s[to], s[to + 1], c[pc + 5]);
        SimdAccess.storeScalar(c, s, fp, act.bytes(), act.limit(), pc, size, value);
        yield pc + 6;
      }
      default -> SimdGenericAccess.execute(act, op, c, s, fp, pc);
    };
  }

  private static long pair(int[] c, int at) {
    return c[at] & 0xFFFF_FFFFL | (long) c[at + 1] << 32;
  }

  private static void move(long[] s, int to, int from) {
    long low = s[from];
    long high = s[from + 1];
    s[to] = low;
    s[to + 1] = high;
  }

  private static void shuffle(long[] s, int to, int a, int b, long lanesLow, long lanesHigh) {
    long aLow = s[a];
    long aHigh = s[a + 1];
    long bLow = s[b];
    long bHigh = s[b + 1];
    s[to] = SimdLanes.i8x16ShuffleLo(aLow, aHigh, bLow, bHigh, lanesLow, lanesHigh);
    s[to + 1] = SimdLanes.i8x16ShuffleHi(aLow, aHigh, bLow, bHigh, lanesLow, lanesHigh);
  }
}
