package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.WasmFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads WebAssembly call stacks: frames of compiled code off the Java stack, frames of the
/// interpreter off its activations.
///
/// Both are merged by walking the Java stack from the innermost frame on: an entry into compiled
/// code ends one activation of the store, an entry into the interpreter stands for another. The JVM
/// records 1,024 Java frames at most; what is further out is left out.
public final class CallStack {
  private static final String COMPILED = CompiledCode.class.getName();
  private static final String INTERPRETED = "io.wasmtier.runtime.interp.Interpreter";

  private CallStack() {}

  /// {@return the frames, innermost first; the middle of a deep stack is left out}
  ///
  /// @param innermost the activation that something was thrown in
  /// @param thrown made on its Java stack, or above
  public static List<WasmFrame> of(Activation innermost, Throwable thrown) {
    List<WasmFrame> frames = new ArrayList<>();
    @Nullable Activation at = innermost;
    for (StackTraceElement element : thrown.getStackTrace()) {
      String name = element.getClassName();
      if (at == null) {
        break;
      } else if (at instanceof CompiledActivation) {
        CodeSpace space = CodeSpace.of(name);
        if (space != null) {
          WasmFrame frame = space.frame(name, element.getMethodName(), element.getLineNumber());
          if (frame != null) {
            frames.add(frame);
          }
        } else if (name.equals(COMPILED) && element.getMethodName().equals("invoke")) {
          at = at.parent;
        }
      } else if (name.equals(INTERPRETED) && element.getMethodName().equals("enter")) {
        at.frames(frames, Integer.MAX_VALUE);
        at = at.parent;
      }
    }
    return shorten(frames);
  }

  /// {@return the list, with the middle left out if it is long}
  public static List<WasmFrame> shorten(List<WasmFrame> frames) {
    if (frames.size() > 2 * Activation.REPORTED_FRAMES) {
      frames
          .subList(Activation.REPORTED_FRAMES, frames.size() - Activation.REPORTED_FRAMES)
          .clear();
    }
    return frames;
  }

  /// {@return whether there is compiled code below an activation}
  public static boolean isMixed(Activation innermost) {
    for (@Nullable Activation at = innermost; at != null; at = at.parent) {
      if (at instanceof CompiledActivation) {
        return true;
      }
    }
    return false;
  }
}
