package io.wasmtier.compiler.lower;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.ValType;
import java.util.Objects;

/// How plain numeric instructions are compiled: as the JVM's own where one or two do exactly the
/// same, else as a call of the method that gives their meaning. Which one, by opcode.
///
/// Floating-point subtraction, multiplication, division and demotion are calls, because C2 takes `x
/// - 0` and the like for `x`, which would leave a signaling NaN as it is.
public final class Instructions {
  private static final String ABI = "io/wasmtier/runtime/abi/";

  /// The class that has an instruction's method, by ordinal.
  private static final String[] OWNER = new String[Opcode.values().length];

  private static final String[] METHOD = new String[OWNER.length];
  private static final String[] DESCRIPTOR = new String[OWNER.length];

  private Instructions() {}

  /// {@return the type of an instruction's result}
  public static int result(Opcode opcode) {
    String signature = signature(opcode);
    return Opcode.typeBits(signature.charAt(signature.length() - 1), false);
  }

  public static String signature(Opcode opcode) {
    return Objects.requireNonNull(opcode.signature());
  }

  /// {@return the descriptor of an instruction's method}
  public static String descriptor(Opcode opcode) {
    String known = DESCRIPTOR[opcode.ordinal()];
    if (known == null) {
      String signature = signature(opcode);
      int colon = signature.indexOf(':');
      StringBuilder text = new StringBuilder("(");
      for (int i = 0; i < colon; i++) {
        text.append(letter(signature.charAt(i)));
      }
      known = text.append(')').append(letter(signature.charAt(colon + 1))).toString();
      DESCRIPTOR[opcode.ordinal()] = known;
    }
    return known;
  }

  private static String letter(char type) {
    return switch (type) {
      case 'i' -> "I";
      case 'l' -> "J";
      case 'f' -> "F";
      case 'd' -> "D";
      default -> "JJ";
    };
  }

  /// {@return the internal name of the class that has an instruction's method}
  public static String owner(Opcode opcode) {
    String known = OWNER[opcode.ordinal()];
    if (known == null) {
      String signature = signature(opcode);
      char operand = signature.charAt(0);
      char result = signature.charAt(signature.length() - 1);
      boolean converts = opcode.operands() == 1 && operand != result && !isTest(opcode);
      boolean floats = operand == 'f' || operand == 'd';
      known = ABI + (converts ? "ConversionNumerics" : floats ? "FloatNumerics" : "Numerics");
      OWNER[opcode.ordinal()] = known;
    }
    return known;
  }

  private static boolean isTest(Opcode opcode) {
    return opcode == Opcode.I32_EQZ || opcode == Opcode.I64_EQZ;
  }

  public static String method(Opcode opcode) {
    String known = METHOD[opcode.ordinal()];
    if (known == null) {
      known = opcode.methodName();
      METHOD[opcode.ordinal()] = known;
    }
    return known;
  }

  /// {@return the JVM instruction that does the same as a binary one, or [Jvm#NONE]}
  public static int binary(Opcode opcode) {
    return switch (opcode) {
      case I32_ADD -> Jvm.IADD;
      case I32_SUB -> Jvm.ISUB;
      case I32_MUL -> Jvm.IMUL;
      case I32_AND -> Jvm.IAND;
      case I32_OR -> Jvm.IOR;
      case I32_XOR -> Jvm.IXOR;
      case I32_SHL -> Jvm.ISHL;
      case I32_SHR_S -> Jvm.ISHR;
      case I32_SHR_U -> Jvm.IUSHR;
      case I64_ADD -> Jvm.LADD;
      case I64_SUB -> Jvm.LSUB;
      case I64_MUL -> Jvm.LMUL;
      case I64_AND -> Jvm.LAND;
      case I64_OR -> Jvm.LOR;
      case I64_XOR -> Jvm.LXOR;
      case I64_SHL -> Jvm.LSHL;
      case I64_SHR_S -> Jvm.LSHR;
      case I64_SHR_U -> Jvm.LUSHR;
      case F32_ADD -> Jvm.FADD;
      case F64_ADD -> Jvm.DADD;
      default -> Jvm.NONE;
    };
  }

