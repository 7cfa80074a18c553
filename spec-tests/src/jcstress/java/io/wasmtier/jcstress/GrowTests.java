package io.wasmtier.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Growth of a shared memory, here by eight pages of one byte.
public final class GrowTests {
  private GrowTests() {}

  /// Who learns of the growth by an atomic load can use what was added.
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "not told yet")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "told, and it is there")
  @Outcome(id = "4", expect = ACCEPTABLE, desc = "it had its full size")
  @Outcome(expect = FORBIDDEN, desc = "told, and it is not there")
  @State
  public static class Visible extends Slot {
    @Actor
    public void grower() {
      Guest.ONE.growAndTell.applyAsInt(flag);
    }

    @Actor
    public void reader(I_Result r) {
      r.r1 = Guest.TWO.lookAtGrown.applyAsInt(flag);
    }
  }

  /// Two that grow get parts of their own.
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "different parts, or full")
  @Outcome(expect = FORBIDDEN, desc = "the same part")
  @State
  public static class Distinct extends Slot {
    private int one;
    private int two;

    @Actor
    public void one() {
      one = Guest.ONE.grow.applyAsInt(8);
    }

    @Actor
    public void two() {
      two = Guest.TWO.grow.applyAsInt(8);
    }

    @Arbiter
    public void end(I_Result r) {
      r.r1 = one == -1 || two == -1 || Math.abs(one - two) >= 8 ? 1 : 0;
    }
  }
}
