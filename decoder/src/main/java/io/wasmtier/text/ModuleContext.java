package io.wasmtier.text;

import io.wasmtier.decoder.Tally;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.FeatureSet;
import java.util.EnumMap;
import java.util.Map;

/// What the parsers of one module share (spec: Text Format, Conventions, Contexts).
final class ModuleContext {
  final Cursor cursor;
  final FeatureSet features;

  /// Counts in order of the text; its places are offsets in it.
  final Tally tally;

  final TypeParser types;
  final IndexSpace elements = new IndexSpace("elem segment");
  final IndexSpace data = new IndexSpace("data segment");
  final Annotations annotations;
  final BranchHintWriter hints;

  /// Whether an instruction names a data segment, which the data count section is for.
  boolean needsDataCount;

  private final Map<ExternKind, IndexSpace> spaces = new EnumMap<>(ExternKind.class);

  ModuleContext(Cursor cursor, FeatureSet features, Tally tally, Annotations annotations) {
    this.cursor = cursor;
    this.features = features;
    this.tally = tally;
    this.annotations = annotations;
    this.types = new TypeParser(cursor, features, tally);
    this.hints = new BranchHintWriter(annotations);
    for (ExternKind kind : ExternKind.values()) {
      spaces.put(kind, new IndexSpace(kind.text()));
    }
  }

  IndexSpace space(ExternKind kind) {
    return java.util.Objects.requireNonNull(spaces.get(kind));
  }

  /// Reads an index into one of the spaces.
  int index(ExternKind kind) {
    return space(kind).index(cursor);
  }
}
