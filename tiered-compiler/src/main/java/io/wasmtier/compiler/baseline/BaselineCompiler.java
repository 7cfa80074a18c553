package io.wasmtier.compiler.baseline;

import io.wasmtier.compiler.lower.Refusal;
import io.wasmtier.compiler.optimizing.FunctionWriter;
import io.wasmtier.runtime.Tuning;
import io.wasmtier.runtime.abi.CodeSpace;
import io.wasmtier.runtime.abi.CompiledCode;
import io.wasmtier.runtime.abi.JavaStack;
import io.wasmtier.runtime.abi.LoopCode;
import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.abi.StructFactory;
import io.wasmtier.runtime.spi.CodeInstaller;
import io.wasmtier.runtime.spi.ModuleCompiler;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ValidatedModule;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Tier 1 of one module, for one kind of memory 0.
///
/// Functions go into classes by batches of neighbours ([Tuning.Row#BATCH_BYTES]). A class is made
/// when it is first linked to: by the policy, because a function of it is hot, or by compiled code
/// that calls one. So what compiled code calls is always compiled, if it can be.
///
/// Thread-safe: classes are made under the class loader's locks.
public final class BaselineCompiler implements ModuleCompiler {
  /// JVM parameters a method may have: 255 less the instance and the function of a bridge.
  private static final int MOST_PARAMS = 253;

  /// A body of so many bytes has a class of its own, since it may turn out to be too large and be
  /// left out in a second attempt.
  private static final int LARGE = 1024;

  /// A body of more bytes makes too large a method: nothing is shorter in JVM bytecode by half.
  private static final int HOPELESS = 16_384;

  final ValidatedModule module;
  final boolean heap;
  private final Tuning tuning;
  private final CodeInstaller installer;
  private final int imported;

  // Made on first use, under the lock: most modules never get hot.
  private @Nullable Space space;
  private int[] batches = {};
  private int[] firsts = {};

  /// Types that code names by id stay alive with it.
  private final Set<DefType> kept = ConcurrentHashMap.newKeySet();

  private final AtomicInteger loopClasses = new AtomicInteger();

  /// Why functions stay in tier 0, by function.
  private final ConcurrentHashMap<Integer, String> refused = new ConcurrentHashMap<>();

  /// Functions that make too large a method for tier 1.
  private final Set<Integer> tooLarge = ConcurrentHashMap.newKeySet();

  /// Why functions are not compiled in tier 2.
  private final ConcurrentHashMap<Integer, String> notOptimized = new ConcurrentHashMap<>();

  /// How often the budget was halved for a function, because its methods became too large.
  private final ConcurrentHashMap<Integer, Integer> shrunk = new ConcurrentHashMap<>();

  /// @param module the module
  /// @param heap whether memory 0 is of the heap kind, or there is none
  /// @param tuning thresholds and budgets
  /// @param installer gets the code
  public BaselineCompiler(
      ValidatedModule module, boolean heap, Tuning tuning, CodeInstaller installer) {
    this.module = module;
    this.heap = heap;
    this.tuning = tuning;
    this.installer = installer;
    this.imported = module.importedFunctions();
  }

  /// The class loader.
  private final class Space extends CodeSpace {
    static {
      registerAsParallelCapable();
    }

    Space(String label) {
      super(label, module.module().names());
    }

    @Override
    protected Class<?> findClass(String className) throws ClassNotFoundException {
      JavaStack.need(JavaStack.FOR_COMPILER);
      Class<?> struct = StructFactory.find(className);
      if (struct != null) {
        return struct;
      }
      int batch = batchNamed(className);
      if (batch < 0) {
        throw new ClassNotFoundException(className);
      }
      long start = System.nanoTime();
      BatchWriter writer = write(batch);
      Class<?> made = define(className, writer, start);
      for (int function : writer.compiled) {
        installer.install(function, code(made, function));
      }
      return made;
    }

    private Class<?> define(String className, BatchWriter writer, long start) {
      writer.positions.forEach((method, at) -> position(className, method, at));
      byte[] bytes = writer.bytes();
      Class<?> made = define(className, bytes);
      installer.generated(bytes.length, System.nanoTime() - start);
      return made;
    }

    private CompiledCode code(Class<?> made, int function) {
      try {
        return (CompiledCode) made.getConstructor(int.class).newInstance(function);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(made.getName(), e);
      }
    }

    /// {@return a class of its own for a function that is entered at a loop}
    CompiledCode loop(int function, LoopEntry loop) {
      long start = System.nanoTime();
      BatchWriter writer = new BatchWriter(BaselineCompiler.this, loopName(function, loop));
      writer.write(function, loop);
      String className = writer.name().replace('/', '.');
      return code(define(className, writer, start), function);
    }

    private int batchNamed(String className) {
      String prefix = packageName() + ".Batch";
      if (!className.startsWith(prefix)) {
        return -1;
      }
      try {
        int batch = Integer.parseInt(className.substring(prefix.length()));
        return batch >= 0 && batch < firsts.length - 1 ? batch : -1;
      } catch (NumberFormatException e) {
        return -1;
      }
    }
  }

  @Override
  public void compile(int function) {
    Space into = space();
    try {
      into.loadClass(className(batchOf(function)).replace('/', '.'));
    } catch (ClassNotFoundException e) {
      throw new LinkageError("batch " + batchOf(function), e);
    }
  }

