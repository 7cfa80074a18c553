package io.wasmtier.benchmarks;

import io.wasmtier.runtime.abi.FunctionCode;
import io.wasmtier.validator.ValidatedModule;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What compiled functions cost in metaspace: `FootprintTable [MODULE…]`.
///
/// It compiles all functions of a module twice. The first time is for the compiler's own classes
/// and for what HotSpot notes about its methods, which lie in metaspace too; the second is measured
/// while all code stays reachable, so that nothing is unloaded. Nothing runs: counters and
/// profiles, which HotSpot adds to methods that do, and machine code are not in the figures.
///
/// This is no benchmark of JMH's, as that adds up what it counts.
public final class FootprintTable {
  /// Those of [TierBenchmark].
  private static final List<String> MODULES =
      List.of(
          "many5k",
          "bytecodealliance-jco-transpile--wasm-tools.core",
          "dprint-json--plugin",
          "sqlite3-shell");

  private static final int MOST_COLLECTIONS = 20;

  private FootprintTable() {}

  /// See the class.
  public static void main(String[] arguments) {
    run(arguments.length == 0 ? MODULES : List.of(arguments), System.out);
  }

  /// Prints the table.
  ///
  /// @param names modules that [BenchmarkData] knows; what is missing is left out with one line
  static void run(List<String> names, PrintStream out) {
    List<String> missing = names.stream().filter(name -> !BenchmarkData.has(name)).toList();
    if (!missing.isEmpty()) {
      out.println("left out " + BenchmarkData.missing(missing));
    }
    out.println(
        "| module | functions | compiled by tier 1 | bytes of their bodies | metaspace, bytes | per function | per byte of body |");
    out.println("|---|---|---|---|---|---|---|");
    for (String name : names) {
      if (!missing.contains(name)) {
        row(name, out);
      }
    }
  }

  private static void row(String name, PrintStream out) {
    ValidatedModule module = TierBenchmark.validated(name);
    @Nullable FunctionCode[] first = TierBenchmark.compileAll(module);
    long before = metaspace();
    @Nullable FunctionCode[] installed = TierBenchmark.compileAll(module);
    long used;
    try {
      used = metaspace() - before;
    } finally {
      Reference.reachabilityFence(first);
      Reference.reachabilityFence(installed);
    }
    long compiled = Arrays.stream(installed).filter(Objects::nonNull).count();
    long bytes = TierBenchmark.bytes(module, installed);
    out.printf(
        Locale.ROOT,
        "| %s | %,d | %,d | %,d | %,d | %,.0f | %.1f |%n",
        name,
        installed.length - module.importedFunctions(),
        compiled,
        bytes,
        used,
        (double) used / compiled,
        (double) used / bytes);
  }

  /// {@return bytes in use, once what is unreachable has been unloaded} That may take several
  /// collections: what came before in the process must not go between two measurements.
  private static long metaspace() {
    long bytes = used();
    int same = 0;
    for (int i = 0; i < MOST_COLLECTIONS && same < 2; i++) {
      System.gc();
      long now = used();
      same = now == bytes ? same + 1 : 0;
      bytes = now;
    }
    return bytes;
  }

  private static long used() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      // The pool of the compressed class space is a part of it.
      if (pool.getName().equals("Metaspace")) {
        bytes += pool.getUsage().getUsed();
      }
    }
    return bytes;
  }
}
