package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteWriter;
import java.util.List;

/// Small modules made by hand, so that tests need no suite.
final class Samples {
  private Samples() {}

  /// {@return a module that has every section, two custom ones too}
  static byte[] everySection() {
    ByteWriter out = header();
    custom(out, "first", 1, 2, 3);
    // rec (sub (struct i8 (mut (ref null 1)))) (array i64); func (i32) -> (i32); func () -> ()
    section(
        out, 1, 3, 0x4E, 2, 0x50, 0, 0x5F, 2, 0x78, 0, 0x63, 1, 1, 0x5E, 0x7E, 0, 0x60, 1, 0x7F, 1,
        0x7F, 0x60, 0, 0);
    // one of each kind
    section(
        out, 2, 5, 1, 'm', 1, 'f', 0, 2, 1, 'm', 1, 't', 1, 0x70, 1, 1, 2, 1, 'm', 1, 'o', 2, 0, 1,
        1, 'm', 1, 'g', 3, 0x7F, 0, 1, 'm', 1, 'e', 4, 0, 3);
    section(out, 3, 2, 2, 3);
    section(out, 4, 1, 0x40, 0, 0x70, 0, 1, 0xD0, 0x70, 0x0B);
    section(out, 5, 1, 3, 1, 2);
    section(out, 13, 1, 0, 3);
    section(out, 6, 1, 0x7F, 1, 0x41, 7, 0x0B);
    section(out, 7, 2, 1, 'x', 0, 1, 0, 2, 1);
    section(out, 8, 2);
    section(out, 9, 3, 0, 0x41, 0, 0x0B, 1, 1, 5, 0x70, 1, 0xD2, 2, 0x0B, 3, 0, 0);
    section(out, 12, 2);
    section(out, 10, 2, 6, 1, 2, 0x7F, 0x20, 0, 0x0B, 2, 0, 0x0B);
    section(out, 11, 2, 0, 0x41, 1, 0x0B, 2, 'h', 'i', 1, 1, 'x');
    // names: module "M", function 1 "one", local 0 of it "p"
    custom(out, "name", 0, 2, 1, 'M', 1, 6, 1, 1, 3, 'o', 'n', 'e', 2, 6, 1, 1, 1, 0, 1, 'p');
    return out.toArray();
  }

  /// {@return modules of different shapes, all well-formed}
  static List<byte[]> all() {
    ByteWriter custom = header();
    custom(custom, "only");
    custom(custom, "", 0xFF);
    ByteWriter padded = header().raw(new byte[] {1, (byte) 0x85, (byte) 0x80, 0, 1, 0x60, 0, 0});
    padded.truncate(padded.size() - 1);
    padded.raw(new byte[] {(byte) 0x80, 0});
    return List.of(header().toArray(), everySection(), custom.toArray(), padded.toArray());
  }

  static ByteWriter header() {
    return new ByteWriter().i32(Decoder.MAGIC).i32(Decoder.VERSION);
  }

  /// Writes a section of at most 127 bytes.
  static ByteWriter section(ByteWriter out, int id, int... content) {
    out.u8(id).u8(content.length);
    for (int b : content) {
      out.u8(b);
    }
    return out;
  }

  static void custom(ByteWriter out, String name, int... content) {
    ByteWriter bytes = new ByteWriter().name(name);
    for (int b : content) {
      bytes.u8(b);
    }
    out.u8(0).sized(bytes);
  }
}
