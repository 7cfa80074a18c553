package io.wasmtier.runtime.abi;

import io.wasmtier.runtime.Trap;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Finds and calls the methods of numeric instructions as a generator would: by mnemonic and
/// [SimdForm].
final class NumericMethods {
  static final List<Class<?>> CLASSES =
      List.of(
          Numerics.class,
          FloatNumerics.class,
          ConversionNumerics.class,
          SimdIntegers.class,
          SimdComparisons.class,
          SimdWidening.class,
          SimdLanes.class,
          SimdFloats.class,
          SimdConversions.class);

  /// All public methods by name; `quiet` is for callers and no instruction.
  static final Map<String, Method> BY_NAME = collect();

  private static final List<Opcode> ROWS =
      Arrays.stream(Opcode.values()).filter(row -> isNumeric(row.shape())).toList();

  private static final Map<Opcode, List<Method>> OF =
      ROWS.stream().collect(Collectors.toMap(row -> row, NumericMethods::find));

  private NumericMethods() {}

  private static Map<String, Method> collect() {
    Map<String, Method> methods = new TreeMap<>();
    for (Class<?> owner : CLASSES) {
      for (Method method : owner.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && !method.getName().equals("quiet")) {
          Method other = methods.put(method.getName(), method);
          if (other != null) {
            throw new IllegalStateException(method + " and " + other);
          }
        }
      }
    }
    return methods;
  }

  /// {@return the rows of the opcode table that need a method}
  static List<Opcode> rows() {
    return ROWS;
  }

  private static boolean isNumeric(Shape shape) {
    return switch (shape) {
      case UNARY, BINARY, TERNARY, WIDE, EXTRACT_LANE, REPLACE_LANE, SHUFFLE -> true;
      default -> false;
    };
  }

  static boolean isVector(Opcode row) {
    return row.signature().contains("v");
  }

  /// {@return the methods of a row: one, or the low and the high one}
  static List<Method> of(Opcode row) {
    return OF.get(row);
  }

  private static List<Method> find(Opcode row) {
    List<Method> found = new ArrayList<>();
    for (String suffix : List.of("", "Lo", "Hi")) {
      Method method = BY_NAME.get(row.methodName() + suffix);
      if (method != null) {
        found.add(method);
      }
    }
    return found;
  }

  static SimdForm form(Method method) {
    return method.getAnnotation(SimdForm.Of.class).value();
  }

  /// {@return the result, or the kind of a trap}
  static Object call(Method method, Object... operands) {
    try {
      return method.invoke(null, operands);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Trap trap) {
        return trap.kind();
      }
      throw new AssertionError(method + Arrays.toString(operands), e.getCause());
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new AssertionError(method + Arrays.toString(operands), e);
    }
  }

  static Object call(String name, Object... operands) {
    return call(BY_NAME.get(name), operands);
  }

  /// {@return the `v128` result of an instruction; a [LaneVector] operand stands for two halves}
  static LaneVector vector(Opcode row, Object... operands) {
    List<Method> methods = of(row);
    if (form(methods.getFirst()) == SimdForm.HALVES) {
      return new LaneVector(
          (long) call(methods.getFirst(), half(operands, false)),
          (long) call(methods.getFirst(), half(operands, true)));
    }
    return new LaneVector(
        (long) call(methods.get(0), both(operands)), (long) call(methods.get(1), both(operands)));
  }

  /// {@return the scalar result of an instruction on vectors}
  static Object scalar(Opcode row, Object... operands) {
    return call(of(row).getFirst(), both(operands));
  }

  private static Object[] half(Object[] operands, boolean high) {
    return Arrays.stream(operands)
        .map(x -> x instanceof LaneVector(long lo, long hi) ? (Object) (high ? hi : lo) : x)
        .toArray();
  }

  private static Object[] both(Object[] operands) {
    List<Object> flat = new ArrayList<>();
    for (Object x : operands) {
      if (x instanceof LaneVector(long lo, long hi)) {
        flat.add(lo);
        flat.add(hi);
      } else {
        flat.add(x);
      }
    }
    return flat.toArray();
  }
}
