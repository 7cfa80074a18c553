package io.wasmtier.text;

import io.wasmtier.wasm.ByteWriter;

/// Vector constants (spec: Text Format, Instructions, Vector Instructions).
final class VectorParser {
  private static final String[] SHAPES = {"i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2"};

  private VectorParser() {}

  /// Reads the shape of a constant: the number of its lanes; negative for floating-point lanes.
  static int shape(Cursor cursor) {
    for (String shape : SHAPES) {
      if (cursor.skipWord(shape)) {
        int lanes = Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
        return shape.charAt(0) == 'f' ? -lanes : lanes;
      }
    }
    throw cursor.unexpected();
  }

  /// Reads a constant with its shape and writes its sixteen bytes.
  static void constant(Cursor cursor, ByteWriter out) {
    int shape = shape(cursor);
    int lanes = Math.abs(shape);
    int width = 128 / lanes;
    for (int i = 0; i < lanes; i++) {
      if (cursor.is(Tokens.CLOSE)) {
        throw cursor.error("wrong number of lane literals");
      }
      long value = shape < 0 ? cursor.floating(width) : cursor.integer(width);
      for (int bit = 0; bit < width; bit += 8) {
        out.u8((int) (value >>> bit));
      }
    }
    if (cursor.is(Tokens.NAT) || cursor.is(Tokens.INT) || cursor.is(Tokens.FLOAT)) {
      throw cursor.error("wrong number of lane literals");
    }
  }
}
