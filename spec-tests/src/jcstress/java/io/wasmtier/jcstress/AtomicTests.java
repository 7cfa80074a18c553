package io.wasmtier.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;
import org.openjdk.jcstress.infra.results.IL_Result;

/// Atomic loads and stores, of which there is one order for all threads; the last part of a result
/// is the load that was used.
public final class AtomicTests {
  private AtomicTests() {}

  /// x = 1, y = 1 against reading y, then x.
  @JCStressTest
  @Outcome(id = "[023], .*", expect = ACCEPTABLE, desc = "nothing, x, or both")
  @Outcome(id = "1, .*", expect = FORBIDDEN, desc = "y without x")
  @State
  public static class MessagePassing extends Slot {
    @Actor
    public void writer() {
      Guest.ONE.storeStore(width, width, x, y);
    }

    @Actor
    public void reader(IL_Result r) {
      r.r1 = Guest.TWO.loadLoad(width, width, y, x);
      r.r2 = mnemonic();
    }
  }

  /// The same with data that is not atomic: the flag alone makes it visible.
  @JCStressTest
  @Outcome(id = "[023], .*", expect = ACCEPTABLE, desc = "nothing, x, or both")
  @Outcome(id = "1, .*", expect = FORBIDDEN, desc = "the flag without the data")
  @State
  public static class Publication extends Slot {
    private static final int PLAIN = Access.ATOMIC.size();

    @Actor
    public void writer() {
      Guest.ONE.storeStore(PLAIN, width, x, y);
    }

    @Actor
    public void reader(IL_Result r) {
      r.r1 = Guest.TWO.loadLoad(width, PLAIN, y, x);
      r.r2 = mnemonic();
    }
  }

  /// Each writes one place and reads the other.
  @JCStressTest
  @Outcome(
      id = {"0, 1, .*", "1, 0, .*", "1, 1, .*"},
      expect = ACCEPTABLE,
      desc = "some order")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "both loads before the other's store")
  @State
  public static class StoreBuffering extends Slot {
    @Actor
    public void one(IIL_Result r) {
      r.r1 = Guest.ONE.storeLoad(width, width, x, y);
    }

    @Actor
    public void two(IIL_Result r) {
      r.r2 = Guest.TWO.storeLoad(width, width, y, x);
      r.r3 = mnemonic();
    }
  }

  /// Each reads one place and writes the other.
  @JCStressTest
  @Outcome(
      id = {"0, 0, .*", "0, 1, .*", "1, 0, .*"},
      expect = ACCEPTABLE,
      desc = "some order")
  @Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "both stores before the other's load")
  @State
  public static class LoadBuffering extends Slot {
    @Actor
    public void one(IIL_Result r) {
      r.r1 = Guest.ONE.loadStore(width, width, x, y);
    }

    @Actor
    public void two(IIL_Result r) {
      r.r2 = Guest.TWO.loadStore(width, width, y, x);
      r.r3 = mnemonic();
    }
  }

  /// Two loads of one place.
  @JCStressTest
  @Outcome(id = "[023], .*", expect = ACCEPTABLE, desc = "in order")
  @Outcome(id = "1, .*", expect = FORBIDDEN, desc = "new, then old")
  @State
  public static class Coherence extends Slot {
    @Actor
    public void writer() {
      Guest.ONE.storeStore(width, width, x, x);
    }

    @Actor
    public void reader(IL_Result r) {
      r.r1 = Guest.TWO.loadLoad(width, width, x, x);
      r.r2 = mnemonic();
    }
  }

  /// Plain accesses with a fence between.
  @JCStressTest
  @Outcome(
      id = {"0, 1, .*", "1, 0, .*", "1, 1, .*"},
      expect = ACCEPTABLE,
      desc = "some order")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "both loads before the other's store")
  @State
  public static class Fence extends Slot {
    @Actor
    public void one(IIL_Result r) {
      r.r1 = Guest.ONE.fencedStoreLoad.applyAsInt(x, y);
    }

    @Actor
    public void two(IIL_Result r) {
      r.r2 = Guest.TWO.fencedStoreLoad.applyAsInt(y, x);
      r.r3 = "atomic.fence";
    }
  }
}
