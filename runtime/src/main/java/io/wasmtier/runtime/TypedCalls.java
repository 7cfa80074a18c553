package io.wasmtier.runtime;

import io.wasmtier.runtime.link.Signature;
import io.wasmtier.wasm.Failure;
import io.wasmtier.wasm.ValType;
import io.wasmtier.wasm.WasmtierException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Calls from Java into functions without boxing. Benchmark: `CallBenchmark`.
final class TypedCalls {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private TypedCalls() {}

  private static void checkStore(Entry entry) {
    if (!entry.hasStore()) {
      // It would need a stack of its own per call.
      throw new WasmtierException(
          Failure.USAGE, "a host function that no instance imported has no typed calls");
    }
  }

  /// {@return a handle of the type that [Signatures#java] says}
  static MethodHandle handle(Entry entry) {
    checkStore(entry);
    Signature signature = entry.signature();
    MethodType java = Signatures.java(signature);
    MethodType withBase = java.insertParameterTypes(0, int.class);

    // From the end to the start: get(base) or end(base), preceded by run(base), preceded by each
    // put(base, argument).
    MethodHandle body = MethodHandles.dropArguments(getter(entry), 1, java.parameterList());
    body = MethodHandles.foldArguments(body, bound(entry, "run", void.class, int.class));
    for (int i = signature.params().length - 1; i >= 0; i--) {
      MethodHandle put = putter(entry, i);
      body =
          MethodHandles.foldArguments(
              body, MethodHandles.dropArguments(put, 1, java.parameterList().subList(0, i)));
    }
    return MethodHandles.foldArguments(body.asType(withBase), bound(entry, "begin", int.class));
  }

  private static MethodHandle getter(Entry entry) {
    int[] results = entry.signature().results();
    if (results.length == 0) {
      return bound(entry, "end", void.class, int.class);
    }
    return switch (entry.resultType()) {
      case ValType.BITS_I32 -> bound(entry, "getI32", int.class, int.class);
      case ValType.BITS_I64 -> bound(entry, "getI64", long.class, int.class);
      case ValType.BITS_F32 -> bound(entry, "getF32", float.class, int.class);
      case ValType.BITS_F64 -> bound(entry, "getF64", double.class, int.class);
      default ->
          bound(entry, "get", Object.class, int.class)
              .asType(
                  MethodType.methodType(
                      Signatures.java(entry.signature()).returnType(), int.class));
    };
  }

  private static MethodHandle putter(Entry entry, int index) {
    int type = entry.signature().params()[index];
    int slot = entry.signature().paramSlots()[index];
    return switch (type) {
      case ValType.BITS_I32 -> put(entry, "putI32", slot, int.class);
      case ValType.BITS_I64 -> put(entry, "putI64", slot, long.class);
      case ValType.BITS_F32 -> put(entry, "putF32", slot, float.class);
      case ValType.BITS_F64 -> put(entry, "putF64", slot, double.class);
      default ->
          MethodHandles.insertArguments(
                  bound(
                      entry,
                      "putObject",
                      void.class,
                      int.class,
                      int.class,
                      int.class,
                      Object.class),
                  1,
                  slot,
                  index)
              .asType(MethodType.methodType(void.class, int.class, Signatures.java(type)));
    };
  }

  private static MethodHandle put(Entry entry, String name, int slot, Class<?> type) {
    return MethodHandles.insertArguments(
        bound(entry, name, void.class, int.class, int.class, type), 1, slot);
  }

  private static MethodHandle bound(Entry entry, String name, Class<?> result, Class<?>... params) {
    try {
      return LOOKUP.bind(entry, name, MethodType.methodType(result, params));
    } catch (ReflectiveOperationException e) {
      throw new WasmtierException(
          Failure.BUG, "Entry." + name, WasmtierException.NONE, WasmtierException.NONE, e);
    }
  }

  /// {@return a handle of the type wanted}
  static MethodHandle handle(Entry entry, MethodType wanted) {
    checkType(entry, wanted, wanted.toString());
    return handle(entry).asType(wanted);
  }

  /// Checks that a Java type fits the function's: same primitive types, references for references.
  private static void checkType(Entry entry, MethodType wanted, String what) {
    MethodType java = Signatures.java(entry.signature());
    boolean fits = wanted.parameterCount() == java.parameterCount();
    for (int i = 0; fits && i < java.parameterCount(); i++) {
      fits = fits(java.parameterType(i), wanted.parameterType(i));
    }
    if (!fits || !fits(java.returnType(), wanted.returnType())) {
      throw new WasmtierException(
          Failure.USAGE,
          what + " does not fit the function's type " + entry.describe() + ", which is " + java);
    }
  }

