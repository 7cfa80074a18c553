package io.wasmtier.runtime.interp;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.validator.CatchClause;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.Label;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The part of the translator for continuations (see [ContOp]).
abstract class ContTranslator extends GcTranslator {
  /// The way to return from handlers on the function's label; null if there are none.
  private CodeWriter.@Nullable Target returning;

  ContTranslator(CodeTable table, PositionTable.@Nullable Recorder recorder) {
    super(table, recorder);
  }

  /// {@return where branches to a label go}
  abstract CodeWriter.Target target(Label label);

  /// Returns results that lie in slots from a first one on.
  abstract void returnFrom(int base, int[] results);

  /// Writes the code that returns what handlers on the function's label got.
  final void finishHandlers() {
    if (returning != null) {
      out.bind(returning);
      returnFrom(stack.floor(), context().body().results);
    }
  }

  private static int slots(int[] types, int count) {
    int slots = 0;
    for (int i = 0; i < count; i++) {
      slots += ValType.slots(types[i]);
    }
    return slots;
  }

  private void results(int[] types) {
    for (int type : types) {
      stack.push(type);
    }
    out.barrier();
  }

  @Override
  public void contNew(DefType type) {
    int slot = stack.pop();
    out.plain(ContOp.CONT_NEW, stack.push(type.ref(false)), slot, table.typeNumber(type));
    out.barrier();
  }

  @Override
  public void contBind(DefType source, DefType target) {
    int slot = stack.pop();
    int[] params = source.continued().params();
    int bound = params.length - target.continued().params().length;
    int base = stack.allHome(bound);
    stack.discard(bound);
    out.plain(ContOp.CONT_BIND, base, slots(params, bound), slot, table.typeNumber(target));
    stack.push(target.ref(false));
    out.barrier();
  }

  @Override
  public void suspend(int tag, DefType type) {
    int count = type.params().length;
    int base = stack.allHome(count);
    stack.discard(count);
    out.plain(ContOp.SUSPEND, tag, base, type.paramSlots());
    results(type.results());
  }

  @Override
  public void switch_(DefType type, int tag) {
    int slot = stack.pop();
    int[] params = type.continued().params();
    int count = params.length - 1;
    DefType back = DefType.of(ValType.number(params[count]));
    int base = stack.allHome(count);
    stack.discard(count);
    out.plain(ContOp.SWITCH, tag, base, slots(params, count), slot, table.typeNumber(back));
    results(back.continued().params());
  }

  @Override
  public void resume(Opcode opcode, DefType type, int tag, List<CatchClause> handlers) {
    DefType function = type.continued();
    int slot = stack.pop();
    int count =
        switch (opcode) {
          case RESUME -> function.params().length;
          case RESUME_THROW -> table.module.tagType(tag).params().length;
          default -> 1;
        };
    int base = stack.allHome(count);
    int from = stack.top();
    stack.discard(count);
    int op =
        switch (opcode) {
          case RESUME -> ContOp.RESUME;
          case RESUME_THROW -> ContOp.RESUME_THROW;
          default -> ContOp.RESUME_THROW_REF;
        };
    out.plain(op, slot, base, from - base, function.resultSlots(), tag);
    out.words(1, handlers.size());
    for (CatchClause handler : handlers) {
      handler(handler);
    }
    results(function.results());
  }

  private void handler(CatchClause handler) {
    out.words(1, handler.tag());
    if (handler.kind() == InstructionReader.ON_SWITCH) {
      out.words(1, 0);
      out.words(1, ContOp.ON_SWITCH);
      out.words(1, 0);
      return;
    }
    Label label = Objects.requireNonNull(handler.label());
    CodeWriter.Target target;
    if (label.kind == Label.Kind.FUNCTION) {
      if (returning == null) {
        returning = new CodeWriter.Target(stack.floor());
      }
      target = returning;
    } else {
      target = target(label);
    }
    int[] types = label.branchTypes();
    out.words(1, target.base);
    out.target(target);
    out.words(1, table.typeNumber(DefType.of(ValType.number(types[types.length - 1]))));
  }
}
