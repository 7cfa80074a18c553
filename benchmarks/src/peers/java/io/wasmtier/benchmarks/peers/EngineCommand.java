package io.wasmtier.benchmarks.peers;

import io.wasmtier.runtime.Tuning;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How an engine's process is started.
///
/// @param name as on the command line and in the table
/// @param command up to where the arguments of [PeerRun] begin
/// @param adapter the class for [PeerRun]
/// @param interprets whether it gets the small argument of each program
/// @param jvm whether it is one of the JVM engines wasmtier is compared with
record EngineCommand(
    String name, List<String> command, String adapter, boolean interprets, boolean jvm) {
  static final String V8 = "v8";

  /// {@return all engines}
  ///
  /// @param built the folder `benchmarks/target/peers`, with the libraries and adapters
  /// @param node where node is, or "" if there is none
  /// @param wasmtier the class path of wasmtier
  static List<EngineCommand> all(Path built, String node, String wasmtier, Path script) {
    List<EngineCommand> engines = new ArrayList<>();
    for (Tuning.Tier tier : Tuning.Tier.values()) {
      if (tier == Tuning.Tier.RANDOM) {
        continue; // For tests.
      }
      engines.add(
          java(
              "wasmtier-" + tier.label(),
              built.resolve("classes/wasmtier") + File.pathSeparator + wasmtier,
              "WasmtierPeer",
              tier == Tuning.Tier.INTERPRETER,
              false,
              "-Dwasmtier.tier=" + tier.label()));
    }
    for (String fork : List.of("endive", "chicory")) {
      String adapter = fork.equals("endive") ? "EndivePeer" : "ChicoryPeer";
      for (String kind : List.of("interpreter", "compiler")) {
        String library = fork.equals("endive") ? fork + "-" + kind : fork;
        boolean compiles = kind.equals("compiler");
        engines.add(
            java(
                fork + "-" + kind,
                built.resolve("classes/" + library)
                    + File.pathSeparator
                    + built.resolve("lib/" + library)
                    + "/*",
                adapter,
                !compiles,
                true,
                "-Dpeer.compile=" + compiles));
      }
    }
    engines.add(
        java(
            "graalwasm",
            built.resolve("classes/graalwasm")
                + File.pathSeparator
                + built.resolve("lib/graalwasm")
                + "/*",
            "GraalPeer",
            false,
            true,
            "-Dpolyglotimpl.DisableVersionChecks=true"));
    if (node.isEmpty()) {
      System.err.println("v8: left out, no node on the PATH");
    } else {
      engines.add(new EngineCommand(V8, List.of(node, script.toString()), "-", false, false));
    }
    return engines;
  }

  private static EngineCommand java(
      String name,
      String classPath,
      String adapter,
      boolean interprets,
      boolean jvm,
      String property) {
    return new EngineCommand(
        name,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            property,
            "-cp",
            classPath,
            PeerRun.class.getName()),
        adapter,
        interprets,
        jvm);
  }

  /// {@return the whole command}
  List<String> with(String mode, Object... arguments) {
    List<String> all = new ArrayList<>(command);
    all.add(mode);
    all.add(adapter);
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return all;
  }
}
