package io.wasmtier.text;

import io.wasmtier.wasm.AbstractHeap;
import org.jspecify.annotations.Nullable;

/// A value in a script: an argument, or a result that must be exactly this.
public sealed interface ScriptValue {
  /// A 32-bit integer.
  record I32(int value) implements ScriptValue {}

  /// A 64-bit integer.
  record I64(long value) implements ScriptValue {}

  /// A 32-bit floating-point number, as bits: all NaNs are told apart.
  record F32(int bits) implements ScriptValue {}

  /// A 64-bit floating-point number, as bits.
  record F64(long bits) implements ScriptValue {}

  /// A vector.
  ///
  /// @param low bytes 0 to 7, byte 0 being the lowest
  /// @param high bytes 8 to 15
  record V128(long low, long high) implements ScriptValue {}

  /// A null reference.
  ///
  /// @param heap its heap type, or null if it is a concrete one
  record RefNull(@Nullable AbstractHeap heap) implements ScriptValue {}

  /// An external reference to the host's object with a number.
  record RefExtern(int number) implements ScriptValue {}

  /// The same host's object as a reference of type `any`.
  record RefHost(int number) implements ScriptValue {}
}
