package io.wasmtier.wasm;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An immutable set of [Feature]s.
///
/// @param bits one bit per feature, by ordinal
public record FeatureSet(long bits) {
  /// The features that are on by default.
  public static final FeatureSet DEFAULT = byDefault();

  /// Every feature known.
  public static final FeatureSet ALL = of(Feature.values());

  /// {@return the set of exactly the features given}
  public static FeatureSet of(Feature... features) {
    long bits = 0;
    for (Feature feature : features) {
      bits |= 1L << feature.ordinal();
    }
    return new FeatureSet(bits);
  }

  private static FeatureSet byDefault() {
    FeatureSet set = of();
    for (Feature feature : Feature.values()) {
      set = feature.onByDefault() ? set.with(feature) : set;
    }
    return set;
  }

  /// {@return whether the feature is in the set}
  public boolean has(Feature feature) {
    return (bits >>> feature.ordinal() & 1) != 0;
  }

  /// {@return this set and the feature}
  public FeatureSet with(Feature feature) {
    return new FeatureSet(bits | 1L << feature.ordinal());
  }

  /// {@return this set without the feature}
  public FeatureSet without(Feature feature) {
    return new FeatureSet(bits & ~(1L << feature.ordinal()));
  }

  /// Applies changes such as `+threads,-simd,all,none,default`, left to right.
  ///
  /// @throws WasmtierException of kind USAGE if a name is unknown; the message lists the known ones
  public FeatureSet apply(String changes) {
    FeatureSet set = this;
    for (String change : changes.split(",")) {
      String name = change.strip();
      switch (name) {
        case "" -> {}
        case "all" -> set = ALL;
        case "none" -> set = of(Feature.MVP);
        case "default" -> set = DEFAULT;
        default -> {
          boolean off = name.charAt(0) == '-';
          Feature feature = named(off || name.charAt(0) == '+' ? name.substring(1) : name);
          set = off ? set.without(feature) : set.with(feature);
        }
      }
    }
    return set;
  }

  private static Feature named(String label) {
    for (Feature feature : Feature.values()) {
      if (feature.label().equals(label)) {
        return feature;
      }
    }
    throw new WasmtierException(
        Failure.USAGE,
        "unknown feature '"
            + label
            + "'; known are "
            + Stream.of(Feature.values()).map(Feature::label).collect(Collectors.joining(", ")));
  }
}
