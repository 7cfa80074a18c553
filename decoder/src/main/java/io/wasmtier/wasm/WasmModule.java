package io.wasmtier.wasm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a module IS (spec: Structure, Modules): decoded or parsed, not validated. Immutable and
/// thread-safe, as long as the input behind its slices does not change.
///
/// All numbers in its types are type indices. Index spaces begin with the imports.
///
/// @param types the type section; members of groups are numbered through
/// @param imports the imports in order
/// @param functions the type indices of the functions defined here
/// @param tables the tables defined here
/// @param memories the memories defined here
/// @param tags the tags defined here
/// @param globals the globals defined here
/// @param exports the exports in order
/// @param start the index of the start function, or -1
/// @param elements the element segments
/// @param dataCount the number in the data count section, or -1 without one
/// @param code the bodies of the functions defined here
/// @param data the data segments
/// @param customs the custom sections in order, each with its place; those the model understands
///   (names, branch hints) are kept here too, so that encoding gives back what was decoded
/// @param names the names of things, from the name section or from the text's identifiers
/// @param source the whole binary module, or an empty slice for a module that came from text
public record WasmModule(
    List<RecGroup> types,
    List<Import> imports,
    int[] functions,
    List<Table> tables,
    List<ExternType.Memory> memories,
    List<ExternType.Tag> tags,
    List<Global> globals,
    List<Export> exports,
    int start,
    List<ElementSegment> elements,
    int dataCount,
    Bodies code,
    List<DataSegment> data,
    List<CustomSection> customs,
    Names names,
    Slice source) {

  /// An import.
  ///
  /// @param module the first level of its name
  /// @param name the second level
  /// @param type what is wanted
  public record Import(String module, String name, ExternType type) {}

  /// A table definition.
  ///
  /// @param type its type
  /// @param init the initial value of its elements, or null for null references
  public record Table(ExternType.Table type, @Nullable Expression init) {}

  /// A global definition.
  ///
  /// @param type its type
  /// @param init its initial value
  public record Global(ExternType.Global type, Expression init) {}

  /// An export.
  ///
  /// @param name its name
  /// @param kind which index space it is of
  /// @param index the index there
  public record Export(String name, ExternKind kind, int index) {}

  /// How a segment is used.
  public enum SegmentMode {
    /// Copied at instantiation.
    ACTIVE,
    /// Copied by instructions.
    PASSIVE,
    /// Only declares functions for `ref.func`; element segments only.
    DECLARATIVE
  }

  /// An element segment.
  ///
  /// @param mode how it is used
  /// @param table the table of an active segment
  /// @param offset the offset of an active segment, else null
  /// @param type the type of its elements
  /// @param functions the elements as function indices, or null if they are expressions
  /// @param expressions the elements as expressions, or null if they are function indices
  /// @param flags the flags it had in the binary format, which say how to encode it again
  public record ElementSegment(
      SegmentMode mode,
      int table,
      @Nullable Expression offset,
      ValType type,
      int @Nullable [] functions,
      @Nullable List<Expression> expressions,
      int flags) {
    /// {@return the number of elements}
    public int size() {
      return functions != null
          ? functions.length
          : java.util.Objects.requireNonNull(expressions).size();
    }
  }

  /// A data segment.
  ///
  /// @param mode how it is used, active or passive
  /// @param memory the memory of an active segment
  /// @param offset the offset of an active segment, else null
  /// @param bytes the data
  public record DataSegment(
      SegmentMode mode, int memory, @Nullable Expression offset, Slice bytes) {}

  /// A constant expression in the binary format, the `end` included.
  ///
  /// @param code its instructions
  public record Expression(Slice code) {}

  /// A custom section.
  ///
  /// @param name its name
  /// @param bytes its content behind the name
  /// @param place the id of the last non-custom section before it, or 0 at the beginning
  public record CustomSection(String name, Slice bytes, int place) {}

  /// {@return the number of imports of a kind}
  public int imported(ExternKind kind) {
    int count = 0;
    for (Import imported : imports) {
      if (imported.type().kind() == kind) {
        count++;
      }
    }
    return count;
  }

  /// {@return the first custom section with a name, or null}
  public @Nullable CustomSection custom(String name) {
    for (CustomSection section : customs) {
      if (section.name().equals(name)) {
        return section;
      }
    }
    return null;
  }
}
