package io.wasmtier.validator;

import io.wasmtier.decoder.BranchHints;
import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.wasm.Bodies;
import io.wasmtier.wasm.ByteReader;
import io.wasmtier.wasm.ExternKind;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Feature;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmModule;
import io.wasmtier.wasm.WasmtierException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Walks over function bodies and constant expressions, validates them and drives a [FunctionSink]
/// (spec: Appendix, Validation Algorithm).
///
/// This is the only code that keeps a stack of operand types, and it is driven by the opcode table:
/// an instruction with a fixed signature needs no rule ([Signatures]), the others have one per
/// shape, here and in the rule classes by group. It never recurses, and nothing is allocated per
/// instruction. To be used again for any function of the module, by one thread at a time.
/// Benchmark: `ValidateBenchmark`.
final class FunctionWalk implements FunctionContext {
  private static final ByteReader NOTHING = new ByteReader(new byte[0], 0, 0, 0);

  private final IndexSpaces spaces;
  private final WalkState state;
  private final ControlRules control;
  private final StorageRules storage;
  private final ReferenceRules references;
  private final ContinuationRules continuations;

  private @Nullable ValidatedModule validated;
  private @Nullable DefType type;
  private BranchHints.@Nullable Of hints;

  FunctionWalk(IndexSpaces spaces) {
    this.spaces = spaces;
    this.state = new WalkState(spaces, new InstructionReader(NOTHING, spaces.features, 0));
    this.control = new ControlRules(state);
    this.storage = new StorageRules(state);
    this.references = new ReferenceRules(state);
    this.continuations = new ContinuationRules(state);
  }

  /// Validates a function's body.
  ///
  /// @param function index of a function defined in the module
  void function(int function) {
    function(function, null, null);
  }

  /// Validates a function's body and drives a sink.
  void function(int function, @Nullable ValidatedModule module, @Nullable FunctionSink sink) {
    DefType signature = spaces.functions[function];
    begin(
        spaces.module.code().body(function - spaces.imported(ExternKind.FUNC)).reader(),
        function,
        signature,
        signature.results(),
        module,
        sink);
    try {
      state.locals.read(signature.params());
      if (sink != null) {
        sink.begin(this);
      }
      storage.visibleGlobals(spaces.globals.length);
      do {
        instruction(next());
      } while (state.depth > 0);
      if (!state.in.atEnd()) {
        throw state.error(
            Failure.MALFORMED,
            "END opcode expected at the end of the body only",
            state.in.input().offset());
      }
      if (sink != null) {
        sink.finish();
      }
    } catch (WasmtierException e) {
      throw placed(e);
    } finally {
      end();
    }
  }

  /// Validates a constant expression (spec: Validation, Constant Expressions), and drives a sink if
  /// there is one.
  ///
  /// @param expected the type wanted
  /// @param globals the number of globals it may refer to
  void constant(
      WasmModule.Expression expression,
      int expected,
      int globals,
      @Nullable ValidatedModule module,
      @Nullable FunctionSink sink) {
    begin(expression.code().reader(), -1, null, WalkState.one(expected), module, sink);
    try {
      state.locals.none();
      if (sink != null) {
        sink.begin(this);
      }
      storage.visibleGlobals(globals);
      do {
        Opcode opcode = next();
        if (!opcode.isConstant()) {
          throw state.invalid("constant expression required, found " + opcode.mnemonic());
        }
        constant(opcode);
        instruction(opcode);
      } while (state.depth > 0);
      if (!state.in.atEnd()) {
        throw state.error(
            Failure.MALFORMED, "END opcode expected at the end only", state.in.input().offset());
      }
      if (sink != null) {
        sink.finish();
      }
    } catch (WasmtierException e) {
      throw placed(e);
    } finally {
      end();
    }
  }

  private void begin(
      ByteReader bytes,
      int function,
      @Nullable DefType signature,
      int[] results,
      @Nullable ValidatedModule module,
      @Nullable FunctionSink sink) {
    validated = module;
    type = signature;
    hints = null;
    state.start(
        new InstructionReader(bytes, spaces.features, spaces.types.length),
        function,
        results,
        sink);
  }

  private void end() {
    state.finish();
    validated = null;
  }

