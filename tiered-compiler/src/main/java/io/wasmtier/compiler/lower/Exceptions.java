package io.wasmtier.compiler.lower;

import static io.wasmtier.compiler.lower.Site.OF_INSTANCE;
import static io.wasmtier.compiler.lower.Site.OF_OBJECT;
import static io.wasmtier.compiler.lower.Site.OPERATIONS;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.validator.DefType;
import io.wasmtier.wasm.ValType;

/// THROW and THROW_REF, and what a handler asks of an exception. Handlers themselves are control,
/// and each tier's own.
public final class Exceptions {
  /// The class of exceptions.
  public static final String EXCEPTION = "io/wasmtier/runtime/WasmException";

  private static final String OF_EXCEPTION = "L" + EXCEPTION + ";";

  private final Site site;
  private final MethodEmitter out;

  public Exceptions(Site site) {
    this.site = site;
    this.out = site.out;
  }

  /// Emits `throw`; operands: the payload.
  public void throw_(int tag, DefType type, Source source) {
    int[] params = type.params();
    boolean references = false;
    out.constant(type.paramSlots());
    out.newArray(true);
    int slot = 0;
    for (int i = 0; i < params.length; i++) {
      references |= params[i] < 0;
      for (int part = 0; params[i] >= 0 && part < ValType.slots(params[i]); part++) {
        out.op(Jvm.DUP);
        out.constant(slot + part);
        if (params[i] == ValType.BITS_V128) {
          source.loadHalf(i, part == 1);
        } else {
          source.load(i);
          Slots.toLong(out, params[i], false);
        }
        out.op(Jvm.LASTORE);
      }
      slot += ValType.slots(params[i]);
    }
    out.constant(references ? type.paramSlots() : 0);
    out.newArray(false);
    slot = 0;
    for (int i = 0; i < params.length; i++) {
      if (params[i] < 0) {
        out.op(Jvm.DUP);
        out.constant(slot);
        source.load(i);
        out.op(Jvm.AASTORE);
      }
      slot += ValType.slots(params[i]);
    }
    out.loadReference(site.instance);
    out.constant(tag);
    out.invokeStatic(
        OPERATIONS, "exception", "([J[" + OF_OBJECT + OF_INSTANCE + "I)" + OF_EXCEPTION);
    out.op(Jvm.ATHROW);
  }

  /// Makes an exception of the reference on the JVM's stack, or a trap of null.
  public void ofReference() {
    out.invokeStatic(OPERATIONS, "exception", "(" + OF_OBJECT + ")" + OF_EXCEPTION);
  }

  /// Asks whether the exception on the JVM's stack has a tag.
  public void hasTag(int tag) {
    out.loadReference(site.instance);
    out.constant(tag);
    out.invokeStatic(OPERATIONS, "has", "(" + OF_EXCEPTION + OF_INSTANCE + "I)Z");
  }

  /// Takes a value, of a v128 one half, out of a slot of the exception on the JVM's stack.
  public void payload(int slot, int type) {
    out.constant(slot);
    if (type < 0) {
      out.invokeStatic(OPERATIONS, "payloadReference", "(" + OF_EXCEPTION + "I)" + OF_OBJECT);
    } else {
      out.invokeStatic(OPERATIONS, "payload", "(" + OF_EXCEPTION + "I)J");
      Slots.fromLong(out, type);
    }
  }
}
