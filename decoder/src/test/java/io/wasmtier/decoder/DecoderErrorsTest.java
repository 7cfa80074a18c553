package io.wasmtier.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmtierException;
import org.junit.jupiter.api.Test;

/// What is said about wrong modules: kind, words, offset, section, function.
class DecoderErrorsTest {
  private static WasmtierException error(byte[] bytes) {
    return error(bytes, FeatureSet.DEFAULT, DecodeLimits.DEFAULT);
  }

  private static WasmtierException error(byte[] bytes, FeatureSet features, DecodeLimits limits) {
    return catchThrowableOfType(
        WasmtierException.class, () -> Decoder.decode(Slice.of(bytes), features, limits));
  }

  private static void assertMalformed(byte[] bytes, String message, long offset) {
    WasmtierException error = error(bytes);
    assertThat(error).hasMessage(message);
    assertThat(error.failure()).isEqualTo(Failure.MALFORMED);
    assertThat(error.offset()).isEqualTo(offset);
  }

  private static byte[] section(int id, int... content) {
    return Samples.section(Samples.header(), id, content).toArray();
  }

  @Test
  void header() {
    assertMalformed(new byte[0], "unexpected end", 0);
    assertMalformed(new byte[] {0, 'a', 's'}, "unexpected end", 3);
    assertMalformed(new byte[] {0, 'a', 's', 'M'}, "magic header not detected", 0);
    assertMalformed(new byte[] {0, 'a', 's', 'm', 1}, "unexpected end", 5);
    assertMalformed(new byte[] {0, 'a', 's', 'm', 13, 0, 1, 0}, "unknown binary version", 4);
  }

  @Test
  void sectionHeaders() {
    assertMalformed(section(14), "malformed section id 14", 8);
    assertMalformed(
        Samples.section(Samples.header(), 1, 0).u8(1).u8(1).u8(0).toArray(),
        "unexpected content after last section: the type section must not follow the type section",
        11);
    assertMalformed(
        Samples.header().u8(5).u8(4).u8(0).toArray(), "length out of bounds (memory section)", 9);
    assertMalformed(Samples.header().u8(5).u8(0x80).toArray(), "unexpected end", 10);
  }

  @Test
  void sectionContents() {
    assertMalformed(section(5, 0, 0), "section size mismatch (memory section)", 11);
    assertMalformed(
        section(5, 1, 1, 1), "unexpected end of section or function (memory section)", 13);
    assertMalformed(section(5, 1, 0x10, 0), "malformed limits flags (memory section)", 11);
    assertMalformed(section(6, 1, 0x7F, 2), "malformed mutability (global section)", 12);
    assertMalformed(section(1, 1, 0x40), "malformed definition type (type section)", 11);
    assertMalformed(section(1, 1, 0x60, 1, 0x20, 0), "malformed value type (type section)", 13);
    assertMalformed(section(2, 1, 0, 0, 5), "malformed import kind (import section)", 13);
    assertMalformed(
        section(2, 1, 1, 0xFF, 0, 0, 0), "malformed UTF-8 encoding (import section)", 12);
    assertMalformed(section(7, 1, 0, 9, 0), "malformed export kind (export section)", 12);
    assertMalformed(section(0, 5, 'a'), "length out of bounds (custom section)", 10);
    assertMalformed(
        section(6, 1, 0x7F, 0, 0x41, 0xFF),
        "unexpected end of section or function (global section)",
        15);
    assertMalformed(
        section(6, 1, 0x7F, 0, 0x06, 0x0B),
        "illegal opcode: try needs the feature legacy-exceptions, which is off (global section)",
        13);
    assertMalformed(section(9, 1, 8), "malformed elements segment kind (element section)", 11);
    assertMalformed(section(11, 1, 3), "malformed data segment kind (data section)", 11);
  }

  @Test
  void sectionsThatDisagree() {
    byte[] noCode =
        Samples.section(Samples.section(Samples.header(), 1, 1, 0x60, 0, 0), 3, 1, 0).toArray();
    assertMalformed(
        noCode, "function and code section have inconsistent lengths: 1 and 0", noCode.length);
    assertMalformed(
        section(10, 1, 2, 0, 0x0B),
        "function and code section have inconsistent lengths: 0 and 1 (code section)",
        10);
    byte[] noData = section(12, 1);
    assertMalformed(
        noData, "data count and data section have inconsistent lengths: 1 and 0", noData.length);
    assertThat(Decoder.decode(section(12, 0)).dataCount()).isZero();
  }

