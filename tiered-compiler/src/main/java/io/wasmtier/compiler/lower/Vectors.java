package io.wasmtier.compiler.lower;

import io.wasmtier.compiler.emit.Jvm;
import io.wasmtier.compiler.emit.MethodEmitter;
import io.wasmtier.runtime.abi.SimdComparisons;
import io.wasmtier.runtime.abi.SimdConversions;
import io.wasmtier.runtime.abi.SimdFloats;
import io.wasmtier.runtime.abi.SimdForm;
import io.wasmtier.runtime.abi.SimdIntegers;
import io.wasmtier.runtime.abi.SimdLanes;
import io.wasmtier.runtime.abi.SimdWidening;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Instructions of vectors, as calls of the methods that give their meaning on halves.
public final class Vectors {
  /// How an instruction is called.
  ///
  /// @param form what the methods take and give
  /// @param owner the internal name of their class
  /// @param name the name of the method of the low half, or the only one's
  /// @param highName the name of the method of the high half
  /// @param descriptor their descriptor
  public record Method(
      SimdForm form, String owner, String name, String highName, String descriptor) {}

  /// No lane.
  public static final int NO_LANE = -1;

  private static final List<Class<?>> CLASSES =
      List.of(
          SimdIntegers.class,
          SimdComparisons.class,
          SimdWidening.class,
          SimdFloats.class,
          SimdConversions.class,
          SimdLanes.class);

  private static final @Nullable Method[] METHODS = new Method[Opcode.values().length];
  private static final Map<String, Opcode> BY_MNEMONIC = new HashMap<>();

  private static final Pattern WIDENING_LOAD = Pattern.compile("v128\\.load(\\d+)x(\\d+)_([su])");

  static {
    Map<String, Method> found = new HashMap<>();
    for (Class<?> owner : CLASSES) {
      for (java.lang.reflect.Method method : owner.getDeclaredMethods()) {
        SimdForm.Of form = method.getAnnotation(SimdForm.Of.class);
        if (form != null && !method.getName().endsWith("Hi")) {
          add(found, form.value(), method);
        }
      }
    }
    for (Opcode opcode : Opcode.values()) {
      METHODS[opcode.ordinal()] = found.get(opcode.methodName());
      BY_MNEMONIC.put(opcode.mnemonic(), opcode);
    }
  }

  private Vectors() {}

  private static void add(
      Map<String, Method> found, SimdForm form, java.lang.reflect.Method method) {
    String name = method.getName();
    boolean two = form == SimdForm.LO_HI;
    String stem = two ? name.substring(0, name.length() - 2) : name;
    found.put(
        stem,
        new Method(
            form,
            method.getDeclaringClass().getName().replace('.', '/'),
            name,
            two ? stem + "Hi" : name,
            MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                .toMethodDescriptorString()));
  }

  /// {@return how an instruction is called: one of the shapes UNARY, BINARY, TERNARY, EXTRACT_LANE,
  /// REPLACE_LANE or SHUFFLE with a v128 in its signature}
  public static Method method(Opcode opcode) {
    Method method = METHODS[opcode.ordinal()];
    if (method == null) {
      throw new IllegalArgumentException(opcode.mnemonic());
    }
    return method;
  }

  /// {@return whether an instruction has methods here}
  public static boolean isVector(Opcode opcode) {
    return METHODS[opcode.ordinal()] != null;
  }

  private static Opcode named(String mnemonic) {
    Opcode opcode = BY_MNEMONIC.get(mnemonic);
    if (opcode == null) {
      throw new IllegalArgumentException(mnemonic);
    }
    return opcode;
  }

  private static String lanes(int sizeLog2) {
    return "i" + (8 << sizeLog2) + "x" + (16 >> sizeLog2);
  }

  /// {@return the instruction that takes a lane of a size out, as an int or a long}
  public static Opcode extraction(int sizeLog2) {
    return named(lanes(sizeLog2) + ".extract_lane" + (sizeLog2 < 2 ? "_u" : ""));
  }

  /// {@return the instruction that puts an int or a long into a lane of a size}
  public static Opcode replacement(int sizeLog2) {
    return named(lanes(sizeLog2) + ".replace_lane");
  }

  /// Emits an instruction.
  ///
  /// @param lane the lane it names, or [#NO_LANE]
  public static void emit(MethodEmitter out, Opcode opcode, int lane, Source source) {
    if (method(opcode).form() == SimdForm.SCALAR) {
      emit(out, opcode, lane, false, source);
      return;
    }
    emit(out, opcode, lane, false, source);
    if (opcode.shape() == Shape.UNARY && !takesVectors(opcode)) {
      out.op(Jvm.DUP2); // A splat: both halves are the same.
    } else {
      emit(out, opcode, lane, true, source);
    }
  }

