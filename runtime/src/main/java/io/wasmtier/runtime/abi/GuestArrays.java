package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.CompositeType.ArrayType;
import io.wasmtier.wasm.CompositeType.FieldType;
import io.wasmtier.wasm.ValType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Allocates arrays (spec: Execution, Instructions, `array.new` and its like). An array that can't
/// be had is the trap `allocation size too large`, never an OutOfMemoryError: what could not fit
/// into an empty heap is not even tried, because the attempt costs a full collection.
public final class GuestArrays {
  private static final int MAX_JAVA_LENGTH = Integer.MAX_VALUE - 8;
  private static final long MAX_BYTES = Runtime.getRuntime().maxMemory();
  private static final int REFERENCE_BYTES = 4;

  private GuestArrays() {}

  /// {@return the type of the elements of an array type}
  public static FieldType element(DefType type) {
    if (type.composite() instanceof ArrayType(FieldType element)) {
      return element;
    }
    throw new IllegalArgumentException("not an array type: " + type);
  }

  /// {@return an array of zeros or nulls}
  ///
  /// @param length unsigned
  public static GuestArray allocate(DefType type, int length) {
    FieldType element = element(type);
    int bytes = element.bytes();
    long size = Integer.toUnsignedLong(length) * (bytes == 0 ? REFERENCE_BYTES : bytes);
    if (length < 0 || length > MAX_JAVA_LENGTH >> (bytes == 16 ? 1 : 0) || size > MAX_BYTES) {
      throw tooLarge();
    }
    try {
      return switch (element.storage().bits()) {
        case ValType.BITS_I8 -> new GuestArray.I8(type, new byte[length]);
        case ValType.BITS_I16 -> new GuestArray.I16(type, new short[length]);
        case ValType.BITS_I32 -> new GuestArray.I32(type, new int[length]);
        case ValType.BITS_I64 -> new GuestArray.I64(type, new long[length]);
        case ValType.BITS_F32 -> new GuestArray.F32(type, new float[length]);
        case ValType.BITS_F64 -> new GuestArray.F64(type, new double[length]);
        case ValType.BITS_V128 -> new GuestArray.V128(type, new long[2 * length]);
        default -> new GuestArray.Reference(type, new Object[length]);
      };
    } catch (OutOfMemoryError e) {
      throw tooLarge();
    }
  }

  private static Trap tooLarge() {
    return Trap.of(TrapKind.ALLOCATION_SIZE_TOO_LARGE);
  }

  /// {@return an array of equal elements}
  ///
  /// @param length unsigned
  /// @param bits the number, or the low half of a v128
  /// @param high the high half of a v128
  /// @param reference the reference
  public static GuestArray filled(
      DefType type, int length, long bits, long high, @Nullable Object reference) {
    GuestArray array = allocate(type, length);
    array.fill(0, length, bits, high, reference);
    return array;
  }

  /// {@return an array of values in consecutive slots of a stack (spec: `array.new_fixed`)}
  ///
  /// @param base where the first value is
  public static GuestArray of(
      DefType type, int length, long[] slots, @Nullable Object[] references, int base) {
    GuestArray array = allocate(type, length);
    int storage = element(type).storage().bits();
    if (storage < 0) {
      System.arraycopy(references, base, ((GuestArray.Reference) array).elements, 0, length);
    } else if (storage == ValType.BITS_V128) {
      System.arraycopy(slots, base, ((GuestArray.V128) array).halves, 0, 2 * length);
    } else {
      for (int i = 0; i < length; i++) {
        array.setBits(i, slots[base + i]);
      }
    }
    return array;
  }

  /// {@return an array of little-endian bytes (spec: `array.new_data`)}
  ///
  /// @param offset unsigned
  /// @param length unsigned
  /// @throws Trap of kind OUT_OF_BOUNDS_MEMORY_ACCESS if the bytes do not suffice
  public static GuestArray ofData(DefType type, MemorySegment data, int offset, int length) {
    long from = Integer.toUnsignedLong(offset);
    // Checked before allocation: the segment is there, an array as large as somebody says is not.
    if (from + Integer.toUnsignedLong(length) * element(type).bytes() > data.byteSize()) {
      throw Trap.of(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    }
    GuestArray array = allocate(type, length);
    array.load(0, data, from, length);
    return array;
  }

  /// {@return an array of a segment's elements (spec: `array.new_elem`)}
  ///
  /// @param offset unsigned
  /// @param length unsigned
  /// @throws Trap of kind OUT_OF_BOUNDS_TABLE_ACCESS if the segment does not suffice
  public static GuestArray ofElements(
      DefType type, @Nullable Object[] segment, int offset, int length) {
    if (Integer.toUnsignedLong(offset) + Integer.toUnsignedLong(length) > segment.length) {
      throw Trap.of(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS);
    }
    return new GuestArray.Reference(
        type, Arrays.copyOfRange(segment, offset, offset + length, Object[].class));
  }
}
