package io.wasmtier.runtime;

import io.wasmtier.allocator.MemoryPolicy;
import io.wasmtier.validator.Validator;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmtierException;
import java.util.EnumMap;
import java.util.Map;

/// What a program can observe of an [Engine]: the features it knows and the limits of its sandbox.
/// Immutable; each method that changes something returns a new one.
///
/// What only makes programs faster or slower is never here.
public final class Config {
  /// All defaults.
  public static final Config DEFAULT =
      new Config(
          FeatureSet.DEFAULT,
          Validator.Mode.EAGER,
          MemoryPolicy.AUTOMATIC,
          new EnumMap<>(Limit.class));

  /// The limits of a sandbox. Each row: name, default, smallest, largest, reason.
  public enum Limit {
    /// Bytes of all memories of a store. More: `memory.grow` returns -1, instantiation fails with
    /// LIMIT.
    MEMORY_BYTES(
        "memory-bytes", 1L << 32, 0, Long.MAX_VALUE, "what one 32-bit memory can have at most"),
    /// Elements of all tables of a store. More: `table.grow` returns -1, instantiation fails with
    /// LIMIT.
    TABLE_ELEMENTS(
        "table-elements",
        10_000_000,
        0,
        Integer.MAX_VALUE - 8,
        "the limit of one table in the JavaScript API"),
    /// Slots (of 16 bytes) of the interpreter's stack of a store. More: EXHAUSTION.
    STACK_SLOTS(
        "stack-slots", 1 << 20, 1 << 10, 1 << 28, "16 MiB, about as deep as browsers recurse"),
    /// Nested calls from Java into a store. More: EXHAUSTION.
    CALL_DEPTH(
        "call-depth",
        200,
        1,
        100_000,
        "every level holds Java frames, of which a thread has 1 MiB by default"),
    /// Instances of a store. More: instantiation fails with LIMIT.
    INSTANCES("instances", 10_000, 1, Integer.MAX_VALUE, "bounds what a chain of modules can take"),
    /// Threads that validate the functions of one module. More than one pays from about a megabyte
    /// of code on.
    VALIDATION_THREADS(
        "validation-threads",
        1,
        1,
        1024,
        "a small module is validated before a second thread has started");

    private final String label;
    private final long byDefault;
    private final long least;
    private final long most;
    private final String reason;

    Limit(String label, long byDefault, long least, long most, String reason) {
      this.label = label;
      this.byDefault = byDefault;
      this.least = least;
      this.most = most;
      this.reason = reason;
    }

    /// {@return the name used on the command line and in messages}
    public String label() {
      return label;
    }

    /// {@return the default}
    public long byDefault() {
      return byDefault;
    }

    /// {@return the smallest value allowed}
    public long least() {
      return least;
    }

    /// {@return the largest value allowed}
    public long most() {
      return most;
    }

    /// {@return why the default is what it is}
    public String reason() {
      return reason;
    }
  }

  private final FeatureSet features;
  private final Validator.Mode validation;
  private final MemoryPolicy memories;
  private final Map<Limit, Long> limits;

  private Config(
      FeatureSet features,
      Validator.Mode validation,
      MemoryPolicy memories,
      Map<Limit, Long> limits) {
    this.features = features;
    this.validation = validation;
    this.memories = memories;
    this.limits = limits;
  }

  /// {@return the features modules may use; by default [FeatureSet#DEFAULT]}
  public FeatureSet features() {
    return features;
  }

  /// {@return this with other features}
  public Config features(FeatureSet other) {
    return new Config(other, validation, memories, limits);
  }

  /// {@return this with a feature more}
  public Config with(Feature feature) {
    return features(features.with(feature));
  }

  /// {@return this with a feature less}
  public Config without(Feature feature) {
    return features(features.without(feature));
  }

  /// {@return when function bodies are validated; by default [Validator.Mode#EAGER]. Lazily, an
  /// invalid function fails with INVALID when it is first called}
  public Validator.Mode validation() {
    return validation;
  }

  /// {@return this with another validation mode}
  public Config validation(Validator.Mode other) {
    return new Config(features, other, memories, limits);
  }

  /// {@return which kind of backing memories get; by default [MemoryPolicy#AUTOMATIC]}
  public MemoryPolicy memories() {
    return memories;
  }

  /// {@return this with another kind of backing for memories}
  public Config memories(MemoryPolicy other) {
    return new Config(features, validation, other, limits);
  }

  /// {@return a limit}
  public long limit(Limit limit) {
    Long value = limits.get(limit);
    return value != null ? value : limit.byDefault;
  }

  /// {@return this with another limit}
  ///
  /// @throws WasmtierException of kind USAGE if the value is out of the limit's range
  public Config limit(Limit limit, long value) {
    if (value < limit.least || value > limit.most) {
      throw new WasmtierException(
          Failure.USAGE,
          limit.label + " must be from " + limit.least + " to " + limit.most + ", not " + value);
    }
    Map<Limit, Long> changed = new EnumMap<>(Limit.class);
    changed.putAll(limits);
    changed.put(limit, value);
    return new Config(features, validation, memories, changed);
  }
}
