package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.validator.DefType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An array (spec: Execution, Runtime Structure, Array Instances): a Java array and its type. One
/// final class per kind of element, because compiled code knows the kind from the type and reads
/// [I32#elements] and its like directly.
///
/// The methods here are for whoever does not know the kind. Indices and lengths are unsigned; out
/// of bounds is the trap `out of bounds array access`. An accessor of another kind is a defect of
/// the caller. Allocation is [GuestArrays]'.
public abstract sealed class GuestArray extends GuestObject {
  private final DefType type;

  private GuestArray(DefType type) {
    this.type = type;
  }

  @Override
  public final DefType type() {
    return type;
  }

  /// {@return the number of elements}
  public abstract int length();

  /// {@return a number: i8 and i16 sign-extended, i32 and f32 in the low half (the upper half is
  /// undefined), the low half of a v128}
  public long getBits(int index) {
    throw wrongKind();
  }

  /// {@return the high half of a v128}
  public long getHigh(int index) {
    throw wrongKind();
  }

  /// {@return a reference}
  public @Nullable Object getReference(int index) {
    throw wrongKind();
  }

  /// Sets a number, whose upper bits are ignored, or the low half of a v128.
  public void setBits(int index, long bits) {
    throw wrongKind();
  }

  /// Sets the high half of a v128.
  public void setHigh(int index, long bits) {
    throw wrongKind();
  }

  /// Sets a reference.
  public void setReference(int index, @Nullable Object reference) {
    throw wrongKind();
  }

  /// Sets a range of elements (spec: `array.fill`).
  ///
  /// @param bits the number, or the low half of a v128
  /// @param high the high half of a v128
  /// @param reference the reference
  public abstract void fill(int from, int count, long bits, long high, @Nullable Object reference);

  /// Copies elements of an array of the same kind, perhaps this (spec: `array.copy`).
  public abstract void copy(int to, GuestArray source, int from, int count);

  /// Sets elements from little-endian bytes (spec: `array.init_data`).
  ///
  /// @param offset unsigned
  /// @throws Trap of kind OUT_OF_BOUNDS_MEMORY_ACCESS if the bytes do not suffice
  public void load(int to, MemorySegment data, long offset, int count) {
    throw wrongKind();
  }

  private IllegalArgumentException wrongKind() {
    return new IllegalArgumentException("no element of this kind in " + type);
  }

  final void check(int from, int count) {
    if (Integer.toUnsignedLong(from) + Integer.toUnsignedLong(count) > length()) {
      throw outOfBounds();
    }
  }

  static void checkData(MemorySegment data, long offset, int count, int size) {
    if (offset + (long) count * size > data.byteSize()) {
      throw Trap.of(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS);
    }
  }

  private static Trap outOfBounds() {
    return Trap.of(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS);
  }

  @Override
  public final String toString() {
    return type + "@" + Integer.toHexString(System.identityHashCode(this));
  }

  /// Elements of i8.
  public static final class I8 extends GuestArray {
    private static final ValueLayout.OfByte LAYOUT = ValueLayout.JAVA_BYTE;

    /// The elements.
    public final byte[] elements;

    public I8(DefType type, byte[] elements) {
      super(type);
      this.elements = elements;
    }

    @Override
    public int length() {
      return elements.length;
    }

