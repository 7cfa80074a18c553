package io.wasmtier.compiler.lower;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.wasm.ValType;

/// Numbers as slots and globals keep them: their bits in a long.
public final class Slots {
  private Slots() {}

  /// Makes a number of a type of the long on the JVM's stack.
  public static void fromLong(MethodEmitter out, int type) {
    switch (type) {
      case ValType.BITS_I32 -> out.op(Jvm.L2I);
      case ValType.BITS_F32 -> {
        out.op(Jvm.L2I);
        out.invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
      }
      case ValType.BITS_F64 -> out.invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
      default -> {}
    }
  }

  /// Makes a long of the number on the JVM's stack.
  ///
  /// @param zeroExtended whether the upper half of a number of 32 bits must be zero; in slots it
  ///   need not
  public static void toLong(MethodEmitter out, int type, boolean zeroExtended) {
    switch (type) {
      case ValType.BITS_I32 -> extend(out, zeroExtended);
      case ValType.BITS_F32 -> {
        out.invokeStatic("java/lang/Float", "floatToRawIntBits", "(F)I");
        extend(out, zeroExtended);
      }
      case ValType.BITS_F64 -> out.invokeStatic("java/lang/Double", "doubleToRawLongBits", "(D)J");
      default -> {}
    }
  }

  private static void extend(MethodEmitter out, boolean zeroExtended) {
    if (zeroExtended) {
      out.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
    } else {
      out.op(Jvm.I2L);
    }
  }
}
