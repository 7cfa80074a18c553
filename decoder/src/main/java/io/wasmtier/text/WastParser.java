package io.wasmtier.text;

import io.wasmtier.text.Script.Action;
import io.wasmtier.text.Script.ActionFailure;
import io.wasmtier.text.Script.Command;
import io.wasmtier.text.Script.ModuleFailure;
import io.wasmtier.wasm.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads test scripts. Stateless and thread-safe.
///
/// Modules are not parsed here but when their command wants them ([ModuleSource#read]), in linear
/// time for the script.
public final class WastParser {
  private static final Set<String> COMMANDS =
      Set.of(
          "module",
          "register",
          "invoke",
          "get",
          "assert_return",
          "assert_trap",
          "assert_exhaustion",
          "assert_exception",
          "assert_suspension",
          "assert_malformed",
          "assert_invalid",
          "assert_unlinkable",
          "assert_malformed_custom",
          "assert_invalid_custom",
          "thread",
          "wait");

  /// Threads in threads take Java stack here.
  private static final int MAX_DEPTH = 100;

  private final Tokens tokens;
  private final Cursor cursor;
  private final ScriptValueParser values;

  private WastParser(Tokens tokens) {
    this.tokens = tokens;
    this.cursor = new Cursor(tokens, 0);
    this.values = new ScriptValueParser(cursor);
  }

  /// {@return the script that a text is}
  ///
  /// @param name the name of the text for messages, such as a file name
  /// @param text the text in UTF-8: commands, or only the fields of one module; it must not change
  ///   while the script is in use
  /// @throws TextException of kind MALFORMED with the place
  public static Script parse(String name, byte[] text) {
    Tokens tokens = Lexer.lex(new Source(name, text));
    return new Script(name, new WastParser(tokens).script());
  }

  private List<Command> script() {
    if (cursor.is(Tokens.OPEN)
        && tokens.kind(1) == Tokens.WORD
        && !COMMANDS.contains(tokens.text(1))) {
      var fields = new ModuleSource.Text(tokens, 0, tokens.size() - 1, null);
      return List.of(new Script.DefineModule(line(0), null, fields, false));
    }
    List<Command> commands = commands(0);
    if (!cursor.is(Tokens.END)) {
      throw cursor.unexpected();
    }
    return commands;
  }

  private List<Command> commands(int depth) {
    List<Command> commands = new ArrayList<>();
    while (cursor.is(Tokens.OPEN)) {
      commands.add(command(depth));
    }
    return commands;
  }

  private int line(int token) {
    return tokens.source.line(tokens.start(token));
  }

  private Command command(int depth) {
    int line = line(cursor.at);
    if (cursor.isForm("module")) {
      return module(line);
    }
    if (cursor.isForm("invoke") || cursor.isForm("get")) {
      return new Script.Perform(line, action());
    }
    cursor.open();
    String word = cursor.is(Tokens.WORD) ? tokens.text(cursor.at) : "";
    Command command =
        switch (word) {
          case "register" -> {
            cursor.at++;
            yield new Script.Register(line, cursor.name(), id());
          }
          case "assert_return" -> {
            cursor.at++;
            yield new Script.AssertReturn(line, action(), values.patterns());
          }
          case "assert_trap" -> {
            cursor.at++;
            yield cursor.isForm("module")
                ? assertModule(line, ModuleFailure.TRAP)
                : assertAction(line, ActionFailure.TRAP);
          }
          case "assert_exhaustion" -> assertActionAfterWord(line, ActionFailure.EXHAUSTION);
          case "assert_exception" -> assertActionAfterWord(line, ActionFailure.EXCEPTION);
          case "assert_suspension" -> assertActionAfterWord(line, ActionFailure.SUSPENSION);
          case "assert_malformed" -> assertModuleAfterWord(line, ModuleFailure.MALFORMED);
          case "assert_invalid" -> assertModuleAfterWord(line, ModuleFailure.INVALID);
          case "assert_unlinkable" -> assertModuleAfterWord(line, ModuleFailure.UNLINKABLE);
          case "assert_malformed_custom" ->
              assertModuleAfterWord(line, ModuleFailure.MALFORMED_CUSTOM);
          case "assert_invalid_custom" -> assertModuleAfterWord(line, ModuleFailure.INVALID_CUSTOM);
          case "thread" -> thread(line, depth);
          case "wait" -> {
            cursor.at++;
            yield new Script.WaitForThread(line, requiredId());
          }
          default -> throw cursor.unexpected();
        };
    cursor.close();
    return command;
  }

  private Command assertActionAfterWord(int line, ActionFailure failure) {
    cursor.at++;
    return assertAction(line, failure);
  }

  private Command assertAction(int line, ActionFailure failure) {
    Action action = action();
    String text =
        failure == ActionFailure.EXCEPTION && cursor.is(Tokens.CLOSE) ? "" : cursor.name();
    return new Script.AssertAction(line, failure, action, text);
  }

  private Command assertModuleAfterWord(int line, ModuleFailure failure) {
    cursor.at++;
    return assertModule(line, failure);
  }

  private Command assertModule(int line, ModuleFailure failure) {
    if (module(line) instanceof Script.DefineModule module) {
      return new Script.AssertModule(line, failure, module.module(), cursor.name());
    }
    throw cursor.error("unexpected token: a module is wanted, not an instance");
  }

  private Command thread(int line, int depth) {
    if (depth == MAX_DEPTH) {
      throw new TextException(
          Failure.LIMIT,
          "more than " + MAX_DEPTH + " threads in one another",
          tokens.source,
          tokens.start(cursor.at));
    }
    cursor.at++;
    String id = requiredId();
    List<String> shared = new ArrayList<>();
    while (cursor.enter("shared")) {
      while (cursor.enter("module")) {
        shared.add(requiredId());
        cursor.close();
      }
      cursor.close();
    }
    return new Script.RunThread(line, id, shared, commands(depth + 1));
  }

  private @Nullable String id() {
    return cursor.is(Tokens.ID) ? tokens.id(cursor.at++) : null;
  }

  private String requiredId() {
    String id = id();
    if (id == null) {
      throw cursor.unexpected();
    }
    return id;
  }

  private Command module(int line) {
    int open = cursor.at;
    if (!cursor.enter("module")) {
      throw cursor.unexpected();
    }
    if (cursor.skipWord("instance")) {
      Command command = new Script.InstantiateModule(line, id(), id());
      cursor.close();
      return command;
    }
    boolean definition = cursor.skipWord("definition");
    String id = id();
    ModuleSource source;
    if (cursor.skipWord("binary")) {
      source = new ModuleSource.Binary(cursor.bytes());
    } else if (cursor.skipWord("quote")) {
      source =
          new ModuleSource.Quote(
              tokens.source.name + " (text quoted in line " + line + ")", cursor.bytes());
    } else {
      int close = tokens.close(open);
      source = new ModuleSource.Text(tokens, cursor.at, close, id);
      cursor.at = close;
    }
    cursor.close();
    return new Script.DefineModule(line, id, source, definition);
  }

  private Action action() {
    Action action;
    if (cursor.enter("invoke")) {
      action = new Script.Invoke(id(), cursor.name(), values.constants());
    } else if (cursor.enter("get")) {
      action = new Script.Get(id(), cursor.name());
    } else {
      throw cursor.unexpected();
    }
    cursor.close();
    return action;
  }
}
