package io.wasmtier.decoder;

import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.CustomSection;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.List;

/// The tools that made a module: the custom section `producers` (tool-conventions, Producers
/// Section).
///
/// @param fields the fields in order, such as `language`, `processed-by` and `sdk`
public record Producers(List<Field> fields) {
  /// The custom section's name.
  public static final String SECTION = "producers";

  public Producers {
    fields = List.copyOf(fields);
  }

  /// A field.
  ///
  /// @param name what its entries are
  /// @param entries the tools
  public record Field(String name, List<Entry> entries) {
    public Field {
      entries = List.copyOf(entries);
    }
  }

  /// A tool or language.
  ///
  /// @param name its name
  /// @param version its version, often empty
  public record Entry(String name, String version) {}

  /// {@return the producers of a module; without fields if it says nothing or the section is
  /// malformed, which is no error}
  public static Producers of(WasmModule module) {
    CustomSection section = module.custom(SECTION);
    List<Field> fields = new ArrayList<>();
    if (section != null) {
      try {
        read(section.bytes().reader(), fields);
      } catch (WasmtierException e) {
        fields.clear();
      }
    }
    return new Producers(fields);
  }

  private static void read(ByteReader in, List<Field> fields) {
    int count = in.length("length out of bounds");
    for (int i = 0; i < count; i++) {
      String name = in.name();
      int size = in.length("length out of bounds");
      List<Entry> entries = new ArrayList<>();
      for (int k = 0; k < size; k++) {
        entries.add(new Entry(in.name(), in.name()));
      }
      fields.add(new Field(name, entries));
    }
  }
}
