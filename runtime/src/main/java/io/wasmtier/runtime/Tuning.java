package io.wasmtier.runtime;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What makes programs faster or slower and never changes what they can observe (that is [Config]).
/// Immutable; each method that changes something returns a new one.
///
/// Everything can be set as a system property too: `wasmtier.tier` and `wasmtier.` followed by a
/// row's label.
public final class Tuning {
  /// Which tier runs functions.
  public enum Tier {
    /// Tier 0 first, what gets hot is compiled.
    AUTO,
    /// Tier 0 only.
    INTERPRETER,
    /// Tier 1 from the first call on; what it can't compile runs in tier 0.
    BASELINE,
    /// Tier 2 from the first call on; what it can't compile runs in tier 1 or 0.
    OPTIMIZING,
    /// For tests: at each call and each turn of a loop, one of those there are is chosen by chance.
    RANDOM;

    /// {@return the name used on the command line}
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// {@return the tier of a name}
    ///
    /// @throws WasmtierException of kind USAGE if there is none
    public static Tier of(String label) {
      for (Tier tier : values()) {
        if (tier.label().equals(label)) {
          return tier;
        }
      }
      StringBuilder labels = new StringBuilder();
      for (Tier tier : values()) {
        labels.append(labels.isEmpty() ? "" : ", ").append(tier.label());
      }
      throw new WasmtierException(
          Failure.USAGE, "unknown tier '" + label + "'; there are " + labels);
    }
  }

  /// The numbers. Each row: label, default, smallest, largest, reason.
  public enum Row {
    /// Calls of a function, or times that one branch of it was taken, after which tier 1 compiles
    /// it; counted in steps of 1,024.
    BASELINE_THRESHOLD(
        "baseline-threshold",
        1024,
        1024,
        1 << 30,
        "about 20 to 50 thousand instructions, which take the interpreter as long as compiling them"),
    /// Whether the guest waits for the compiler (1) or goes on in tier 0 meanwhile (0).
    COMPILE_SYNCHRONOUSLY(
        "compile-synchronously", 0, 0, 1, "waiting is for tests that must know what runs where"),
    /// Times that a branch back to a loop was taken, after which a frame of tier 0 goes on in code
    /// compiled for that loop; counted in steps of 1,024.
    LOOP_THRESHOLD(
        "loop-threshold",
        4096,
        1024,
        1 << 30,
        "larger than that of functions, whose code serves the next call anyway"),
    /// Threads per engine that compile in the background, started on demand.
    COMPILER_THREADS(
        "compiler-threads",
        1,
        1,
        64,
        "one keeps up with a guest, and leaves the other cores alone"),
    /// Functions and loops that can wait for the compiler, the hottest first; what finds no room
    /// has to get hot once more.
    QUEUE_SIZE(
        "queue-size",
        10_000,
        1,
        1 << 20,
        "some hundred bytes each, and half a second of compiling"),
    /// What the choices of [Tier#RANDOM] follow from.
    RANDOM_SEED("random-seed", 1, 1, Integer.MAX_VALUE, "any will do"),
    /// Bytes of WebAssembly code that go into one generated class.
    BATCH_BYTES(
        "batch-bytes",
        4096,
        1,
        1 << 20,
        "10 to 100 functions share the overhead of a class, and one compilation stays below some milliseconds"),
    /// The largest number of bytes of a generated method; a function that needs more stays in tier
    /// 0.
    METHOD_BYTES("method-bytes", 8000, 100, 8000, "HotSpot does not compile larger methods"),
    /// Bytes that tier 2 aims at for a generated method, by estimate; what needs more is divided.
    REGION_BYTES(
        "region-bytes",
        4000,
        40,
        8000,
        "far below what HotSpot compiles at all, since it compiles large methods slowly");

    private final String label;
    private final int byDefault;
    private final int least;
    private final int most;
    private final String reason;

    Row(String label, int byDefault, int least, int most, String reason) {
      this.label = label;
      this.byDefault = byDefault;
      this.least = least;
      this.most = most;
      this.reason = reason;
    }

    /// {@return the name used on the command line and, behind `wasmtier.`, as system property}
    public String label() {
      return label;
    }

    /// {@return the default}
    public int byDefault() {
      return byDefault;
    }

    /// {@return the smallest value allowed}
    public int least() {
      return least;
    }

    /// {@return the largest value allowed}
    public int most() {
      return most;
    }

    /// {@return why the default is what it is}
    public String reason() {
      return reason;
    }
  }

  private final Tier tier;
  private final Map<Row, Integer> values;

  private Tuning(Tier tier, Map<Row, Integer> values) {
    this.tier = tier;
    this.values = values;
  }

  /// {@return the defaults, as changed by system properties}
  ///
  /// @throws WasmtierException of kind USAGE if a property has a wrong value
  public static Tuning standard() {
    Tuning tuning =
        new Tuning(
            Tier.of(System.getProperty("wasmtier.tier", Tier.AUTO.label())),
            new EnumMap<>(Row.class));
    for (Row row : Row.values()) {
      String value = System.getProperty("wasmtier." + row.label);
      if (value != null) {
        tuning = tuning.with(row, parse(row, value));
      }
    }
    return tuning;
  }

  /// {@return this with a change as the command line writes it, `label=value`}
  ///
  /// @throws WasmtierException of kind USAGE if there is no such row or the value is out of range
  public Tuning apply(String change) {
    int equals = change.indexOf('=');
    String label = equals < 0 ? change : change.substring(0, equals);
    for (Row row : Row.values()) {
      if (row.label.equals(label)) {
        return with(row, parse(row, equals < 0 ? "" : change.substring(equals + 1)));
      }
    }
    StringBuilder labels = new StringBuilder();
    for (Row row : Row.values()) {
      labels.append(labels.isEmpty() ? "" : ", ").append(row.label);
    }
    throw new WasmtierException(
        Failure.USAGE, "there is no row '" + label + "'; there are " + labels);
  }

  private static int parse(Row row, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw outOfRange(row, value);
    }
  }

  private static WasmtierException outOfRange(Row row, String value) {
    return new WasmtierException(
        Failure.USAGE,
        row.label + " must be from " + row.least + " to " + row.most + ", not " + value);
  }

  /// {@return the tier}
  public Tier tier() {
    return tier;
  }

  /// {@return this with another tier}
  public Tuning tier(Tier other) {
    return new Tuning(other, values);
  }

  /// {@return a number}
  public int get(Row row) {
    Integer value = values.get(row);
    return value != null ? value : row.byDefault;
  }

  /// {@return this with another number}
  ///
  /// @throws WasmtierException of kind USAGE if the value is out of range
  public Tuning with(Row row, int value) {
    if (value < row.least || value > row.most) {
      throw outOfRange(row, Integer.toString(value));
    }
    Map<Row, Integer> changed = new EnumMap<>(Row.class);
    changed.putAll(values);
    changed.put(row, value);
    return new Tuning(tier, changed);
  }
}
