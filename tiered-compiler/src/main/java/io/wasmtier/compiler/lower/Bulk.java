package io.wasmtier.compiler.lower;

import static io.wasmtier.compiler.lower.Site.OF_INSTANCE;
import static io.wasmtier.compiler.lower.Site.OF_OBJECT;
import static io.wasmtier.compiler.lower.Site.OPERATIONS;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;

/// Instructions on whole memories and tables, and on elements of tables.
public final class Bulk {
  /// Stands for the type of no result.
  public static final int NOTHING = ValType.BITS_BOT;

  private final Site site;
  private final MethodEmitter out;

  public Bulk(Site site) {
    this.site = site;
    this.out = site.out;
  }

  private static int addressType(boolean is64) {
    return is64 ? ValType.BITS_I64 : ValType.BITS_I32;
  }

  private void loadAddresses(Source source, boolean... is64) {
    for (int i = 0; i < is64.length; i++) {
      site.loadAddress(source, i, is64[i]);
    }
  }

  /// Ends an instruction: instance and immediates, the call, the result.
  private int call(String name, String operands, int first, int second, int result) {
    out.loadReference(site.instance);
    out.constant(first);
    if (second >= 0) {
      out.constant(second);
    }
    String returned = result == NOTHING ? "V" : result < 0 ? OF_OBJECT : "J";
    out.invokeStatic(
        OPERATIONS, name, "(" + operands + OF_INSTANCE + (second >= 0 ? "II)" : "I)") + returned);
    if (result == ValType.BITS_I32) {
      out.op(Jvm.L2I);
    }
    return result;
  }

  /// {@return the number of operands of an instruction of these}
  public static int operands(Opcode opcode) {
    return switch (opcode.shape()) {
      case MEMORY_SIZE, DATA_DROP, TABLE_SIZE, ELEM_DROP -> 0;
      case MEMORY_GROW, TABLE_GET -> 1;
      case TABLE_SET, TABLE_GROW -> 2;
      default -> 3;
    };
  }

  /// Emits an instruction on a whole memory; immediates as in
  /// [io.wasmtier.validator.FunctionSink#memory].
  ///
  /// @return the type of the result, or [#NOTHING]
  public int memory(Opcode opcode, int first, int second, Source source) {
    boolean is64 = opcode != Opcode.DATA_DROP && site.is64(first);
    return switch (opcode) {
      case MEMORY_SIZE -> call("memorySize", "", first, -1, addressType(is64));
      case MEMORY_GROW -> {
        loadAddresses(source, is64);
        yield call("memoryGrow", "J", first, -1, addressType(is64));
      }
      case MEMORY_FILL -> {
        site.loadAddress(source, 0, is64);
        source.load(1);
        site.loadAddress(source, 2, is64);
        yield call("memoryFill", "JIJ", first, -1, NOTHING);
      }
      case MEMORY_COPY -> {
        boolean from64 = site.is64(second);
        loadAddresses(source, is64, from64, is64 && from64);
        yield call("memoryCopy", "JJJ", first, second, NOTHING);
      }
      case MEMORY_INIT -> {
        loadAddresses(source, is64, false, false);
        yield call("memoryInit", "JJJ", first, second, NOTHING);
      }
      case DATA_DROP -> call("dataDrop", "", first, -1, NOTHING);
      default -> throw new IllegalArgumentException(opcode.mnemonic());
    };
  }

  /// Emits an instruction on a table; immediates as in [io.wasmtier.validator.FunctionSink#table].
  ///
  /// @return the type of the result, or [#NOTHING]
  public int table(Opcode opcode, int first, int second, Source source) {
    boolean is64 = opcode != Opcode.ELEM_DROP && site.isTable64(first);
    return switch (opcode) {
      case TABLE_GET -> {
        loadAddresses(source, is64);
        yield call("tableGet", "J", first, -1, site.module.tableType(first).element().bits());
      }
      case TABLE_SET -> {
        site.loadAddress(source, 0, is64);
        source.load(1);
        yield call("tableSet", "J" + OF_OBJECT, first, -1, NOTHING);
      }
      case TABLE_SIZE -> call("tableSize", "", first, -1, addressType(is64));
      case TABLE_GROW -> {
        source.load(0);
        site.loadAddress(source, 1, is64);
        yield call("tableGrow", OF_OBJECT + "J", first, -1, addressType(is64));
      }
      case TABLE_FILL -> {
        site.loadAddress(source, 0, is64);
        source.load(1);
        site.loadAddress(source, 2, is64);
        yield call("tableFill", "J" + OF_OBJECT + "J", first, -1, NOTHING);
      }
      case TABLE_COPY -> {
        boolean from64 = site.isTable64(second);
        loadAddresses(source, is64, from64, is64 && from64);
        yield call("tableCopy", "JJJ", first, second, NOTHING);
      }
      case TABLE_INIT -> {
        loadAddresses(source, is64, false, false);
        yield call("tableInit", "JJJ", first, second, NOTHING);
      }
      case ELEM_DROP -> call("elemDrop", "", first, -1, NOTHING);
      default -> throw new IllegalArgumentException(opcode.mnemonic());
    };
  }
}
