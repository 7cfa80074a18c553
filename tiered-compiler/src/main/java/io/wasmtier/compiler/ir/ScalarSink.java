package io.wasmtier.compiler.ir;

import io.wasmtier.compiler.lower.RefusingSink;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Opcode;
import org.jspecify.annotations.Nullable;

/// A sink that also refuses what tier 2 leaves to tier 1: vectors, atomics, objects, casts, legacy
/// exceptions.
abstract class ScalarSink extends RefusingSink {
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
}
