package io.wasmtier.runtime;

import io.wasmtier.allocator.LinearMemory;
import io.wasmtier.runtime.abi.ModuleInstance;
import io.wasmtier.runtime.abi.StoreContext;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.WasmModule.Export;
import io.wasmtier.wasm.WasmtierException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An instance of a module (spec: Execution, Runtime Structure, Module Instances) with its exports.
///
/// Belongs to its store: confined to the store's thread, closed with it.
public final class Instance {
  private final Store store;
  private final LoadedModule module;
  private final ModuleInstance instance;
  private @Nullable Memory mainMemory;

  Instance(Store store, LoadedModule module, ModuleInstance instance) {
    this.store = store;
    this.module = module;
    this.instance = instance;
  }

  /// {@return the store it belongs to}
  public Store store() {
    return store;
  }

  /// {@return the module it is an instance of}
  public LoadedModule module() {
    return module;
  }

  StoreContext context() {
    return instance.store;
  }

  ModuleInstance internal() {
    return instance;
  }

  /// {@return all exports by name, in the module's order}
  public Map<String, Extern> exports() {
    Map<String, Extern> exports = new LinkedHashMap<>();
    for (Export export : module.module().exports()) {
      exports.put(export.name(), extern(export));
    }
    return Collections.unmodifiableMap(exports);
  }

  /// {@return an export of any kind, or null if there is none of this name}
  public @Nullable Extern export(String name) {
    Export export = module.export(name);
    return export == null ? null : extern(export);
  }

  private Extern extern(Export export) {
    int index = export.index();
    return switch (export.kind()) {
      case FUNC -> instance.functions[index];
      case TABLE -> new Table(instance.store, instance.tables[index]);
      case MEMORY -> new Memory(instance.store, instance.memories[index]);
      case GLOBAL -> new Global(instance.store, instance.globals[index]);
      case TAG -> new Tag(instance.store, instance.tags[index]);
    };
  }

  /// {@return an exported function}
  ///
  /// @throws WasmtierException of kind USAGE if there is none of this name; the message lists those
  ///   there are
  public WasmFunction function(String name) {
    return export(name, WasmFunction.class, "function");
  }

  /// {@return an exported memory}
  ///
  /// @throws WasmtierException of kind USAGE if there is none of this name
  public Memory memory(String name) {
    return export(name, Memory.class, "memory");
  }

  /// {@return an exported table}
  ///
  /// @throws WasmtierException of kind USAGE if there is none of this name
  public Table table(String name) {
    return export(name, Table.class, "table");
  }

  /// {@return an exported global}
  ///
  /// @throws WasmtierException of kind USAGE if there is none of this name
  public Global global(String name) {
    return export(name, Global.class, "global");
  }

  /// {@return an exported tag}
  ///
  /// @throws WasmtierException of kind USAGE if there is none of this name
  public Tag tag(String name) {
    return export(name, Tag.class, "tag");
  }

  private <T extends Extern> T export(String name, Class<T> kind, String word) {
    Extern export = export(name);
    if (kind.isInstance(export)) {
      return kind.cast(export);
    }
    StringBuilder message =
        new StringBuilder("there is no exported ")
            .append(word)
            .append(" \"")
            .append(name)
            .append('"');
    if (export != null) {
      message.append(", but a ").append(export.externType().kind().text());
    }
    String separator = "; exported are ";
    for (Export other : module.module().exports()) {
      message
          .append(separator)
          .append(other.kind().text())
          .append(" \"")
          .append(other.name())
          .append('"');
      separator = ", ";
      if (message.length() > 1000) {
        message.append(", ...");
        break;
      }
    }
    throw new WasmtierException(Failure.USAGE, message.toString());
  }

  /// {@return the memory exported as `memory`, else the first one, which host functions work on}
  Memory mainMemory() {
    Memory known = mainMemory;
    if (known == null) {
      known = findMainMemory();
      mainMemory = known;
    }
    return known;
  }

  private Memory findMainMemory() {
    if (export("memory") instanceof Memory exported) {
      return exported;
    }
    LinearMemory[] memories = instance.memories;
    if (memories.length == 0) {
      throw new WasmtierException(Failure.USAGE, "the instance has no memory");
    }
    return new Memory(instance.store, memories[0]);
  }

  @Override
  public String toString() {
    return "Instance of " + (module.name().isEmpty() ? "a module" : module.name());
  }
}
