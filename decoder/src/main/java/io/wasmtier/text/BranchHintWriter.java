package io.wasmtier.text;

import io.wasmtier.decoder.BranchHints;
import io.wasmtier.text.Tokens.Annotation;
import io.wasmtier.wasm.ByteWriter;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule.CustomSection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers `@metadata.code.branch_hint` annotations into their custom section (spec: Appendix,
/// Custom Sections, Branch Hints).
///
/// Offsets count from the declarations of locals on, as all tools do, and not from the body's size
/// before them. Which instruction a hint stands at is not looked at here: that a hint is for `if`
/// and `br_if` only is for validation.
final class BranchHintWriter {
  static final String SECTION = BranchHints.SECTION;

  private final Annotations annotations;
  private final List<ByteWriter> functions = new ArrayList<>();
  private ByteWriter hints = new ByteWriter();
  private int count;

  BranchHintWriter(Annotations annotations) {
    this.annotations = annotations;
  }

  /// {@return the hint in front of an instruction, 0 or 1, or -1 without one}
  int at(int token) {
    if (annotations.isEmpty()) {
      return -1;
    }
    Annotation annotation = annotations.take(SECTION, token);
    if (annotation == null) {
      return -1;
    }
    if (annotations.take(SECTION, token) != null) {
      throw error(annotation, "duplicate annotation");
    }
    Tokens content = annotation.content();
    if (content.kind(0) != Tokens.STRING || content.kind(1) != Tokens.END) {
      throw error(annotation, "unexpected token");
    }
    byte[] value = content.string(0);
    if (value.length != 1 || value[0] < 0 || value[0] > 1) {
      throw error(annotation, "invalid value");
    }
    return value[0];
  }

  private TextException error(Annotation annotation, String problem) {
    return annotations.error(annotation, "@" + SECTION + " annotation: " + problem);
  }

  /// Notes a hint.
  ///
  /// @param offset the offset of the instruction in the function's body
  void add(int offset, int hint) {
    hints.u32(offset).u8(1).u8(hint);
    count++;
  }

  /// Ends a function.
  void endFunction(int function) {
    if (count > 0) {
      functions.add(new ByteWriter().u32(function).u32(count).raw(hints, 0));
      hints = new ByteWriter();
      count = 0;
    }
  }

  /// {@return the custom section, or null if there is no hint}
  @Nullable CustomSection section(int place) {
    if (functions.isEmpty()) {
      return null;
    }
    ByteWriter content = new ByteWriter().u32(functions.size());
    functions.forEach(function -> content.raw(function, 0));
    return new CustomSection(SECTION, Slice.of(content.toArray()), place);
  }
}
