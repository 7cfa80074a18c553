package io.wasmtier.runtime.abi;

import org.jspecify.annotations.Nullable;

/// What runs the functions of a module, for one kind of memory 0; shared by all instances that have
/// this kind.
///
/// The policy is a subclass; it changes tiers by storing into [#current]. Racy by design: code is
/// immutable and reached through the element read, so a reader that sees an older element runs
/// older code, which does the same.
public abstract class ModuleCode {
  /// Where an instance gets its code, once it has its memories.
  public interface Source {
    /// {@return the code for instances of a kind}
    ///
    /// @param heap whether memory 0 is of the heap kind, or there is none
    ModuleCode code(boolean heap);
  }

  /// Tier 0 of every function, by function index minus imports.
  public final FunctionCode[] interpreted;

  /// What the policy has chosen, by function index minus imports. Written by the policy on any
  /// thread.
  public final FunctionCode[] current;

  protected ModuleCode(FunctionCode[] interpreted) {
    this.interpreted = interpreted;
    this.current = interpreted.clone();
  }

  /// Takes note that a function was called, or a branch of it taken, another thousand times in tier
  /// 0.
  ///
  /// @param function its index
  public abstract void hot(int function);

  /// Takes note that a branch back to a loop was taken another thousand times in tier 0.
  ///
  /// @param function the function's index
  /// @param position what the interpreter knows the head of the loop by
  /// @return code that goes on from there, if there is any
  public abstract @Nullable LoopCode loop(int function, int position);

  /// {@return what the counter of a branch begins with again after it has told of the branch, so
  /// that it does so sooner; 0 to count on}
  public int ahead() {
    return 0;
  }
}
