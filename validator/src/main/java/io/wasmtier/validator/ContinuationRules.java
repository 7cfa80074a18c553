package io.wasmtier.validator;

import io.wasmtier.decoder.InstructionReader;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The rules of continuations (proposal: Stack Switching).
final class ContinuationRules {
  private final WalkState s;

  ContinuationRules(WalkState state) {
    this.s = state;
  }

  private DefType continuation(int index) {
    DefType type = s.type(index);
    if (!type.isContinuation()) {
      throw s.invalid("non-continuation type " + index);
    }
    return type;
  }

  void contNew() {
    DefType type = continuation(s.in.first);
    s.pop(type.continued().ref(true));
    if (s.deliver) {
      s.sink().contNew(type);
    }
    s.push(s.exactly(type));
  }

  void contBind() {
    DefType source = continuation(s.in.first);
    DefType target = continuation(s.in.second);
    DefType from = source.continued();
    DefType to = target.continued();
    int bound = from.params().length - to.params().length;
    if (bound < 0) {
      throw s.invalid("type mismatch in continuation arguments: more are left than there were");
    }
    int[] left = Arrays.copyOfRange(from.params(), bound, from.params().length);
    if (!Types.matches(to.params(), left) || !Types.matches(from.results(), to.results())) {
      throw s.invalid("type mismatch in continuation types: expected " + to + ", found " + from);
    }
    s.pop(source.ref(true));
    s.popAll(from.params(), bound);
    if (s.deliver) {
      s.sink().contBind(source, target);
    }
    s.push(s.exactly(target));
  }

  void suspend() {
    int tag = s.in.first;
    DefType type = s.tag(tag);
    s.popAll(type.params());
    if (s.deliver) {
      s.sink().suspend(tag, type);
    }
    s.pushAll(type.results());
  }

  void resume(Opcode opcode) {
    DefType type = continuation(s.in.first);
    DefType function = type.continued();
    List<CatchClause> handlers = handlers(function.results());
    s.pop(type.ref(true));
    s.popAll(function.params());
    if (s.deliver) {
      s.sink().resume(opcode, type, -1, handlers);
    }
    s.pushAll(function.results());
  }

  void resumeThrow(Opcode opcode) {
    DefType type = continuation(s.in.first);
    DefType function = type.continued();
    int tag = opcode == Opcode.RESUME_THROW ? s.in.second : -1;
    int[] thrown =
        tag < 0 && opcode != Opcode.RESUME_THROW
            ? WalkState.one(ValType.EXNREF.bits())
            : s.tag(tag).params();
    List<CatchClause> handlers = handlers(function.results());
    s.pop(type.ref(true));
    s.popAll(thrown);
    if (s.deliver) {
      s.sink().resume(opcode, type, tag, handlers);
    }
    s.pushAll(function.results());
  }

  /// Checks the handlers of a continuation that leaves these results.
  private List<CatchClause> handlers(int[] results) {
    InstructionReader in = s.in;
    List<CatchClause> handlers = s.deliver ? new ArrayList<>(in.listSize / 4) : List.of();
    for (int i = 0; i < in.listSize; i += 4) {
      int kind = in.list[i];
      int tag = in.list[i + 1];
      DefType signature = s.tag(tag);
      Label label = null;
      if (kind == InstructionReader.ON_LABEL) {
        int frame = s.frame(in.list[i + 2]);
        checkLabel(s.branchTypes(frame), signature, results);
        label = s.deliver ? s.target(frame) : null;
      } else if (signature.params().length > 0) {
        throw s.invalid("type mismatch tag type: a tag to switch on has no parameters");
      }
      if (s.deliver) {
        handlers.add(new CatchClause(kind, tag, label));
      }
    }
    return handlers;
  }

  // The label takes what the tag carries and, last, the continuation that goes on behind the
  // suspension.
  private void checkLabel(int[] types, DefType tag, int[] results) {
    int last = types.length - 1;
    DefType rest = lastContinuation(types, "label");
    if (!Types.matches(rest.params(), tag.results()) || !Types.matches(results, rest.results())) {
      throw s.invalid("type mismatch in continuation type: found " + rest);
    }
    if (!Types.matches(tag.params(), Arrays.copyOf(types, last))) {
      throw s.invalid("type mismatch: the label does not take what the tag carries: " + tag);
    }
  }

  /// {@return the function type of the continuation that must be the last of some types}
  private DefType lastContinuation(int[] types, String where) {
    int last = types.length - 1;
    if (last < 0 || !ValType.isConcrete(types[last])) {
      throw s.invalid(
          "type mismatch: instruction requires concrete continuation reference type but "
              + where
              + " has "
              + (last < 0 ? "none" : Types.toString(types[last])));
    }
    DefType type = DefType.of(ValType.number(types[last]));
    if (!type.isContinuation()) {
      throw s.invalid("non-continuation type " + Arrays.asList(s.spaces.types).indexOf(type));
    }
    return type.continued();
  }

  void switch_() {
    DefType type = continuation(s.in.first);
    int tag = s.in.second;
    DefType function = type.continued();
    int[] params = function.params();
    int last = params.length - 1;
    DefType back = lastContinuation(params, "type");
    DefType signature = s.tag(tag);
    if (signature.params().length > 0) {
      throw s.invalid("type mismatch in switch tag: it has no parameters");
    }
    if (!Types.matches(function.results(), signature.results())
        || !Types.matches(signature.results(), back.results())) {
      throw s.invalid("type mismatch in continuation types: their results differ from the tag's");
    }
    s.pop(type.ref(true));
    s.popAll(params, last);
    if (s.deliver) {
      s.sink().switch_(type, tag);
    }
    s.pushAll(back.params());
  }
}
