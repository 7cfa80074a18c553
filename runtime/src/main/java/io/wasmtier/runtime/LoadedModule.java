package io.wasmtier.runtime;

import io.wasmtier.runtime.abi.FunctionCode;
import io.wasmtier.runtime.abi.ModuleCode;
import io.wasmtier.runtime.interp.InterpreterCode;
import io.wasmtier.validator.ValidatedModule;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmModule.Export;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A module that is decoded and valid, ready to be instantiated any number of times in any stores
/// of its engine.
///
/// Immutable and thread-safe. Instances share its code.
public final class LoadedModule {
  private final Engine engine;
  private final ValidatedModule validated;
  private final FunctionCode[] interpreted;

  // Made on demand; under the lock.
  private @Nullable TieredCode heapCode;
  private @Nullable TieredCode otherCode;
  private final Map<String, Export> exports = new HashMap<>();

  LoadedModule(Engine engine, ValidatedModule validated) {
    this.engine = engine;
    this.validated = validated;
    this.interpreted = InterpreterCode.of(validated, TieredCode.ahead(engine.tuning()));
    for (Export export : validated.module().exports()) {
      exports.put(export.name(), export);
    }
  }

  /// {@return the engine that loaded it}
  public Engine engine() {
    return engine;
  }

  /// {@return what the module is}
  public WasmModule module() {
    return validated.module();
  }

  /// {@return the proof that it is valid}
  public ValidatedModule validated() {
    return validated;
  }

  /// {@return the code for instances of a kind of memory 0}
  synchronized ModuleCode code(boolean heap) {
    TieredCode known = heap ? heapCode : otherCode;
    if (known == null) {
      known = TieredCode.of(engine, validated, interpreted, heap);
      if (heap) {
        heapCode = known;
      } else {
        otherCode = known;
      }
    }
    return known;
  }

  @Nullable Export export(String exportName) {
    return exports.get(exportName);
  }

  /// {@return the module's name from its name section, or an empty string}
  public String name() {
    String name = module().names().module();
    return name == null ? "" : name;
  }

  /// {@return what it needs, in order}
  public List<ImportType> imports() {
    return ModuleTypes.imports(validated);
  }

  /// {@return what it offers, in order}
  public List<ExportType> exports() {
    return ModuleTypes.exports(validated);
  }
}
