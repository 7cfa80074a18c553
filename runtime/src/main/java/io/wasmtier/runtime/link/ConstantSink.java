package io.wasmtier.runtime.link;

import io.wasmtier.validator.CatchClause;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.FunctionSink;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.WasmtierException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Refuses everything that can't stand in a constant expression, and what is not evaluated yet
/// (spec: Validation, Constant Expressions).
abstract class ConstantSink implements FunctionSink {
  /// {@return the error for an instruction that is not evaluated}
  abstract WasmtierException refused(String what);

  @Override
  public void unary(Opcode opcode) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void ternary(Opcode opcode) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void wide(Opcode opcode) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void lane(Opcode opcode, int lane) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void shuffle(long lanesLow, long lanesHigh) {
    throw refused("shuffle");
  }

  @Override
  public void load(Opcode opcode, int memory, long offset) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void store(Opcode opcode, int memory, long offset) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void memoryLane(Opcode opcode, int memory, long offset, int lane) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void atomic(Opcode opcode, int memory, long offset) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void memory(Opcode opcode, int first, int second) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void table(Opcode opcode, int first, int second) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void local(Opcode opcode, int index, int type) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void drop(int type) {
    throw refused("drop");
  }

  @Override
  public void select(int type) {
    throw refused("select");
  }

  @Override
  public void block(Label label) {
    throw refused("block");
  }

  @Override
  public void loop(Label label) {
    throw refused("loop");
  }

  @Override
  public void if_(Label label) {
    throw refused("if");
  }

  @Override
  public void else_(Label label, boolean fallsThrough) {
    throw refused("else");
  }

  @Override
  public void tryTable(Label label, List<CatchClause> clauses) {
    throw refused("tryTable");
  }

  @Override
  public void br(Label label) {
    throw refused("br");
  }

  @Override
  public void brIf(Label label) {
    throw refused("brIf");
  }

  @Override
  public void brTable(Label[] labels, int count) {
    throw refused("brTable");
  }

  @Override
  public void brOnNull(Opcode opcode, Label label, int type) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void brOnCast(Opcode opcode, Label label, int source, int target) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void return_() {
    throw refused("return");
  }

  @Override
  public void unreachable() {
    throw refused("unreachable");
  }

  @Override
  public void call(Opcode opcode, int function, DefType type) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void callIndirect(Opcode opcode, int table, DefType type) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void callRef(Opcode opcode, DefType type) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void throw_(int tag, DefType type) {
    throw refused("throw");
  }

  @Override
  public void throwRef() {
    throw refused("throwRef");
  }

  @Override
  public void cast(Opcode opcode, int source, int target) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void struct(Opcode opcode, DefType type, int field) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void array(Opcode opcode, DefType type, int argument) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void arrayLen() {
    throw refused("arrayLen");
  }

  @Override
  public void arrayCopy(DefType destination, DefType source) {
    throw refused("arrayCopy");
  }

  @Override
  public void refGetDesc(DefType type) {
    throw refused("refGetDesc");
  }

  @Override
  public void castDesc(Opcode opcode, @Nullable Label label, int source, int target) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void legacyTry(Label label) {
    throw refused("legacyTry");
  }

  @Override
  public void legacyCatch(Label label, int tag, boolean fallsThrough) {
    throw refused("legacyCatch");
  }

  @Override
  public void legacyDelegate(Label label, Label target, boolean fallsThrough) {
    throw refused("legacyDelegate");
  }

  @Override
  public void legacyRethrow(Label label) {
    throw refused("legacyRethrow");
  }

  @Override
  public void contNew(DefType type) {
    throw refused("contNew");
  }

  @Override
  public void contBind(DefType source, DefType target) {
    throw refused("contBind");
  }

  @Override
  public void suspend(int tag, DefType type) {
    throw refused("suspend");
  }

  @Override
  public void resume(Opcode opcode, DefType type, int tag, List<CatchClause> handlers) {
    throw refused(opcode.mnemonic());
  }

  @Override
  public void switch_(DefType type, int tag) {
    throw refused("switch");
  }
}
