package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.runtime.abi.Activation;
import io.wasmtier.runtime.abi.CallStack;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.wasm.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads call stacks off the frames. Slow, for errors only.
final class Frames {
  private Frames() {}

  /// {@return the frames of an activation and all below it, innermost first; the middle of a deep stack is left out}
  static List<WasmFrame> all(GuestActivation innermost) {
    if (CallStack.isMixed(innermost)) {
      return CallStack.of(innermost, new Throwable());
    }
    List<WasmFrame> frames = new ArrayList<>();
    for (@Nullable Activation at = innermost; at != null; at = at.parent) {
      at.frames(frames, Integer.MAX_VALUE);
    }
    return frames;
  }

  /// Appends the frames of one activation; of a deep one, those at both ends.
  static void append(GuestActivation activation, List<WasmFrame> frames, int limit) {
    ModuleInstance instance = activation.instance;
    CodeTable table = activation.table;
    int[] code = activation.code;
    int fp = activation.fp;
    int pc = activation.pc;
    Map<CodeTable, Map<Integer, PositionTable>> positions = new HashMap<>();
    int depth = depth(activation);
    for (int i = 0; frames.size() < limit; i++) {
      if (i < Activation.REPORTED_FRAMES || i >= depth - Activation.REPORTED_FRAMES) {
        frames.add(frame(positions, instance, table, code[Op.FUNCTION], pc));
      }
      long link = activation.stack.slots[fp + code[Op.LINK]];
      if (link == Link.OTHER_INSTANCE) {
        Link other = (Link) activation.stack.references[fp + code[Op.LINK]];
        if (other == null) {
          return;
        }
        instance = other.instance();
        table = InterpreterCode.table(instance);
        link = other.link();
      }
      if (link < 0) {
        return;
      }
      code = table.code(Link.function(link));
      fp -= code[Link.next(link) - 1];
      pc = Link.next(link) - 1;
    }
  }

  private static int depth(GuestActivation activation) {
    CodeTable table = activation.table;
    int[] code = activation.code;
    int fp = activation.fp;
    for (int depth = 1; ; depth++) {
      long link = activation.stack.slots[fp + code[Op.LINK]];
      if (link == Link.OTHER_INSTANCE
          && activation.stack.references[fp + code[Op.LINK]] instanceof Link other) {
        table = InterpreterCode.table(other.instance());
        link = other.link();
      }
      if (link < 0) {
        return depth;
      }
      code = table.code(Link.function(link));
      fp -= code[Link.next(link) - 1];
    }
  }

  private static WasmFrame frame(
      Map<CodeTable, Map<Integer, PositionTable>> positions,
      ModuleInstance instance,
      CodeTable table,
      int function,
      int pc) {
    Names names = instance.module.module().names();
    PositionTable known =
        positions
            .computeIfAbsent(table, t -> new HashMap<>())
            .computeIfAbsent(function, f -> Translator.positions(table, f));
    String module = names.module();
    return new WasmFrame(
        function, names.function(function), known.offset(pc), module == null ? "" : module);
  }
}
