package io.wasmtier.compiler.lower;

import io.wasmtier.validator.CatchClause;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.FunctionContext;
import io.wasmtier.validator.FunctionSink;
import io.wasmtier.wasm.Opcode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sink that refuses what no tier compiles: stack switching, since a continuation is made of the
/// interpreter's frames.
public abstract class RefusingSink implements FunctionSink {
  private @Nullable FunctionContext function;

  @Override
  public void begin(FunctionContext context) {
    function = context;
  }

  protected final FunctionContext context() {
    if (function == null) {
      throw new IllegalStateException("no walk has begun");
    }
    return function;
  }

  protected static Refusal refuse(Opcode opcode) {
    return new Refusal(opcode.mnemonic());
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
