package io.wasmtier.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;

/// Waiting until a value changes, for at most 20 seconds, which is far more than it takes.
public final class WaitTests {
  private WaitTests() {}

  /// Waits while the value is 0 (32 and 64 bits in turn), against setting it and notifying.
  @JCStressTest
  @Outcome(id = "0, 1, .*", expect = ACCEPTABLE, desc = "waited, and was notified")
  @Outcome(id = "1, 0, .*", expect = ACCEPTABLE, desc = "came too late to wait")
  @Outcome(id = "2, .*", expect = FORBIDDEN, desc = "timed out: the notification was lost")
  @Outcome(expect = FORBIDDEN, desc = "the two disagree")
  @State
  public static class NoLostWakeUp extends Slot {
    @Actor
    public void waiter(IIL_Result r) {
      r.r1 = Guest.ONE.await[number & 1].applyAsInt(x);
    }

    @Actor
    public void waker(IIL_Result r) {
      r.r2 = Guest.TWO.wake[number & 1].applyAsInt(x);
      r.r3 = (number & 1) == 0 ? "wait32" : "wait64";
    }
  }
}
