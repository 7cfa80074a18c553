package io.wasmtier.compiler.emit;

import io.wasmtier.wasm.ValType;
import java.util.Arrays;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Writes the code of one method: JVM instructions in terms of WebAssembly's types, and stack-map
/// frames as given.
public final class MethodEmitter {
  /// What a frame says of a JVM local or operand beside value types.
  public static final Object UNUSED = Opcodes.TOP;

  private static final Object[] NOTHING = {};

  private final MethodVisitor out;

  /// The index at which the last frame stands, or -1, and what it says; there can't be a second one
  /// at the same place.
  private int lastFrame = -1;

  private Object[] lastLocals = NOTHING;
  private Object[] lastStack = NOTHING;

  MethodEmitter(MethodVisitor out) {
    this.out = out;
  }

  // Types.

  /// {@return the number of JVM locals of a value; a v128 is two longs, the low half first}
  public static int size(int type) {
    return switch (type) {
      case ValType.BITS_I64, ValType.BITS_F64 -> 2;
      case ValType.BITS_V128 -> 4;
      default -> 1;
    };
  }

  /// Writes what a frame says of a value.
  ///
  /// @return the index behind it
  public static int describe(Object[] frame, int at, int type) {
    int next = at;
    if (type == ValType.BITS_V128) {
      frame[next++] = Opcodes.LONG;
      frame[next++] = Opcodes.LONG;
    } else {
      frame[next++] = frameType(type);
    }
    return next;
  }

  /// {@return what a frame says of a value of a type that is not v128}
  public static Object frameType(int type) {
    return switch (type) {
      case ValType.BITS_I32 -> Opcodes.INTEGER;
      case ValType.BITS_I64 -> Opcodes.LONG;
      case ValType.BITS_F32 -> Opcodes.FLOAT;
      case ValType.BITS_F64 -> Opcodes.DOUBLE;
      default -> "java/lang/Object";
    };
  }

  private static int variant(int type) {
    return switch (type) {
      case ValType.BITS_I32 -> 0;
      case ValType.BITS_I64 -> 1;
      case ValType.BITS_F32 -> 2;
      case ValType.BITS_F64 -> 3;
      default -> 4;
    };
  }

  // Values.

  public void constant(int value) {
    if (value >= -1 && value <= 5) {
      out.visitInsn(Opcodes.ICONST_0 + value);
    } else if (value == (byte) value) {
      out.visitIntInsn(Opcodes.BIPUSH, value);
    } else if (value == (short) value) {
      out.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      out.visitLdcInsn(value);
    }
  }

  public void constant(long value) {
    if (value == 0 || value == 1) {
      out.visitInsn(value == 0 ? Opcodes.LCONST_0 : Opcodes.LCONST_1);
    } else if (value == (short) value) {
      constant((int) value);
      out.visitInsn(Opcodes.I2L);
    } else {
      out.visitLdcInsn(value);
    }
  }

  /// Pushes a constant of a type, given as bits. Null for references.
  public void constant(int type, long bits) {
    switch (type) {
      case ValType.BITS_I32 -> constant((int) bits);
      case ValType.BITS_I64 -> constant(bits);
      case ValType.BITS_F32 -> {
        int word = (int) bits;
        if (word == 0) {
          out.visitInsn(Opcodes.FCONST_0);
        } else {
          // Through bits: the constant pool of a class writer may change those of a NaN.
          constant(word);
          invokeStatic("java/lang/Float", "intBitsToFloat", "(I)F");
        }
      }
      case ValType.BITS_F64 -> {
        if (bits == 0) {
          out.visitInsn(Opcodes.DCONST_0);
        } else {
          double value = Double.longBitsToDouble(bits);
          if (Double.isNaN(value)) {
            constant(bits);
            invokeStatic("java/lang/Double", "longBitsToDouble", "(J)D");
          } else {
            out.visitLdcInsn(value);
          }
        }
      }
      default -> out.visitInsn(Opcodes.ACONST_NULL);
    }
  }

  /// Pushes a value; of a v128 the low half, then the high half.
  public void load(int type, int variable) {
    if (type == ValType.BITS_V128) {
      out.visitVarInsn(Opcodes.LLOAD, variable);
      out.visitVarInsn(Opcodes.LLOAD, variable + 2);
      return;
    }
    out.visitVarInsn(Opcodes.ILOAD + variant(type), variable);
  }

  /// Pops a value.
  public void store(int type, int variable) {
    if (type == ValType.BITS_V128) {
      out.visitVarInsn(Opcodes.LSTORE, variable + 2);
      out.visitVarInsn(Opcodes.LSTORE, variable);
      return;
    }
    out.visitVarInsn(Opcodes.ISTORE + variant(type), variable);
  }

