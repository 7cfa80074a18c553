package io.wasmtier.runtime.abi;

import static org.assertj.core.api.Assertions.assertThat;

import io.wasmtier.wasm.Immediate;
import io.wasmtier.wasm.Opcode;
import io.wasmtier.wasm.Shape;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The opcode table and the methods that give the numeric instructions their meaning belong
/// together, row by row.
class NumericTableTest {
  @Test
  void eachNumericRowHasItsMethods() {
    for (Opcode row : NumericMethods.rows()) {
      List<Method> methods = NumericMethods.of(row);
      boolean two =
          row.shape() == Shape.WIDE
              || NumericMethods.isVector(row)
                  && !methods.isEmpty()
                  && NumericMethods.form(methods.getFirst()) == SimdForm.LO_HI;
      assertThat(methods).as(row.mnemonic()).hasSize(two ? 2 : 1);
      for (Method method : methods) {
        assertThat(method.getName())
            .as(row.mnemonic())
            .isEqualTo(row.methodName() + (!two ? "" : method == methods.get(0) ? "Lo" : "Hi"));
        assertThat(List.of(method.getParameterTypes()))
            .as(row.mnemonic())
            .isEqualTo(parameters(row, method));
        assertThat(method.getReturnType()).as(row.mnemonic()).isEqualTo(result(row));
      }
    }
  }

  @Test
  void noMethodIsWithoutARow() {
    Set<Method> known = new HashSet<>();
    NumericMethods.rows().forEach(row -> known.addAll(NumericMethods.of(row)));
    assertThat(known).containsExactlyInAnyOrderElementsOf(NumericMethods.BY_NAME.values());
  }

  @Test
  void theFormSaysWhatTheResultIs() {
    for (Opcode row : NumericMethods.rows()) {
      for (Method method : NumericMethods.of(row)) {
        if (!NumericMethods.isVector(row)) {
          assertThat(method.getAnnotation(SimdForm.Of.class)).as(row.mnemonic()).isNull();
        } else {
          assertThat(NumericMethods.form(method) == SimdForm.SCALAR)
              .as(row.mnemonic())
              .isEqualTo(!row.signature().endsWith(":v"));
        }
      }
    }
  }

  private static Class<?> result(Opcode row) {
    String signature = row.signature();
    return type(signature.charAt(signature.indexOf(':') + 1));
  }

  private static List<Class<?>> parameters(Opcode row, Method method) {
    boolean halves = NumericMethods.isVector(row) && NumericMethods.form(method) == SimdForm.HALVES;
    List<Class<?>> types = new ArrayList<>();
    for (char letter : row.signature().substring(0, row.operands()).toCharArray()) {
      types.add(type(letter));
      if (letter == 'v' && !halves) {
        types.add(long.class);
      }
    }
    for (Immediate immediate : row.immediates()) {
      if (immediate == Immediate.LANES) {
        types.add(long.class);
        types.add(long.class);
      } else {
        types.add(int.class);
      }
    }
    return types;
  }

  private static Class<?> type(char letter) {
    return switch (letter) {
      case 'i' -> int.class;
      case 'l', 'v' -> long.class;
      case 'f' -> float.class;
      case 'd' -> double.class;
      default -> throw new IllegalArgumentException("signature letter " + letter);
    };
  }
}
