package io.wasmtier.text;

import io.wasmtier.text.Tokens.Annotation;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.CustomSection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Gathers `@custom` annotations (spec: Appendix, Custom Sections and their annotations) and puts
/// the custom sections in order.
final class CustomAnnotations {
  /// The names of the sections in the order of the binary format, with their codes; the data count
  /// section goes with code.
  private static final List<String> SECTIONS =
      List.of(
          "first", "type", "import", "func", "table", "memory", "tag", "global", "export", "start",
          "elem", "code", "data", "last");

  private static final int[] CODES = {0, 1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 10, 11, 11};
  private static final int BEFORE_CODE = SECTIONS.indexOf("code") - 1;

  private final Annotations annotations;
  private final List<Placed> sections = new ArrayList<>();

  /// A section and the index in [#SECTIONS] of the section it stands behind.
  private record Placed(String name, byte[] bytes, int behind) {}

  CustomAnnotations(Annotations annotations) {
    this.annotations = annotations;
  }

  /// Takes the annotations in front of a field or the module's end.
  void at(int token) {
    if (annotations.isEmpty()) {
      return;
    }
    for (Annotation annotation : annotations.takeAll("custom", token)) {
      sections.add(read(annotation));
    }
  }

  private Placed read(Annotation annotation) {
    Cursor cursor = new Cursor(annotation.content(), 0);
    if (!cursor.is(Tokens.STRING)) {
      throw error(annotation, "missing section name");
    }
    String name;
    try {
      name = cursor.name();
    } catch (TextException e) {
      throw error(annotation, "malformed UTF-8 encoding");
    }
    int behind = cursor.is(Tokens.OPEN) ? placement(annotation, cursor) : SECTIONS.size() - 1;
    byte[] bytes = cursor.bytes();
    if (!cursor.is(Tokens.END)) {
      throw error(annotation, "unexpected token");
    }
    return new Placed(name, bytes, behind);
  }

  private int placement(Annotation annotation, Cursor cursor) {
    cursor.open();
    boolean before = cursor.isWord("before");
    if (!before && !cursor.isWord("after")) {
      throw error(annotation, "malformed placement");
    }
    cursor.at++;
    int section = cursor.is(Tokens.WORD) ? SECTIONS.indexOf(cursor.tokens.text(cursor.at)) : -1;
    // Only before the first and after the last is there a place.
    if (section < 0 || section == 0 && !before || section == SECTIONS.size() - 1 && before) {
      throw error(annotation, "malformed section kind");
    }
    cursor.at++;
    cursor.close();
    return before ? Math.max(0, section - 1) : section;
  }

  private TextException error(Annotation annotation, String problem) {
    return annotations.error(annotation, "@custom annotation: " + problem);
  }

  /// {@return the module with its custom sections: those of annotations and the branch hints}
  WasmModule addTo(WasmModule module, BranchHintWriter hints) {
    CustomSection hintSection = hints.section(0);
    if (hintSection != null) {
      sections.add(0, new Placed(hintSection.name(), hintSection.bytes().toArray(), BEFORE_CODE));
    }
    if (sections.isEmpty()) {
      return module;
    }
    sections.sort(Comparator.comparingInt(Placed::behind));
    List<CustomSection> customs = new ArrayList<>();
    for (Placed section : sections) {
      customs.add(
          new CustomSection(section.name, Slice.of(section.bytes), place(module, section.behind)));
    }
    return withCustoms(module, customs);
  }

  // The place of a section is the last one present before it, as decoding the module would find it.
  private static int place(WasmModule module, int behind) {
    for (int i = behind; i > 0; i--) {
      // The data count section stands between elements and code.
      if (i == BEFORE_CODE && module.dataCount() >= 0) {
        return 12;
      }
      if (isPresent(module, SECTIONS.get(i))) {
        return CODES[i];
      }
    }
    return 0;
  }

  private static boolean isPresent(WasmModule module, String section) {
    return switch (section) {
      case "type" -> !module.types().isEmpty();
      case "import" -> !module.imports().isEmpty();
      case "func", "code" -> module.functions().length > 0;
      case "table" -> !module.tables().isEmpty();
      case "memory" -> !module.memories().isEmpty();
      case "tag" -> !module.tags().isEmpty();
      case "global" -> !module.globals().isEmpty();
      case "export" -> !module.exports().isEmpty();
      case "start" -> module.start() != -1;
      case "elem" -> !module.elements().isEmpty();
      case "data" -> !module.data().isEmpty();
      default -> false;
    };
  }

  private static WasmModule withCustoms(WasmModule module, List<CustomSection> customs) {
    return new WasmModule(
        module.types(),
        module.imports(),
        module.functions(),
        module.tables(),
        module.memories(),
        module.tags(),
        module.globals(),
        module.exports(),
        module.start(),
        module.elements(),
        module.dataCount(),
        module.code(),
        module.data(),
        customs,
        module.names(),
        module.source());
  }
}
