package io.wasmtier.decoder;

import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.FeatureSet;
import org.jspecify.annotations.Nullable;

/// The sections of the binary format (spec: Binary Format, Modules), in the order in which they
/// must stand. The ordinal is that order.
public enum SectionId {
  CUSTOM(0, "custom"),
  TYPE(1, "type"),
  IMPORT(2, "import"),
  FUNCTION(3, "function"),
  TABLE(4, "table"),
  MEMORY(5, "memory"),
  TAG(13, "tag"),
  GLOBAL(6, "global"),
  EXPORT(7, "export"),
  START(8, "start"),
  ELEMENT(9, "element"),
  DATA_COUNT(12, "data count"),
  CODE(10, "code"),
  DATA(11, "data");

  private static final @Nullable SectionId[] BY_CODE = new SectionId[values().length];

  static {
    for (SectionId id : values()) {
      BY_CODE[id.code] = id;
    }
  }

  private final int code;
  private final String text;

  SectionId(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /// {@return the id byte}
  int code() {
    return code;
  }

  /// {@return its name in messages}
  public String text() {
    return text;
  }

  /// {@return the section with this id byte, or null if there is none with these features}
  static @Nullable SectionId of(int code, FeatureSet features) {
    SectionId id = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    if (id == TAG
            && !features.has(Feature.EXCEPTIONS)
            && !features.has(Feature.LEGACY_EXCEPTIONS)
            && !features.has(Feature.STACK_SWITCHING)
        || id == DATA_COUNT && !features.has(Feature.BULK_MEMORY)) {
      return null;
    }
    return id;
  }
}