  @Test
  void bodiesKnowTheirFunction() {
    ByteWriter out = Samples.section(Samples.header(), 1, 1, 0x60, 0, 0);
    Samples.section(out, 2, 1, 0, 0, 0, 0);
    Samples.section(out, 3, 2, 0, 0);
    Samples.section(out, 10, 2, 2, 0, 0x0B, 3, 0, 0x0B);
    byte[] bytes = out.toArray();
    WasmtierException error = error(bytes);
    assertThat(error).hasMessage("length out of bounds (code section)");
    assertThat(error.function()).isEqualTo(2);
    assertThat(error.offset()).isEqualTo(bytes.length - 3);
    assertThat(error.describe())
        .isEqualTo(
            "malformed: length out of bounds (code section) (function 2) at offset 0x"
                + Long.toHexString(bytes.length - 3));
  }

  @Test
  void featuresThatAreOff() {
    FeatureSet mvp = FeatureSet.of(Feature.MVP);
    assertThat(error(section(13, 0), mvp, DecodeLimits.DEFAULT))
        .hasMessage("malformed section id 13");
    assertThat(error(section(5, 1, 4, 0), mvp, DecodeLimits.DEFAULT))
        .hasMessage("malformed limits flags (memory section)");
    assertThat(error(section(1, 1, 0x5F, 0), mvp, DecodeLimits.DEFAULT))
        .hasMessage("malformed definition type (type section)");
    assertThat(error(section(9, 1, 1), mvp, DecodeLimits.DEFAULT))
        .hasMessage("malformed elements segment kind (element section)");
    assertThat(error(section(2, 1, 0, 0, 0x7F, 0), mvp, DecodeLimits.DEFAULT))
        .hasMessage("malformed import kind (import section)");
  }

  @Test
  void limits() {
    assertLimit(
        section(5, 3, 0, 0, 0, 0, 0, 0), "too many memories: 3, allowed are 2 (memory section)");
    // Imported ones count too, and the members of groups, not the groups.
    ByteWriter memories = Samples.section(Samples.header(), 2, 2, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0);
    assertLimit(
        Samples.section(memories, 5, 1, 0, 0).toArray(),
        "too many memories: 3, allowed are 2 (memory section)");
    assertLimit(
        section(1, 1, 0x4E, 3, 0x5F, 0, 0x5F, 0, 0x5F, 0),
        "too many types in a recursive group: 3, allowed are 2 (type section)");
    assertLimit(
        section(1, 2, 0x4E, 2, 0x5F, 0, 0x5F, 0, 0x5F, 0),
        "too many types: 3, allowed are 2 (type section)");
    assertLimit(
        section(1, 1, 0x60, 3, 0x7F, 0x7F, 0x7F, 0),
        "too many parameters: 3, allowed are 2 (type section)");
    assertLimit(
        section(1, 1, 0x5F, 3, 0x7F, 0, 0x7F, 0, 0x7F, 0),
        "too many fields: 3, allowed are 2 (type section)");
    // One entry of the section, three imports.
    assertLimit(
        section(2, 1, 0, 0, 0x7E, 3, 0x7F, 0, 3, 0, 0, 0),
        "too many imports: 3, allowed are 2 (import section)");
    ByteWriter body = Samples.section(Samples.section(Samples.header(), 1, 1, 0x60, 0, 0), 3, 1, 0);
    WasmtierException error =
        assertLimit(
            Samples.section(body, 10, 1, 3, 0, 1, 0x0B).toArray(),
            "function body of 3 bytes is too large, allowed are 2 (code section)");
    assertThat(error.function()).isZero();
    assertLimit(
        new ByteWriter().raw(section(0, 1, 'x')).u8(0).u8(100).toArray(),
        "module of 114 bytes is too large, allowed are 100");
  }

  private static WasmtierException assertLimit(byte[] bytes, String message) {
    DecodeLimits two =
        new DecodeLimits(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 100);
    WasmtierException error = error(bytes, FeatureSet.DEFAULT, two);
    assertThat(error).hasMessage(message);
    assertThat(error.failure()).isEqualTo(Failure.LIMIT);
    return error;
  }
}
