package io.wasmtier.compiler.lower;

import io.wasmtier.wasm.Opcode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/// Computes pure integer instructions on constants, by the very method that gives their meaning at
/// run time.
public final class Folding {
  private static final @Nullable MethodHandle[] METHOD = new MethodHandle[Opcode.values().length];

  private Folding() {}

  /// {@return whether an instruction can be computed ahead}
  ///
  /// Nothing with floats, so that the bits of a NaN are only ever made by the machine.
  public static boolean canFold(Opcode opcode) {
    String signature = Instructions.signature(opcode);
    for (int i = 0; i < signature.length(); i++) {
      if ("il:".indexOf(signature.charAt(i)) < 0) {
        return false;
      }
    }
    return opcode.isPure();
  }

  /// {@return the bits of the result}
  public static long fold(Opcode opcode, long a, long b) {
    MethodHandle method = METHOD[opcode.ordinal()];
    if (method == null) {
      method = find(opcode);
      METHOD[opcode.ordinal()] = method;
    }
    String signature = Instructions.signature(opcode);
    Object[] arguments = new Object[signature.indexOf(':')];
    for (int i = 0; i < arguments.length; i++) {
      long bits = i == 0 ? a : b;
      if (signature.charAt(i) == 'i') {
        arguments[i] = (int) bits;
      } else {
        arguments[i] = bits;
      }
    }
    try {
      return ((Number) method.invokeWithArguments(arguments)).longValue();
    } catch (Throwable e) {
      throw new AssertionError(opcode.mnemonic(), e);
    }
  }

  private static MethodHandle find(Opcode opcode) {
    try {
      ClassLoader loader = Folding.class.getClassLoader();
      return MethodHandles.lookup()
          .findStatic(
              Class.forName(Instructions.owner(opcode).replace('/', '.'), true, loader),
              Instructions.method(opcode),
              MethodType.fromMethodDescriptorString(Instructions.descriptor(opcode), loader));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(opcode.mnemonic(), e);
    }
  }
}
