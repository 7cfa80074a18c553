package io.wasmtier.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IL_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// Accesses that are not atomic. The memory model lets them be seen in any order; those of up to
/// four bytes in their natural alignment never tear.
public final class PlainTests {
  private static final int PLAIN = Access.ATOMIC.size();

  private PlainTests() {}

  /// All zeros become all ones.
  @JCStressTest
  @Outcome(id = "[01], .*", expect = ACCEPTABLE, desc = "before or after")
  @Outcome(id = "2, (I64|UNALIGNED)", expect = ACCEPTABLE_INTERESTING, desc = "torn, as it may be")
  @Outcome(expect = FORBIDDEN, desc = "torn")
  @State
  public static class Tearing extends Slot {
    private final Guest.Fill fill = Guest.Fill.values()[number % Guest.Fill.values().length];

    @Actor
    public void writer() {
      Guest.ONE.fill[fill.ordinal()].applyAsInt(x);
    }

    @Actor
    public void reader(IL_Result r) {
      r.r1 = Guest.TWO.look[fill.ordinal()].applyAsInt(x);
      r.r2 = fill.name();
    }
  }

  /// Two loads of one place.
  @JCStressTest
  @Outcome(
      id = {"0", "2", "3"},
      expect = ACCEPTABLE,
      desc = "in order")
  @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "new, then old")
  @Outcome(expect = FORBIDDEN, desc = "out of thin air")
  @State
  public static class Coherence extends Slot {
    @Actor
    public void writer() {
      Guest.ONE.storeStore(PLAIN, PLAIN, x, x);
    }

    @Actor
    public void reader(I_Result r) {
      r.r1 = Guest.TWO.loadLoad(PLAIN, PLAIN, x, x);
    }
  }

  /// x = 1, y = 1 against reading y, then x.
  @JCStressTest
  @Outcome(
      id = {"0", "2", "3"},
      expect = ACCEPTABLE,
      desc = "in order")
  @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "y without x")
  @Outcome(expect = FORBIDDEN, desc = "out of thin air")
  @State
  public static class MessagePassing extends Slot {
    @Actor
    public void writer() {
      Guest.ONE.storeStore(PLAIN, PLAIN, x, y);
    }

    @Actor
    public void reader(I_Result r) {
      r.r1 = Guest.TWO.loadLoad(PLAIN, PLAIN, y, x);
    }
  }

  /// Each writes one place and reads the other.
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "some order")
  @Outcome(
      id = "0, 0",
      expect = ACCEPTABLE_INTERESTING,
      desc = "both loads before the other's store")
  @Outcome(expect = FORBIDDEN, desc = "out of thin air")
  @State
  public static class StoreBuffering extends Slot {
    @Actor
    public void one(II_Result r) {
      r.r1 = Guest.ONE.storeLoad(PLAIN, PLAIN, x, y);
    }

    @Actor
    public void two(II_Result r) {
      r.r2 = Guest.TWO.storeLoad(PLAIN, PLAIN, y, x);
    }
  }
}
