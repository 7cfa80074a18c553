package io.wasmtier.validator;

import io.wasmtier.wasm.Opcode;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Writes down what a walk delivers, one line per call.
final class RecordingSink {
  final List<String> trace = new ArrayList<>();
  FunctionContext context;

  final FunctionSink sink =
      (FunctionSink)
          Proxy.newProxyInstance(
              RecordingSink.class.getClassLoader(),
              new Class<?>[] {FunctionSink.class},
              (proxy, method, arguments) -> {
                Object[] values = arguments == null ? new Object[0] : arguments;
                if (method.getName().equals("begin")) {
                  context = (FunctionContext) values[0];
                  values = new Object[0];
                } else if (method.getName().equals("brTable")) {
                  Label[] labels = Arrays.copyOf((Label[]) values[0], (int) values[1]);
                  values = new Object[] {Arrays.asList(labels)};
                }
                trace.add(
                    (method.getName()
                            + " "
                            + Arrays.stream(values)
                                .map(RecordingSink::text)
                                .collect(Collectors.joining(" ")))
                        .strip());
                return null;
              });

  private static String text(Object value) {
    return switch (value) {
      case null -> "null";
      case Opcode opcode -> opcode.mnemonic();
      case Label label -> "L" + label.number + (label.isTarget ? "!" : "");
      case CatchClause clause -> clause.kind() + ":" + clause.tag() + ":" + text(clause.label());
      case DefType type -> type.toString();
      case List<?> list -> list.stream().map(RecordingSink::text).toList().toString();
      default -> value.toString();
    };
  }

  static List<String> trace(ValidatedModule module, int function) {
    RecordingSink recorder = new RecordingSink();
    module.walk(function, recorder.sink);
    return recorder.trace;
  }
}
