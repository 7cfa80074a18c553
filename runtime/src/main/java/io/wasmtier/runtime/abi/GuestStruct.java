package io.wasmtier.runtime.abi;

import io.wasmtier.validator.DefType;
import org.jspecify.annotations.Nullable;

/// A structure (spec: Execution, Runtime Structure, Structure Instances). Each type that is ever
/// allocated has a generated subclass with typed fields ([StructLayout] says which), below the
/// class of the declared supertype: compiled code reads and writes the fields and tests types by
/// `instanceof`.
///
/// The methods here are for whoever does not know the class: a `tableswitch` over the fields in
/// each class, no reflection and no boxing. A field of another kind or index than asked for is a
/// defect of the caller.
public abstract class GuestStruct extends GuestObject {
  protected GuestStruct() {}

  /// {@return a new structure of the same class with all fields zero or null}
  public abstract GuestStruct allocate();

  /// Sets all fields from consecutive slots of a stack.
  ///
  /// @param base where the first field's value is
  public abstract void fill(long[] slots, @Nullable Object[] references, int base);

  /// {@return a number: i8 and i16 sign-extended, i32 and f32 in the low half (the upper half is
  /// undefined), the low half of a v128}
  public long getBits(int field) {
    throw missing(field);
  }

  /// {@return the high half of a v128}
  public long getHigh(int field) {
    throw missing(field);
  }

  /// {@return a reference}
  public @Nullable Object getReference(int field) {
    throw missing(field);
  }

  /// Sets a number, whose upper bits are ignored, or the low half of a v128.
  public void setBits(int field, long bits) {
    throw missing(field);
  }

  /// Sets the high half of a v128.
  public void setHigh(int field, long bits) {
    throw missing(field);
  }

  /// Sets a reference.
  public void setReference(int field, @Nullable Object reference) {
    throw missing(field);
  }

  /// {@return the descriptor it was allocated with, or null if its type has none (proposal: Custom
  /// Descriptors)}
  public @Nullable GuestStruct descriptor() {
    return null;
  }

  /// Sets the descriptor, once, right after allocation.
  public void setDescriptor(GuestStruct descriptor) {
    throw new IllegalStateException(type() + " has no descriptor");
  }

  private IllegalArgumentException missing(int field) {
    DefType type = type();
    return new IllegalArgumentException("no field " + field + " of this kind in " + type);
  }

  @Override
  public String toString() {
    return type() + "@" + Integer.toHexString(System.identityHashCode(this));
  }
}
