package io.wasmtier.runtime.interp;

import io.wasmtier.validator.CatchClause;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.validator.FunctionSink;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sink that refuses every instruction which is not executed, with its name and place.
abstract class RefusingSink implements FunctionSink {
  /// The function walked over; set by [#begin].
  private @Nullable FunctionContext function;

  @Override
  public void begin(FunctionContext context) {
    function = context;
  }

  final FunctionContext context() {
    if (function == null) {
      throw new IllegalStateException("no walk has begun");
    }
    return function;
  }

  /// {@return the error that says an instruction is not executed}
  final WasmtierException refuse(Opcode opcode) {
    FunctionContext context = context();
    return new WasmtierException(
        Failure.UNSUPPORTED,
        opcode.mnemonic()
            + " is not executed yet"
            + (context.functionIndex() < 0
                ? ""
                : ", used by "
                    + context.module().module().names().function(context.functionIndex())),
        context.offset(),
        context.functionIndex(),
        null);
  }

  @Override
  public void brOnCast(Opcode opcode, Label label, int source, int target) {
    throw refuse(opcode);
  }

  @Override
  public void cast(Opcode opcode, int source, int target) {
    throw refuse(opcode);
  }

  @Override
  public void struct(Opcode opcode, DefType type, int field) {
    throw refuse(opcode);
  }

  @Override
  public void array(Opcode opcode, DefType type, int argument) {
    throw refuse(opcode);
  }

  @Override
  public void arrayLen() {
    throw refuse(Opcode.ARRAY_LEN);
  }

  @Override
  public void arrayCopy(DefType destination, DefType source) {
    throw refuse(Opcode.ARRAY_COPY);
  }

  @Override
  public void refGetDesc(DefType type) {
    throw refuse(Opcode.REF_GET_DESC);
  }

  @Override
  public void castDesc(Opcode opcode, @Nullable Label label, int source, int target) {
    throw refuse(opcode);
  }

  @Override
  public void contNew(DefType type) {
    throw refuse(Opcode.CONT_NEW);
  }

  @Override
  public void contBind(DefType source, DefType target) {
    throw refuse(Opcode.CONT_BIND);
  }

  @Override
  public void suspend(int tag, DefType type) {
    throw refuse(Opcode.SUSPEND);
  }

  @Override
  public void resume(Opcode opcode, DefType type, int tag, List<CatchClause> handlers) {
    throw refuse(opcode);
  }

  @Override
  public void switch_(DefType type, int tag) {
    throw refuse(Opcode.SWITCH);
  }
}
