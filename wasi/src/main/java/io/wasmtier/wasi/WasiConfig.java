package io.wasmtier.wasi;

import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmtierException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What a guest gets of the world. By default that is nothing: no arguments, an empty environment,
/// empty standard input, output that is thrown away, no files, no sockets; only clock and random
/// numbers are those of the machine.
///
/// Immutable. May be used for several guests, unless streams or listeners in it must not be shared.
///
/// Here, and in all that runs before the guest does, there are no lambdas and no concatenation by
/// operators: the first of each costs a JVM without an AOT cache some ten milliseconds.
public final class WasiConfig {
  /// How many descriptors a guest can have open by default: what shells allow a process.
  public static final int DEFAULT_DESCRIPTORS = 1024;

  /// A directory of the host under a path of the guest.
  record Preopen(Path host, String guest, boolean readOnly) {}

  private final List<String> arguments;
  private final List<String> environment;
  private final InputStream stdin;
  private final OutputStream stdout;
  private final OutputStream stderr;
  private final boolean stdinTerminal;
  private final boolean stdoutTerminal;
  private final boolean stderrTerminal;
  private final List<Preopen> preopens;
  private final List<ServerSocketChannel> listeners;
  private final WasiClock clock;
  private final Supplier<? extends RandomGenerator> random;
  private final int descriptorLimit;

  private WasiConfig(Builder builder) {
    arguments = List.copyOf(builder.arguments);
    List<String> variables = new ArrayList<>();
    for (Map.Entry<String, String> variable : builder.environment.entrySet()) {
      variables.add(variable.getKey().concat("=").concat(variable.getValue()));
    }
    environment = List.copyOf(variables);
    stdin = builder.stdin;
    stdout = builder.stdout;
    stderr = builder.stderr;
    stdinTerminal = builder.stdinTerminal;
    stdoutTerminal = builder.stdoutTerminal;
    stderrTerminal = builder.stderrTerminal;
    preopens = List.copyOf(builder.preopens);
    listeners = List.copyOf(builder.listeners);
    clock = builder.clock;
    random = builder.random;
    descriptorLimit = builder.descriptorLimit;
  }

  /// {@return a new builder}
  public static Builder builder() {
    return new Builder();
  }

  List<String> arguments() {
    return arguments;
  }

  /// Each as `NAME=VALUE`.
  List<String> environment() {
    return environment;
  }

  InputStream stdin() {
    return stdin;
  }

  OutputStream stdout() {
    return stdout;
  }

  OutputStream stderr() {
    return stderr;
  }

  boolean stdinTerminal() {
    return stdinTerminal;
  }

  boolean stdoutTerminal() {
    return stdoutTerminal;
  }

  boolean stderrTerminal() {
    return stderrTerminal;
  }

  List<Preopen> preopens() {
    return preopens;
  }

  List<ServerSocketChannel> listeners() {
    return listeners;
  }

  WasiClock clock() {
    return clock;
  }

  RandomGenerator newRandom() {
    return random.get();
  }

  int descriptorLimit() {
    return descriptorLimit;
  }

  private static final class SecureSource implements Supplier<RandomGenerator> {
    @Override
    public RandomGenerator get() {
      return new SecureRandom();
    }
  }

  /// Collects the parts of a [WasiConfig]. All methods but [#build] return the builder. Not
  /// thread-safe.
  ///
  /// Strings must not contain NUL, nor names of variables `=`: a WasmtierException of kind USAGE is
  /// thrown.
  public static final class Builder {
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private InputStream stdin = new ByteArrayInputStream(new byte[0]);
    private OutputStream stdout = OutputStream.nullOutputStream();
    private OutputStream stderr = OutputStream.nullOutputStream();
    private boolean stdinTerminal;
    private boolean stdoutTerminal;
    private boolean stderrTerminal;
    private final List<Preopen> preopens = new ArrayList<>();
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private WasiClock clock = WasiClock.system();
    private Supplier<? extends RandomGenerator> random = new SecureSource();
    private int descriptorLimit = DEFAULT_DESCRIPTORS;

    private Builder() {}

    /// Adds arguments. The first of all is by convention the name of the program.
    public Builder arguments(String... values) {
      return arguments(List.of(values));
    }

    /// Adds arguments. The first of all is by convention the name of the program.
    public Builder arguments(List<String> values) {
      for (String value : values) {
        arguments.add(checked(value));
      }
      return this;
    }

