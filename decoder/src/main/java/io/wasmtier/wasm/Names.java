package io.wasmtier.wasm;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of a module's things (spec: Appendix, Custom Sections, Name Section). They have no
/// meaning for execution; messages, stack traces and the printer use them. Immutable.
///
/// @param module the module's name, or null
/// @param functions names by function index
/// @param locals names of locals by function index and local index
/// @param labels names of labels by function index and label number, in order of their blocks
/// @param types names by type index
/// @param tables names by table index
/// @param memories names by memory index
/// @param globals names by global index
/// @param elements names by element segment index
/// @param data names by data segment index
/// @param fields names of fields by type index and field index
/// @param tags names by tag index
public record Names(
    @Nullable String module,
    Map<Integer, String> functions,
    Map<Integer, Map<Integer, String>> locals,
    Map<Integer, Map<Integer, String>> labels,
    Map<Integer, String> types,
    Map<Integer, String> tables,
    Map<Integer, String> memories,
    Map<Integer, String> globals,
    Map<Integer, String> elements,
    Map<Integer, String> data,
    Map<Integer, Map<Integer, String>> fields,
    Map<Integer, String> tags) {
  /// No names at all.
  public static final Names NONE =
      new Names(
          null, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(),
          Map.of(), Map.of(), Map.of());

  /// {@return whether nothing has a name}
  public boolean isEmpty() {
    return module == null
        && functions.isEmpty()
        && locals.isEmpty()
        && labels.isEmpty()
        && types.isEmpty()
        && tables.isEmpty()
        && memories.isEmpty()
        && globals.isEmpty()
        && elements.isEmpty()
        && data.isEmpty()
        && fields.isEmpty()
        && tags.isEmpty();
  }

  /// {@return a function's name, or `func[index]` if it has none}
  public String function(int index) {
    String name = functions.get(index);
    return name != null ? name : "func[" + index + "]";
  }
}
