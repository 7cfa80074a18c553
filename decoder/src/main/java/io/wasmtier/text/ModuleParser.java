package io.wasmtier.text;

import io.wasmtier.decoder.DecodeLimits;
import io.wasmtier.decoder.Tally;
import io.wasmtier.text.Tokens.Annotation;
import io.wasmtier.wasm.Bodies;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.Names;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the fields of one module (spec: Text Format, Modules), in three passes over the tokens:
/// bind all identifiers, read the type definitions, read everything else in order. So every
/// identifier is known where it is used, and types that inline type uses append come behind those
/// that are written.
final class ModuleParser {
  private final Cursor cursor;
  private final Tokens tokens;
  private final int end;
  private final ModuleContext context;
  private final FieldParser fields;
  private final CustomAnnotations customs;
  private @Nullable String name;

  /// @param first the first token, behind `module` if it is written
  /// @param end the token behind the last
  private ModuleParser(
      Tokens tokens,
      int first,
      int end,
      FeatureSet features,
      DecodeLimits limits,
      @Nullable String name) {
    this.tokens = tokens;
    this.cursor = new Cursor(tokens, first);
    this.end = end;
    this.name = name;
    this.context =
        new ModuleContext(cursor, features, new Tally(limits), new Annotations(tokens, first, end));
    this.fields = new FieldParser(context);
    this.customs = new CustomAnnotations(context.annotations);
  }

  /// {@return the module that some tokens are the fields of}
  ///
  /// @param first the first token, behind `module` and its identifier if they are written
  /// @param end the token behind the last: a closing parenthesis or the end
  /// @param name the module's identifier, or null
  static WasmModule parse(
      Tokens tokens,
      int first,
      int end,
      FeatureSet features,
      DecodeLimits limits,
      @Nullable String name) {
    try {
      return new ModuleParser(tokens, first, end, features, limits, name).module();
    } catch (WasmtierException e) {
      // A limit, whose place is an offset in the text.
      throw e instanceof TextException
          ? e
          : new TextException(
              e.failure(), String.valueOf(e.getMessage()), tokens.source, (int) e.offset());
    }
  }

  private WasmModule module() {
    int start = cursor.at;
    moduleName();
    new Binder(context).bindAll(end);
    cursor.at = start;
    while (cursor.at != end) {
      if (cursor.isForm("type") || cursor.isForm("rec")) {
        context.types.definition();
      } else {
        cursor.at = tokens.close(cursor.at) + 1;
      }
    }
    cursor.at = start;
    while (true) {
      customs.at(cursor.at);
      if (cursor.at == end) {
        break;
      }
      fields.field();
    }
    context.annotations.requireAllTaken();
    return result();
  }

  private void moduleName() {
    Annotation annotation = context.annotations.take("name", cursor.at);
    if (annotation != null) {
      if (context.annotations.take("name", cursor.at) != null) {
        throw context.annotations.error(annotation, "@name annotation: multiple module names");
      }
      name = FieldParser.annotatedName(context.annotations, annotation);
    }
  }

  private WasmModule result() {
    WasmModule module =
        new WasmModule(
            List.copyOf(context.types.groups),
            List.copyOf(fields.imports),
            fields.functions(),
            List.copyOf(fields.tables),
            List.copyOf(fields.memories),
            List.copyOf(fields.tags),
            List.copyOf(fields.globals),
            List.copyOf(fields.exports),
            fields.start,
            List.copyOf(fields.segments.elements),
            context.needsDataCount ? fields.segments.data.size() : -1,
            bodies(),
            List.copyOf(fields.segments.data),
            List.of(),
            names(),
            Slice.EMPTY);
    return customs.addTo(module, context.hints);
  }

  private Bodies bodies() {
    byte[] code = fields.code.toArray();
    return fields.bodyCount() == 0
        ? Bodies.NONE
        : new Bodies(Slice.of(code), fields.bodyStarts(), fields.bodyEnds());
  }

  private Names names() {
    Map<Integer, Map<Integer, String>> fieldNames = new TreeMap<>();
    context.types.fields.forEach((type, space) -> fieldNames.put(type, space.names()));
    Names names =
        new Names(
            name,
            context.space(ExternKind.FUNC).names(),
            Collections.unmodifiableMap(fields.localNames),
            Collections.unmodifiableMap(fields.labelNames),
            context.types.space.names(),
            context.space(ExternKind.TABLE).names(),
            context.space(ExternKind.MEMORY).names(),
            context.space(ExternKind.GLOBAL).names(),
            context.elements.names(),
            context.data.names(),
            Collections.unmodifiableMap(fieldNames),
            context.space(ExternKind.TAG).names());
    return names.isEmpty() ? Names.NONE : names;
  }
}
