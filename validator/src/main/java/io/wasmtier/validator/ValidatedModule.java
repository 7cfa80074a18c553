package io.wasmtier.validator;

import io.wasmtier.decoder.BranchHints;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.FeatureSet;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A module that [Validator] found valid (spec: Validation, Modules), the proof by type of it:
/// nothing else makes one, and only this can be instantiated or compiled. With lazy validation the
/// bodies of functions are excepted; each is validated before it can be used, as [#walk] always
/// validates.
///
/// All types are canonical: concrete types name ids of [DefType]s, which the module keeps alive.
/// Index spaces begin with the imports. Immutable and thread-safe.
public final class ValidatedModule {
  private final IndexSpaces spaces;

  // Which functions are known to be valid. Racy by design: a lost write only means to validate
  // again.
  private final boolean[] valid;

  private volatile @Nullable BranchHints hints;

  // A walk nobody uses now, so that its arrays serve again.
  private final AtomicReference<@Nullable FunctionWalk> spare = new AtomicReference<>();

  /// Only [ModuleValidation] makes one.
  ValidatedModule(IndexSpaces spaces) {
    this.spaces = spaces;
    this.valid = new boolean[spaces.module.functions().length];
  }

  IndexSpaces spaces() {
    return spaces;
  }

  /// {@return the module}
  public WasmModule module() {
    return spaces.module;
  }

  /// {@return the features it was validated with}
  public FeatureSet features() {
    return spaces.features;
  }

  /// {@return the number of types}
  public int typeCount() {
    return spaces.types.length;
  }

  /// {@return the definition of a type index}
  public DefType type(int typeIndex) {
    return spaces.types[typeIndex];
  }

  /// {@return the type of an import, by its position among all imports}
  public ExternType importType(int importIndex) {
    return spaces.imports[importIndex];
  }

  /// {@return the number of functions, imported ones included}
  public int functionCount() {
    return spaces.functions.length;
  }

  /// {@return the number of imported functions}
  public int importedFunctions() {
    return spaces.imported(ExternKind.FUNC);
  }

  /// {@return the type of a function}
  public DefType functionType(int function) {
    return spaces.functions[function];
  }

  /// {@return a function's name, or `func[index]` if it has none}
  public String functionName(int function) {
    return spaces.module.names().function(function);
  }

  /// {@return the number of tables, imported ones included}
  public int tableCount() {
    return spaces.tables.length;
  }

  /// {@return the number of imported tables}
  public int importedTables() {
    return spaces.imported(ExternKind.TABLE);
  }

  /// {@return the type of a table}
  public ExternType.Table tableType(int table) {
    return spaces.tables[table];
  }

  /// {@return the number of memories, imported ones included}
  public int memoryCount() {
    return spaces.memories.length;
  }

  /// {@return the number of imported memories}
  public int importedMemories() {
    return spaces.imported(ExternKind.MEMORY);
  }

  /// {@return the type of a memory}
  public ExternType.Memory memoryType(int memory) {
    return spaces.memories[memory];
  }

  /// {@return the number of globals, imported ones included}
  public int globalCount() {
    return spaces.globals.length;
  }

  /// {@return the number of imported globals}
  public int importedGlobals() {
    return spaces.imported(ExternKind.GLOBAL);
  }

  /// {@return the type of a global}
  public ExternType.Global globalType(int global) {
    return spaces.globals[global];
  }

  /// {@return the number of tags, imported ones included}
  public int tagCount() {
    return spaces.tags.length;
  }

  /// {@return the number of imported tags}
  public int importedTags() {
    return spaces.imported(ExternKind.TAG);
  }

  /// {@return the function type of a tag}
  public DefType tagType(int tag) {
    return spaces.tags[tag];
  }

  /// {@return the type of the elements of an element segment}
  public ValType elementType(int segment) {
    return spaces.elements[segment];
  }

  /// {@return whether a function occurs outside of function bodies, so that a reference to it can
  /// be made (spec: Validation, Contexts)}
  public boolean isDeclared(int function) {
    return spaces.isDeclared(function);
  }

  /// {@return the bits of a type of the module as canonical bits}
  ///
  /// @param bits a value type in which concrete types name type indices of this module
  public int canonical(int bits) {
    return spaces.canonical(bits);
  }

  /// {@return what the module says about its branches; read when first asked for}
  public BranchHints branchHints() {
    BranchHints found = hints;
    if (found == null) {
      found = BranchHints.of(spaces.module);
      hints = found;
    }
    return found;
  }

  /// Validates a function's body unless it is known to be valid; an imported function is.
  ///
  /// @throws WasmtierException of kind INVALID, MALFORMED or LIMIT
  public void validateFunction(int function) {
    int index = function - importedFunctions();
    if (index >= 0 && !valid[index]) {
      FunctionWalk walk = take();
      walk.function(function);
      spare.set(walk);
      valid[index] = true;
    }
  }

  /// Validates the bodies of all functions not known to be valid.
  ///
  /// @param parallelism the number of threads, the calling one included
  /// @throws WasmtierException of kind INVALID, MALFORMED or LIMIT: the error of the first function
  ///   that has one, whatever the parallelism
  public void validateAll(int parallelism) {
    new BodiesValidation(spaces, valid).run(parallelism);
  }

  /// Validates a function's body and drives a sink through it. What the sink gets before an error
  /// is valid so far.
  ///
  /// @param function index of a function defined in the module
  /// @throws WasmtierException of kind INVALID, MALFORMED or LIMIT, and whatever the sink throws
  public void walk(int function, FunctionSink sink) {
    int index = function - importedFunctions();
    if (index < 0 || index >= valid.length) {
      throw new WasmtierException(
          Failure.USAGE, functionName(function) + " has no body to walk over");
    }
    FunctionWalk walk = take();
    walk.function(function, this, sink);
    spare.set(walk);
    valid[index] = true;
  }

  private FunctionWalk take() {
    FunctionWalk walk = spare.getAndSet(null);
    return walk != null ? walk : new FunctionWalk(spaces);
  }

  /// Validates a constant expression and drives a sink through it; this is how initial values are
  /// computed.
  ///
  /// @param expression an expression of the module
  /// @param expected the type wanted, as canonical bits
  /// @throws WasmtierException of kind INVALID, and whatever the sink throws
  public void walkConstant(WasmModule.Expression expression, int expected, FunctionSink sink) {
    FunctionWalk walk = take();
    walk.constant(expression, expected, spaces.globals.length, this, sink);
    spare.set(walk);
  }

  @Override
  public String toString() {
    return "ValidatedModule[" + functionCount() + " functions]";
  }
}