  // What the reader says of a byte does not tell which function it is in.
  private WasmtierException placed(WasmtierException e) {
    boolean ofModule =
        e.failure() == Failure.MALFORMED
            || e.failure() == Failure.INVALID
            || e.failure() == Failure.LIMIT;
    return ofModule && e.function() == WasmtierException.NONE && state.function >= 0
        ? new WasmtierException(
            e.failure(), e.getMessage() + state.place(), e.offset(), state.function, e.getCause())
        : e;
  }

  private Opcode next() {
    if (state.in.atEnd()) {
      throw state.error(Failure.MALFORMED, "END opcode expected", state.in.input().offset());
    }
    state.before = state.sp;
    return state.in.next();
  }

  // What is special in constant expressions; everything else follows the usual rules.
  private void constant(Opcode opcode) {
    switch (opcode.shape()) {
      case BINARY -> {
        if (!state.has(Feature.EXTENDED_CONST)) {
          throw state.invalid(
              "constant expression required, found "
                  + opcode.mnemonic()
                  + " without extended-const");
        }
      }
      case GLOBAL_GET -> storage.constantGlobal();
      case REF_FUNC -> references.declare();
      default -> {}
    }
  }

  private void instruction(Opcode opcode) {
    switch (opcode.shape()) {
      case CONST -> {
        if (state.deliver) {
          sink().constant(opcode, state.in.low, opcode == Opcode.V128_CONST ? state.in.high : 0);
        }
        Signatures.push(state, opcode, 0);
      }
      case UNARY -> {
        Signatures.pop(state, opcode, 0);
        if (state.deliver) {
          sink().unary(opcode);
        }
        Signatures.push(state, opcode, 0);
      }
      case BINARY -> {
        Signatures.pop(state, opcode, 0);
        if (state.deliver) {
          sink().binary(opcode);
        }
        Signatures.push(state, opcode, 0);
      }
      case TERNARY -> {
        Signatures.pop(state, opcode, 0);
        if (state.deliver) {
          sink().ternary(opcode);
        }
        Signatures.push(state, opcode, 0);
      }
      case WIDE -> {
        Signatures.pop(state, opcode, 0);
        if (state.deliver) {
          sink().wide(opcode);
        }
        Signatures.push(state, opcode, 0);
      }
      case EXTRACT_LANE, REPLACE_LANE -> storage.lane(opcode);
      case SHUFFLE -> storage.shuffle(opcode);
      case LOAD, ATOMIC_LOAD -> storage.load(opcode);
      case STORE, ATOMIC_STORE -> storage.store(opcode);
      case LOAD_LANE, STORE_LANE -> storage.memoryLane(opcode);
      case ATOMIC_RMW, ATOMIC_CMPXCHG, ATOMIC_WAIT, ATOMIC_NOTIFY -> storage.atomic(opcode);
      case FENCE -> {
        if (state.deliver) {
          sink().atomic(opcode, 0, 0);
        }
      }
      case MEMORY_SIZE, MEMORY_GROW, MEMORY_FILL -> storage.memory(opcode);
      case MEMORY_COPY -> storage.memoryCopy(opcode);
      case MEMORY_INIT -> storage.memoryInit(opcode);
      case DATA_DROP -> storage.dataDrop(opcode);
      case TABLE_GET, TABLE_SET, TABLE_SIZE, TABLE_GROW, TABLE_FILL -> storage.table(opcode);
      case TABLE_COPY -> storage.tableCopy(opcode);
      case TABLE_INIT -> storage.tableInit(opcode);
      case ELEM_DROP -> storage.elemDrop(opcode);
      case LOCAL_GET -> storage.localGet(opcode);
      case LOCAL_SET -> storage.localSet(opcode);
      case LOCAL_TEE -> storage.localTee(opcode);
      case GLOBAL_GET -> storage.globalGet(opcode);
      case GLOBAL_SET -> storage.globalSet(opcode);
      case NOP -> {}
      case UNREACHABLE -> {
        if (state.deliver) {
          sink().unreachable();
        }
        state.unreachable();
      }
      case DROP -> {
        int dropped = state.pop();
        if (state.deliver) {
          sink().drop(dropped);
        }
      }
      case SELECT -> control.select(opcode);
      case BLOCK -> control.block();
      case LOOP -> control.loop();
      case IF -> control.if_();
      case ELSE -> control.else_();
      case END -> control.end();
      case TRY_TABLE -> control.tryTable();
      case BR -> control.br();
      case BR_IF -> control.brIf();
      case BR_TABLE -> control.brTable();
      case BR_ON_NULL -> control.brOnNull(opcode);
      case BR_ON_NON_NULL -> control.brOnNonNull(opcode);
      case BR_ON_CAST -> references.brOnCast(opcode);
      case RETURN -> control.return_();
      case CALL -> control.call(opcode);
      case CALL_INDIRECT -> control.callIndirect(opcode);
      case CALL_REF -> control.callRef(opcode);
      case THROW -> control.throw_();
      case THROW_REF -> control.throwRef();
      case LEGACY_TRY -> control.legacyTry();
      case LEGACY_CATCH -> control.legacyCatch();
      case LEGACY_CATCH_ALL -> control.legacyCatchAll();
      case LEGACY_DELEGATE -> control.legacyDelegate();
      case LEGACY_RETHROW -> control.legacyRethrow();
      case REF_NULL -> references.refNull();
      case REF_IS_NULL -> references.isNull(opcode);
      case REF_FUNC -> references.refFunc();
      case REF_EQ -> references.eq(opcode);
      case REF_AS_NON_NULL -> references.asNonNull(opcode);
      case REF_TEST, REF_CAST -> references.cast(opcode);
      case REF_I31 -> references.i31(opcode);
      case I31_GET -> references.i31Get(opcode);
      case ANY_CONVERT -> references.convert(opcode);
      case STRUCT_NEW -> references.structNew(opcode);
      case STRUCT_GET -> references.structGet(opcode);
      case STRUCT_SET -> references.structSet(opcode);
      case ARRAY_NEW -> references.arrayNew(opcode);
      case ARRAY_NEW_FIXED -> references.arrayNewFixed(opcode);
      case ARRAY_NEW_SEGMENT -> references.arrayNewSegment(opcode);
      case ARRAY_GET -> references.arrayGet(opcode);
      case ARRAY_SET -> references.arraySet(opcode);
      case ARRAY_LEN -> references.arrayLen();
      case ARRAY_FILL -> references.arrayFill(opcode);
      case ARRAY_COPY -> references.arrayCopy();
      case ARRAY_INIT -> references.arrayInit(opcode);
      case REF_GET_DESC -> references.getDesc();
      case REF_CAST_DESC -> references.castDesc(opcode);
      case BR_ON_CAST_DESC -> references.brOnCastDesc(opcode);
      case CONT_NEW -> continuations.contNew();
      case CONT_BIND -> continuations.contBind();
      case SUSPEND -> continuations.suspend();
      case RESUME -> continuations.resume(opcode);
      case RESUME_THROW -> continuations.resumeThrow(opcode);
      case SWITCH -> continuations.switch_();
    }
  }

