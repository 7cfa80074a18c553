package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.FunctionCode;
import io.wasmtier.runtime.abi.JavaStack;
import io.wasmtier.runtime.abi.LoopCode;
import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.runtime.abi.ModuleCode;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.interp.InterpreterCode;
import io.wasmtier.runtime.metrics.TierCounter;
import io.wasmtier.runtime.spi.CodeInstaller;
import io.wasmtier.runtime.spi.CompilerProvider;
import io.wasmtier.runtime.spi.ModuleCompiler;
import io.wasmtier.validator.ValidatedModule;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The tiers of a module's functions, for one kind of memory: does what [TierPolicy] decides.
///
/// With [Tuning.Tier#AUTO] a function that tier 0 has counted hot is compiled, by default on a
/// thread in the background, and so is a loop that goes on for long; with [Tuning.Tier#BASELINE]
/// each function is compiled when it is first called. A compiler that fails costs speed, never the
/// guest.
///
/// Nothing of a compiler is loaded before something is to be compiled.
final class TieredCode extends ModuleCode implements CodeInstaller {
  /// What is loaded when something is to be compiled.
  private static final class Late {
    static final System.Logger LOG = System.getLogger("io.wasmtier.tiers");

    /// The compiler; null if there is none.
    static final @Nullable CompilerProvider PROVIDER =
        ServiceLoader.load(CompilerProvider.class, TieredCode.class.getClassLoader())
            .findFirst()
            .orElse(null);
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
      owner.compile(owner.imported + index, 0, TierPolicy.firstCall(owner.tuning));
      if (owner.current[index] == this) {
        owner.current[index] = owner.interpreted[index];
      }
      owner.current[index].invoke(instance, base);
    }
  }

  /// A function whose tier is chosen at each call, for tests.
  private static final class Switching extends FunctionCode {
    private final TieredCode owner;
    private final FunctionCode interpreted;
    private final FunctionCode compiled;

    Switching(TieredCode owner, FunctionCode interpreted, FunctionCode compiled) {
      this.owner = owner;
      this.interpreted = interpreted;
      this.compiled = compiled;
    }

    @Override
    public void invoke(ModuleInstance instance, int base) {
      ((owner.random() & 1) == 0 ? interpreted : compiled).invoke(instance, base);
    }
  }

  /// What is known of a loop. Racy by design but for the code, which is published by a volatile
  /// store.
  private static final class Loop {
    volatile @Nullable LoopCode code;
    int trips;
    boolean requested;
  }

  /// With random switching, branches tell of themselves after so many times at most.
  private static final int OFTEN = 4;

  private final Engine engine;
  private final ValidatedModule module;
  private final boolean heap;
  private final Tuning tuning;
  private final int imported;
  private final boolean synchronously;
  private final boolean switching;

  // Racy by design: hints. A lost update delays a compilation, a double one finds it done.
  private final int[] heat;

  /// By function in the upper half and position in the lower one.
  private final ConcurrentHashMap<Long, Loop> loops = new ConcurrentHashMap<>();

  /// Whether [#loop] is asked in vain. Racy by design.
  private boolean hopeless;

  /// The state of a generator of numbers by chance. Racy by design: any number will do.
  private int random;

  // Made on first use, under the lock.
  private @Nullable ModuleCompiler compiler;

  private TieredCode(
      Engine engine, ValidatedModule module, FunctionCode[] interpreted, boolean heap) {
    super(interpreted);
    this.engine = engine;
    this.module = module;
    this.heap = heap;
    this.tuning = engine.tuning();
    this.imported = module.importedFunctions();
    this.random = tuning.get(Tuning.Row.RANDOM_SEED);
    this.switching = tuning.tier() == Tuning.Tier.RANDOM;
    this.synchronously = switching || tuning.get(Tuning.Row.COMPILE_SYNCHRONOUSLY) != 0;
    this.heat = new int[interpreted.length];
    this.hopeless = tuning.tier() == Tuning.Tier.INTERPRETER;
  }

  /// {@return the code of a module}
  static TieredCode of(
      Engine engine, ValidatedModule module, FunctionCode[] interpreted, boolean heap) {
    TieredCode code = new TieredCode(engine, module, interpreted, heap);
    if (!code.hopeless && TierPolicy.firstCall(code.tuning).compiles()) {
      for (int i = 0; i < interpreted.length; i++) {
        code.current[i] = new Untouched(code, i);
      }
    }
    return code;
  }

  /// {@return what the counters of branches begin with}
  static int ahead(Tuning tuning) {
    return tuning.tier() == Tuning.Tier.RANDOM ? 1023 : 0;
  }

  @Override
  public int ahead() {
    return switching ? 1023 - random() % OFTEN : 0;
  }

  /// {@return a number by chance, not negative}
  private int random() {
    int next = random;
    next ^= next << 13;
    next ^= next >>> 17;
    next ^= next << 5;
    random = next;
    return next >>> 8;
  }

  // What tier 0 tells.

  @Override
  public void hot(int function) {
    int index = function - imported;
    if (heat[index] < 0 || hopeless || !(current[index] instanceof InterpreterCode)) {
      return;
    }
    heat[index] += 1024;
    int counted = heat[index];
    TierPolicy.Decision decision = TierPolicy.function(counted, tuning);
    if (!decision.compiles()) {
      return;
    }
    heat[index] = -1;
    if (synchronously) {
      compile(function, counted, decision);
    } else if (!engine.queue().offer(counted, () -> compile(function, counted, decision))) {
      engine.metrics().add(TierCounter.REJECTED, 1);
      heat[index] = 0;
    }
  }

  @Override
  public @Nullable LoopCode loop(int function, int position) {
    if (hopeless) {
      return null;
    }
    Loop loop = loops.computeIfAbsent((long) function << 32 | position, key -> new Loop());
    LoopCode code = loop.code;
    if (code != null) {
      return switching && (random() & 1) == 0 ? null : code;
    }
    if (loop.requested) {
      return null;
    }
    loop.trips += 1024;
    int trips = loop.trips;
    TierPolicy.Decision decision = TierPolicy.loop(trips, tuning);
    if (!decision.compiles()) {
      return null;
    }
    loop.requested = true;
    if (synchronously) {
      compile(loop, function, position, trips, decision);
      return loop.code;
    }
    // A frame that waits is more urgent than a function that may be called again.
    int urgency = trips < 1 << 29 ? trips * 4 : trips;
    if (!engine.queue().offer(urgency, () -> compile(loop, function, position, trips, decision))) {
      engine.metrics().add(TierCounter.REJECTED, 1);
      loop.trips = 0;
      loop.requested = false;
    }
    return null;
  }

  // Compiling.

  private synchronized @Nullable ModuleCompiler compiler() {
    ModuleCompiler known = compiler;
    if (known == null && Late.PROVIDER != null && !hopeless) {
      known = Late.PROVIDER.compiler(module, heap, tuning, this);
      compiler = known;
    }
    hopeless |= known == null;
    return known;
  }

  private void compile(int function, int counted, TierPolicy.Decision decision) {
    JavaStack.need(JavaStack.FOR_COMPILER);
    try {
      ModuleCompiler by = compiler();
      if (by != null) {
        tell(function, "compile", decision, counted);
        by.compile(function);
      }
    } catch (RuntimeException | Error e) {
      failed(function, e);
    }
  }

  private void compile(
      Loop loop, int function, int position, int trips, TierPolicy.Decision decision) {
    JavaStack.need(JavaStack.FOR_COMPILER);
    try {
      ModuleCompiler by = compiler();
      LoopEntry entry = ((InterpreterCode) interpreted[function - imported]).loop(heap, position);
      if (by == null || entry == null) {
        return;
      }
      tell(function, "compile loop " + entry.ordinal(), decision, trips);
      LoopCode code = by.compile(function, entry);
      if (code != null) {
        engine.metrics().add(TierCounter.COMPILED_LOOPS, 1);
        loop.code = code;
      }
    } catch (RuntimeException | Error e) {
      failed(function, e);
    }
  }

  private void tell(int function, String what, TierPolicy.Decision decision, int counted) {
    engine
        .metrics()
        .decided(function, module.functionName(function), what, decision.reason(), counted);
    Late.LOG.log(
        System.Logger.Level.DEBUG,
        () ->
            what
                + " "
                + module.functionName(function)
                + " (function "
                + function
                + "): "
                + decision.reason()
                + (counted == 0 ? "" : ", counted " + counted));
  }

  // Whatever happened, the function runs on as before. On the guest's own stack there was room for
  // the compiler, so its end is the compiler's fault too.
  private void failed(int function, Throwable e) {
    engine.metrics().add(TierCounter.FAILED, 1);
    Late.LOG.log(
        System.Logger.Level.WARNING,
        "function " + function + " stays in tier 0: the compiler failed",
        e);
  }

  // What compilers tell.

  @Override
  public void install(int function, FunctionCode code) {
    int index = function - imported;
    engine.metrics().add(TierCounter.COMPILED, 1);
    current[index] = switching ? new Switching(this, interpreted[index], code) : code;
    ((InterpreterCode) interpreted[index]).retire(heap);
  }

  @Override
  public void refused(int function, String reason) {
    engine.metrics().refused(reason);
    Late.LOG.log(
        System.Logger.Level.DEBUG,
        () ->
            module.functionName(function)
                + " (function "
                + function
                + ") stays in tier 0: "
                + reason);
  }

  @Override
  public void generated(int bytes, long nanos) {
    engine.metrics().add(TierCounter.CODE_BYTES, bytes);
    engine.metrics().add(TierCounter.COMPILE_TIME, nanos);
  }
}