  /// {@return whether the operands of an instruction with a JVM instruction may be exchanged}
  public static boolean commutes(Opcode opcode) {
    return switch (opcode) {
      case I32_ADD, I32_MUL, I32_AND, I32_OR, I32_XOR, I64_ADD, I64_MUL, I64_AND, I64_OR, I64_XOR ->
          true;
      default -> false;
    };
  }

  /// {@return whether a JVM shift takes its count as an int}
  public static boolean isLongShift(Opcode opcode) {
    return opcode == Opcode.I64_SHL || opcode == Opcode.I64_SHR_S || opcode == Opcode.I64_SHR_U;
  }

  /// {@return the JVM instruction that does the same as a unary one, or [Jvm#NONE]}
  public static int unary(Opcode opcode) {
    return switch (opcode) {
      case I32_WRAP_I64 -> Jvm.L2I;
      case I64_EXTEND_I32_S -> Jvm.I2L;
      case I32_EXTEND8_S -> Jvm.I2B;
      case I32_EXTEND16_S -> Jvm.I2S;
      case F32_CONVERT_I32_S -> Jvm.I2F;
      case F64_CONVERT_I32_S -> Jvm.I2D;
      case F32_CONVERT_I64_S -> Jvm.L2F;
      case F64_CONVERT_I64_S -> Jvm.L2D;
      default -> Jvm.NONE;
    };
  }

  /// {@return the conditional jump for a comparison, after [#compare]; or [Jvm#NONE] if the
  /// instruction is no comparison}
  public static int jump(Opcode opcode) {
    return switch (opcode) {
      case I32_EQ -> Jvm.IF_ICMPEQ;
      case I32_NE -> Jvm.IF_ICMPNE;
      case I32_LT_S -> Jvm.IF_ICMPLT;
      case I32_GE_S -> Jvm.IF_ICMPGE;
      case I32_GT_S -> Jvm.IF_ICMPGT;
      case I32_LE_S -> Jvm.IF_ICMPLE;
      case I32_EQZ, I64_EQZ, I64_EQ, F32_EQ, F64_EQ -> Jvm.IFEQ;
      case I64_NE, F32_NE, F64_NE -> Jvm.IFNE;
      case I32_LT_U, I64_LT_S, I64_LT_U, F32_LT, F64_LT -> Jvm.IFLT;
      case I32_GE_U, I64_GE_S, I64_GE_U, F32_GE, F64_GE -> Jvm.IFGE;
      case I32_GT_U, I64_GT_S, I64_GT_U, F32_GT, F64_GT -> Jvm.IFGT;
      case I32_LE_U, I64_LE_S, I64_LE_U, F32_LE, F64_LE -> Jvm.IFLE;
      case REF_IS_NULL -> Jvm.IFNULL;
      default -> Jvm.NONE;
    };
  }

  /// {@return the JVM comparison that must come before [#jump], or [Jvm#NONE]}
  ///
  /// A comparison with NaN does not hold, whether the jump is negated or not: less-than wants 1 of
  /// it, greater-than -1.
  public static int compare(Opcode opcode) {
    return switch (opcode) {
      case I64_EQ, I64_NE, I64_LT_S, I64_GE_S, I64_GT_S, I64_LE_S -> Jvm.LCMP;
      case F32_LT, F32_LE -> Jvm.FCMPG;
      case F32_EQ, F32_NE, F32_GT, F32_GE -> Jvm.FCMPL;
      case F64_LT, F64_LE -> Jvm.DCMPG;
      case F64_EQ, F64_NE, F64_GT, F64_GE -> Jvm.DCMPL;
      default -> Jvm.NONE;
    };
  }

  /// {@return whether a comparison is of unsigned numbers}
  public static boolean isUnsigned(Opcode opcode) {
    return switch (opcode) {
      case I32_LT_U, I32_GE_U, I32_GT_U, I32_LE_U, I64_LT_U, I64_GE_U, I64_GT_U, I64_LE_U -> true;
      default -> false;
    };
  }

  /// {@return a type in a JVM descriptor; a v128 is two longs}
  public static String letterOf(int type) {
    return switch (type) {
      case ValType.BITS_I32 -> "I";
      case ValType.BITS_I64 -> "J";
      case ValType.BITS_F32 -> "F";
      case ValType.BITS_F64 -> "D";
      case ValType.BITS_V128 -> "JJ";
      default -> "Ljava/lang/Object;";
    };
  }
}
