package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.spectest.Outcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The outcomes of the scripts run so far, held against what is expected.
final class SuiteReport {
  private final Expectations expectations = Expectations.read();
  private final Map<String, Map<CommandKind, int[]>> scripts = new TreeMap<>();

  /// Checks the outcomes of a script: nothing may fail or be skipped but what is listed, and all
  /// that is listed must.
  ///
  /// @param script its name relative to the suite, which the lists use
  /// @param outcomes all its outcomes
  /// @param all whether all commands were run: in the converted form some are missing
  void check(String script, List<Outcome> outcomes, boolean all) {
    Map<CommandKind, int[]> kinds = new EnumMap<>(CommandKind.class);
    scripts.put(script, kinds);
    List<String> complaints = new ArrayList<>();
    List<String> listed =
        new ArrayList<>(
            expectations.failures.keySet().stream()
                .filter(key -> key.startsWith(script + ":"))
                .toList());
    int skipped = 0;
    String example = "";
    for (Outcome outcome : outcomes) {
      kinds
          .computeIfAbsent(outcome.kind(), kind -> new int[Status.values().length])[
          outcome.status().ordinal()]++;
      String key = script + ":" + outcome.line();
      switch (outcome.status()) {
        case PASSED -> {
          if (listed.remove(key)) {
            complaints.add(key + " passes: remove it from expected-failures.txt");
          }
        }
        case FAILED -> {
          if (!listed.remove(key)) {
            complaints.add(key + ": " + outcome.kind().label() + ": " + outcome.message());
          }
        }
        case SKIPPED -> {
          skipped++;
          example = key + ": " + outcome.message();
        }
      }
    }
    if (all) {
      listed.forEach(
          key -> complaints.add(key + " is no command: remove it from expected-failures.txt"));
    }
    int mayBeSkipped = expectations.skips.getOrDefault(script, 0);
    if (skipped > mayBeSkipped) {
      complaints.add(
          skipped + " commands skipped, expected " + mayBeSkipped + "; the last one: " + example);
    } else if (skipped < mayBeSkipped) {
      complaints.add(
          "only "
              + skipped
              + " commands skipped: "
              + (skipped == 0 ? "remove " + script + " from" : "lower " + script + " in")
              + " expected-skips.txt");
    }
    assertThat(complaints).as(script).isEmpty();
  }

  /// {@return how many commands of a script ended in one of the ways given, by kind}
  Map<CommandKind, Integer> count(String script, Status... statuses) {
    Map<CommandKind, Integer> counts = new EnumMap<>(CommandKind.class);
    scripts
        .getOrDefault(script, Map.of())
        .forEach((kind, byStatus) -> {
          for (Status status : statuses) {
            if (byStatus[status.ordinal()] != 0) {
              counts.merge(kind, byStatus[status.ordinal()], Integer::sum);
            }
          }
        });
    return counts;
  }

  /// {@return the names of the scripts checked}
  List<String> scripts() {
    return List.copyOf(scripts.keySet());
  }

  /// Writes how many commands of each kind passed, failed and were skipped, a line per script and
  /// kind.
  void write(Path tsv) throws IOException {
    StringBuilder text = new StringBuilder("script\tkind\tpassed\tfailed\tskipped\n");
    scripts.forEach((script, kinds) ->
        kinds.forEach((kind, counts) -> {
          text.append(script).append('\t').append(kind.label());
          for (int count : counts) {
            text.append('\t').append(count);
          }
          text.append('\n');
        }));
    Files.createDirectories(tsv.getParent());
    Files.writeString(tsv, text);
  }
}
