package io.wasmtier.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.math.BigInteger;
import java.util.function.ToLongFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/// The LEB128 readers against a model on big integers (spec: Binary Format, Values, Integers).
class LebTest {
  private enum Kind {
    U32(32, false, in -> Integer.toUnsignedLong(in.u32())),
    U64(64, false, ByteReader::u64),
    S32(32, true, ByteReader::s32),
    S33(33, true, ByteReader::s33),
    S64(64, true, ByteReader::s64);

    final int bits;
    final boolean signed;
    final ToLongFunction<ByteReader> read;

    Kind(int bits, boolean signed, ToLongFunction<ByteReader> read) {
      this.bits = bits;
      this.signed = signed;
      this.read = read;
    }
  }

  /// What the grammar says: the value and how many bytes it takes, or what is wrong.
  private record Expected(@Nullable BigInteger value, int length, String problem) {}

  // The grammar: at most ceil(bits/7) bytes, and a value in range.
  private static Expected model(byte[] bytes, Kind kind) {
    int most = (kind.bits + 6) / 7;
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; ; i++) {
      if (i == bytes.length) {
        return new Expected(null, i, "unexpected end");
      }
      value = value.or(BigInteger.valueOf(bytes[i] & 0x7F).shiftLeft(7 * i));
      boolean last = bytes[i] >= 0;
      if (last) {
        int width = 7 * (i + 1);
        if (kind.signed && value.testBit(width - 1)) {
          value = value.subtract(BigInteger.ONE.shiftLeft(width));
        }
        int magnitude = kind.signed ? kind.bits - 1 : kind.bits;
        return value.bitLength() > magnitude
            ? new Expected(null, i, "integer too large")
            : new Expected(value, i + 1, "");
      }
      if (i == most - 1) {
        return new Expected(null, i, "integer representation too long");
      }
    }
  }

  // Bytes with the continuation bit and with all bits set come often, so that long forms come
  // often.
  @Provide
  Arbitrary<byte[]> encodings() {
    Arbitrary<Byte> any = Arbitraries.bytes();
    Arbitrary<Byte> continued = any.map(b -> (byte) (b | 0x80));
    Arbitrary<Byte> extreme =
        Arbitraries.of((byte) 0x80, (byte) 0xFF, (byte) 0x7F, (byte) 0, (byte) 0x40);
    return Arbitraries.oneOf(continued, continued, extreme, any).array(byte[].class).ofMaxSize(12);
  }

  @Property(tries = 5000)
  void readersFollowTheGrammar(@ForAll("encodings") byte[] bytes, @ForAll Kind kind) {
    Expected expected = model(bytes, kind);
    ByteReader in = new ByteReader(bytes, 0, bytes.length, 1000);
    BigInteger value = expected.value();
    if (value != null) {
      assertThat(kind.read.applyAsLong(in)).isEqualTo(value.longValue());
      assertThat(in.position()).isEqualTo(expected.length());
    } else {
      WasmtierException error =
          catchThrowableOfType(WasmtierException.class, () -> kind.read.applyAsLong(in));
      assertThat(error.failure()).isEqualTo(Failure.MALFORMED);
      assertThat(error).hasMessage(expected.problem());
      assertThat(error.offset())
          .isEqualTo(expected.problem().equals("unexpected end") ? 1000 + bytes.length : 1000);
    }
  }

  @Property(tries = 2000)
  void writtenNumbersComeBack(@ForAll long value, @ForAll @IntRange(max = 63) int shift) {
    long number = value >> shift;
    byte[] signed = new ByteWriter().s64(number).toArray();
    byte[] unsigned = new ByteWriter().u64(number).toArray();
    assertThat(new ByteReader(signed, 0, signed.length, 0).s64()).isEqualTo(number);
    assertThat(new ByteReader(unsigned, 0, unsigned.length, 0).u64()).isEqualTo(number);
    // As short as can be.
    int signedBits = BigInteger.valueOf(number).bitLength() + 1;
    assertThat(signed).hasSize((signedBits + 6) / 7);
    int unsignedBits = Math.max(1, 64 - Long.numberOfLeadingZeros(number));
    assertThat(unsigned).hasSize((unsignedBits + 6) / 7);
  }

  @Property(tries = 2000)
  void paddedNumbersComeBack(@ForAll int value, @ForAll @IntRange(min = 5, max = 5) int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (value >>> 7 * i & 0x7F | (i < length - 1 ? 0x80 : 0));
    }
    bytes[4] = (byte) (value >>> 28 & 0x0F);
    assertThat(new ByteReader(bytes, 0, length, 0).u32()).isEqualTo(value);
    bytes[4] = (byte) (value >> 28 & 0x7F);
    assertThat(new ByteReader(bytes, 0, length, 0).s32()).isEqualTo(value);
  }
}
