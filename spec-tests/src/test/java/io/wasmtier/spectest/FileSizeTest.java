package io.wasmtier.spectest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Source files stay readable: past 600 lines a file says why it is that long, past 1000 it must be
/// listed here.
class FileSizeTest {
  private static final int REASON_WANTED = 600;
  private static final int TOO_LONG = 1000;

  /// The comment that gives the reason starts with these words.
  private static final String REASON = "File size:";

  /// Files that may exceed [#TOO_LONG], relative to the repository root.
  private static final Set<String> MAY_BE_LONG = Set.of();

  @Test
  @DisplayName("files over 600 lines give the reason, files over 1000 lines are listed")
  void filesAreShort() throws IOException {
    var complaints = new ArrayList<String>();
    List<Path> sources = RepositorySources.all();
    for (Path source : sources) {
      String name = RepositorySources.nameOf(source);
      List<String> lines = Files.readAllLines(source);
      if (lines.size() > TOO_LONG && !MAY_BE_LONG.contains(name)) {
        complaints.add(name + ": " + lines.size() + " lines; split it");
      } else if (lines.size() > REASON_WANTED && lines.stream().noneMatch(FileSizeTest::isReason)) {
        complaints.add(name + ": " + lines.size() + " lines without a comment `" + REASON + " …`");
      }
    }
    assertThat(sources).as("source files found").hasSizeGreaterThan(10);
    assertThat(complaints).isEmpty();
  }

  @Test
  @DisplayName("the files that may be long exist and are long")
  void listIsNotStale() throws IOException {
    for (String name : MAY_BE_LONG) {
      assertThat(Files.readAllLines(RepositorySources.ROOT.resolve(name)))
          .as(name)
          .hasSizeGreaterThan(TOO_LONG);
    }
  }

  private static boolean isReason(String line) {
    String text = line.strip();
    return (text.startsWith("//") || text.startsWith("*") || text.startsWith("/*"))
        && text.contains(REASON);
  }
}
