package io.wasmtier.spectest;

import io.wasmtier.decoder.BranchHints;
import io.wasmtier.runtime.Config;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Extern;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.Linker;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Store;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.WasmFunction;
import io.wasmtier.spectest.Outcome.Status;
import io.wasmtier.text.Script;
import io.wasmtier.text.Script.ActionFailure;
import io.wasmtier.text.Script.Command;
import io.wasmtier.text.Script.ModuleFailure;
import io.wasmtier.text.ScriptValue;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmtierException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs the commands of one script, or of one thread in a script, in order against one store.
///
/// A command that fails leaves something absent where a later one looks for a module: that one then
/// says what it depends on, and counts like it. What a command needs and this version does not
/// execute (Failure UNSUPPORTED) makes it skipped.
final class ScriptRunner implements AutoCloseable {
  /// A name that commands refer to: what it stands for, or why there is nothing.
  private sealed interface Bound<T> {}

  private record Present<T>(T value) implements Bound<T> {}

  private record Absent<T>(Status status, String why) implements Bound<T> {}

  /// A command did not pass.
  private static final class Unmet extends Exception {
    private static final long serialVersionUID = 1L;

    final Status status;

    Unmet(Status status, String message) {
      super(message, null, false, false);
      this.status = status;
    }
  }

  /// A thread that a script has started, with a runner and a store of its own.
  private record Running(Thread thread, List<Outcome> outcomes) {}

  private final String file;
  private final Engine engine;
  private final Options options;
  private final Consumer<Outcome> sink;
  private final Store store;
  private final CommandClock clock;

  private final Map<String, Bound<Instance>> instances = new HashMap<>();
  private final Map<String, Bound<LoadedModule>> definitions = new HashMap<>();
  private final Map<String, Bound<Map<String, Extern>>> registered = new HashMap<>();
  private final Map<String, Running> threads = new HashMap<>();

  /// Instances that missed an `invoke` which was skipped, and its line: what fails there later, may
  /// fail for that reason.
  private final Map<Instance, Integer> unsettled = new HashMap<>();

  private @Nullable Bound<Instance> current;
  private @Nullable Bound<LoadedModule> latestDefinition;
  private Summary summary = Summary.NONE;

  private ScriptRunner(String file, Engine engine, Options options, Consumer<Outcome> sink) {
    this.file = file;
    this.engine = engine;
    this.options = options;
    this.sink = sink;
    this.store = engine.newStore();
    this.clock = new CommandClock(store, options.commandLimit());
    registered.put("spectest", new Present<>(SpectestModule.exports(store)));
  }

  /// Runs a script; the sink is told every outcome in order.
  static Summary run(Script script, FeatureSet features, Options options, Consumer<Outcome> sink) {
    try (Engine engine = new Engine(Config.DEFAULT.features(features), tuning(options));
        ScriptRunner runner = new ScriptRunner(script.name(), engine, options, sink)) {
      runner.run(script.commands());
      return runner.summary;
    }
  }

  private static Tuning tuning(Options options) {
    // Scripts call a function once or twice: what is hot must not depend on a thread in the
    // background.
    return options.tuning().with(Tuning.Row.COMPILE_SYNCHRONOUSLY, 1);
  }

  @Override
  public void close() {
    clock.close();
    store.close();
  }

  private void run(List<Command> commands) {
    for (Command command : commands) {
      report(outcome(command));
    }
    // What a script does not wait for ends with it, and counts.
    for (String id : List.copyOf(threads.keySet())) {
      try {
        await(id);
      } catch (Unmet unmet) {
        report(
            new Outcome(
                file, 0, CommandKind.THREAD, unmet.status, "$" + id + ": " + unmet.getMessage()));
      }
    }
  }

  private void report(Outcome outcome) {
    summary = summary.with(outcome);
    sink.accept(outcome);
  }