    /// Sets a variable of the environment.
    public Builder environment(String name, String value) {
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        throw new WasmtierException(
            Failure.USAGE, "not a name of an environment variable: \"" + name + "\"");
      }
      environment.put(checked(name), checked(value));
      return this;
    }

    /// Sets variables of the environment.
    public Builder environment(Map<String, String> variables) {
      variables.forEach(this::environment);
      return this;
    }

    /// Gives the guest the environment of this process.
    public Builder inheritEnvironment() {
      System.getenv()
          .forEach((name, value) -> {
            // Windows has variables like "=C:".
            if (!name.isEmpty() && name.indexOf('=') < 0) {
              environment(name, value);
            }
          });
      return this;
    }

    private static String checked(String value) {
      if (value.indexOf('\0') >= 0) {
        throw new WasmtierException(
            Failure.USAGE, "an argument or variable of a guest can't contain NUL");
      }
      return value;
    }

    /// Sets standard input. It is read only when the guest reads it (or waits for it: then at most
    /// one byte ahead), and never closed. Reads that may block are done by a thread named
    /// `wasi-stdin`.
    public Builder stdin(InputStream stream) {
      stdin = stream;
      return this;
    }

    /// Sets standard output. It is flushed after each call that writes, and never closed.
    public Builder stdout(OutputStream stream) {
      stdout = stream;
      return this;
    }

    /// Sets standard error output. It is flushed after each call that writes, and never closed.
    public Builder stderr(OutputStream stream) {
      stderr = stream;
      return this;
    }

    /// Gives the guest the standard streams of this process: [System#in], [System#out] and
    /// [System#err] as they are now.
    public Builder inheritStreams() {
      return stdin(System.in).stdout(System.out).stderr(System.err);
    }

    /// Says which standard streams are terminals, which guests ask with `isatty`. By default none
    /// is; say so only of real ones, for programs behave differently then.
    public Builder terminals(boolean input, boolean output, boolean error) {
      stdinTerminal = input;
      stdoutTerminal = output;
      stderrTerminal = error;
      return this;
    }

    /// Gives the guest a directory to read and write.
    ///
    /// @param host the directory; links in its path are followed when it is opened
    /// @param guest the path under which the guest sees it, such as `/` or `/data`
    public Builder directory(Path host, String guest) {
      preopens.add(new Preopen(host, checked(guest), false));
      return this;
    }

    /// Gives the guest a directory to read only: what would change it fails with NOTCAPABLE.
    ///
    /// @param host the directory; links in its path are followed when it is opened
    /// @param guest the path under which the guest sees it
    public Builder readOnlyDirectory(Path host, String guest) {
      preopens.add(new Preopen(host, checked(guest), true));
      return this;
    }

    /// Gives the guest a bound socket on which it can accept connections. Its descriptor follows
    /// those of the directories. It is set to non-blocking mode, and closed with the guest's
    /// descriptor.
    public Builder listener(ServerSocketChannel channel) {
      listeners.add(channel);
      return this;
    }

    /// Sets the clock; by default [WasiClock#system].
    public Builder clock(WasiClock source) {
      clock = source;
      return this;
    }

    /// Sets where random bytes come from; by default a new SecureRandom.
    ///
    /// @param source called once for each guest, when it first asks for random bytes
    public Builder random(Supplier<? extends RandomGenerator> source) {
      random = source;
      return this;
    }

    /// Makes clock and random numbers the same in each run: a virtual clock that starts at
    /// 2000-01-01, and numbers that follow from a seed. They are no secret then.
    public Builder deterministic(long seed) {
      return clock(WasiClock.virtual(Y2000)).random(() -> new SplittableRandom(seed));
    }

    private static final long Y2000 = 946_684_800_000_000_000L;

    /// Sets how many descriptors the guest can have open, the given ones included.
    ///
    /// @param limit from 3 to 1,000,000
    public Builder descriptorLimit(int limit) {
      if (limit < 3 || limit > 1_000_000) {
        throw new WasmtierException(
            Failure.USAGE, "the limit of descriptors must be from 3 to 1000000, not " + limit);
      }
      descriptorLimit = limit;
      return this;
    }

    /// {@return the configuration}
    public WasiConfig build() {
      return new WasiConfig(this);
    }
  }
}