  private FunctionSink sink() {
    return state.sink();
  }

  // What a sink may ask.

  @Override
  public ValidatedModule module() {
    return Objects.requireNonNull(validated);
  }

  @Override
  public int functionIndex() {
    return state.function;
  }

  @Override
  public DefType type() {
    DefType known = type;
    if (known == null) {
      // A constant expression is like a function without parameters.
      int result = body().results[0];
      known =
          DefType.function(
              new io.wasmtier.wasm.CompositeType.FuncType(
                  java.util.List.of(), java.util.List.of(new ValType(result))));
      type = known;
    }
    return known;
  }

  @Override
  public int[] locals() {
    return state.locals.all();
  }

  @Override
  public Label body() {
    return Objects.requireNonNull(state.body);
  }

  @Override
  public long offset() {
    return state.in.offset();
  }

  @Override
  public int height() {
    return state.before;
  }

  @Override
  public int operand(int depth) {
    return state.operand(depth);
  }

  @Override
  public int branchHint() {
    if (state.function < 0) {
      return -1;
    }
    BranchHints.Of found = hints;
    if (found == null) {
      found = module().branchHints().function(state.function);
      hints = found;
    }
    Bodies code = spaces.module.code();
    long body = code.offset(state.function - spaces.imported(ExternKind.FUNC));
    return found.at((int) (offset() - body));
  }
}
