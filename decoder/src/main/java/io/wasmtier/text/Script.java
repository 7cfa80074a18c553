package io.wasmtier.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A test script, `.wast`: commands that run in order against one store (WebAssembly specification,
/// `interpreter/README.md`, Scripts; with the extensions of the threads and stack switching
/// proposals).
///
/// @param name the name of the script for messages
/// @param commands the commands in order
public record Script(String name, List<Command> commands) {
  public Script {
    commands = List.copyOf(commands);
  }

  /// A command.
  public sealed interface Command {
    /// {@return the line on which it begins, from 1}
    int line();
  }

  /// Defines, validates and instantiates a module, which becomes the current one.
  ///
  /// @param id the identifier that later commands call the instance by (without `$`), or null
  /// @param module the module
  /// @param definition whether it is only defined and validated (`module definition`)
  public record DefineModule(int line, @Nullable String id, ModuleSource module, boolean definition)
      implements Command {}

  /// Instantiates a module defined before.
  ///
  /// @param id the identifier of the instance, or null
  /// @param definition the identifier of the definition, or null for the latest
  public record InstantiateModule(int line, @Nullable String id, @Nullable String definition)
      implements Command {}

  /// Makes an instance importable.
  ///
  /// @param as the module name for imports
  /// @param id the identifier of the instance, or null for the current one
  public record Register(int line, String as, @Nullable String id) implements Command {}

  /// Does something and ignores the results.
  public record Perform(int line, Action action) implements Command {}

  /// An action must return what the patterns say, one per result.
  public record AssertReturn(int line, Action action, List<Pattern> results) implements Command {
    public AssertReturn {
      results = List.copyOf(results);
    }
  }

  /// How an action must fail.
  public enum ActionFailure {
    TRAP,
    EXHAUSTION,
    EXCEPTION,
    SUSPENSION
  }

  /// An action must fail.
  ///
  /// @param text what the reference interpreter's message begins with; other engines need not say
  ///   the same
  public record AssertAction(int line, ActionFailure failure, Action action, String text)
      implements Command {}

  /// How a module must fail.
  public enum ModuleFailure {
    /// In decoding or parsing.
    MALFORMED,
    /// In validation.
    INVALID,
    /// In linking.
    UNLINKABLE,
    /// By a trap in instantiation.
    TRAP,
    /// In reading what an annotation or custom section says.
    MALFORMED_CUSTOM,
    /// In checking what an annotation or custom section says.
    INVALID_CUSTOM
  }

  /// A module must fail; it does not become the current one.
  ///
  /// @param text what the reference interpreter's message begins with; other engines need not say
  ///   the same
  public record AssertModule(int line, ModuleFailure failure, ModuleSource module, String text)
      implements Command {}

  /// Runs commands in a new thread that sees only the modules shared with it.
  ///
  /// @param id the thread's identifier
  /// @param shared the identifiers of the modules
  /// @param commands the commands in order
  public record RunThread(int line, String id, List<String> shared, List<Command> commands)
      implements Command {
    public RunThread {
      shared = List.copyOf(shared);
      commands = List.copyOf(commands);
    }
  }

  /// Waits for the end of a thread.
  ///
  /// @param thread its identifier
  public record WaitForThread(int line, String thread) implements Command {}

  /// Something to do with an instance.
  public sealed interface Action {
    /// {@return the identifier of the instance, or null for the current one}
    @Nullable String module();

    /// {@return the name of the export}
    String name();
  }

  /// Calls an exported function.
  public record Invoke(@Nullable String module, String name, List<ScriptValue> arguments)
      implements Action {
    public Invoke {
      arguments = List.copyOf(arguments);
    }
  }

  /// Reads an exported global.
  public record Get(@Nullable String module, String name) implements Action {}
}
