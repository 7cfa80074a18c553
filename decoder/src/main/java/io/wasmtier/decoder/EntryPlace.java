package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.WasmtierException;

/// Where an entry of a section begins, found when the section is read again: a module does not keep
/// the places of its definitions, which only error messages want.
final class EntryPlace {
  /// Looks for nothing.
  static final EntryPlace NONE = new EntryPlace(SectionId.CUSTOM, -1);

  private final SectionId section;
  private final int index;
  private long offset = WasmtierException.NONE;

  EntryPlace(SectionId section, int index) {
    this.section = section;
    this.index = index;
  }

  /// Says that an entry begins.
  void entry(SectionId ofSection, int number, ByteReader in) {
    if (number == index && ofSection == section) {
      offset = in.offset();
    }
  }

  /// {@return its offset in the module, or [WasmtierException#NONE] so far}
  long offset() {
    return offset;
  }
}
