package io.wasmtier.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// One engine and one program, in a process of their own, started by [Peers]. `peer.mjs` does the
/// same for V8.
///
/// `steady ADAPTER FILE N CHECKSUM SECONDS CAP` calls `run` again and again and prints figures.
/// `command ADAPTER FILE STDIN ROOT ARGUMENT…` runs a WASI command; `-` is no standard input or no
/// folder. `steps ADAPTER FILE WASI STEPS` follows a recipe: a file with a step per line, its
/// fields parted by tabs, and prints what it sees. Figures are lines `@name value…` on standard
/// error, each written when it is known, as the process may be ended for taking too long; times are
/// milliseconds.
final class PeerRun {
  /// What counts as faster than before.
  private static final double FASTER = 0.97;

  private PeerRun() {}

  /// See the class.
  public static void main(String[] arguments) throws Exception {
    Peer peer =
        (Peer)
            Class.forName("io.wasmtier.benchmarks.peers." + arguments[1])
                .getDeclaredConstructor()
                .newInstance();
    byte[] module = Files.readAllBytes(Path.of(arguments[2]));
    switch (arguments[0]) {
      case "steady" ->
          steady(
              peer,
              module,
              Integer.parseInt(arguments[3]),
              Integer.parseInt(arguments[4]),
              Double.parseDouble(arguments[5]),
              Double.parseDouble(arguments[6]));
      case "command" -> {
        peer.load(module);
        peer.instantiate(
            new Peer.Guest(
                List.of(arguments).subList(5, arguments.length),
                path(arguments[3]),
                path(arguments[4])));
        peer.start();
      }
      default -> {
        peer.load(module);
        peer.instantiate(
            arguments[3].equals("wasi") ? new Peer.Guest(List.of(), null, null) : null);
        steps(peer, Files.readAllLines(Path.of(arguments[4])));
      }
    }
    System.out.flush();
    figure("peak", peakKilobytes());
    // Engines may leave threads behind.
    System.exit(0);
  }

  private static @Nullable Path path(String name) {
    return name.equals("-") ? null : Path.of(name);
  }

  private static void figure(String name, Object value) {
    System.err.println("@" + name + " " + value);
  }

  private static void milliseconds(String name, long nanos) {
    figure(name, String.format(Locale.ROOT, "%.4f", nanos / 1e6));
  }

  private static void steady(
      Peer peer, byte[] module, int n, int expected, double seconds, double cap) throws Exception {
    long start = System.nanoTime();
    peer.load(module);
    long loaded = System.nanoTime();
    peer.instantiate(null);
    IntUnaryOperator run = peer.function("run");
    long instantiated = System.nanoTime();
    milliseconds("load", loaded - start);
    milliseconds("instantiate", instantiated - loaded);

    long[] times = new long[1024];
    long[] begins = new long[1024];
    int calls = 0;
    long best = Long.MAX_VALUE;
    long settled = instantiated;
    long after;
    do {
      long before = System.nanoTime();
      int result = run.applyAsInt(n);
      after = System.nanoTime();
      if (result != expected) {
        figure("wrong", result);
        return;
      }
      if (calls == times.length) {
        times = Arrays.copyOf(times, 2 * calls);
        begins = Arrays.copyOf(begins, 2 * calls);
      }
      begins[calls] = before;
      long time = after - before;
      times[calls++] = time;
      if (calls == 1) {
        milliseconds("first", time);
        milliseconds("firstResult", after - start);
      }
      if (time < best * FASTER) {
        best = time;
        settled = after;
      }
      // Until nothing has got faster for so long, or the cap is reached.
    } while (after - instantiated < cap * 1e9 && (after - settled < seconds * 1e9 || calls < 5));

    long[] last = Arrays.copyOfRange(times, calls / 2, calls);
    Arrays.sort(last);
    long median = last[last.length / 2];
    milliseconds("steady", median);
    figure("calls", calls);
    milliseconds("toPeak", begins[peakFrom(times, calls, median)] - start);
  }

  /// {@return the first call from which three calls have a median within 10 % of the steady state}
  private static int peakFrom(long[] times, int calls, long median) {
    for (int i = 0; i + 3 <= calls; i++) {
      long[] three = Arrays.copyOfRange(times, i, i + 3);
      Arrays.sort(three);
      if (three[1] <= 1.1 * median) {
        return i;
      }
    }
    return calls - 1;
  }

  private static void steps(Peer peer, List<String> steps) {
    if (peer.has("_initialize")) {
      peer.call("_initialize");
    }
    Map<String, Integer> variables = new HashMap<>();
    StringBuilder seen = new StringBuilder();
    for (String step : steps) {
      String[] fields = step.split("\t", -1);
      switch (fields[0]) {
        case "call" -> {
          int[] values = new int[fields.length - 3];
          for (int i = 0; i < values.length; i++) {
            values[i] = value(fields[i + 3], variables);
          }
          variables.put(fields[2], peer.call(fields[1], values));
        }
        case "write" -> peer.write(value(fields[1], variables), HexFormat.of().parseHex(fields[2]));
        case "load8" ->
            variables.put(
                fields[1], Byte.toUnsignedInt(peer.read(value(fields[2], variables), 1)[0]));
        case "load32" -> {
          byte[] four = peer.read(value(fields[2], variables) + value(fields[3], variables), 4);
          variables.put(
              fields[1],
              (four[0] & 255)
                  | (four[1] & 255) << 8
                  | (four[2] & 255) << 16
                  | (four[3] & 255) << 24);
        }
        case "result" -> seen.append(value(fields[1], variables)).append('\n');
        case "read" ->
            seen.append(
                    HexFormat.of()
                        .formatHex(
                            peer.read(value(fields[1], variables), value(fields[2], variables))))
                .append('\n');
        default -> throw new IllegalArgumentException(step);
      }
    }
    System.out.print(seen);
  }

  private static int value(String text, Map<String, Integer> variables) {
    if (!text.startsWith("$")) {
      return Integer.parseInt(text);
    }
    Integer value = variables.get(text.substring(1));
    if (value == null) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  /// {@return the most memory the process had resident, or 0 where the system does not say}
  private static long peakKilobytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.isReadable(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return 0;
  }
}
