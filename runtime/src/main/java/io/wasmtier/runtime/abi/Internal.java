package io.wasmtier.runtime.abi;

/// The key to constructors of public types that only the engine may extend: this package is not
/// exported, so nobody else can name it.
public final class Internal {
  /// The only one.
  public static final Internal KEY = new Internal();

  private Internal() {}
}
