package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.FunctionCode;
import io.wasmtier.runtime.abi.JavaStack;
import io.wasmtier.runtime.abi.ModuleCode;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.interp.InterpreterCode;
import io.wasmtier.runtime.spi.CodeInstaller;
import io.wasmtier.runtime.spi.CompilerProvider;
import io.wasmtier.runtime.spi.ModuleCompiler;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.Feature;
import java.util.ServiceLoader;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The policy: which tier runs the functions of a module, for one kind of memory.
///
/// With [Tuning.Tier#AUTO] a function that tier 0 has counted hot is compiled, by default on a
/// thread in the background; with [Tuning.Tier#BASELINE] each function is compiled when it is first
/// called. A compiler that fails costs speed, never the guest.
final class TieredCode extends ModuleCode implements CodeInstaller {
  /// Compilers, found once; null if there is none.
  private static final class Providers {
    static final @Nullable CompilerProvider FOUND =
        ServiceLoader.load(CompilerProvider.class, TieredCode.class.getClassLoader())
            .findFirst()
            .orElse(null);

    /// The thread in the background; it ends when idle, and never keeps the JVM alive.
    static final ThreadPoolExecutor BACKGROUND = background();

    private static ThreadPoolExecutor background() {
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              1,
              1,
              5,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              task -> Thread.ofPlatform().daemon().name("wasmtier-compiler").unstarted(task));
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }

  /// A function that is compiled on its first call.
  private static final class Untouched extends FunctionCode {
    private final TieredCode owner;
    private final int index;

    Untouched(TieredCode owner, int index) {
      this.owner = owner;
      this.index = index;
    }

    @Override
    public void invoke(ModuleInstance instance, int base) {
      owner.compile(owner.imported + index);
      if (owner.current[index] == this) {
        owner.current[index] = owner.interpreted[index];
      }
      owner.current[index].invoke(instance, base);
    }
  }

  private final boolean heap;
  private final int imported;
  private final int threshold;
  private final boolean synchronously;
  private final @Nullable ModuleCompiler compiler;

  // Racy by design: hints. A lost update delays a compilation, a double one finds it done.
  private final int[] heat;

  private TieredCode(
      ValidatedModule module, FunctionCode[] interpreted, boolean heap, Tuning tuning) {
    super(interpreted);
    this.heap = heap;
    this.imported = module.importedFunctions();
    this.threshold = tuning.get(Tuning.Row.BASELINE_THRESHOLD);
    this.synchronously = tuning.get(Tuning.Row.COMPILE_SYNCHRONOUSLY) != 0;
    this.heat = new int[interpreted.length];
    // A continuation is made of the interpreter's frames: with stack switching, nothing else may
    // lie between them.
    boolean none =
        tuning.tier() == Tuning.Tier.INTERPRETER || module.features().has(Feature.STACK_SWITCHING);
    CompilerProvider provider = none ? null : Providers.FOUND;
    this.compiler = provider == null ? null : provider.compiler(module, heap, tuning, this);
  }

  /// {@return the code of a module}
  static TieredCode of(
      ValidatedModule module, FunctionCode[] interpreted, boolean heap, Tuning tuning) {
    TieredCode code = new TieredCode(module, interpreted, heap, tuning);
    if (code.compiler != null && tuning.tier() != Tuning.Tier.AUTO) {
      for (int i = 0; i < interpreted.length; i++) {
        code.current[i] = new Untouched(code, i);
      }
    }
    return code;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Which object runs the function is the question.
  public void hot(int function) {
    int index = function - imported;
    if (compiler == null || heat[index] < 0) {
      return;
    }
    if (current[index] != interpreted[index]) {
      // Compiled while it was being translated: let the interpreter see that.
      ((InterpreterCode) interpreted[index]).retire(heap);
      heat[index] = -1;
      return;
    }
    heat[index] += 1024;
    if (heat[index] >= threshold) {
      heat[index] = -1;
      if (synchronously) {
        compile(function);
      } else {
        Providers.BACKGROUND.execute(() -> compile(function));
      }
    }
  }

  private void compile(int function) {
    if (compiler == null) {
      return;
    }
    JavaStack.need(JavaStack.FOR_COMPILER);
    try {
      compiler.compile(function);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      System.getLogger("io.wasmtier.tiers")
          .log(
              System.Logger.Level.WARNING,
              "function " + function + " stays in tier 0: the compiler failed",
              e);
    }
  }

  @Override
  public void install(int function, FunctionCode code) {
    int index = function - imported;
    current[index] = code;
    ((InterpreterCode) interpreted[index]).retire(heap);
  }
}
