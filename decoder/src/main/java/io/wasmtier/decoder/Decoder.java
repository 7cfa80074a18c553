package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;

/// Decodes binary modules (spec: Binary Format).
///
/// Nothing is copied where the input is a byte array: function bodies, data, constant expressions
/// and custom sections are slices of it. Other inputs (buffers, segments, mapped files) keep their
/// large parts as slices too; only the sections with many small parts are copied for the time of
/// decoding. Function bodies are indexed, not looked into: what is malformed inside them is found
/// by the validator's walk. Thread-safe: no state. Benchmark: `DecodeBenchmark`.
///
/// For input that arrives piece by piece see [StreamingDecoder].
public final class Decoder {
  /// The first eight bytes of a module.
  static final int MAGIC = 0x6D736100, VERSION = 1;

  private Decoder() {}

  /// {@return the module in an array, with the default features and limits}
  ///
  /// @throws WasmtierException as [#decode(Slice, FeatureSet, DecodeLimits)]
  public static WasmModule decode(byte[] bytes) {
    return decode(Slice.of(bytes), FeatureSet.DEFAULT, DecodeLimits.DEFAULT);
  }

  /// {@return the module in an array, with the default limits}
  ///
  /// @throws WasmtierException as [#decode(Slice, FeatureSet, DecodeLimits)]
  public static WasmModule decode(byte[] bytes, FeatureSet features) {
    return decode(Slice.of(bytes), features, DecodeLimits.DEFAULT);
  }

  /// {@return the module in a slice, with the default limits}
  ///
  /// @throws WasmtierException as [#decode(Slice, FeatureSet, DecodeLimits)]
  public static WasmModule decode(Slice bytes, FeatureSet features) {
    return decode(bytes, features, DecodeLimits.DEFAULT);
  }

  /// {@return the module in a slice}
  ///
  /// @param bytes the whole module; must not change while the module is in use
  /// @param features sections, types and instructions of other features are malformed
  /// @param limits what a module may have at most
  /// @throws WasmtierException of kind MALFORMED with the byte offset, the section in the message
  ///   and, for function bodies, the function; of kind LIMIT where a limit is exceeded; of kind
  ///   INVALID for a type index that no module can have
  public static WasmModule decode(Slice bytes, FeatureSet features, DecodeLimits limits) {
    Slice source = bytes.origin() == 0 ? bytes : bytes.at(0);
    ModuleDecoder module = new ModuleDecoder(features, limits);
    header(source);
    int position = 8;
    while (position < source.length()) {
      // The id and the size, which is a LEB128 number of at most five bytes.
      int ahead = Math.min(6, source.length() - position);
      ByteReader in = source.slice(position, ahead).reader();
      SectionId id = module.begin(in.u8(), position);
      long sizeOffset = in.offset();
      int size = in.u32();
      position = (int) in.offset();
      sectionSize(size, sizeOffset, position, limits);
      if (size > source.length() - position) {
        throw lengthOutOfBounds(id, sizeOffset);
      }
      module.section(id, source.slice(position, size));
      position += size;
    }
    return module.finish(source);
  }

  /// Checks what is there of the first eight bytes; what is missing is an unexpected end.
  private static void header(Slice source) {
    checkHeader(source);
    if (source.length() < 8) {
      throw new WasmtierException(
          Failure.MALFORMED, "unexpected end", source.length(), WasmtierException.NONE, null);
    }
  }

  /// Checks the magic number and the version as soon as all their bytes are there.
  static void checkHeader(Slice start) {
    if (start.length() < 4) {
      return;
    }
    if (start.slice(0, 4).reader().i32() != MAGIC) {
      throw error("magic header not detected", 0);
    }
    if (start.length() >= 8 && start.slice(4, 4).reader().i32() != VERSION) {
      throw error("unknown binary version", 4);
    }
  }

  /// Checks the size in a section's header, before its bytes are there. As sections are all there
  /// is, this bounds the module too.
  ///
  /// @param offset where the size stands
  /// @param start where the content begins
  static void sectionSize(int size, long offset, long start, DecodeLimits limits) {
    if (size < 0) {
      throw error("length out of bounds", offset);
    }
    DecodeLimits.checkSize(
        start + size, limits.moduleSize(), "module", offset, WasmtierException.NONE);
  }

  static WasmtierException lengthOutOfBounds(SectionId id, long offset) {
    return error("length out of bounds (" + id.text() + " section)", offset);
  }

  static WasmtierException error(String message, long offset) {
    return new WasmtierException(Failure.MALFORMED, message, offset, WasmtierException.NONE, null);
  }
}