    @Override
    public long getBits(int index) {
      try {
        return elements[index];
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void setBits(int index, long bits) {
      try {
        elements[index] = (byte) bits;
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void fill(int from, int count, long bits, long high, @Nullable Object reference) {
      check(from, count);
      Arrays.fill(elements, from, from + count, (byte) bits);
    }

    @Override
    public void copy(int to, GuestArray source, int from, int count) {
      I8 other = (I8) source;
      check(to, count);
      other.check(from, count);
      System.arraycopy(other.elements, from, elements, to, count);
    }

    @Override
    public void load(int to, MemorySegment data, long offset, int count) {
      check(to, count);
      checkData(data, offset, count, 1);
      MemorySegment.copy(data, LAYOUT, offset, elements, to, count);
    }
  }

  /// Elements of i16.
  public static final class I16 extends GuestArray {
    private static final ValueLayout.OfShort LAYOUT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The elements.
    public final short[] elements;

    public I16(DefType type, short[] elements) {
      super(type);
      this.elements = elements;
    }

    @Override
    public int length() {
      return elements.length;
    }

    @Override
    public long getBits(int index) {
      try {
        return elements[index];
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void setBits(int index, long bits) {
      try {
        elements[index] = (short) bits;
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void fill(int from, int count, long bits, long high, @Nullable Object reference) {
      check(from, count);
      Arrays.fill(elements, from, from + count, (short) bits);
    }

    @Override
    public void copy(int to, GuestArray source, int from, int count) {
      I16 other = (I16) source;
      check(to, count);
      other.check(from, count);
      System.arraycopy(other.elements, from, elements, to, count);
    }

    @Override
    public void load(int to, MemorySegment data, long offset, int count) {
      check(to, count);
      checkData(data, offset, count, 2);
      MemorySegment.copy(data, LAYOUT, offset, elements, to, count);
    }
  }

  /// Elements of i32.
  public static final class I32 extends GuestArray {
    private static final ValueLayout.OfInt LAYOUT =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The elements.
    public final int[] elements;

    public I32(DefType type, int[] elements) {
      super(type);
      this.elements = elements;
    }

    @Override
    public int length() {
      return elements.length;
    }

    @Override
    public long getBits(int index) {
      try {
        return elements[index];
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void setBits(int index, long bits) {
      try {
        elements[index] = (int) bits;
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void fill(int from, int count, long bits, long high, @Nullable Object reference) {
      check(from, count);
      Arrays.fill(elements, from, from + count, (int) bits);
    }

    @Override
    public void copy(int to, GuestArray source, int from, int count) {
      I32 other = (I32) source;
      check(to, count);
      other.check(from, count);
      System.arraycopy(other.elements, from, elements, to, count);
    }

    @Override
    public void load(int to, MemorySegment data, long offset, int count) {
      check(to, count);
      checkData(data, offset, count, 4);
      MemorySegment.copy(data, LAYOUT, offset, elements, to, count);
    }
  }

  /// Elements of i64.
  public static final class I64 extends GuestArray {
    private static final ValueLayout.OfLong LAYOUT =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The elements.
    public final long[] elements;

    public I64(DefType type, long[] elements) {
      super(type);
      this.elements = elements;
    }

    @Override
    public int length() {
      return elements.length;
    }

    @Override
    public long getBits(int index) {
      try {
        return elements[index];
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void setBits(int index, long bits) {
      try {
        elements[index] = bits;
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void fill(int from, int count, long bits, long high, @Nullable Object reference) {
      check(from, count);
      Arrays.fill(elements, from, from + count, bits);
    }

    @Override
    public void copy(int to, GuestArray source, int from, int count) {
      I64 other = (I64) source;
      check(to, count);
      other.check(from, count);
      System.arraycopy(other.elements, from, elements, to, count);
    }

    @Override
    public void load(int to, MemorySegment data, long offset, int count) {
      check(to, count);
      checkData(data, offset, count, 8);
      MemorySegment.copy(data, LAYOUT, offset, elements, to, count);
    }
  }

  /// Elements of f32.
  public static final class F32 extends GuestArray {
    private static final ValueLayout.OfFloat LAYOUT =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The elements.
    public final float[] elements;

    public F32(DefType type, float[] elements) {
      super(type);
      this.elements = elements;
    }

    @Override
    public int length() {
      return elements.length;
    }

    @Override
    public long getBits(int index) {
      try {
        return Float.floatToRawIntBits(elements[index]);
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void setBits(int index, long bits) {
      try {
        elements[index] = Float.intBitsToFloat((int) bits);
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void fill(int from, int count, long bits, long high, @Nullable Object reference) {
      check(from, count);
      Arrays.fill(elements, from, from + count, Float.intBitsToFloat((int) bits));
    }

    @Override
    public void copy(int to, GuestArray source, int from, int count) {
      F32 other = (F32) source;
      check(to, count);
      other.check(from, count);
      System.arraycopy(other.elements, from, elements, to, count);
    }

    @Override
    public void load(int to, MemorySegment data, long offset, int count) {
      check(to, count);
      checkData(data, offset, count, 4);
      MemorySegment.copy(data, LAYOUT, offset, elements, to, count);
    }
  }

  /// Elements of f64.
  public static final class F64 extends GuestArray {
    private static final ValueLayout.OfDouble LAYOUT =
        ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The elements.
    public final double[] elements;

    public F64(DefType type, double[] elements) {
      super(type);
      this.elements = elements;
    }

    @Override
    public int length() {
      return elements.length;
    }

    @Override
    public long getBits(int index) {
      try {
        return Double.doubleToRawLongBits(elements[index]);
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void setBits(int index, long bits) {
      try {
        elements[index] = Double.longBitsToDouble(bits);
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void fill(int from, int count, long bits, long high, @Nullable Object reference) {
      check(from, count);
      Arrays.fill(elements, from, from + count, Double.longBitsToDouble(bits));
    }

    @Override
    public void copy(int to, GuestArray source, int from, int count) {
      F64 other = (F64) source;
      check(to, count);
      other.check(from, count);
      System.arraycopy(other.elements, from, elements, to, count);
    }

    @Override
    public void load(int to, MemorySegment data, long offset, int count) {
      check(to, count);
      checkData(data, offset, count, 8);
      MemorySegment.copy(data, LAYOUT, offset, elements, to, count);
    }
  }

  /// Elements of v128, each two numbers with the low half first.
  public static final class V128 extends GuestArray {
    private static final ValueLayout.OfLong LAYOUT =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// The halves of the elements.
    public final long[] halves;

    public V128(DefType type, long[] halves) {
      super(type);
      this.halves = halves;
    }

    @Override
    public int length() {
      return halves.length >>> 1;
    }

    // The double of an index could be within bounds where the index is not.
    private int at(int index) {
      check(index, 1);
      return 2 * index;
    }

    @Override
    public long getBits(int index) {
      return halves[at(index)];
    }

    @Override
    public long getHigh(int index) {
      return halves[at(index) + 1];
    }

    @Override
    public void setBits(int index, long bits) {
      halves[at(index)] = bits;
    }

    @Override
    public void setHigh(int index, long bits) {
      halves[at(index) + 1] = bits;
    }

    @Override
    public void fill(int from, int count, long bits, long high, @Nullable Object reference) {
      check(from, count);
      for (int i = 2 * from; i < 2 * (from + count); i += 2) {
        halves[i] = bits;
        halves[i + 1] = high;
      }
    }

    @Override
    public void copy(int to, GuestArray source, int from, int count) {
      V128 other = (V128) source;
      check(to, count);
      other.check(from, count);
      System.arraycopy(other.halves, 2 * from, halves, 2 * to, 2 * count);
    }

    @Override
    public void load(int to, MemorySegment data, long offset, int count) {
      check(to, count);
      checkData(data, offset, count, 16);
      MemorySegment.copy(data, LAYOUT, offset, halves, 2 * to, 2 * count);
    }
  }

  /// References.
  public static final class Reference extends GuestArray {
    /// The elements.
    public final @Nullable Object[] elements;

    public Reference(DefType type, @Nullable Object[] elements) {
      super(type);
      this.elements = elements;
    }

    @Override
    public int length() {
      return elements.length;
    }

    @Override
    public @Nullable Object getReference(int index) {
      try {
        return elements[index];
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void setReference(int index, @Nullable Object reference) {
      try {
        elements[index] = reference;
      } catch (ArrayIndexOutOfBoundsException e) {
        throw outOfBounds();
      }
    }

    @Override
    public void fill(int from, int count, long bits, long high, @Nullable Object reference) {
      check(from, count);
      Arrays.fill(elements, from, from + count, reference);
    }

    @Override
    public void copy(int to, GuestArray source, int from, int count) {
      Reference other = (Reference) source;
      check(to, count);
      other.check(from, count);
      System.arraycopy(other.elements, from, elements, to, count);
    }

    /// Sets elements from a segment's (spec: `array.init_elem`).
    ///
    /// @throws Trap of kind OUT_OF_BOUNDS_TABLE_ACCESS if the segment does not suffice
    public void load(int to, @Nullable Object[] segment, int from, int count) {
      check(to, count);
      if (Integer.toUnsignedLong(from) + Integer.toUnsignedLong(count) > segment.length) {
        throw Trap.of(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS);
      }
      System.arraycopy(segment, from, elements, to, count);
    }
  }
}
