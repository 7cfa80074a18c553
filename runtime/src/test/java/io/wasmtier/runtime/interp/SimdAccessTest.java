package io.wasmtier.runtime.interp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.wasmtier.runtime.Trap;
import io.wasmtier.runtime.V128;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every vector access of the opcode table in every kind of memory, at the edges.
class SimdAccessTest {
  private static final int SIZE = 0x10000;
  private static final V128 VECTOR = new V128(0x8081_8283_8485_8687L, 0x9091_9293_9495_9697L);
  private static final Pattern NAME =
      Pattern.compile("v128\\.load(\\d+)(x\\d+|)_(s|u|splat|zero|lane)");

  /// The memories of a module, which of them is accessed, and what its address type is.
  enum Kind {
    HEAP("(memory (export \"m\") 1 1)", 0, "i32"),
    SECOND("(memory 1) (memory (export \"m\") 1 1)", 1, "i32"),
    HEAP_64("(memory (export \"m\") i64 1 1)", 0, "i64"),
    SHARED("(memory (export \"m\") 1 1 shared)", 0, "i32"),
    NATIVE_64("(memory (export \"m\") i64 1 0x10000)", 0, "i64");

    final String memories;
    final int index;
    final String address;

    Kind(String memories, int index, String address) {
      this.memories = memories;
      this.index = index;
      this.address = address;
    }

    Object address(long value) {
      return address.equals("i32") ? (Object) (int) value : (Object) value;
    }
  }

  private static Stream<Opcode> accesses() {
    return Arrays.stream(Opcode.values())
        .filter(row ->
            switch (row.shape()) {
              case LOAD, STORE, LOAD_LANE, STORE_LANE ->
                  Objects.requireNonNull(row.signature()).contains("v");
              default -> false;
            });
  }

  private static Guest guest(Kind kind) {
    StringBuilder text = new StringBuilder("(module ").append(kind.memories);
    accesses()
        .forEach(row -> {
          for (int lane = 0; lane < lanes(row); lane++) {
            for (int offset : new int[] {0, 5}) {
              boolean store = row.shape() == Shape.STORE || row.shape() == Shape.STORE_LANE;
              String lanes = row.immediates().size() > 1 ? " " + lane : "";
              text.append("\n(func (export \"").append(name(row, lane, offset));
              text.append("\") (param ").append(kind.address).append(" v128) ");
              text.append(store ? "(" : "(result v128) (").append(row.mnemonic());
              text.append(' ').append(kind.index).append(" offset=").append(offset).append(lanes);
              text.append(" (local.get 0) ");
              text.append(
                  Objects.requireNonNull(row.signature()).startsWith("av") ? "(local.get 1)" : "");
              text.append("))");
            }
          }
        });
    return new Guest(text.append(")").toString());
  }

  private static int lanes(Opcode row) {
    return row.immediates().size() > 1 ? 16 >> row.accessLog2() : 1;
  }

  private static String name(Opcode row, int lane, int offset) {
    return String.format(Locale.ROOT, "%s %d %d", row.mnemonic(), lane, offset);
  }

