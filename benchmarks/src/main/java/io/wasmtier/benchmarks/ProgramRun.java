package io.wasmtier.benchmarks;

import io.wasmtier.decoder.Decoder;
import io.wasmtier.runtime.Engine;
import io.wasmtier.runtime.Instance;
import io.wasmtier.runtime.LoadedModule;
import io.wasmtier.runtime.Store;
import io.wasmtier.wasm.Slice;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Runs one program in a JVM of its own, for [BenchTable]: loads it, calls `run` again and again
/// for a time, and prints a line of numbers, or `error` and a message.
final class ProgramRun {
  /// The calls whose median is the figure: the last ones, at most this many.
  private static final int LAST = 15;

  private ProgramRun() {}

  /// Arguments: the file, the argument of `run`, the result expected, seconds to call for.
  public static void main(String[] arguments) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
    int argument = Integer.parseInt(arguments[1]);
    int expected = Integer.parseInt(arguments[2]);
    double seconds = Double.parseDouble(arguments[3]);
    try (Engine engine = new Engine();
        Store store = engine.newStore()) {
      long start = System.nanoTime();
      WasmModule module = Decoder.decode(Slice.of(bytes), engine.config().features());
      long decoded = System.nanoTime();
      LoadedModule loaded = engine.load(module);
      long validated = System.nanoTime();
      Instance instance = store.instantiate(loaded);
      IntUnaryOperator run = instance.function("run").as(IntUnaryOperator.class);
      long instantiated = System.nanoTime();

      long[] times = new long[1024];
      int calls = 0;
      long end = instantiated + (long) (seconds * 1e9);
      long before = instantiated;
      do {
        int result = run.applyAsInt(argument);
        long after = System.nanoTime();
        if (result != expected) {
          System.out.println("error run(" + argument + ") gives " + result + ", not " + expected);
          return;
        }
        if (calls == times.length) {
          times = Arrays.copyOf(times, 2 * calls);
        }
        times[calls++] = after - before;
        before = System.nanoTime();
      } while (before < end || calls < LAST);
      long[] last = Arrays.copyOfRange(times, calls - LAST, calls);
      Arrays.sort(last);
      System.out.println(
          new BenchTable.Figures(
                  (decoded - start) / 1e6,
                  (validated - decoded) / 1e6,
                  (instantiated - validated) / 1e6,
                  times[0] / 1e6,
                  last[LAST / 2] / 1e6,
                  calls,
                  peakKilobytes())
              .encode());
    } catch (WasmtierException e) {
      System.out.println("error " + e.getMessage());
    }
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
