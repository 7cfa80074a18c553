package io.wasmtier.compiler.lower;

import static io.wasmtier.compiler.lower.Site.ABI;
import static io.wasmtier.compiler.lower.Site.OF_OBJECT;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.wasm.ValType;

/// GLOBAL_GET and GLOBAL_SET.
public final class Globals {
  private static final String GLOBAL = ABI + "GlobalInstance";

  private final Site site;
  private final MethodEmitter out;

  public Globals(Site site) {
    this.site = site;
    this.out = site.out;
  }

  private void load(int index) {
    out.loadReference(site.instance);
    out.getField(Site.INSTANCE, "globals", "[L" + GLOBAL + ";");
    out.constant(index);
    out.op(Jvm.AALOAD);
  }

  /// Emits `global.get`.
  public void get(int index, int type) {
    load(index);
    if (type < 0) {
      out.getField(GLOBAL, "reference", OF_OBJECT);
    } else {
      out.getField(GLOBAL, "bits", "J");
      Slots.fromLong(out, type);
    }
    if (type == ValType.BITS_V128) {
      load(index);
      out.getField(GLOBAL, "high", "J");
    }
  }

  /// Emits `global.set`; operand: the value.
  public void set(int index, int type, Source source) {
    load(index);
    if (type == ValType.BITS_V128) {
      source.loadHalf(0, false);
      out.putField(GLOBAL, "bits", "J");
      load(index);
      source.loadHalf(0, true);
      out.putField(GLOBAL, "high", "J");
      return;
    }
    source.load(0);
    if (type < 0) {
      out.putField(GLOBAL, "reference", OF_OBJECT);
    } else {
      Slots.toLong(out, type, true);
      out.putField(GLOBAL, "bits", "J");
    }
  }
}
