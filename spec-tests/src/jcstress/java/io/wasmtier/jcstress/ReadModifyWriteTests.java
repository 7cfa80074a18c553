package io.wasmtier.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// Read-modify-write instructions, of all operations and widths; the last part of a result is the
/// instruction.
public final class ReadModifyWriteTests {
  private ReadModifyWriteTests() {}

  /// A state for one operation and width.
  public static class Operation extends Slot {
    final int operation = number / Access.ATOMIC.size() % Access.READ_MODIFY_WRITE.size();
    final String instruction = Access.READ_MODIFY_WRITE.get(operation).get(width);
    final int bits = bits(instruction);
    final long mask = bits == 64 ? -1 : (1L << bits) - 1;

    private static int bits(String instruction) {
      for (int bits : List.of(8, 16, 32)) {
        if (instruction.contains(".rmw" + bits)) {
          return bits;
        }
      }
      return instruction.startsWith("i64") ? 64 : 32;
    }

    /// {@return what the operation makes of a value; all but `and` change 0 and what they made of
    /// it}
    final long after(long before, long operand) {
      String name = instruction.substring(instruction.lastIndexOf('.') + 1).replace("_u", "");
      return mask
          & switch (name) {
            case "add" -> before + operand;
            case "sub" -> before - operand;
            case "and" -> before & operand;
            case "or" -> before | operand;
            case "xor" -> before ^ operand;
            case "xchg" -> operand;
            case "cmpxchg" -> before == 0 ? operand : before;
            default -> throw new IllegalStateException(instruction);
          };
    }
  }

  /// Two on one place: it must look as if one had come after the other.
  @JCStressTest
  @Outcome(
      id = "[12], 0, .*",
      expect = ACCEPTABLE,
      desc = "the first or the second actor was first")
  @Outcome(expect = FORBIDDEN, desc = "an update was lost, or a neighbour changed")
  @State
  public static class NoLostUpdate extends Operation {
    private final long begin = instruction.contains(".and") ? mask : 0;
    private final int one = instruction.contains(".and") ? -2 : 1;
    private final int two = instruction.contains(".and") ? -3 : 2;

    public NoLostUpdate() {
      Guest.MEMORY.putLong(x, begin);
    }

    @Actor
    public void one(IIL_Result r) {
      r.r1 = Guest.ONE.rmw(operation, width, x, one);
    }

    @Actor
    public void two(IIL_Result r) {
      r.r2 = Guest.TWO.rmw(operation, width, x, two);
    }

    @Arbiter
    public void end(IIL_Result r) {
      int order = 0;
      if (serial(r.r1, one, r.r2, two)) {
        order = 1;
      } else if (serial(r.r2, two, r.r1, one)) {
        order = 2;
      }
      r.r1 = order;
      r.r2 = 0;
      r.r3 = instruction;
    }

    /// {@return whether the results are those of the one, then the other}
    private boolean serial(int early, int operand, int late, int lateOperand) {
      long middle = after(begin, operand);
      return early == (int) begin
          && late == (int) middle
          && Guest.MEMORY.getLong(x) == after(middle, lateOperand);
    }
  }

  /// Two on neighbouring places, which may be parts of one word to the engine.
  @JCStressTest
  @Outcome(id = "1, 1, .*", expect = ACCEPTABLE, desc = "both are there")
  @Outcome(expect = FORBIDDEN, desc = "one has undone the other")
  @State
  public static class Neighbours extends Operation {
    @Actor
    public void one() {
      Guest.ONE.rmw(operation, width, x, 1);
    }

    @Actor
    public void two() {
      Guest.TWO.rmw(operation, width, x + bits / 8, 1);
    }

    @Arbiter
    public void end(IIL_Result r) {
      r.r1 = wasDone(x);
      r.r2 = wasDone(x + bits / 8);
      r.r3 = instruction;
    }

    private int wasDone(int address) {
      return (Guest.MEMORY.getLong(address) & mask) == after(0, 1) ? 1 : 0;
    }
  }

  /// One beside a plain store of a byte.
  @JCStressTest
  @Outcome(id = "1, 1, .*", expect = ACCEPTABLE, desc = "both are there")
  @Outcome(expect = FORBIDDEN, desc = "one has undone the other")
  @State
  public static class PlainNeighbour extends Operation {
    @Actor
    public void one() {
      Guest.ONE.rmw(operation, width, x, 1);
    }

    @Actor
    public void two() {
      Guest.TWO.storeByte.applyAsInt(x + bits / 8);
    }

    @Arbiter
    public void end(IIL_Result r) {
      r.r1 = (Guest.MEMORY.getLong(x) & mask) == after(0, 1) ? 1 : 0;
      r.r2 = Guest.MEMORY.getByte(x + bits / 8);
      r.r3 = instruction;
    }
  }

  /// A lock made of `cmpxchg` and an atomic store, which guards plain accesses.
  @JCStressTest
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "one after the other")
  @Outcome(expect = FORBIDDEN, desc = "both were inside")
  @State
  public static class Lock extends Slot {
    @Actor
    public void one() {
      Guest.ONE.locked.applyAsInt(x, y);
    }

    @Actor
    public void two() {
      Guest.TWO.locked.applyAsInt(x, y);
    }

    @Arbiter
    public void end(I_Result r) {
      r.r1 = at(y);
    }
  }
}
