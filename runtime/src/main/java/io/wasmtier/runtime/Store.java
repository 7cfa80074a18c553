package io.wasmtier.runtime;

import io.wasmtier.allocator.MemoryBudget;
import io.wasmtier.runtime.Config.Limit;
import io.wasmtier.runtime.abi.GlobalInstance;
import io.wasmtier.runtime.abi.InterruptPoll;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.abi.TagInstance;
import io.wasmtier.runtime.link.Resources;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.WasmtierException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A sandbox: instances and what they own, with common limits (spec: Execution, Runtime Structure,
/// Store).
///
/// Serves one thread at a time, any thread in turn if the embedder hands it over safely. A second
/// thread that comes while one is inside gets a WasmtierException of kind USAGE. Only [#interrupt]
/// may be called by any thread at any time. What is made in a store can't be used in another,
/// except shared memories and host functions.
///
/// Memories and tables count against the limits until the store is closed, even if nothing refers
/// to them any more; those of an instantiation that failed only if something may refer to them.
public final class Store implements AutoCloseable {
  private final Engine engine;
  private final StoreContext context;
  private final Resources resources;
  private int instances;

  /// The modules instantiated. They keep their types alive, which tables and globals name by number
  /// only.
  private final Set<LoadedModule> modules = Collections.newSetFromMap(new IdentityHashMap<>());

  Store(Engine engine) {
    this.engine = engine;
    Config config = engine.config();
    this.context =
        new StoreContext(
            (int) config.limit(Limit.STACK_SLOTS), (int) config.limit(Limit.CALL_DEPTH));
    this.resources =
        new Resources(
            config.memories(),
            new MemoryBudget(config.limit(Limit.MEMORY_BYTES)),
            config.limit(Limit.TABLE_ELEMENTS));
  }

  /// {@return the engine it belongs to}
  public Engine engine() {
    return engine;
  }

  StoreContext context() {
    return context;
  }

  Resources resources() {
    return resources;
  }

  /// {@return a new instance of a module that imports nothing}
  ///
  /// @throws WasmtierException as [Linker#instantiate]
  public Instance instantiate(LoadedModule module) {
    return new Linker().instantiate(this, module);
  }

  /// Counts an instance of a module about to be made.
  ///
  /// @return whether it is the first of this module
  boolean admit(LoadedModule module) {
    long limit = engine.config().limit(Limit.INSTANCES);
    if (instances >= limit) {
      throw new WasmtierException(Failure.LIMIT, "more than " + limit + " instances in a store");
    }
    instances++;
    return modules.add(module);
  }

  /// Takes back what [#admit] did for an instance that could not be made and that nothing refers
  /// to.
  ///
  /// @param isFirst what it returned
  void dismiss(LoadedModule module, boolean isFirst) {
    instances--;
    if (isFirst) {
      modules.remove(module);
    }
  }

  /// {@return a new memory}
  ///
  /// @throws WasmtierException of kind LIMIT if its initial size is not allowed or not available,
  ///   of kind USAGE if the type is none that a module could have
  public Memory newMemory(ExternType.Memory type) {
    context.check();
    Signatures.check(type, engine);
    return new Memory(context, resources.memory(type));
  }

  /// {@return a new table}
  ///
  /// @param init the value of its elements
  /// @throws WasmtierException of kind LIMIT if its initial size is not allowed, of kind USAGE if
  ///   the value does not fit or the type is none that a module could have
  public Table newTable(ExternType.Table type, @Nullable Object init) {
    context.check();
    Signatures.check(type, engine);
    Values.checkReference(type.element().bits(), init, "initial value", 0, context);
    return new Table(context, resources.table(type, init));
  }

  /// {@return a new global}
  ///
  /// @param value its value, converted as by [WasmFunction#call]
  /// @throws WasmtierException of kind USAGE if the value does not fit or the type is none that a
  ///   module could have
  public Global newGlobal(ExternType.Global type, @Nullable Object value) {
    context.check();
    Signatures.check(type, engine);
    GlobalInstance global = new GlobalInstance(type);
    Global.put(global, value, context);
    return new Global(context, global);
  }

  /// {@return a new tag}
  ///
  /// @param type a function type, whose parameters an exception carries; without results, except
  ///   with stack switching
  /// @throws WasmtierException of kind USAGE if it is none that a module could have
  public Tag newTag(FuncType type) {
    context.check();
    DefType canonical = Signatures.canonical(type);
    if (!type.results().isEmpty() && !engine.config().features().has(Feature.STACK_SWITCHING)) {
      throw new WasmtierException(
          Failure.USAGE, "a tag can't have results: " + Signatures.describe(type));
    }
    return new Tag(context, new TagInstance(canonical));
  }

  /// Stops the guest that runs, or the next call if none does: it ends with a WasmtierException of
  /// kind INTERRUPTED, which it can't catch. May be called by any thread. A host function that runs
  /// is not stopped.
  public void interrupt() {
    InterruptPoll.interrupt(context);
  }

  /// {@return the bytes of all memories made here}
  public long memoryBytes() {
    return resources.budget().used();
  }

  /// {@return whether it was closed}
  public boolean isClosed() {
    return context.isClosed();
  }

  /// Frees all memories made here; whatever belongs to the store then throws a WasmtierException of
  /// kind USAGE. Closing twice does nothing.
  ///
  /// @throws WasmtierException of kind USAGE if a guest is running in it; it stays open
  @Override
  public void close() {
    if (context.close()) {
      InterruptPoll.clear(context);
      resources.close();
      modules.clear();
      engine.forget(this);
    }
  }
}
