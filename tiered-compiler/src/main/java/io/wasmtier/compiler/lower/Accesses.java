package io.wasmtier.compiler.lower;

import static io.wasmtier.compiler.lower.Site.ABI;
import static io.wasmtier.compiler.lower.Site.OF_INSTANCE;
import static io.wasmtier.compiler.lower.Site.OPERATIONS;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.runtime.abi.Atomics;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import io.wasmtier.wasm.ValType;

/// Accesses to memories: loads, stores, lanes, atomics. Inline where memory 0 is in JVM locals
/// ([Site#placeMemory]), else calls.
public final class Accesses {
  private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
  private static final String ATOMICS = ABI + "Atomics";

  private final Site site;
  private final MethodEmitter out;

  public Accesses(Site site) {
    this.site = site;
    this.out = site.out;
  }

  private boolean isInline(int memory, long offset) {
    return memory == 0 && site.bytes >= 0 && offset >= 0 && offset <= Integer.MAX_VALUE - 16;
  }

  private static String view(int sizeLog2) {
    return switch (sizeLog2) {
      case 1 -> "SHORT";
      case 2 -> "INT";
      default -> "LONG";
    };
  }

  private static char letter(int sizeLog2) {
    return switch (sizeLog2) {
      case 1 -> 'S';
      case 2 -> 'I';
      default -> 'J';
    };
  }

  private static String suffix(int sizeLog2) {
    return switch (sizeLog2) {
      case 0 -> "Byte";
      case 1 -> "Short";
      case 2 -> "Int";
      default -> "Long";
    };
  }

  private void loadView(int sizeLog2) {
    out.getStatic(ABI + "MemoryAccess", view(sizeLog2), "L" + VAR_HANDLE + ";");
  }

  /// Pushes the checked index of an access of so many bytes by operand 0.
  private void index(Source source, int size, int offset) {
    source.load(0);
    out.load(ValType.BITS_I32, site.limit);
    int last = offset + size - 1;
    if (last != 0) {
      out.constant(last);
      out.op(Jvm.ISUB);
    }
    out.invokeStatic("java/util/Objects", "checkIndex", "(II)I");
    if (offset != 0) {
      out.constant(offset);
      out.op(Jvm.IADD);
    }
  }

  /// Pushes what is read by operand 0: an int, its upper bits the sign, or a long of eight bytes.
  private void read(int sizeLog2, int memory, long offset, Source source) {
    if (!isInline(memory, offset)) {
      call("get" + suffix(sizeLog2), sizeLog2 == 3 ? "J" : "I", memory, offset, source);
      return;
    }
    if (sizeLog2 != 0) {
      loadView(sizeLog2);
    }
    out.loadReference(site.bytes);
    index(source, 1 << sizeLog2, (int) offset);
    if (sizeLog2 == 0) {
      out.op(Jvm.BALOAD);
    } else {
      out.invokeVirtual(VAR_HANDLE, "get", "([BI)" + letter(sizeLog2));
    }
  }

  /// Calls an operation on a memory that takes no more than the address, operand 0.
  private void call(String name, String result, int memory, long offset, Source source) {
    site.loadAddress(source, 0, site.is64(memory));
    finishCall(name, "", result, memory, offset);
  }

  private void finishCall(String name, String values, String result, int memory, long offset) {
    out.constant(offset);
    out.loadReference(site.instance);
    out.constant(memory);
    out.invokeStatic(OPERATIONS, name, "(J" + values + "J" + OF_INSTANCE + "I)" + result);
  }

  /// Writes a value, an int or a long of eight bytes, by operand 0.
  private void write(int sizeLog2, int memory, long offset, Source source, Runnable value) {
    if (!isInline(memory, offset)) {
      site.loadAddress(source, 0, site.is64(memory));
      value.run();
      finishCall("put" + suffix(sizeLog2), sizeLog2 == 3 ? "J" : "I", "V", memory, offset);
      return;
    }
    if (sizeLog2 != 0) {
      loadView(sizeLog2);
    }
    out.loadReference(site.bytes);
    index(source, 1 << sizeLog2, (int) offset);
    value.run();
    if (sizeLog2 == 0) {
      out.op(Jvm.BASTORE);
      return;
    }
    if (sizeLog2 == 1) {
      out.op(Jvm.I2S);
    }
    out.invokeVirtual(VAR_HANDLE, "set", "([BI" + letter(sizeLog2) + ")V");
  }

