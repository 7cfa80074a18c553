package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.WasmFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entry into compiled code. Its frames are frames of the Java stack, between the entries of this and the next activation.
final class CompiledActivation extends Activation {
  CompiledActivation(@Nullable Activation parent) {
    super(parent);
  }

  /// Appends the frames that a thrown exception has recorded, when nothing is left of them but this.
  void thrown(List<WasmFrame> frames, Throwable thrown) {
    for (StackTraceElement element : thrown.getStackTrace()) {
      if (CompiledCode.isEntry(element.getClassName(), element.getMethodName())) {
        return;
      }
      CodeSpace space = CodeSpace.of(element.getClassName());
      if (space != null) {
        add(frames, space.frame(element.getClassName(), element.getMethodName(), element.getLineNumber()));
      }
    }
  }

  @Override
  public void frames(List<WasmFrame> frames, int limit) {
    // Activations further in of the same store have their entries further up the Java stack.
    int[] entriesAbove = {0};
    StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .forEach(
            frame -> {
              String name = frame.getDeclaringClass().getName();
              if (CompiledCode.isEntry(name, frame.getMethodName())) {
                entriesAbove[0]++;
              } else if (entriesAbove[0] == inner
                  && frame.getDeclaringClass().getClassLoader() instanceof CodeSpace space) {
                add(frames, space.frame(name, frame.getMethodName(), frame.getLineNumber()));
              }
            });
  }

  /// How many entries into compiled code are further in; set by [#count] before frames are asked for.
  private int inner;

  /// Numbers the activations of compiled code from the innermost on.
  static void count(@Nullable Activation innermost, int entries) {
    int count = entries;
    for (Activation at = innermost; at != null; at = at.parent) {
      if (at instanceof CompiledActivation compiled) {
        compiled.inner = count++;
      }
    }
  }

  private static void add(List<WasmFrame> frames, @Nullable WasmFrame frame) {
    if (frame != null) {
      frames.add(frame);
    }
  }
}
