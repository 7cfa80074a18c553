package io.wasmtier.benchmarks.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// One engine with at most one instance, as [PeerRun] drives it: [#load], [#instantiate], calls.
/// Each step does all the engine needs for it and nothing of the next, so that times can be told
/// apart. For one thread.
interface Peer {
  /// What a WASI guest sees. Its output goes to the process' own.
  ///
  /// @param arguments those behind `argv[0]`
  /// @param stdin a file, or null for no input
  /// @param root the folder that is `/`, or null for none
  record Guest(List<String> arguments, @Nullable Path stdin, @Nullable Path root) {}

  /// Decodes, validates and, where the engine does it here, compiles.
  void load(byte[] module) throws Exception;

  /// Makes the instance, without running `_start`.
  ///
  /// @param guest what WASI gives it, or null if the module imports nothing
  void instantiate(@Nullable Guest guest) throws Exception;

  /// {@return a function from i32 to i32, as fast as the engine lets Java call it}
  IntUnaryOperator function(String name);

  /// Calls a function of i32s.
  ///
  /// @return its i32, or 0 if there is none
  int call(String name, int... arguments);

  /// Runs the command. Its exit with status 0 is a normal return.
  void start() throws Exception;

  /// {@return bytes of the exported memory `memory`}
  byte[] read(int address, int length);

  /// Stores bytes in the exported memory `memory`.
  void write(int address, byte[] bytes);

  /// {@return whether a function is exported}
  boolean has(String name);
}