  public void loadReference(int variable) {
    out.visitVarInsn(Opcodes.ALOAD, variable);
  }

  public void storeReference(int variable) {
    out.visitVarInsn(Opcodes.ASTORE, variable);
  }

  public void drop(int type) {
    if (type == ValType.BITS_V128) {
      out.visitInsn(Opcodes.POP2);
    }
    out.visitInsn(size(type) == 1 ? Opcodes.POP : Opcodes.POP2);
  }

  /// Emits an instruction without operands.
  public void op(int instruction) {
    out.visitInsn(instruction);
  }

  // Members.

  public void invokeStatic(String owner, String name, String descriptor) {
    out.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
  }

  public void invokeVirtual(String owner, String name, String descriptor) {
    out.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
  }

  public void invokeConstructor(String owner, String descriptor) {
    out.visitMethodInsn(Opcodes.INVOKESPECIAL, owner, "<init>", descriptor, false);
  }

  public void getField(String owner, String name, String descriptor) {
    out.visitFieldInsn(Opcodes.GETFIELD, owner, name, descriptor);
  }

  public void putField(String owner, String name, String descriptor) {
    out.visitFieldInsn(Opcodes.PUTFIELD, owner, name, descriptor);
  }

  public void getStatic(String owner, String name, String descriptor) {
    out.visitFieldInsn(Opcodes.GETSTATIC, owner, name, descriptor);
  }

  public void instanceOf(String type) {
    out.visitTypeInsn(Opcodes.INSTANCEOF, type);
  }

  public void checkCast(String type) {
    out.visitTypeInsn(Opcodes.CHECKCAST, type);
  }

  /// Pushes a new object; its constructor must be called.
  public void allocate(String type) {
    out.visitTypeInsn(Opcodes.NEW, type);
  }

  /// Makes an array of longs or of objects, with the length on the stack.
  public void newArray(boolean ofLongs) {
    if (ofLongs) {
      out.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
    } else {
      out.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
    }
  }

  // Control.

  public void jump(Target target) {
    target.used = true;
    out.visitJumpInsn(Opcodes.GOTO, target.label);
  }

  public void jumpIf(int condition, Target target) {
    target.used = true;
    out.visitJumpInsn(condition, target.label);
  }

  /// A switch over 0 and up; everything else goes to the last target.
  public void tableSwitch(Target[] targets) {
    Label[] labels = new Label[targets.length - 1];
    for (int i = 0; i < targets.length; i++) {
      targets[i].used = true;
      if (i < labels.length) {
        labels[i] = targets[i].label;
      }
    }
    out.visitTableSwitchInsn(0, labels.length - 1, targets[targets.length - 1].label, labels);
  }

  public void bind(Target target) {
    out.visitLabel(target.label);
  }

  /// Binds a target and says what is where.
  ///
  /// @param locals one entry per variable, [#UNUSED] where there is none
  /// @param stack the operands
  public void bind(Target target, Object[] locals, int count, Object... stack) {
    int used = count;
    while (used > 0 && locals[used - 1].equals(UNUSED)) {
      used--;
    }
    Label here = new Label();
    out.visitLabel(here);
    boolean described = here.getOffset() == lastFrame;
    if (described
        && !(Arrays.equals(lastLocals, 0, lastLocals.length, locals, 0, used)
            && Arrays.equals(lastStack, stack))) {
      // Where blocks end without code between them, an operand may have been dropped.
      out.visitInsn(Opcodes.NOP);
      described = false;
    }
    out.visitLabel(target.label);
    if (!described) {
      out.visitFrame(Opcodes.F_NEW, used, locals, stack.length, stack);
      lastFrame = target.label.getOffset();
      lastLocals = Arrays.copyOf(locals, used);
      lastStack = stack;
    }
  }

  /// As [#bind(Target, Object[], int, Object...)] with nothing on the stack.
  public void bind(Target target, Object[] locals, int count) {
    bind(target, locals, count, NOTHING);
  }

  /// Sends an exception thrown between two bound places to a third.
  public void handle(Target start, Target end, Target handler, String exception) {
    if (start.index() < end.index()) {
      out.visitTryCatchBlock(start.label, end.label, handler.label, exception);
    }
  }

  /// Gives the code from here on a line number.
  public void line(int number) {
    Label here = new Label();
    out.visitLabel(here);
    out.visitLineNumber(number, here);
  }

  public void returnNothing() {
    out.visitInsn(Opcodes.RETURN);
  }

  public void returnValue(int type) {
    out.visitInsn(Opcodes.IRETURN + variant(type));
  }

  /// Ends the method.
  ///
  /// @return the number of bytes of its code
  public int end() {
    Label end = new Label();
    out.visitLabel(end);
    out.visitMaxs(0, 0);
    out.visitEnd();
    return end.getOffset();
  }
}
