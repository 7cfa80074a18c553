package io.wasmtier.runtime.interp;

import io.wasmtier.runtime.WasmFrame;
import io.wasmtier.runtime.abi.Activation;
import io.wasmtier.runtime.abi.CallStack;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.abi.WasmStack;
import io.wasmtier.wasm.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads call stacks off the frames: from a continuation on to who resumed it. Slow, for errors
/// only.
final class Frames {
  private Frames() {}

  /// {@return the frames of an activation and all below it, innermost first; the middle of a deep
  /// stack is left out}
  static List<WasmFrame> all(GuestActivation innermost) {
    if (CallStack.isMixed(innermost)) {
      return CallStack.of(innermost, new Throwable());
    }
    List<WasmFrame> frames = new ArrayList<>();
    for (@Nullable Activation at = innermost; at != null; at = at.parent) {
      at.frames(frames, Integer.MAX_VALUE);
    }
    return CallStack.shorten(frames);
  }

  /// A position on the way from the innermost frame of an activation to its outermost one, through
  /// all its stacks.
  private static final class Walk {
    private WasmStack stack;
    private @Nullable StackSegment segment;
    ModuleInstance instance;
    CodeTable table;
    int[] code;
    private int fp;
    int pc;

    Walk(GuestActivation activation) {
      stack = activation.stack;
      segment = activation.segmentOrNull();
      instance = activation.instance;
      table = activation.table;
      code = activation.code;
      fp = activation.fp;
      pc = activation.pc;
    }

    /// Goes to the caller.
    ///
    /// @return whether there is one
    boolean next() {
      long link = stack.slots[fp + code[Op.LINK]];
      if (link == Link.CONTINUATION) {
        return parent();
      }
      if (link == Link.OTHER_INSTANCE) {
        Link other = (Link) stack.references[fp + code[Op.LINK]];
        if (other == null) {
          return false;
        }
        enter(other.instance());
        link = other.link();
      }
      if (link < 0) {
        return false;
      }
      code = table.code(Link.function(link));
      pc = Link.next(link) - 1;
      fp -= code[pc];
      return true;
    }

    private boolean parent() {
      StackSegment parent = segment == null ? null : segment.parent;
      if (parent == null) {
        return false;
      }
      segment = parent;
      stack = parent.stack;
      enter(parent.instance);
      code = parent.code;
      fp = parent.fp;
      pc = parent.pc;
      return true;
    }

    private void enter(ModuleInstance other) {
      instance = other;
      table = InterpreterCode.table(other);
    }
  }

  /// Appends the frames of one activation; of a deep one, those at both ends.
  static void append(GuestActivation activation, List<WasmFrame> frames, int limit) {
    Map<CodeTable, Map<Integer, PositionTable>> positions = new HashMap<>();
    int depth = depth(activation);
    Walk walk = new Walk(activation);
    for (int i = 0; frames.size() < limit; i++) {
      // Compiled code that has taken the place of a frame stands on the Java stack.
      boolean replaced = walk.code[walk.pc] == Op.ON_STACK && walk.pc == walk.code.length - 1;
      if (!replaced
          && (i < Activation.REPORTED_FRAMES || i >= depth - Activation.REPORTED_FRAMES)) {
        frames.add(frame(positions, walk.instance, walk.table, walk.code[Op.FUNCTION], walk.pc));
      }
      if (!walk.next()) {
        return;
      }
    }
  }

  private static int depth(GuestActivation activation) {
    int depth = 1;
    for (Walk walk = new Walk(activation); walk.next(); ) {
      depth++;
    }
    return depth;
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
