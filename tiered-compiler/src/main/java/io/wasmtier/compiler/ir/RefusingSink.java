package io.wasmtier.compiler.ir;

import io.wasmtier.validator.CatchClause;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.validator.FunctionSink;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Opcode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sink that refuses every instruction which is not compiled.
abstract class RefusingSink implements FunctionSink {
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

  static Refusal refuse(Opcode opcode) {
    return new Refusal(opcode.mnemonic());
  }

  @Override
  public void ternary(Opcode opcode) {
    throw refuse(opcode);
  }

  @Override
  public void lane(Opcode opcode, int lane) {
    throw refuse(opcode);
  }

  @Override
  public void shuffle(long lanesLow, long lanesHigh) {
    throw refuse(Opcode.I8X16_SHUFFLE);
  }

  @Override
  public void memoryLane(Opcode opcode, int memory, long offset, int lane) {
    throw refuse(opcode);
  }

  @Override
  public void atomic(Opcode opcode, int memory, long offset) {
    throw refuse(opcode);
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
  public void legacyTry(Label label) {
    throw refuse(Opcode.TRY);
  }

  @Override
  public void legacyCatch(Label label, int tag, boolean fallsThrough) {
    throw refuse(Opcode.CATCH);
  }

  @Override
  public void legacyDelegate(Label label, Label target, boolean fallsThrough) {
    throw refuse(Opcode.DELEGATE);
  }

  @Override
  public void legacyRethrow(Label label) {
    throw refuse(Opcode.RETHROW);
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