  private static boolean fits(Class<?> ours, Class<?> wanted) {
    return ours == wanted
        || ours == Object.class && !wanted.isPrimitive()
        || wanted == Object.class && !ours.isPrimitive();
  }

  /// {@return an object of a functional interface that calls the function}
  static <T> T as(Entry entry, Class<T> type) {
    checkStore(entry);
    Method method = HostAdapters.abstractMethod(type);
    MethodType wanted = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    checkType(entry, wanted, type.getName());
    Object direct = direct(entry, type);
    if (direct != null) {
      return type.cast(direct);
    }
    if (Modifier.isPublic(type.getModifiers()) && isExported(type)) {
      return MethodHandleProxies.asInterfaceInstance(type, handle(entry).asType(wanted));
    }
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, new Boxing(entry, type)));
  }

  private static boolean isExported(Class<?> type) {
    return type.getModule().isExported(type.getPackageName(), TypedCalls.class.getModule())
        && (type.getEnclosingClass() == null || isPublicOutside(type.getEnclosingClass()));
  }

  private static boolean isPublicOutside(Class<?> outer) {
    return Modifier.isPublic(outer.getModifiers())
        && (outer.getEnclosingClass() == null || isPublicOutside(outer.getEnclosingClass()));
  }

  /// {@return the common interfaces of the JDK without any method handle; null for all others}
  private static @Nullable Object direct(Entry entry, Class<?> type) {
    if (type == Runnable.class) {
      return (Runnable)
          () -> {
            int base = entry.begin();
            entry.run(base);
            entry.end(base);
          };
    } else if (type == IntSupplier.class) {
      return (IntSupplier)
          () -> {
            int base = entry.begin();
            entry.run(base);
            return entry.getI32(base);
          };
    } else if (type == IntConsumer.class) {
      return (IntConsumer)
          a -> {
            int base = entry.begin();
            entry.putI32(base, 0, a);
            entry.run(base);
            entry.end(base);
          };
    } else if (type == IntUnaryOperator.class) {
      return (IntUnaryOperator)
          a -> {
            int base = entry.begin();
            entry.putI32(base, 0, a);
            entry.run(base);
            return entry.getI32(base);
          };
    } else if (type == IntBinaryOperator.class) {
      return (IntBinaryOperator)
          (a, b) -> {
            int base = entry.begin();
            entry.putI32(base, 0, a);
            entry.putI32(base, 1, b);
            entry.run(base);
            return entry.getI32(base);
          };
    } else if (type == LongSupplier.class) {
      return (LongSupplier)
          () -> {
            int base = entry.begin();
            entry.run(base);
            return entry.getI64(base);
          };
    } else if (type == LongUnaryOperator.class) {
      return (LongUnaryOperator)
          a -> {
            int base = entry.begin();
            entry.putI64(base, 0, a);
            entry.run(base);
            return entry.getI64(base);
          };
    } else if (type == LongBinaryOperator.class) {
      return (LongBinaryOperator)
          (a, b) -> {
            int base = entry.begin();
            entry.putI64(base, 0, a);
            entry.putI64(base, 1, b);
            entry.run(base);
            return entry.getI64(base);
          };
    } else if (type == DoubleUnaryOperator.class) {
      return (DoubleUnaryOperator)
          a -> {
            int base = entry.begin();
            entry.putF64(base, 0, a);
            entry.run(base);
            return entry.getF64(base);
          };
    } else if (type == DoubleBinaryOperator.class) {
      return (DoubleBinaryOperator)
          (a, b) -> {
            int base = entry.begin();
            entry.putF64(base, 0, a);
            entry.putF64(base, 1, b);
            entry.run(base);
            return entry.getF64(base);
          };
    }
    return null;
  }

  /// Calls through an interface that no generated class may implement.
  private record Boxing(Entry entry, Class<?> type) implements InvocationHandler {
    @Override
    @SuppressWarnings("ReferenceEquality") // That is what equals of a proxy without state means.
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      if (method.getDeclaringClass() == Object.class) {
        return switch (method.getName()) {
          case "equals" -> arguments != null && proxy == arguments[0];
          case "hashCode" -> System.identityHashCode(proxy);
          default -> type.getSimpleName() + " of " + entry.describe();
        };
      }
      if (method.isDefault()) {
        return InvocationHandler.invokeDefault(proxy, method, arguments);
      }
      return entry.call(arguments == null ? new Object[0] : arguments);
    }
  }
}
