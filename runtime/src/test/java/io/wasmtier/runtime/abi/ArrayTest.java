package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.TrapKind;
import io.wasmtier.validator.DefType;
import java.lang.foreign.MemorySegment;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays of all kinds of elements.
class ArrayTest {
  private static DefType type(String element) {
    return GuestTypes.type("(type (array (mut " + element + ")))");
  }

  private static void traps(TrapKind kind, ThrowingCallable action) {
    assertThat(catchThrowableOfType(Trap.class, action).kind()).isEqualTo(kind);
  }

  private static void isOutOfBounds(ThrowingCallable action) {
    traps(TrapKind.OUT_OF_BOUNDS_ARRAY_ACCESS, action);
  }

  @ParameterizedTest
  @CsvSource({
    "i8, 0x5AF3, -13",
    "i16, 0x5A5AF3, 0x5AF3",
    "i32, -2, -2",
    "i64, 0x7123456789ABCDEF, 0x7123456789ABCDEF",
    "f32, 0x7FA00001, 0x7FA00001",
    "f64, 0x7FF4000000000001, 0x7FF4000000000001",
    "v128, -1, -1"
  })
  void numbers(String element, String set, String expected) {
    GuestArray array = GuestArrays.allocate(type(element), 5);
    assertThat(array.length()).isEqualTo(5);
    assertThat(array.getBits(4)).isZero();
    array.setBits(2, Long.decode(set));
    assertThat(array.getBits(2)).isEqualTo(Long.decode(expected));
    assertThat(array.getBits(1)).isZero();
    assertThat(array.getBits(3)).isZero();
    array.fill(3, 2, Long.decode(set), 0, null);
    assertThat(array.getBits(4)).isEqualTo(Long.decode(expected));
    for (int index : new int[] {5, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      isOutOfBounds(() -> array.getBits(index));
      isOutOfBounds(() -> array.setBits(index, 0));
    }
    assertThatThrownBy(() -> array.getReference(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void vectors() {
    DefType type = type("v128");
    GuestArray array = GuestArrays.filled(type, 3, 1, 2, null);
    array.setBits(1, 3);
    array.setHigh(1, 4);
    assertThat(array.length()).isEqualTo(3);
    assertThat(((GuestArray.V128) array).halves).containsExactly(1, 2, 3, 4, 1, 2);
    array.copy(0, array, 1, 2);
    assertThat(((GuestArray.V128) array).halves).containsExactly(3, 4, 1, 2, 1, 2);
    assertThat(array.getHigh(0)).isEqualTo(4);
    isOutOfBounds(() -> array.getHigh(Integer.MIN_VALUE));
    isOutOfBounds(() -> array.setHigh(3, 1));
    GuestArray fixed = GuestArrays.of(type, 2, new long[] {9, 1, 2, 3, 4}, new Object[5], 1);
    assertThat(((GuestArray.V128) fixed).halves).containsExactly(1, 2, 3, 4);
  }

  @Test
  void references() {
    GuestArray array = GuestArrays.allocate(type("anyref"), 3);
    assertThat(array.getReference(2)).isNull();
    array.setReference(0, "a");
    array.fill(1, 2, 0, 0, "b");
    assertThat(((GuestArray.Reference) array).elements).containsExactly("a", "b", "b");
    array.copy(1, array, 0, 2);
    assertThat(((GuestArray.Reference) array).elements).containsExactly("a", "a", "b");
    isOutOfBounds(() -> array.getReference(3));
    isOutOfBounds(() -> array.setReference(-1, null));
    assertThatThrownBy(() -> array.getBits(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"i8", "i16", "i32", "i64", "f32", "f64", "v128", "anyref"})
  void rangesAreChecked(String element) {
    DefType type = type(element);
    GuestArray array = GuestArrays.allocate(type, 4);
    GuestArray other = GuestArrays.allocate(type, 2);
    array.fill(4, 0, 0, 0, null);
    array.copy(4, other, 2, 0);
    isOutOfBounds(() -> array.fill(5, 0, 0, 0, null));
    isOutOfBounds(() -> array.fill(3, 2, 0, 0, null));
    isOutOfBounds(() -> array.fill(1, -1, 0, 0, null));
    isOutOfBounds(() -> array.fill(-1, 2, 0, 0, null));
    isOutOfBounds(() -> array.copy(0, other, 0, 3));
    isOutOfBounds(() -> array.copy(3, other, 0, 2));
    isOutOfBounds(() -> array.copy(0, other, -1, 1));
    isOutOfBounds(() -> array.copy(0, other, 0, -1));
    if (!element.equals("anyref")) {
      MemorySegment data = MemorySegment.ofArray(new byte[64]);
      array.load(4, data, 64, 0);
      isOutOfBounds(() -> array.load(3, data, 0, 2));
      traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> array.load(0, data, 61, 4));
      traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> array.load(0, data, 0xFFFF_FFFFL, 1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "i8, 0x01, 0x02",
    "i16, 0x0201, 0x0403",
    "i32, 0x04030201, 0x08070605",
    "i64, 0x0807060504030201, 0x100F0E0D0C0B0A09",
    "f32, 0x04030201, 0x08070605",
    "f64, 0x0807060504030201, 0x100F0E0D0C0B0A09"
  })
  void dataIsLittleEndian(String element, String first, String second) {
    byte[] bytes = new byte[40];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    MemorySegment data = MemorySegment.ofArray(bytes).asReadOnly();
    GuestArray array = GuestArrays.ofData(type(element), data, 1, 2);
    assertThat(array.getBits(0)).isEqualTo(Long.decode(first));
    assertThat(array.getBits(1)).isEqualTo(Long.decode(second));
    array.load(1, data, 1, 1);
    assertThat(array.getBits(1)).isEqualTo(Long.decode(first));
  }

  @Test
  void segmentsMustSuffice() {
    MemorySegment data = MemorySegment.ofArray(new byte[8]);
    DefType i32 = type("i32");
    assertThat(GuestArrays.ofData(i32, data, 0, 2).length()).isEqualTo(2);
    assertThat(GuestArrays.ofData(i32, data, 8, 0).length()).isZero();
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> GuestArrays.ofData(i32, data, 1, 2));
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> GuestArrays.ofData(i32, data, 9, 0));
    traps(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> GuestArrays.ofData(i32, data, -1, -1));
    DefType any = type("anyref");
    Object[] segment = {"a", "b", "c"};
    GuestArray array = GuestArrays.ofElements(any, segment, 1, 2);
    assertThat(((GuestArray.Reference) array).elements).containsExactly("b", "c");
    traps(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> GuestArrays.ofElements(any, segment, 2, 2));
    traps(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> GuestArrays.ofElements(any, segment, -1, 1));
    GuestArray.Reference target = (GuestArray.Reference) array;
    target.load(0, segment, 0, 1);
    assertThat(target.elements).containsExactly("a", "c");
    traps(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS, () -> target.load(0, segment, 2, 2));
    isOutOfBounds(() -> target.load(2, segment, 0, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"i8", "i64", "v128", "anyref"})
  void absurdSizesTrap(String element) {
    DefType type = type(element);
    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      traps(TrapKind.ALLOCATION_SIZE_TOO_LARGE, () -> GuestArrays.allocate(type, length));
    }
  }

  @Test
  void fixedArraysTakeSlotsInOrder() {
    GuestArray bytes = GuestArrays.of(type("i8"), 3, new long[] {9, 255, 2, 3}, new Object[4], 1);
    assertThat(((GuestArray.I8) bytes).elements).containsExactly(-1, 2, 3);
    GuestArray references =
        GuestArrays.of(type("anyref"), 2, new long[3], new Object[] {"x", "y", "z"}, 1);
    assertThat(((GuestArray.Reference) references).elements).containsExactly("y", "z");
  }
}
