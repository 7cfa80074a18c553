package io.wasmtier.compiler.emit;

import org.objectweb.asm.Opcodes;

/// The JVM instructions that the compiler chooses from; the names are the specification's.
public final class Jvm {
  public static final int NONE = -1;

  public static final int IADD = Opcodes.IADD;
  public static final int ISUB = Opcodes.ISUB;
  public static final int IMUL = Opcodes.IMUL;
  public static final int IAND = Opcodes.IAND;
  public static final int IOR = Opcodes.IOR;
  public static final int IXOR = Opcodes.IXOR;
  public static final int ISHL = Opcodes.ISHL;
  public static final int ISHR = Opcodes.ISHR;
  public static final int IUSHR = Opcodes.IUSHR;
  public static final int LADD = Opcodes.LADD;
  public static final int LSUB = Opcodes.LSUB;
  public static final int LMUL = Opcodes.LMUL;
  public static final int LAND = Opcodes.LAND;
  public static final int LOR = Opcodes.LOR;
  public static final int LXOR = Opcodes.LXOR;
  public static final int LSHL = Opcodes.LSHL;
  public static final int LSHR = Opcodes.LSHR;
  public static final int LUSHR = Opcodes.LUSHR;
  public static final int FADD = Opcodes.FADD;
  public static final int DADD = Opcodes.DADD;
  public static final int I2L = Opcodes.I2L;
  public static final int L2I = Opcodes.L2I;
  public static final int I2B = Opcodes.I2B;
  public static final int I2C = Opcodes.I2C;
  public static final int I2S = Opcodes.I2S;
  public static final int I2F = Opcodes.I2F;
  public static final int I2D = Opcodes.I2D;
  public static final int L2F = Opcodes.L2F;
  public static final int L2D = Opcodes.L2D;

  public static final int LCMP = Opcodes.LCMP;
  public static final int FCMPL = Opcodes.FCMPL;
  public static final int FCMPG = Opcodes.FCMPG;
  public static final int DCMPL = Opcodes.DCMPL;
  public static final int DCMPG = Opcodes.DCMPG;

  public static final int IFEQ = Opcodes.IFEQ;
  public static final int IFNE = Opcodes.IFNE;
  public static final int IFLT = Opcodes.IFLT;
  public static final int IFGE = Opcodes.IFGE;
  public static final int IFGT = Opcodes.IFGT;
  public static final int IFLE = Opcodes.IFLE;
  public static final int IF_ICMPEQ = Opcodes.IF_ICMPEQ;
  public static final int IF_ICMPNE = Opcodes.IF_ICMPNE;
  public static final int IF_ICMPLT = Opcodes.IF_ICMPLT;
  public static final int IF_ICMPGE = Opcodes.IF_ICMPGE;
  public static final int IF_ICMPGT = Opcodes.IF_ICMPGT;
  public static final int IF_ICMPLE = Opcodes.IF_ICMPLE;
  public static final int IFNULL = Opcodes.IFNULL;
  public static final int IFNONNULL = Opcodes.IFNONNULL;

  public static final int ACONST_NULL = Opcodes.ACONST_NULL;
  public static final int BALOAD = Opcodes.BALOAD;
  public static final int BASTORE = Opcodes.BASTORE;
  public static final int LALOAD = Opcodes.LALOAD;
  public static final int LASTORE = Opcodes.LASTORE;
  public static final int AALOAD = Opcodes.AALOAD;
  public static final int AASTORE = Opcodes.AASTORE;
  public static final int DUP2 = Opcodes.DUP2;
  public static final int DUP2_X2 = Opcodes.DUP2_X2;
  public static final int POP = Opcodes.POP;
  public static final int POP2 = Opcodes.POP2;
  public static final int DUP = Opcodes.DUP;
  public static final int DUP_X2 = Opcodes.DUP_X2;
  public static final int SWAP = Opcodes.SWAP;
  public static final int ATHROW = Opcodes.ATHROW;
  public static final int RETURN = Opcodes.RETURN;

  private Jvm() {}

  /// {@return the conditional jump that is taken when another is not}
  public static int negated(int jump) {
    return jump >= IFNULL ? jump ^ 1 : (jump + 1 ^ 1) - 1;
  }
}
