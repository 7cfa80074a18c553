package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.runtime.link.Instantiation;
import io.wasmtier.runtime.link.Resources;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmModule.Import;
import io.wasmtier.wasm.WasmtierException;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What modules may import, by the two levels of its name, and the way to instantiate them (spec:
/// Execution, Instantiation).
///
/// Nothing is there until it is defined: a guest reaches only what it was given. A name defined
/// again replaces what was there. Host functions can be used in any stores; everything else only in
/// its own. Not thread-safe while being filled; afterwards any number of threads may instantiate.
public final class Linker {
  private record Name(String module, String name) {
    // Written out: the generated methods cost 20 ms where they are first used, which is in every
    // start.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Name that && module.equals(that.module) && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return 31 * module.hashCode() + name.hashCode();
    }
  }

  private final Map<Name, Extern> items = new HashMap<>();
  private boolean stubsMissing;
  private @Nullable String stringModule;

  /// Makes a linker that knows nothing.
  public Linker() {}

  /// Defines anything: a function, memory, table, global or tag, also one that another instance
  /// exports.
  ///
  /// @return this
  /// @throws WasmtierException of kind USAGE if the item is null
  public Linker define(String module, String name, Extern item) {
    items.put(new Name(module, name), given(module, name, item));
    return this;
  }

  /// Refuses null where it is given: called by a guest it would be hard to find.
  private static <T> T given(String module, String name, @Nullable T item) {
    if (item == null) {
      throw new WasmtierException(
          Failure.USAGE, "what " + Signatures.quote(module, name) + " shall be is null");
    }
    return item;
  }

  /// Defines a host function by what it does with a call: cheapest at start-up and when called.
  ///
  /// @param type its type; numbers of types in it are canonical ids
  /// @return this
  public Linker function(String module, String name, FuncType type, HostFunction body) {
    return define(module, name, WasmFunction.of(type, given(module, name, body)));
  }

  /// Defines a host function by a lambda or method reference of a functional interface, whose
  /// method gives the type: `linker.function("env", "add", IntBinaryOperator.class, (a, b) -> a +
  /// b)`.
  ///
  /// `int` is i32, `long` i64, `float` f32, `double` f64, [V128] v128, [WasmFunction] funcref, any
  /// other reference type externref.
  ///
  /// @return this
  /// @throws WasmtierException of kind USAGE if the interface is none with one abstract method of
  ///   such types
  public <T> Linker function(String module, String name, Class<T> functionalInterface, T body) {
    return define(
        module, name, HostAdapters.ofInterface(functionalInterface, given(module, name, body)));
  }

  /// Defines a host function by a method handle, whose type gives the function's as with a
  /// functional interface.
  ///
  /// @return this
  /// @throws WasmtierException of kind USAGE if its type has no counterpart
  public Linker function(String module, String name, MethodHandle body) {
    return define(module, name, HostAdapters.ofHandle(given(module, name, body)));
  }

  /// Defines the methods of an object that are annotated with [WasmExport], each under its name.
  ///
  /// @return this
  /// @throws WasmtierException of kind USAGE if there are none, or one has a type without
  ///   counterpart
  public Linker host(String module, Object host) {
    HostAdapters.ofAnnotated(given(module, "*", host))
        .forEach((name, function) -> define(module, name, function));
    return this;
  }

  /// Defines all exports of an instance.
  ///
  /// @return this
  public Linker instance(String module, Instance instance) {
    instance.exports().forEach((name, item) -> define(module, name, item));
    return this;
  }

  /// Defines the JavaScript string builtins (proposal: JS String Builtins) as the module
  /// `wasm:js-string`, on [java.lang.String]: what compilers for Kotlin, Java, Dart and the like
  /// import for their strings. A string of the guest is then an externref that is a Java string,
  /// unpaired surrogates included.
  ///
  /// @return this
  public Linker jsStringBuiltins() {
    JsStringBuiltins.defineIn(this);
    return this;
  }

  /// Lets modules import string constants: a global from the module given, immutable and an
  /// externref (nullable or not), is the Java string that is the import's name. Compilers use the
  /// module name `'` or `_`.
  ///
  /// @return this
  public Linker stringConstants(String module) {
    stringModule = module;
    return this;
  }

  /// Says whether functions that are missing become functions that trap when called (UNREACHABLE
  /// with the name in the cause), instead of making instantiation fail. By default they do not.
  ///
  /// @return this
  public Linker stubMissingFunctions(boolean stub) {
    stubsMissing = stub;
    return this;
  }

  /// {@return what is defined under a name, or null}
  public @Nullable Extern get(String module, String name) {
    return items.get(new Name(module, name));
  }

  /// Instantiates a module: matches its imports, allocates what it defines, copies its active
  /// segments in order and runs its start function.
  ///
  /// @return the new instance
  /// @throws WasmtierException of kind UNLINKABLE if imports are missing or of the wrong type, all
  ///   of which the message lists; LIMIT if the store's limits don't allow it (no memory or table
  ///   was allocated then, or it was given back); USAGE if an import belongs to another store;
  ///   [Trap] and whatever else the start function throws. Segments copied before a trap stay
  ///   copied, as the specification says
  public Instance instantiate(Store store, LoadedModule module) {
    store.engine().checkOpen();
    if (module.engine() != store.engine()) {
      throw new WasmtierException(Failure.USAGE, "the module was loaded by another engine");
    }
    StoreContext context = store.context();
    context.enter();
    try {
      return instantiateInside(store, module);
    } catch (WasmtierException e) {
      context.failed(e);
      throw e;
    } finally {
      context.leave();
    }
  }

  private Instance instantiateInside(Store store, LoadedModule module) {
    ValidatedModule validated = module.validated();
    Extern[] imports = resolve(store, validated);
    Resources.Claim claim = store.resources().claim();
    ModuleInstance created = new ModuleInstance(store.context(), validated, module::code);
    Instance instance = new Instance(store, module, created);
    Instantiation instantiation = new Instantiation(created, claim);
    boolean isFirst = store.admit(module);
    boolean mayBeSeen = false;
    try {
      link(store, instance, created, imports, claim);
      instantiation.run();
      int start = validated.module().start();
      if (start >= 0) {
        // From here on whatever it imports may get to know it.
        mayBeSeen = imports.length > 0;
        created.functions[start].call();
      }
      mayBeSeen = true;
      return instance;
    } catch (WasmException e) {
      mayBeSeen = true; // By what the exception carries.
      throw e;
    } finally {
      // An instance that failed before anybody could see it is gone. One that was seen (a table of
      // another module may have it) is used further and counts until the store is closed.
      if (!mayBeSeen && !instantiation.shown()) {
        claim.release();
        store.dismiss(module, isFirst);
      }
    }
  }

  private static void link(
      Store store,
      Instance instance,
      ModuleInstance created,
      Extern[] imports,
      Resources.Claim claim) {
    List<Import> wanted = created.module.module().imports();
    int[] next = new int[ExternKind.values().length];
    for (int i = 0; i < imports.length; i++) {
      Extern item = imports[i];
      checkStore(store, item, wanted.get(i));
      int index = next[item.externType().kind().ordinal()]++;
      switch (item) {
        case HostFunctionObject host -> created.functions[index] = host.importedBy(instance);
        case WasmFunction function -> created.functions[index] = function;
        case Memory memory -> {
          claim.keep(memory.linear());
          created.memories[index] = memory.linear();
        }
        case Table table -> created.tables[index] = table.instance();
        case Global global -> created.globals[index] = global.instance();
        case Tag tag -> created.tags[index] = tag.instance();
      }
    }
  }

  private static void checkStore(Store store, Extern item, Import wanted) {
    Object owner =
        switch (item) {
          // It gets a new owner for each instance that imports it.
          case HostFunctionObject host -> null;
          case WasmFunction function -> Values.storeOf(function);
          case Memory memory -> memory.context();
          case Table table -> table.context();
          case Global global -> global.context();
          case Tag tag -> tag.context();
        };
    if (owner != null && owner != store.context()) {
      throw new WasmtierException(
          Failure.USAGE,
          "the import "
              + Signatures.quote(wanted.module(), wanted.name())
              + " belongs to another store");
    }
  }

  /// {@return an item per import, in order}
  private Extern[] resolve(Store store, ValidatedModule module) {
    List<Import> imports = module.module().imports();
    Extern[] found = new Extern[imports.size()];
    ImportProblems problems = new ImportProblems();
    for (int i = 0; i < found.length; i++) {
      Import wanted = imports.get(i);
      Extern item = items.get(new Name(wanted.module(), wanted.name()));
      if (item == null && stubsMissing && wanted.type().kind() == ExternKind.FUNC) {
        item = HostAdapters.stub(module, i);
      }
      if (item == null
          && wanted.module().equals(stringModule)
          && wanted.type().kind() == ExternKind.GLOBAL) {
        item = store.newGlobal(JsStringBuiltins.CONSTANT, wanted.name());
      }
      if (item != null && problems.matches(module, i, item)) {
        found[i] = item;
      } else {
        problems.add(module, i, item);
      }
    }
    problems.throwIfAny();
    return found;
  }
}
