package io.wasmtier.runtime.abi;

/// An unboxed scalar (spec: Execution, Runtime Structure, `ref.i31`). Equal numbers are the same
/// reference to a guest, but may be different objects: compare with [RefTypes#same]. Immutable.
public final class I31 {
  private static final int CACHED_FROM = -128;
  private static final I31[] CACHE = new I31[1152];

  static {
    for (int i = 0; i < CACHE.length; i++) {
      CACHE[i] = new I31(i + CACHED_FROM);
    }
  }

  // Sign-extended.
  private final int value;

  private I31(int value) {
    this.value = value;
  }

  /// {@return the low 31 bits of a number as a reference}
  public static I31 of(int number) {
    int value = number << 1 >> 1;
    int index = value - CACHED_FROM;
    return index >= 0 && index < CACHE.length ? CACHE[index] : new I31(value);
  }

  /// {@return the number, sign-extended}
  public int signed() {
    return value;
  }

  /// {@return the number, zero-extended}
  public int unsigned() {
    return value & Integer.MAX_VALUE;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof I31 scalar && scalar.value == value;
  }

  @Override
  public int hashCode() {
    return value;
  }

  @Override
  public String toString() {
    return "i31 " + value;
  }
}