  private static byte[] bytes(V128 vector) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(vector.low())
        .putLong(vector.high())
        .array();
  }

  private static V128 vector(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new V128(buffer.getLong(), buffer.getLong());
  }

  /// What a load gives, byte by byte.
  private static V128 expected(Opcode row, byte[] memory, int at, int lane) {
    if (row == Opcode.V128_LOAD) {
      return vector(Arrays.copyOfRange(memory, at, at + 16));
    }
    Matcher name = NAME.matcher(row.mnemonic());
    assertThat(name.matches()).isTrue();
    int size = Integer.parseInt(name.group(1)) / 8;
    byte[] result = new byte[16];
    switch (name.group(3)) {
      case "zero" -> System.arraycopy(memory, at, result, 0, size);
      case "lane" -> {
        result = bytes(VECTOR);
        System.arraycopy(memory, at, result, lane * size, size);
      }
      case "splat" -> {
        for (int i = 0; i < 16; i++) {
          result[i] = memory[at + i % size];
        }
      }
      default -> {
        for (int i = 0; i < 16; i++) {
          int from = at + i / (2 * size) * size;
          int inLane = i % (2 * size);
          boolean negative = name.group(3).equals("s") && memory[from + size - 1] < 0;
          result[i] = inLane < size ? memory[from + inLane] : (byte) (negative ? -1 : 0);
        }
      }
    }
    return vector(result);
  }

  private static byte[] pattern() {
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) (i * 37 + 11);
    }
    return bytes;
  }

  private static byte[] content(Guest guest) {
    return guest.instance.memory("m").read(0, SIZE);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void accessesAreExactAtTheEdges(Kind kind) {
    byte[] pattern = pattern();
    try (Guest guest = guest(kind)) {
      guest.instance.memory("m").write(0, pattern);
      accesses()
          .forEach(row -> {
            int size = 1 << row.accessLog2();
            boolean store = row.shape() == Shape.STORE || row.shape() == Shape.STORE_LANE;
            for (int lane = 0; lane < lanes(row); lane++) {
              for (int offset : new int[] {0, 5}) {
                String name = name(row, lane, offset);
                for (int at : new int[] {offset, 1001, SIZE - size - 1, SIZE - size}) {
                  Object result = guest.call(name, kind.address(at - offset), VECTOR);
                  if (store) {
                    byte[] wanted = pattern.clone();
                    System.arraycopy(bytes(VECTOR), lane * size % 16, wanted, at, size);
                    assertThat(content(guest)).as("%s at %d", name, at).isEqualTo(wanted);
                    guest.instance.memory("m").write(0, pattern);
                  } else {
                    assertThat(result)
                        .as("%s at %d", name, at)
                        .isEqualTo(expected(row, pattern, at, lane));
                  }
                }
                for (long at : new long[] {SIZE - size + 1, SIZE, 0x7fff_ffff, -1, -offset}) {
                  if (at == 0) {
                    continue;
                  }
                  // As an unsigned number, a negative address plus the offset is far beyond the
                  // end.
                  long address = at < 0 ? at : at - offset;
                  assertThatThrownBy(() -> guest.call(name, kind.address(address), VECTOR))
                      .as("%s at %d", name, at)
                      .isInstanceOf(Trap.class)
                      .hasMessage("out of bounds memory access");
                }
              }
            }
          });
      assertThat(content(guest)).isEqualTo(pattern);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void additionsToTheAddressWrapButTheOffsetDoesNot(Kind kind) {
    String type = kind.address;
    String load =
        "(v128.load "
            + kind.index
            + " offset=%s ("
            + type
            + ".add (local.get 0) ("
            + type
            + ".const 32)))";
    try (Guest guest =
        new Guest(
            "(module "
                + kind.memories
                + "(func (export \"wraps\") (param "
                + type
                + ") (result v128) "
                + load.formatted("0")
                + ")"
                + "(func (export \"large\") (param "
                + type
                + ") (result v128) "
                + load.formatted("0xffffffff")
                + ")"
                + "(func (export \"lane\") (param "
                + type
                + " v128) (result v128)"
                + "  (v128.load8_lane "
                + kind.index
                + " offset=1 3 ("
                + type
                + ".add (local.get 0) ("
                + type
                + ".const 32)) (local.get 1))))")) {
      guest.instance.memory("m").write(0, pattern());
      assertThat(guest.call("wraps", kind.address(-16)))
          .isEqualTo(expected(Opcode.V128_LOAD, pattern(), 16, 0));
      assertThat(guest.call("lane", kind.address(-16), VECTOR))
          .isEqualTo(expected(Opcode.V128_LOAD8_LANE, pattern(), 17, 3));
      assertThatThrownBy(() -> guest.call("large", kind.address(-16)))
          .hasMessage("out of bounds memory access");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aTrapTellsItsOffset(Kind kind) {
    try (Guest guest =
        new Guest(
            "(module "
                + kind.memories
                + "(func (export \"f\") (param "
                + kind.address
                + " v128) (local v128)"
                + "  (local.set 2 (v128.not (local.get 1)))"
                + "  (v128.store32_lane "
                + kind.index
                + " 2 (local.get 0) (local.get 2))))")) {
      Trap trap = (Trap) catchThrowable(() -> guest.call("f", kind.address(SIZE - 2), VECTOR));
      assertThat(trap.wasmStack()).hasSize(1);
      int offset = (int) trap.wasmStack().get(0).offset();
      assertThat(guest.bytes[offset] & 0xFF).isEqualTo(Opcode.V128_STORE32_LANE.prefix());
      assertThat(guest.bytes[offset + 1]).isEqualTo((byte) Opcode.V128_STORE32_LANE.code());
    }
  }
}
