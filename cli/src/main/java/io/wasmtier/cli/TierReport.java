package io.wasmtier.cli;

import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.metrics.TierCounter;
import io.wasmtier.runtime.metrics.TierMetrics;
import java.io.IOException;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What the tiers do, for people: `--log tiers` and `--stats`.
final class TierReport implements AutoCloseable {
  private static final String TOPIC = "tiers";

  // Kept, since the logging framework does not keep loggers alive.
  private final @Nullable Logger logger;
  private final @Nullable Handler handler;

  private TierReport(@Nullable Logger logger, @Nullable Handler handler) {
    this.logger = logger;
    this.handler = handler;
  }

  /// Begins to log, if asked for.
  ///
  /// @throws CommandException if there is no such topic
  static TierReport begin(Arguments arguments, Io io) {
    if (!arguments.has(Flag.LOG)) {
      return new TierReport(null, null);
    }
    for (String topic : arguments.values(Flag.LOG)) {
      if (!topic.equals(TOPIC)) {
        throw CommandException.usage(
            "unknown topic '" + topic + "'; there is " + TOPIC, arguments.command());
      }
    }
    Logger logger = Logger.getLogger("io.wasmtier.tiers");
    Handler handler = new Lines(io, System.nanoTime());
    logger.setLevel(Level.FINE);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
    return new TierReport(logger, handler);
  }

  @Override
  public void close() {
    if (logger != null && handler != null) {
      logger.removeHandler(handler);
    }
  }

  /// Prints the table, if asked for.
  static void end(Arguments arguments, Io io, Engine engine) throws IOException {
    if (!arguments.has(Flag.STATS)) {
      return;
    }
    TierMetrics metrics = engine.metrics();
    StringBuilder out = new StringBuilder();
    for (TierCounter counter : TierCounter.values()) {
      line(out, counter.label(), metrics.get(counter), counter.unit());
    }
    for (Map.Entry<String, Long> reason : metrics.refusals().entrySet()) {
      line(out, "refused: " + reason.getKey(), reason.getValue(), "functions");
    }
    io.complain("", out.toString().stripTrailing());
  }

  private static void line(StringBuilder out, String label, long value, String unit) {
    out.append(label).append(" ".repeat(Math.max(1, 40 - label.length())));
    out.append(value).append(' ').append(unit).append('\n');
  }

  /// Writes each record in a line, with the milliseconds since the begin.
  private static final class Lines extends Handler {
    private final Io io;
    private final long start;

    Lines(Io io, long start) {
      this.io = io;
      this.start = start;
    }

    @Override
    public synchronized void publish(LogRecord entry) {
      try {
        long millis = (System.nanoTime() - start) / 1_000_000;
        String cause = entry.getThrown() == null ? "" : ": " + entry.getThrown();
        io.complain("tiers " + millis + " ms: ", entry.getMessage() + cause);
      } catch (IOException e) {
        // Nobody reads it.
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
