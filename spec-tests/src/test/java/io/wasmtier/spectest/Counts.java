package io.wasmtier.spectest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How many commands of each kind every script has, as the suite itself states: nothing may be
/// dropped in silence.
final class Counts {
  /// The column of scripts that are only the fields of a module; the runner does not tell them from
  /// others.
  private static final String INLINE_FIELDS = "module text(inline fields)";

  private final Map<String, Map<CommandKind, Integer>> files = new LinkedHashMap<>();

  private Counts() {}

  static Counts read(Path tsv) throws IOException {
    Map<String, CommandKind> kinds = new TreeMap<>();
    for (CommandKind kind : CommandKind.values()) {
      kinds.put(kind.label(), kind);
    }
    kinds.put(INLINE_FIELDS, CommandKind.MODULE_TEXT);
    List<String> lines = Files.readAllLines(tsv);
    String[] header = lines.get(0).split("\t");
    Counts counts = new Counts();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t");
      Map<CommandKind, Integer> row = new EnumMap<>(CommandKind.class);
      int total = 0;
      for (int i = 2; i < cells.length; i++) {
        CommandKind kind = kinds.get(header[i]);
        if (kind == null) {
          throw new IllegalStateException(tsv + ": unknown kind of command: " + header[i]);
        }
        int count = Integer.parseInt(cells[i]);
        total += count;
        if (count != 0) {
          row.merge(kind, count, Integer::sum);
        }
      }
      if (total != Integer.parseInt(cells[1])) {
        throw new IllegalStateException(tsv + ": wrong sum: " + line);
      }
      counts.files.put(cells[0], row);
    }
    return counts;
  }

  /// {@return the number of scripts}
  int all() {
    return files.size();
  }

  /// {@return the scripts under a folder, in the order of the file}
  List<String> scripts(String folder) {
    return files.keySet().stream().filter(name -> name.startsWith(folder + "/")).toList();
  }

  /// {@return the commands of a script by kind}
  Map<CommandKind, Integer> of(String script) {
    return files.getOrDefault(script, Map.of());
  }
}
