package io.wasmtier.runtime;

import io.wasmtier.runtime.link.Signature;
import io.wasmtier.validator.DefType;
import io.wasmtier.validator.ExternRules;
import io.wasmtier.validator.Types;
import io.wasmtier.wasm.CompositeType.FuncType;
import io.wasmtier.wasm.ExternType;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.Limits;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Function types at the boundary: canonical ones, their Java counterparts and how they are written
/// in messages.
final class Signatures {
  private Signatures() {}

  /// {@return the canonical type of a function type}
  ///
  /// @throws WasmtierException of kind USAGE if there can be no such type
  static DefType canonical(FuncType type) {
    try {
      ExternRules.check(type);
    } catch (WasmtierException e) {
      throw usage(e);
    }
    return Types.function(type);
  }

  /// Checks the type of what an embedder wants to make.
  ///
  /// @throws WasmtierException of kind USAGE if no module could have something of this type
  static void check(ExternType type, Engine engine) {
    try {
      ExternRules.check(type, engine.config().features());
    } catch (WasmtierException e) {
      throw usage(e);
    }
  }

  private static WasmtierException usage(WasmtierException cause) {
    return new WasmtierException(
        Failure.USAGE,
        String.valueOf(cause.getMessage()),
        WasmtierException.NONE,
        WasmtierException.NONE,
        cause);
  }

  /// {@return the function type that corresponds to a Java type}
  ///
  /// @throws WasmtierException of kind USAGE if there is none
  static FuncType ofJava(MethodType type, String what) {
    List<ValType> params = new ArrayList<>();
    for (Class<?> param : type.parameterList()) {
      params.add(ofJava(param, what));
    }
    List<ValType> results =
        type.returnType() == void.class ? List.of() : List.of(ofJava(type.returnType(), what));
    return new FuncType(params, results);
  }

  private static ValType ofJava(Class<?> type, String what) {
    if (type == int.class) {
      return ValType.I32;
    } else if (type == long.class) {
      return ValType.I64;
    } else if (type == float.class) {
      return ValType.F32;
    } else if (type == double.class) {
      return ValType.F64;
    } else if (type == V128.class) {
      return ValType.V128;
    } else if (type == WasmFunction.class) {
      return ValType.FUNCREF;
    } else if (!type.isPrimitive() && !type.isArray()) {
      return ValType.EXTERNREF;
    }
    throw new WasmtierException(
        Failure.USAGE,
        what + ": the type " + type.getTypeName() + " has no WebAssembly counterpart");
  }

  /// {@return the Java type in which values of a type are passed}
  static Class<?> java(int type) {
    return switch (type) {
      case ValType.BITS_I32 -> int.class;
      case ValType.BITS_I64 -> long.class;
      case ValType.BITS_F32 -> float.class;
      case ValType.BITS_F64 -> double.class;
      case ValType.BITS_V128 -> V128.class;
      default -> Object.class;
    };
  }

  /// {@return the Java type of calls without boxing}
  static MethodType java(Signature signature) {
    Class<?>[] params = new Class<?>[signature.params().length];
    for (int i = 0; i < params.length; i++) {
      params[i] = java(signature.params()[i]);
    }
    int[] results = signature.results();
    Class<?> result =
        results.length == 0 ? void.class : results.length == 1 ? java(results[0]) : Object[].class;
    return MethodType.methodType(result, params);
  }

  /// {@return a function type in words, such as `(i32, i32) -> (i32)`}
  static String describe(FuncType type) {
    return list(type.params()) + " -> " + list(type.results());
  }

  private static String list(List<ValType> types) {
    return types.stream().map(Signatures::describe).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String describe(ValType type) {
    if (!type.isConcrete()) {
      return type.toString();
    }
    // The number of a canonical type says nothing to people, what it defines does.
    return "(ref " + (type.isNullable() ? "null " : "") + DefType.of(type.number()) + ")";
  }

  /// {@return a type with canonical numbers in words}
  static String describe(ExternType type) {
    return switch (type) {
      case ExternType.Func function ->
          "func " + describe(Signature.function(DefType.of(function.type())));
      case ExternType.Tag tag -> "tag " + list(Signature.function(DefType.of(tag.type())).params());
      case ExternType.Global global ->
          "global "
              + (global.mutable()
                  ? "(mut " + describe(global.type()) + ")"
                  : describe(global.type()));
      case ExternType.Table table ->
          "table " + describe(table.limits(), "elements") + " " + describe(table.element());
      case ExternType.Memory memory ->
          "memory "
              + describe(memory.limits(), "pages")
              + (memory.shared() ? " shared" : "")
              + (memory.pageSizeLog2() == ExternType.Memory.STANDARD_PAGE_LOG2
                  ? ""
                  : " of " + (1 << memory.pageSizeLog2()) + " bytes");
    };
  }

  private static String describe(Limits limits, String unit) {
    return (limits.is64() ? "i64 " : "")
        + Long.toUnsignedString(limits.min())
        + (limits.hasMax() ? " to " + Long.toUnsignedString(limits.max()) : " or more")
        + " "
        + unit;
  }

  /// {@return the two levels of an import's name as they are written in the text format}
  static String quote(String module, String name) {
    return quote(module) + " " + quote(name);
  }

  private static String quote(String name) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < name.length() && i < 100; i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        // A guest chose the name: it must not control the terminal.
        quoted.append(String.format("\\u{%x}", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append(name.length() > 100 ? "...\"" : "\"").toString();
  }
}