  /// Emits LOAD and ATOMIC_LOAD; operand: the address.
  public void load(Opcode opcode, int memory, long offset, Source source) {
    int size = opcode.accessLog2();
    int type = Instructions.result(opcode);
    if (opcode.shape() == Shape.ATOMIC_LOAD) {
      site.loadAddress(source, 0, site.is64(memory));
      finishAtomic("get", "", "J", memory, offset, size);
      if (type == ValType.BITS_I32) {
        out.op(Jvm.L2I);
      }
    } else if (type != ValType.BITS_V128) {
      read(size, memory, offset, source);
      extend(opcode, type, size);
    } else if (size == 4) {
      loadVector(memory, offset, source);
    } else {
      read(size, memory, offset, source);
      Vectors.spread(out, opcode);
    }
  }

  /// Makes a value of a type of what was read.
  private void extend(Opcode opcode, int type, int size) {
    boolean signed = opcode.mnemonic().endsWith("_s");
    if (size == 0 && !signed) {
      out.constant(0xFF);
      out.op(Jvm.IAND);
    } else if (size == 1 && !signed) {
      out.op(Jvm.I2C);
    }
    switch (type) {
      case ValType.BITS_I64 -> {
        if (size == 2 && !signed) {
          out.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
        } else if (size != 3) {
          out.op(Jvm.I2L);
        }
      }
      case ValType.BITS_F32 -> out.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
      case ValType.BITS_F64 -> out.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
      default -> {}
    }
  }

  private void loadVector(int memory, long offset, Source source) {
    if (!isInline(memory, offset)) {
      call("getVectorLow", "J", memory, offset, source);
      call("getVectorHigh", "J", memory, offset, source);
      return;
    }
    index(source, 16, (int) offset);
    out.store(ValType.BITS_I32, site.scratch);
    for (int half = 0; half < 2; half++) {
      loadView(3);
      out.loadReference(site.bytes);
      loadScratchIndex(half);
      out.invokeVirtual(VAR_HANDLE, "get", "([BI)J");
    }
  }

  private void loadScratchIndex(int half) {
    out.load(ValType.BITS_I32, site.scratch);
    if (half == 1) {
      out.constant(8);
      out.op(Jvm.IADD);
    }
  }

  /// Emits STORE and ATOMIC_STORE; operands: the address, the value.
  public void store(Opcode opcode, int memory, long offset, Source source) {
    int size = opcode.accessLog2();
    int type = operandType(opcode, 1);
    if (opcode.shape() == Shape.ATOMIC_STORE) {
      site.loadAddress(source, 0, site.is64(memory));
      loadWide(opcode, 1, source);
      finishAtomic("put", "J", "V", memory, offset, size);
    } else if (size == 4) {
      storeVector(memory, offset, source);
    } else {
      write(
          size,
          memory,
          offset,
          source,
          () -> {
            source.load(1);
            toBits(type, size);
          });
    }
  }

  private void toBits(int type, int size) {
    switch (type) {
      case ValType.BITS_I64 -> {
        if (size != 3) {
          out.op(Jvm.L2I);
        }
      }
      case ValType.BITS_F32 -> out.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
      case ValType.BITS_F64 -> out.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
      default -> {}
    }
  }

  private static int operandType(Opcode opcode, int operand) {
    return Opcode.typeBits(Instructions.signature(opcode).charAt(operand), false);
  }

