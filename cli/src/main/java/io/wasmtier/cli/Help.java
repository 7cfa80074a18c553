package io.wasmtier.cli;

import java.util.ArrayList;
import java.util.List;

/// The texts of `--help`, made from [Command] and [Flag].
final class Help {
  private static final int WIDTH = 80;

  private static final String ENVIRONMENT =
      """
      NO_COLOR             no colours in messages
      WASMTIER_JAVA_HOME   the JDK to run on, 25 or newer
      WASMTIER_JAVA_OPTS   options of the JVM, such as -Xmx4g
      """;

  private Help() {}

  /// {@return the help about wasmtier as a whole}
  static String overview() {
    StringBuilder out = new StringBuilder();
    out.append(
        "wasmtier runs WebAssembly.\n\nUsage: wasmtier COMMAND [OPTIONS] ...\n\nCommands:\n");
    int column = 0;
    for (Command command : Command.values()) {
      column = Math.max(column, command.text().length());
    }
    for (Command command : Command.values()) {
      row(out, command.text(), column + 4, command.summary());
    }
    out.append("\nOptions:\n");
    flags(out, List.of(Flag.HELP, Flag.VERSION));
    out.append("\nExit codes:\n").append(ExitCode.HELP.indent(2));
    out.append("\nEnvironment:\n").append(ENVIRONMENT.indent(2));
    out.append("\n'wasmtier COMMAND --help' says more about a command.\n");
    return out.toString();
  }

  /// {@return the help about a command}
  static String of(Command command) {
    StringBuilder out =
        new StringBuilder(command.summary()).append("\n\nUsage: ").append(usage(command));
    out.append("\n\n");
    for (String paragraph : paragraphs(command)) {
      wrap(out, paragraph, 0);
      out.append('\n');
    }
    out.append("Options:\n");
    flags(out, command.flags());
    return out.toString();
  }

  static String usage(Command command) {
    return "wasmtier " + command.text() + " [OPTIONS] " + command.operands();
  }

  static List<String> paragraphs(Command command) {
    List<String> paragraphs = new ArrayList<>();
    String rest = command.details();
    while (!rest.isEmpty()) {
      int end = rest.indexOf("\n\n");
      paragraphs.add(end < 0 ? rest : rest.substring(0, end));
      rest = end < 0 ? "" : rest.substring(end + 2);
    }
    return paragraphs;
  }

  /// {@return an option as the help shows it, such as `-o, --output FILE`}
  static String signature(Flag flag) {
    String other = flag.other();
    StringBuilder out = new StringBuilder();
    if (other != null && other.length() == 2) {
      out.append(other).append(", ").append(flag.text());
    } else {
      out.append(flag.text()).append(other == null ? "" : ", " + other);
    }
    return out.append(flag.value() == null ? "" : " " + flag.value()).toString();
  }

  private static void flags(StringBuilder out, List<Flag> flags) {
    int column = 0;
    for (Flag flag : flags) {
      column = Math.max(column, signature(flag).length());
    }
    for (Flag flag : flags) {
      row(out, signature(flag), column + 4, flag.description());
    }
  }

  private static void row(StringBuilder out, String name, int column, String description) {
    out.append("  ").append(name).repeat(' ', column - 2 - name.length());
    wrap(out, description, column);
  }

  /// Appends words in lines, of which all but the first are indented; the line that is begun is so
  /// long already.
  private static void wrap(StringBuilder out, String text, int indent) {
    int length = indent;
    boolean first = true;
    for (String word : text.split(" ")) {
      if (!first && length + 1 + word.length() > WIDTH) {
        out.append('\n').repeat(' ', indent);
        length = indent;
        first = true;
      }
      if (!first) {
        out.append(' ');
        length++;
      }
      out.append(word);
      length += word.length();
      first = false;
    }
    out.append('\n');
  }
}