  @Override
  public @Nullable LoopCode compile(int function, LoopEntry loop) {
    Space into = space();
    if (!isTyped(module.functionType(function)) || survey(function).refusal() != null) {
      return null;
    }
    try {
      return new LoopCode(loop, into.loop(function, loop));
    } catch (Refusal refusal) {
      return null;
    }
  }

  private synchronized Space space() {
    Space known = space;
    if (known == null) {
      plan();
      String name = module.module().names().module();
      known = new Space(name == null || name.isEmpty() ? "module" : MethodNames.letters(name));
      space = known;
    }
    return known;
  }

  /// Divides the functions into batches.
  private void plan() {
    int count = module.functionCount() - imported;
    int[] of = new int[count];
    int[] starts = new int[count + 1];
    int made = 0;
    int budget = tuning.get(Tuning.Row.BATCH_BYTES);
    int bytes = 0;
    int members = 0;
    for (int i = 0; i < count; i++) {
      int length = module.module().code().length(i);
      if (i == 0 || length > LARGE || bytes + length > budget || members >= 64) {
        starts[made++] = imported + i;
        bytes = 0;
        members = 0;
      }
      of[i] = made - 1;
      members++;
      // Nothing joins a large one.
      bytes = length > LARGE ? budget : bytes + length;
    }
    starts[made] = imported + count;
    firsts = Arrays.copyOf(starts, made + 1);
    batches = of;
  }

  /// {@return a batch, written}
  BatchWriter write(int batch) {
    for (; ; ) {
      BatchWriter writer = new BatchWriter(this, className(batch));
      try {
        writer.write(batch);
        return writer;
      } catch (Refusal refusal) {
        // Noted; the next attempt leaves that function out.
      }
    }
  }

  /// {@return the number of batches}
  int batchCount() {
    space();
    return firsts.length - 1;
  }

  // What batches ask.

  int batchOf(int function) {
    return batches[function - imported];
  }

  /// {@return the first function of a batch, or the number of functions behind the last}
  int first(int batch) {
    return firsts[batch];
  }

  /// {@return the internal name of a batch's class}
  String className(int batch) {
    return space().packageName().replace('.', '/') + "/Batch" + batch;
  }

  private String loopName(int function, LoopEntry loop) {
    return space().packageName().replace('.', '/')
        + "/Loop"
        + function
        + "_"
        + loop.ordinal()
        + "_"
        + loopClasses.incrementAndGet();
  }

  String methodName(int function) {
    return MethodNames.of(module.functionName(function), function);
  }

  void keep(DefType type) {
    kept.add(type);
  }

  int methodBytes() {
    return tuning.get(Tuning.Row.METHOD_BYTES);
  }

  Survey survey(int function) {
    String reason = refused.get(function);
    if (reason != null) {
      return new Survey(reason, false, false, 0);
    }
    if (module.module().code().length(function - imported) > HOPELESS) {
      refuse(function, "its size");
      return survey(function);
    }
    Survey survey = Survey.of(module, function);
    if (survey.refusal() != null) {
      refuse(function, survey.refusal());
    }
    return survey;
  }

  /// {@return a function as tier 2 compiles it, or null if tier 1 is to compile it or none}
  ///
  /// Beside what the tuning says these are functions that don't fit one method.
  @Nullable FunctionWriter optimized(BatchWriter batch, int function) {
    boolean large =
        module.module().code().length(function - imported) > HOPELESS
            || tooLarge.contains(function);
    if (!large && tuning.tier() != Tuning.Tier.OPTIMIZING || notOptimized.containsKey(function)) {
      return null;
    }
    try {
      int budget = tuning.get(Tuning.Row.REGION_BYTES);
      return FunctionWriter.of(batch, function, budget >> shrunk.getOrDefault(function, 0));
    } catch (Refusal refusal) {
      notOptimized.put(function, String.valueOf(refusal.getMessage()));
    } catch (io.wasmtier.wasm.WasmtierException e) {
      notOptimized.put(function, "not valid");
    }
    return null;
  }

  /// Notes that a function does not fit a method of tier 1.
  Refusal tooLarge(int function, int size) {
    if (tooLarge.add(function)) {
      return new Refusal("its size");
    }
    return refuse(function, "a method of " + size + " bytes");
  }

  /// Notes that the methods of a function must be smaller.
  Refusal shrink(int function) {
    if (shrunk.merge(function, 1, Integer::sum) > 3) {
      notOptimized.put(function, "its size");
    }
    return new Refusal("its size");
  }

  /// Notes that a function stays in tier 0.
  Refusal refuse(int function, String reason) {
    if (refused.put(function, reason) == null) {
      installer.refused(function, reason);
    }
    return new Refusal(reason);
  }

  /// {@return the functions found not to be compiled so far}
  public Set<Integer> refused() {
    return new HashSet<>(refused.keySet());
  }

  /// {@return whether a function's values fit a JVM method}
  static boolean isTyped(DefType type) {
    int size = 0;
    for (int param : type.params()) {
      if (param == io.wasmtier.wasm.ValType.BITS_V128) {
        return false;
      }
      size += io.wasmtier.compiler.emit.MethodEmitter.size(param);
    }
    for (int result : type.results()) {
      if (result == io.wasmtier.wasm.ValType.BITS_V128) {
        return false;
      }
    }
    return size <= MOST_PARAMS && type.results().length <= StoreContext.MOST_RESULTS;
  }
}
