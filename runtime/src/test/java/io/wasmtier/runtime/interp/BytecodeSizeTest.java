package io.wasmtier.runtime.interp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HotSpot does not compile methods of more than 8,000 bytes, and large loops badly.
class BytecodeSizeTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        Access.class,
        Arithmetic.class,
        Branches.class,
        BulkOperations.class,
        Calls.class,
        Casts.class,
        Continuations.class,
        GcOperations.class,
        GenericAccess.class,
        Interpreter.class,
        Numeric.class,
        NumericHandlers.class,
        Others.class,
        Simd.class,
        SimdAccess.class,
        SimdGenericAccess.class,
        SimdHandlers.class,
        Unwinder.class
      })
  void methodsAreSmallEnoughToBeCompiled(Class<?> type) throws IOException {
    for (MethodModel method : read(type).methods()) {
      int limit =
          type == Interpreter.class && method.methodName().equalsString("run") ? 3_400 : 4_000;
      assertThat(size(method))
          .as("%s.%s", type.getSimpleName(), method.methodName())
          .isLessThan(limit);
    }
  }

  private static ClassModel read(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return ClassFile.of().parse(Objects.requireNonNull(in).readAllBytes());
    }
  }

  private static int size(MethodModel method) {
    List<CodeAttribute> code = method.findAttributes(java.lang.classfile.Attributes.code());
    return code.isEmpty() ? 0 : code.get(0).codeLength();
  }
}
