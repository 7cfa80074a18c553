package io.wasmtier.compiler.baseline;

import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.compiler.lower.References;
import io.wasmtier.compiler.lower.Source;
import io.wasmtier.runtime.abi.LoopEntry;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import org.jspecify.annotations.Nullable;

/// The part of tier 1 for references, structures, arrays and casts.
abstract class ObjectSink extends DataSink {
  private final References references;

  ObjectSink(BatchWriter batch, MethodEmitter out, Survey survey, @Nullable LoopEntry loop) {
    super(batch, out, survey, loop);
    this.references = new References(site);
  }

  @Override
  public void reference(Opcode opcode, int type) {
    resolve();
    if (opcode == Opcode.REF_IS_NULL) {
      compare(opcode, 1);
      return;
    }
    mark();
    int operands = opcode == Opcode.REF_EQ ? 2 : 1;
    stack.toStack(operands);
    int result = references.reference(opcode, type);
    stack.pop(operands);
    stack.push(result);
  }

  @Override
  public void struct(Opcode opcode, DefType type, int field) {
    resolve();
    mark();
    int operands = References.structOperands(opcode, type);
    finish(operands, references.struct(opcode, type, field, operands(operands)));
  }

  @Override
  public void array(Opcode opcode, DefType type, int argument) {
    resolve();
    mark();
    int operands = References.arrayOperands(opcode, argument);
    finish(operands, references.array(opcode, type, argument, operands(operands)));
  }

  @Override
  public void arrayLen() {
    resolve();
    mark();
    references.arrayLength(stack.type(stack.count() - 1), operands(1));
    finish(1, ValType.BITS_I32);
  }

  @Override
  public void arrayCopy(DefType destination, DefType source) {
    resolve();
    mark();
    references.arrayCopy(operands(5));
    stack.pop(5);
  }

  @Override
  public void cast(Opcode opcode, int source, int target) {
    resolve();
    if (opcode == Opcode.REF_TEST || opcode == Opcode.REF_TEST_NULL) {
      references.test(target, operands(1));
      finish(1, ValType.BITS_I32);
    } else {
      mark();
      references.cast(target, operands(1));
      finish(1, target);
    }
  }

  @Override
  public void refGetDesc(DefType type) {
    resolve();
    mark();
    references.descriptor(operands(1));
    finish(1, java.util.Objects.requireNonNull(type.descriptor()).ref(false));
  }

  @Override
  public void brOnCast(Opcode opcode, Label label, int source, int target) {
    resolve();
    stack.offStack(stack.count());
    references.test(target, operands(1));
    branchOnCast(label, opcode == Opcode.BR_ON_CAST);
  }

  @Override
  public void castDesc(Opcode opcode, @Nullable Label label, int source, int target) {
    resolve();
    mark();
    if (label == null) {
      references.castDescribed(target, operands(2));
      finish(2, target);
      return;
    }
    stack.offStack(stack.count());
    Source operands = operands(2);
    references.testDescribed(target, operands);
    stack.pop(1);
    branchOnCast(label, opcode == Opcode.BR_ON_CAST_DESC_EQ);
  }

  /// Branches with the values of a label, the last of which is the reference on top, by the number
  /// on the JVM's stack. The reference stays.
  abstract void branchOnCast(Label label, boolean holds);
}
