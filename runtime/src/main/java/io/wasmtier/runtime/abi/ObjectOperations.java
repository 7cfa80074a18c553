package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.validator.DefType;
import org.jspecify.annotations.Nullable;

/// What compiled code calls for structures, arrays, scalars and casts (spec: Execution, Reference
/// and Aggregate Instructions). Types are named by their id, which the code keeps alive; the
/// instance comes behind the operands, then the immediates.
public final class ObjectOperations {
  private ObjectOperations() {}

  // Structures.

  /// {@return the structure that a reference is}
  public static GuestStruct struct(@Nullable Object reference) {
    if (reference instanceof GuestStruct struct) {
      return struct;
    }
    throw Trap.of(TrapKind.NULL_STRUCTURE_REFERENCE);
  }

  /// {@return the descriptor that a reference is}
  public static GuestStruct descriptor(@Nullable Object reference) {
    if (reference instanceof GuestStruct struct) {
      return struct;
    }
    throw Trap.of(TrapKind.NULL_DESCRIPTOR_REFERENCE);
  }

  /// {@return the descriptor of a structure (proposal: `ref.get_desc`)}
  public static @Nullable Object descriptorOf(@Nullable Object reference) {
    if (reference instanceof GuestStruct struct) {
      return struct.descriptor();
    }
    throw Trap.of(TrapKind.NULL_REFERENCE);
  }

  // Arrays.

  /// {@return the array that a reference is}
  public static GuestArray array(@Nullable Object reference) {
    if (reference instanceof GuestArray array) {
      return array;
    }
    throw Trap.of(TrapKind.NULL_ARRAY_REFERENCE);
  }

  public static int length(@Nullable Object reference) {
    return array(reference).length();
  }

  /// {@return an array of zeros or nulls}
  public static GuestArray newArray(int length, int type) {
    return GuestArrays.allocate(DefType.of(type), length);
  }

  /// {@return an array of equal numbers}
  public static GuestArray newArray(long bits, int length, int type) {
    return GuestArrays.filled(DefType.of(type), length, bits, 0, null);
  }

  /// {@return an array of equal vectors}
  public static GuestArray newArray(long low, long high, int length, int type) {
    return GuestArrays.filled(DefType.of(type), length, low, high, null);
  }

  /// {@return an array of equal references}
  public static GuestArray newArray(@Nullable Object reference, int length, int type) {
    return GuestArrays.filled(DefType.of(type), length, 0, 0, reference);
  }

  public static GuestArray newData(
      int offset, int length, ModuleInstance instance, int segment, int type) {
    return GuestArrays.ofData(DefType.of(type), instance.data[segment].segment(), offset, length);
  }

  public static GuestArray newElements(
      int offset, int length, ModuleInstance instance, int segment, int type) {
    return GuestArrays.ofElements(DefType.of(type), instance.elements[segment], offset, length);
  }

  public static void fill(@Nullable Object array, int from, long bits, int count) {
    array(array).fill(from, count, bits, 0, null);
  }

  public static void fill(@Nullable Object array, int from, long low, long high, int count) {
    array(array).fill(from, count, low, high, null);
  }

  public static void fill(@Nullable Object array, int from, @Nullable Object reference, int count) {
    array(array).fill(from, count, 0, 0, reference);
  }

  public static void copy(
      @Nullable Object target, int to, @Nullable Object source, int from, int count) {
    GuestArray into = array(target);
    into.copy(to, array(source), from, count);
  }

  public static void initData(
      @Nullable Object array, int to, int offset, int count, ModuleInstance instance, int segment) {
    array(array).load(to, instance.data[segment].segment(), Integer.toUnsignedLong(offset), count);
  }

  public static void initElements(
      @Nullable Object array, int to, int from, int count, ModuleInstance instance, int segment) {
    ((GuestArray.Reference) array(array)).load(to, instance.elements[segment], from, count);
  }

  // Scalars.

  /// {@return the number of a scalar, sign-extended}
  public static int signed(@Nullable Object reference) {
    if (reference instanceof I31 scalar) {
      return scalar.signed();
    }
    throw Trap.of(TrapKind.NULL_I31_REFERENCE);
  }

  /// {@return the number of a scalar, zero-extended}
  public static int unsigned(@Nullable Object reference) {
    if (reference instanceof I31 scalar) {
      return scalar.unsigned();
    }
    throw Trap.of(TrapKind.NULL_I31_REFERENCE);
  }

  // Casts.

  /// Ends a cast.
  ///
  /// @param matches whether the reference is of the type wanted
  public static void checkCast(int matches) {
    if (matches == 0) {
      throw Trap.of(TrapKind.CAST_FAILURE);
    }
  }

  /// {@return whether an object has the very descriptor given, or is null where it may be}
  @SuppressWarnings("ReferenceEquality") // Descriptors are equal if they are the same object.
  public static boolean isDescribed(
      @Nullable Object reference, @Nullable Object descriptor, int nullable) {
    if (descriptor == null) {
      throw Trap.of(TrapKind.NULL_DESCRIPTOR_REFERENCE);
    }
    return reference == null
        ? nullable != 0
        : reference instanceof GuestStruct struct && struct.descriptor() == descriptor;
  }

  /// Ends a cast by descriptor.
  public static void checkDescribed(int matches) {
    if (matches == 0) {
      throw Trap.of(TrapKind.DESCRIPTOR_CAST_FAILURE);
    }
  }
}