  private void storeVector(int memory, long offset, Source source) {
    if (!isInline(memory, offset)) {
      site.loadAddress(source, 0, site.is64(memory));
      source.load(1);
      finishCall("putVector", "JJ", "V", memory, offset);
      return;
    }
    index(source, 16, (int) offset);
    out.store(ValType.BITS_I32, site.scratch);
    for (int half = 0; half < 2; half++) {
      loadView(3);
      out.loadReference(site.bytes);
      loadScratchIndex(half);
      source.loadHalf(1, half == 1);
      out.invokeVirtual(VAR_HANDLE, "set", "([BIJ)V");
    }
  }

  /// Emits LOAD_LANE and STORE_LANE; operands: the address, the vector.
  public void lane(Opcode opcode, int memory, long offset, int lane, Source source) {
    int size = opcode.accessLog2();
    if (opcode.shape() == Shape.STORE_LANE) {
      write(
          size,
          memory,
          offset,
          source,
          () -> Vectors.emit(out, Vectors.extraction(size), lane, vector(source)));
      return;
    }
    int type = size == 3 ? ValType.BITS_I64 : ValType.BITS_I32;
    read(size, memory, offset, source);
    out.store(type, site.scratch);
    Vectors.emit(
        out,
        Vectors.replacement(size),
        lane,
        new Source() {
          @Override
          public void load(int operand) {
            if (operand == 0) {
              source.load(1);
            } else {
              out.load(type, site.scratch);
            }
          }

          @Override
          public void loadHalf(int operand, boolean high) {
            source.loadHalf(1, high);
          }
        });
  }

  /// {@return a source whose operand 0 is operand 1 of another}
  private static Source vector(Source source) {
    return new Source() {
      @Override
      public void load(int operand) {
        source.load(operand + 1);
      }

      @Override
      public void loadHalf(int operand, boolean high) {
        source.loadHalf(operand + 1, high);
      }
    };
  }

  // Atomics.

  /// Pushes an integer operand as a long; what is above the access' size does not matter.
  private void loadWide(Opcode opcode, int operand, Source source) {
    source.load(operand);
    if (operandType(opcode, operand) == ValType.BITS_I32) {
      out.op(Jvm.I2L);
    }
  }

  private void finishAtomic(
      String name, String values, String result, int memory, long offset, int... immediates) {
    out.constant(offset);
    out.loadReference(site.instance);
    out.constant(memory);
    for (int immediate : immediates) {
      out.constant(immediate);
    }
    out.invokeStatic(
        ATOMICS,
        name,
        "(J" + values + "J" + OF_INSTANCE + "I" + "I".repeat(immediates.length) + ")" + result);
  }

  /// Emits ATOMIC_RMW, ATOMIC_CMPXCHG, ATOMIC_WAIT, ATOMIC_NOTIFY and FENCE.
  public void atomic(Opcode opcode, int memory, long offset, Source source) {
    if (opcode.shape() == Shape.FENCE) {
      out.invokeStatic(VAR_HANDLE, "fullFence", "()V");
      return;
    }
    int size = opcode.accessLog2();
    site.loadAddress(source, 0, site.is64(memory));
    switch (opcode.shape()) {
      case ATOMIC_RMW -> {
        loadWide(opcode, 1, source);
        finishAtomic("update", "J", "J", memory, offset, size, Atomics.operation(opcode));
      }
      case ATOMIC_CMPXCHG -> {
        loadWide(opcode, 1, source);
        loadWide(opcode, 2, source);
        finishAtomic("exchange", "JJ", "J", memory, offset, size);
      }
      case ATOMIC_NOTIFY -> {
        source.load(1);
        finishAtomic("notify", "I", "I", memory, offset);
        return;
      }
      case ATOMIC_WAIT -> {
        loadWide(opcode, 1, source);
        source.load(2);
        finishAtomic("await", "JJ", "I", memory, offset, size);
        return;
      }
      default -> throw new IllegalArgumentException(opcode.mnemonic());
    }
    if (Instructions.result(opcode) == ValType.BITS_I32) {
      out.op(Jvm.L2I);
    }
  }
}
