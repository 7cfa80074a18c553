package io.wasmtier.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A command line taken apart: a command, values of options, operands.
///
/// Options are `--name value`, `--name=value` or `-o value`, anywhere behind the command; `--` ends
/// them. Behind the first operand of `run` everything belongs to the guest.
final class Arguments {
  private final Command command;
  private final @Nullable List<String>[] values;
  private final List<String> operands = new ArrayList<>();

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of lists can't be made otherwise.
  private Arguments(Command command) {
    this.command = command;
    this.values = new List[Flag.values().length];
  }

  /// {@return the arguments behind the command's name, taken apart}
  ///
  /// @param words the command line
  /// @param first the index of the first word behind the command's name
  /// @throws CommandException if something is wrong with them
  static Arguments parse(Command command, String[] words, int first) {
    Arguments arguments = new Arguments(command);
    int at = first;
    boolean options = true;
    while (at < words.length) {
      String word = words[at++];
      if (options && word.equals("--")) {
        options = false;
      } else if (options && word.length() > 1 && word.charAt(0) == '-') {
        at = arguments.option(word, words, at);
      } else {
        arguments.operands.add(word);
        if (command.passesArguments()) {
          while (at < words.length) {
            arguments.operands.add(words[at++]);
          }
        }
      }
    }
    if (!arguments.has(Flag.HELP)) {
      arguments.checkOperands();
    }
    return arguments;
  }

  private int option(String word, String[] words, int next) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Flag flag = flag(name);
    int at = next;
    String value = "";
    if (flag.value() == null) {
      if (equals >= 0) {
        throw CommandException.usage("the option " + name + " takes no value", command);
      }
    } else if (equals >= 0) {
      value = word.substring(equals + 1);
    } else if (at < words.length) {
      value = words[at++];
    } else {
      throw CommandException.usage(
          "the option " + name + " needs a value: " + name + " " + flag.value(), command);
    }
    List<String> list = values[flag.ordinal()];
    if (list == null) {
      list = new ArrayList<>();
      values[flag.ordinal()] = list;
    }
    list.add(value);
    return at;
  }

  private Flag flag(String name) {
    List<String> names = new ArrayList<>();
    for (Flag flag : command.flags()) {
      if (flag.isNamed(name)) {
        return flag;
      }
      names.add(flag.text());
    }
    String closest = Closest.to(name, names);
    String message = "unknown option '" + name + "' of wasmtier " + command.text();
    throw CommandException.usage(
        closest == null ? message : message + "; did you mean " + closest + "?", command);
  }

  private void checkOperands() {
    if (operands.size() < command.least()) {
      throw CommandException.usage(
          "wasmtier " + command.text() + " needs " + command.operands(), command);
    }
    if (operands.size() > command.most()) {
      throw CommandException.usage(
          "unexpected argument '"
              + operands.get(command.most())
              + "' of wasmtier "
              + command.text(),
          command);
    }
  }

  Command command() {
    return command;
  }

  boolean has(Flag flag) {
    return values[flag.ordinal()] != null;
  }

  /// {@return the last value of an option, or null if it was not given}
  @Nullable String value(Flag flag) {
    List<String> list = values[flag.ordinal()];
    return list == null ? null : list.getLast();
  }

  /// {@return all values of an option}
  List<String> values(Flag flag) {
    List<String> list = values[flag.ordinal()];
    return list == null ? List.of() : list;
  }

  /// {@return the first operand, which is there}
  String file() {
    return operands.get(0);
  }

  List<String> operands() {
    return operands;
  }
}
