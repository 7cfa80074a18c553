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
    sections(source, module, EntryPlace.NONE);
    return module.finish(source);
  }

  /// {@return the offset of a definition in the binary module that it came from, or
  /// [WasmtierException#NONE] if it did not come from one}
  ///
  /// Reads the module again up to there: for error messages.
  ///
  /// @param section which kind of definition
  /// @param index the number in the section; types are numbered through, groups or not
  /// @param features those it was decoded with
  public static long placeOf(WasmModule module, SectionId section, int index, FeatureSet features) {
    EntryPlace place = new EntryPlace(section, index);
    if (module.source().length() > 0) {
      try {
        sections(module.source(), new ModuleDecoder(features, DecodeLimits.NONE, place), place);
      } catch (WasmtierException e) {
        // With other features it may be malformed; then there is no place to be shown.
        return WasmtierException.NONE;
      }
    }
    return place.offset();
  }

  /// Reads sections up to the last, or to the one that has what is looked for.
  private static void sections(Slice source, ModuleDecoder module, EntryPlace place) {
    int position = 8;
    while (position < source.length() && place.offset() == WasmtierException.NONE) {
      // The id and the size, which is a LEB128 number of at most five bytes.
      int ahead = Math.min(6, source.length() - position);
      ByteReader in = source.slice(position, ahead).reader();
      SectionId id = module.begin(in.u8(), position);
      long sizeOffset = in.offset();
      int size = in.u32();
      position = (int) in.offset();
      module.size(size, sizeOffset, position);
      if (size > source.length() - position) {
        throw lengthOutOfBounds(id, sizeOffset);
      }
      module.section(id, source.slice(position, size));
      position += size;
    }
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

  static WasmtierException lengthOutOfBounds(SectionId id, long offset) {
    return error("length out of bounds (" + id.text() + " section)", offset);
  }

  static WasmtierException error(String message, long offset) {
    return new WasmtierException(Failure.MALFORMED, message, offset, WasmtierException.NONE, null);
  }
}
