package io.wasmtier.runtime.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// The counters of an engine's tiers. Thread-safe; several counters read one after the other need
/// not be of the same moment.
public final class TierMetrics {
  /// So many reasons are told apart; some contain numbers.
  private static final int MOST_REASONS = 200;

  private final AtomicLongArray counters = new AtomicLongArray(TierCounter.values().length);
  private final Map<String, AtomicLong> reasons = new ConcurrentHashMap<>();

  /// For the runtime.
  public TierMetrics() {}

  /// {@return a counter}
  public long get(TierCounter counter) {
    return counters.get(counter.ordinal());
  }

  /// Counts.
  public void add(TierCounter counter, long amount) {
    counters.addAndGet(counter.ordinal(), amount);
  }

  /// Tells the flight recorder of a decision.
  ///
  /// @param function the function's index
  /// @param name its name
  /// @param decision what is to be done
  /// @param reason why
  /// @param heat what was counted
  public void decided(int function, String name, String decision, String reason, int heat) {
    new TierDecisionEvent(function, name, decision, reason, heat).commit();
  }

  /// Counts a function that stays in tier 0.
  ///
  /// @param reason why
  public void refused(String reason) {
    add(TierCounter.REFUSED, 1);
    String key = reasons.size() < MOST_REASONS || reasons.containsKey(reason) ? reason : "other";
    reasons.computeIfAbsent(key, _ -> new AtomicLong()).incrementAndGet();
  }

  /// {@return how many functions were refused, by reason}
  public Map<String, Long> refusals() {
    Map<String, Long> copy = new TreeMap<>();
    reasons.forEach((reason, count) -> copy.put(reason, count.get()));
    return copy;
  }
}
