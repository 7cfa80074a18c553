package io.wasmtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `docs/cli.md` follows from the tables of commands and options. To write it anew: `./mvnw -pl cli
/// -am test -Dtest=DocumentationTest -Dsurefire.failIfNoSpecifiedTests=false
/// -Dwasmtier.update=true`
class DocumentationTest {
  @Test
  void documentationIsUpToDate() throws IOException {
    Path file = Cli.root().resolve("docs/cli.md");
    String expected = markdown();
    if (Cli.updates()) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file))
        .as("docs/cli.md; write it anew with -Dwasmtier.update=true, see DocumentationTest")
        .isEqualTo(expected);
  }

  private static String markdown() {
    StringBuilder out = new StringBuilder("# Command line\n\n");
    out.append("<!-- Generated from Command.java and Flag.java by DocumentationTest. -->\n\n");
    out.append("`./wasmtier` builds the command line on first use and starts it.\n\n");
    out.append("| command | |\n|---|---|\n");
    for (Command command : Command.values()) {
      out.append("| [`")
          .append(command.text())
          .append("`](#")
          .append(command.text())
          .append(") | ");
      out.append(cell(command.summary())).append(" |\n");
    }
    for (Command command : Command.values()) {
      out.append("\n## ")
          .append(command.text())
          .append("\n\n```\n")
          .append(Help.usage(command))
          .append("\n```\n\n");
      out.append(command.summary()).append('\n');
      for (String paragraph : Help.paragraphs(command)) {
        out.append(paragraph.isEmpty() ? "" : "\n" + paragraph + "\n");
      }
      out.append("\n| option | |\n|---|---|\n");
      for (Flag flag : command.flags()) {
        out.append("| `")
            .append(cell(Help.signature(flag)))
            .append("` | ")
            .append(cell(flag.description()));
        out.append(" |\n");
      }
    }
    out.append("\n## Exit codes\n\n| code | |\n|---|---|\n");
    for (String line : ExitCode.HELP.split("\n")) {
      int space = line.indexOf(' ');
      out.append("| ")
          .append(line, 0, space)
          .append(" | ")
          .append(line.substring(space).strip())
          .append(" |\n");
    }
    return out.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
