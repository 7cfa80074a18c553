package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Slice;
import java.util.ArrayList;
import java.util.List;

/// Where a section of a binary module stands (spec: Binary Format, Sections).
///
/// @param name the section's name, such as `code`; of a custom section its own
/// @param isCustom whether it is a custom section
/// @param offset the offset of its content in the module
/// @param size the size of its content in bytes, of a custom section with its name
public record SectionHeader(String name, boolean isCustom, long offset, int size) {
  /// {@return the sections of a module in order}
  ///
  /// @param module a module that [Decoder] accepts
  public static List<SectionHeader> list(Slice module) {
    List<SectionHeader> headers = new ArrayList<>();
    int position = 8;
    while (position < module.length()) {
      ByteReader in = module.slice(position, Math.min(6, module.length() - position)).reader();
      SectionId id = SectionId.of(in.u8(), FeatureSet.ALL);
      int size = in.u32();
      int start = (int) in.offset();
      boolean custom = id == SectionId.CUSTOM;
      String name =
          custom ? module.slice(start, size).reader().name() : id == null ? "unknown" : id.text();
      headers.add(new SectionHeader(name, custom, start, size));
      position = start + size;
    }
    return headers;
  }
}