  private static boolean takesVectors(Opcode opcode) {
    return Instructions.signature(opcode).charAt(0) == 'v';
  }

  /// Emits what yields one half of a vector, or the scalar result.
  public static void emit(MethodEmitter out, Opcode opcode, int lane, boolean high, Source source) {
    Method method = method(opcode);
    String signature = Instructions.signature(opcode);
    for (int i = 0; i < opcode.operands(); i++) {
      if (signature.charAt(i) == 'v' && method.form() == SimdForm.HALVES) {
        source.loadHalf(i, high);
      } else {
        source.load(i);
      }
    }
    int instruction = instruction(opcode);
    if (instruction != Jvm.NONE) {
      out.op(instruction);
      return;
    }
    if (lane != NO_LANE) {
      out.constant(lane);
    }
    out.invokeStatic(method.owner(), high ? method.highName() : method.name(), method.descriptor());
  }

  /// {@return the JVM instruction that does the same on each half, or [Jvm#NONE]}
  private static int instruction(Opcode opcode) {
    return switch (opcode) {
      case V128_AND -> Jvm.LAND;
      case V128_OR -> Jvm.LOR;
      case V128_XOR -> Jvm.LXOR;
      case I64X2_ADD -> Jvm.LADD;
      case I64X2_SUB -> Jvm.LSUB;
      case I64X2_MUL -> Jvm.LMUL;
      default -> Jvm.NONE;
    };
  }

  /// Makes a vector of what a LOAD reads that extends, splats or adds zeros: an int or, of eight
  /// bytes, a long, on the JVM's stack.
  static void spread(MethodEmitter out, Opcode opcode) {
    int size = opcode.accessLog2();
    if (opcode.mnemonic().endsWith("_splat")) {
      Method splat = method(named(lanes(size) + ".splat"));
      out.invokeStatic(splat.owner(), splat.name(), splat.descriptor());
      out.op(Jvm.DUP2);
      return;
    }
    Matcher widening = WIDENING_LOAD.matcher(opcode.mnemonic());
    if (!widening.matches()) {
      if (size == 2) {
        out.invokeStatic("java/lang/Integer", "toUnsignedLong", "(I)J");
      }
      out.constant(0L);
      return;
    }
    int narrow = Integer.parseInt(widening.group(1));
    int count = Integer.parseInt(widening.group(2));
    Method extend =
        method(
            named(
                "i%dx%d.extend_low_i%dx%d_%s"
                    .formatted(2 * narrow, count, narrow, 2 * count, widening.group(3))));
    out.op(Jvm.DUP2);
    out.constant(0L);
    out.invokeStatic(extend.owner(), extend.name(), extend.descriptor());
    out.op(Jvm.DUP2_X2);
    out.op(Jvm.POP2);
    out.constant(0L);
    out.invokeStatic(extend.owner(), extend.highName(), extend.descriptor());
  }

  /// Emits `i8x16.shuffle`.
  public static void shuffle(MethodEmitter out, long lanesLow, long lanesHigh, Source source) {
    shuffleHalf(out, lanesLow, source);
    shuffleHalf(out, lanesHigh, source);
  }

  /// Emits what yields one half of a shuffle: each run of bytes that move by the same distance
  /// within the same half of an operand is one shift and one mask.
  ///
  /// @param lanes where the eight bytes of the half come from
  public static void shuffleHalf(MethodEmitter out, long lanes, Source source) {
    int done = 0;
    boolean first = true;
    for (int i = 0; i < 8; i++) {
      if ((done & 1 << i) != 0) {
        continue;
      }
      int from = (int) (lanes >>> 8 * i) & 31;
      int distance = i - (from & 7);
      long mask = 0;
      for (int j = i; j < 8; j++) {
        int other = (int) (lanes >>> 8 * j) & 31;
        if (other >> 3 == from >> 3 && j - (other & 7) == distance) {
          mask |= 0xFFL << 8 * j;
          done |= 1 << j;
        }
      }
      source.loadHalf(from >> 4, (from >> 3 & 1) == 1);
      if (distance != 0) {
        out.constant(8 * Math.abs(distance));
        out.op(distance > 0 ? Jvm.LSHL : Jvm.LUSHR);
      }
      long whole = distance >= 0 ? -1L << 8 * distance : -1L >>> -8 * distance;
      if (mask != whole) {
        out.constant(mask);
        out.op(Jvm.LAND);
      }
      if (!first) {
        out.op(Jvm.LOR);
      }
      first = false;
    }
  }
}