  private Outcome outcome(Command command) {
    Status status = Status.PASSED;
    String message = "";
    if (!(command instanceof Script.WaitForThread)) {
      clock.begin(); // The thread's commands have limits of their own.
    }
    try {
      execute(command);
    } catch (Unmet unmet) {
      status = unmet.status;
      message = String.valueOf(unmet.getMessage());
    } catch (WasmtierException e) {
      status = statusOf(e);
      message = e.describe();
    } catch (RuntimeException
        | StackOverflowError
        | OutOfMemoryError
        | AssertionError
        | LinkageError e) {
      // A defect of the engine, which must not hide what comes after.
      status = Status.FAILED;
      message = "internal error: " + describe(e);
    }
    if (clock.end()) {
      status = Status.FAILED;
      message = "took longer than " + options.commandLimit().toMillis() / 1000.0 + " s; " + message;
    }
    return new Outcome(file, command.line(), CommandKind.of(command), status, oneLine(message));
  }

  private static Status statusOf(WasmtierException e) {
    return e.failure() == Failure.UNSUPPORTED ? Status.SKIPPED : Status.FAILED;
  }

  private static String describe(Throwable e) {
    StringBuilder text = new StringBuilder(e.toString());
    StackTraceElement[] trace = e.getStackTrace();
    for (int i = 0; i < Math.min(3, trace.length); i++) {
      text.append(" at ").append(trace[i]);
    }
    return text.toString();
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private void execute(Command command) throws Unmet {
    switch (command) {
      case Script.DefineModule module -> define(module);
      case Script.InstantiateModule module -> instantiate(module);
      case Script.Register(int line, String as, String id) -> register(as, id);
      case Script.Perform perform -> perform(perform);
      case Script.AssertReturn assertion ->
          settled(assertion.action(), () -> assertReturn(assertion));
      case Script.AssertAction assertion ->
          settled(assertion.action(), () -> assertFailure(assertion));
      case Script.AssertModule assertion -> assertFailure(assertion);
      case Script.RunThread thread -> start(thread);
      case Script.WaitForThread(int line, String id) -> await(id);
    }
  }

  // Modules

  private void define(Script.DefineModule command) throws Unmet {
    LoadedModule module;
    try {
      module = engine.load(command.module().read(engine.config().features()));
    } catch (WasmtierException e) {
      bindDefinition(command.id(), absent(command, e));
      if (!command.definition()) {
        bindInstance(command.id(), absent(command, e));
      }
      throw e;
    }
    bindDefinition(command.id(), new Present<>(module));
    if (!command.definition()) {
      instantiate(command, command.id(), module);
    }
  }

  private void instantiate(Script.InstantiateModule command) throws Unmet {
    Bound<LoadedModule> definition =
        command.definition() == null ? latestDefinition : definitions.get(command.definition());
    LoadedModule module;
    try {
      module = get(definition, command.definition(), "module definition");
    } catch (Unmet unmet) {
      bindInstance(command.id(), new Absent<>(unmet.status, String.valueOf(unmet.getMessage())));
      throw unmet;
    }
    instantiate(command, command.id(), module);
  }

  private void instantiate(Command command, @Nullable String id, LoadedModule module) throws Unmet {
    // Until it is there, so that also an error nobody foresees leaves no older instance in its
    // place.
    bindInstance(
        id, new Absent<>(Status.FAILED, "the module of line " + command.line() + " failed"));
    try {
      bindInstance(id, new Present<>(link(module)));
    } catch (WasmtierException e) {
      bindInstance(id, absent(command, e));
      throw e;
    } catch (Unmet unmet) {
      bindInstance(id, new Absent<>(unmet.status, String.valueOf(unmet.getMessage())));
      throw unmet;
    }
  }

  /// Every instantiation has a linker of its own: a name registered again replaces all of what it
  /// stood for before.
  private Instance link(LoadedModule module) throws Unmet {
    Linker linker = new Linker();
    for (Import wanted : module.module().imports()) {
      Bound<Map<String, Extern>> exports = registered.get(wanted.module());
      if (exports != null) {
        Extern item = get(exports, wanted.module(), "registered module").get(wanted.name());
        if (item != null) {
          linker.define(wanted.module(), wanted.name(), item);
        }
      }
    }
    return linker.instantiate(store, module);
  }

  private void register(String as, @Nullable String id) throws Unmet {
    try {
      registered.put(as, new Present<>(instance(id).exports()));
    } catch (Unmet unmet) {
      registered.put(as, new Absent<>(unmet.status, String.valueOf(unmet.getMessage())));
      throw unmet;
    }
  }

  private void bindDefinition(@Nullable String id, Bound<LoadedModule> definition) {
    latestDefinition = definition;
    if (id != null) {
      definitions.put(id, definition);
    }
  }

  private void bindInstance(@Nullable String id, Bound<Instance> instance) {
    current = instance;
    if (id != null) {
      instances.put(id, instance);
    }
  }

  private static <T> Absent<T> absent(Command command, WasmtierException e) {
    Status status = statusOf(e);
    return new Absent<>(
        status,
        "the module of line "
            + command.line()
            + (status == Status.SKIPPED ? " was skipped: " + e.describe() : " failed"));
  }

  private Instance instance(@Nullable String id) throws Unmet {
    return get(id == null ? current : instances.get(id), id, "instance");
  }

  private static <T> T get(@Nullable Bound<T> bound, @Nullable String id, String what)
      throws Unmet {
    return switch (bound) {
      case Present<T>(T value) -> value;
      case Absent<T>(Status status, String why) -> throw new Unmet(status, why);
      case null ->
          throw new Unmet(Status.FAILED, "there is no " + what + (id == null ? "" : " $" + id));
    };
  }

  // Actions

  private interface Step {
    void run() throws Unmet;
  }

  private void perform(Script.Perform command) throws Unmet {
    try {
      settled(command.action(), () -> perform(command.action()));
    } catch (WasmtierException e) {
      if (statusOf(e) == Status.SKIPPED) {
        unsettled.putIfAbsent(instance(command.action().module()), command.line());
      }
      throw e;
    }
  }

  /// A failure on an instance that missed a call proves nothing; it is skipped too.
  private void settled(Script.Action action, Step step) throws Unmet {
    try {
      step.run();
    } catch (Unmet unmet) {
      throw unmet.status == Status.FAILED ? inconclusive(action, unmet, unmet.getMessage()) : unmet;
    } catch (WasmtierException e) {
      if (statusOf(e) == Status.SKIPPED) {
        throw e;
      }
      throw inconclusive(action, new Unmet(Status.FAILED, e.describe()), e.describe());
    }
  }

  private Unmet inconclusive(Script.Action action, Unmet failure, @Nullable String why)
      throws Unmet {
    Integer line = unsettled.get(instance(action.module()));
    return line == null
        ? failure
        : new Unmet(
            Status.SKIPPED,
            "the invoke of line " + line + " was skipped, therefore perhaps: " + why);
  }

  private @Nullable Object[] perform(Script.Action action) throws Unmet {
    Instance instance = instance(action.module());
    return switch (action) {
      case Script.Invoke invoke -> call(instance.function(invoke.name()), invoke.arguments());
      case Script.Get get -> new @Nullable Object[] {instance.global(get.name()).get()};
    };
  }

  private static @Nullable Object[] call(WasmFunction function, List<ScriptValue> values) {
    @Nullable Object[] arguments = new @Nullable Object[values.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = Results.argument(values.get(i));
    }
    Object result = function.call(arguments);
    return switch (function.functionType().results().size()) {
      case 0 -> new @Nullable Object[0];
      case 1 -> new @Nullable Object[] {result};
      default -> (Object[]) java.util.Objects.requireNonNull(result);
    };
  }

  private void assertReturn(Script.AssertReturn command) throws Unmet {
    @Nullable Object[] results = perform(command.action());
    if (!Results.match(command.results(), results)) {
      throw new Unmet(
          Status.FAILED,
          text(command.action())
              + ": expected "
              + Results.text(command.results())
              + ", found "
              + Results.text(results));
    }
  }

  private static String text(Script.Action action) {
    String name = '"' + action.name() + '"';
    return switch (action) {
      case Script.Get get -> "get " + name;
      case Script.Invoke invoke ->
          "invoke "
              + name
              + " "
              + Results.text(invoke.arguments().stream().map(Results::argument).toArray());
    };
  }

  private void assertFailure(Script.AssertAction command) throws Unmet {
    @Nullable Object[] results;
    try {
      results = perform(command.action());
    } catch (WasmtierException e) {
      check(e, expected(command.failure()), command.text());
      return;
    }
    throw new Unmet(
        Status.FAILED,
        text(command.action())
            + ": expected "
            + command.failure().name().toLowerCase(java.util.Locale.ROOT)
            + ", found "
            + Results.text(results));
  }

  private static Failure expected(ActionFailure failure) {
    return switch (failure) {
      case TRAP, SUSPENSION -> Failure.TRAP;
      case EXHAUSTION -> Failure.EXHAUSTION;
      case EXCEPTION -> Failure.EXCEPTION;
    };
  }

  private void assertFailure(Script.AssertModule command) throws Unmet {
    Failure expected = expected(command.failure());
    String step = "read";
    try {
      WasmModule module = command.module().read(engine.config().features());
      step = "validated";
      LoadedModule loaded = engine.load(module);
      if (command.failure() == ModuleFailure.UNLINKABLE
          || command.failure() == ModuleFailure.TRAP) {
        step = "instantiated";
        link(loaded);
      } else if (command.failure() == ModuleFailure.INVALID_CUSTOM) {
        step = "checked";
        BranchHints.check(module);
      }
    } catch (WasmtierException e) {
      check(e, expected, command.text());
      return;
    }
    throw new Unmet(
        Status.FAILED,
        "expected " + expected.words() + " \"" + command.text() + "\", but the module was " + step);
  }

  private static Failure expected(ModuleFailure failure) {
    return switch (failure) {
      case MALFORMED, MALFORMED_CUSTOM -> Failure.MALFORMED;
      case INVALID, INVALID_CUSTOM -> Failure.INVALID;
      case UNLINKABLE -> Failure.UNLINKABLE;
      case TRAP -> Failure.TRAP;
    };
  }

  private void check(WasmtierException found, Failure expected, String text) throws Unmet {
    boolean right = found.failure() == expected;
    if (right && expected == Failure.TRAP && options.trapMessages()) {
      // Each may say more than the other: "out of bounds memory access" against "out of bounds".
      String message = String.valueOf(found.getMessage());
      right = message.startsWith(text) || text.startsWith(message);
    }
    if (!right) {
      throw new Unmet(
          statusOf(found),
          "expected " + expected.words() + " \"" + text + "\", found " + found.describe());
    }
  }

  // Threads

  private void start(Script.RunThread command) throws Unmet {
    List<Outcome> outcomes = new ArrayList<>();
    ScriptRunner runner = new ScriptRunner(file, engine, options, outcomes::add);
    for (String id : command.shared()) {
      runner.instances.put(id, new Present<>(instance(id)));
    }
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("wasmtier-script-" + command.id())
            .start(() -> {
              try (runner) {
                runner.run(command.commands());
              }
            });
    if (threads.putIfAbsent(command.id(), new Running(thread, outcomes)) != null) {
      throw new Unmet(Status.FAILED, "the thread $" + command.id() + " is there already");
    }
  }

  /// Joins a thread and reports the outcomes of its commands, so that their order does not depend
  /// on chance.
  private void await(String id) throws Unmet {
    Running running = threads.remove(id);
    if (running == null) {
      throw new Unmet(Status.FAILED, "there is no thread $" + id);
    }
    try {
      // Each of its commands has a limit of its own.
      running.thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unmet(Status.FAILED, "interrupted while waiting");
    }
    running.outcomes.forEach(this::report);
  }
}
