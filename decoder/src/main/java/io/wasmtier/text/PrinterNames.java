package io.wasmtier.text;

import java.util.HashMap;
import java.util.Map;

/// The identifiers of one index space: names that are there and unique become identifiers, all
/// others stay numbers. Empty names count as none, as do names of what does not exist: a number can
/// be parsed, an identifier that nothing is called can't.
final class PrinterNames {
  private final Map<Integer, String> names;
  private final Map<String, Integer> owners;
  private int count;

  /// @param names names by index
  /// @param count how many indices there are
  PrinterNames(Map<Integer, String> names, int count) {
    this.names = names;
    this.count = count;
    this.owners = HashMap.newHashMap(names.size());
    for (Map.Entry<Integer, String> entry : names.entrySet()) {
      owners.merge(entry.getValue(), entry.getKey(), Math::min);
    }
  }

  /// Says how many indices there are, where that was not known.
  void limit(int newCount) {
    count = newCount;
  }

  /// Appends a reference: the identifier or the number.
  void reference(StringBuilder out, int index) {
    if (hasIdentifier(index)) {
      PrinterTokens.identifier(out, names.getOrDefault(index, ""));
    } else {
      out.append(Integer.toUnsignedString(index));
    }
  }

  /// Appends what follows the keyword of a definition: the identifier or an annotation with the
  /// name that can be none (it is used before), and the number as a comment.
  void definition(StringBuilder out, int index) {
    named(out, index);
    out.append(" (;").append(index).append(";)");
  }

  /// Appends the identifier or annotation of a definition, if it has a name.
  void named(StringBuilder out, int index) {
    String name = names.get(index);
    if (name == null || name.isEmpty() || identifier(out, index)) {
      return;
    }
    out.append(" (@name ");
    PrinterTokens.string(out, name);
    out.append(')');
  }

  /// Appends the identifier, if there is one; fields and locals have nothing else.
  ///
  /// @return whether there is one
  boolean identifier(StringBuilder out, int index) {
    boolean has = hasIdentifier(index);
    if (has) {
      out.append(' ');
      reference(out, index);
    }
    return has;
  }

  /// {@return whether there is an identifier for an index}
  boolean hasIdentifier(int index) {
    String name = names.get(index);
    Integer owner = name == null || name.isEmpty() ? null : owners.get(name);
    return owner != null && owner.intValue() == index && index >= 0 && index < count;
  }
}
